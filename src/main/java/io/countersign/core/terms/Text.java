package io.countersign.core.terms;

/// One text in both languages of an agreement; neither prevails.
///
/// @param zh Chinese (simplified), 1 to 1,000 code points
/// @param en English, the same bounds
public record Text(String zh, String en) {
  /// Cap on a label, in code points.
  public static final int MAX_LABEL = 200;

  /// Cap on a note, in code points.
  public static final int MAX_NOTE = 1000;

  public Text {
    Checks.size("zh", zh.codePointCount(0, zh.length()), 1, MAX_NOTE);
    Checks.size("en", en.codePointCount(0, en.length()), 1, MAX_NOTE);
  }

  /// The text in `language`.
  public String in(Language language) {
    return switch (language) {
      case ZH -> zh;
      case EN -> en;
    };
  }

  /// The two languages in which every document is complete.
  public enum Language {
    ZH,
    EN
  }
}
