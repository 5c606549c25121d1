package io.countersign.cli;

import io.countersign.core.base.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.ResourceBundle;

/// The sentences of one language, read from the bundles under `i18n`.
///
/// Four bundles: `messages` (the command line's own), `codes` (one sentence and one mend for each
/// [Code]), `terms` (the words of the pricing language) and `prose` (its sentences). Places for
/// values are `{0}`, `{1}`; a value is put in as it is, without grouping, so that amounts and ids
/// read the same everywhere.
public final class Texts {
  /// The languages that there are.
  public enum Lang {
    EN(Locale.ENGLISH),
    ZH(Locale.SIMPLIFIED_CHINESE);

    private final Locale locale;

    Lang(Locale locale) {
      this.locale = locale;
    }

    /// The language that `env` asks for: COUNTERSIGN_LANG, else LC_ALL, LC_MESSAGES, LANG, the
    /// first that is set and not empty; English unless that begins with `zh`.
    static Lang of(Map<String, String> env) {
      for (String name : List.of("COUNTERSIGN_LANG", "LC_ALL", "LC_MESSAGES", "LANG")) {
        String value = env.getOrDefault(name, "");
        if (!value.isEmpty()) {
          return value.toLowerCase(Locale.ROOT).startsWith("zh") ? ZH : EN;
        }
      }
      return EN;
    }
  }

  private static final ResourceBundle.Control NO_FALLBACK =
      ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

  private final Lang lang;
  private final ResourceBundle messages;

  private Texts(Lang lang) {
    this.lang = lang;
    this.messages = bundle("messages", lang);
  }

  public static Texts of(Lang lang) {
    return new Texts(lang);
  }

  private static ResourceBundle bundle(String name, Lang lang) {
    return ResourceBundle.getBundle("i18n." + name, lang.locale, NO_FALLBACK);
  }

  public Lang lang() {
    return lang;
  }

  ResourceBundle messages() {
    return messages;
  }

  /// The message under `key` with its places filled.
  ///
  /// @throws MissingResourceException if there is none: a bug that a test finds
  public String text(String key, Object... values) {
    return fill(messages.getString(key), values);
  }

  /// The word of the pricing language under `key`, or `otherwise` where there is none.
  public String term(String key, String otherwise) {
    ResourceBundle terms = bundle("terms", lang);
    return terms.containsKey(key) ? terms.getString(key) : otherwise;
  }

  /// The sentence of terms documents under `key`: a template of [io.countersign.core.prose.Prose].
  public String sentence(String key) {
    return bundle("prose", lang).getString(key);
  }

  /// What is wrong when `code` is reported, in one sentence.
  public String wrong(Code code) {
    return bundle("codes", lang).getString(code.id());
  }

  /// What to do about it, in one sentence.
  public String mend(Code code) {
    return bundle("codes", lang).getString(code.id() + ".mend");
  }

  /// The text of the two that is in this language, e.g. of a label in the terms.
  public String pick(String zh, String en) {
    return lang == Lang.ZH ? zh : en;
  }

  static String fill(String pattern, Object... values) {
    StringBuilder out = new StringBuilder();
    int from = 0;
    for (int open = pattern.indexOf('{'); open >= 0; open = pattern.indexOf('{', from)) {
      int close = pattern.indexOf('}', open);
      int index = close < 0 ? -1 : place(pattern, open + 1, close);
      if (index < 0 || index >= values.length) {
        out.append(pattern, from, open + 1);
        from = open + 1;
      } else {
        out.append(pattern, from, open).append(values[index]);
        from = close + 1;
      }
    }
    return out.append(pattern, from, pattern.length()).toString();
  }

  /// The places of `pattern`, ascending, each once.
  static List<Integer> places(String pattern) {
    List<Integer> out = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      if (pattern.contains("{" + i + "}")) {
        out.add(i);
      }
    }
    return out;
  }

  private static int place(String pattern, int from, int to) {
    return to == from + 1 && Character.isDigit(pattern.charAt(from))
        ? pattern.charAt(from) - '0'
        : -1;
  }
}
