package io.countersign.core.prose;

/// Names in quotation marks, “so”; a closing mark inside is doubled, so that any text can be quoted
/// and read back.
final class Quotes {
  static final char OPEN = '“';
  static final char CLOSE = '”';

  private Quotes() {}

  static String quote(String text) {
    return OPEN + text.replace("”", "””") + CLOSE;
  }

  /// The end of the quotation that begins at `from`, on one line: the index after its closing mark.
  ///
  /// @throws Unread if none begins or ends there
  static int end(String text, int from) throws Unread {
    if (from >= text.length() || text.charAt(from) != OPEN) {
      throw Unread.here();
    }
    int i = from + 1;
    while (i < text.length() && text.charAt(i) != '\n') {
      if (text.charAt(i) == CLOSE) {
        if (i + 1 < text.length() && text.charAt(i + 1) == CLOSE) {
          i++;
        } else {
          return i + 1;
        }
      }
      i++;
    }
    throw Unread.here();
  }

  /// What a whole quotation quotes.
  static String unquote(String quoted) {
    return quoted.substring(1, quoted.length() - 1).replace("””", "”");
  }
}
