package io.countersign.http;

import io.countersign.core.base.Code;
import java.util.Locale;
import java.util.ResourceBundle;

/// The language of an answer's sentences: that of Accept-Language, English if it names neither.
public enum Lang {
  EN(Locale.ENGLISH),
  ZH(Locale.SIMPLIFIED_CHINESE);

  private static final int MAX_CHARS = 256;

  private static final ResourceBundle.Control NO_FALLBACK =
      ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

  private final Locale locale;

  Lang(Locale locale) {
    this.locale = locale;
  }

  /// The first of the languages named, by weight, that there is. Source: RFC 9110 12.5.4.
  static Lang of(String acceptLanguage) {
    Lang best = EN;
    int weight = -1;
    String text = acceptLanguage.length() > MAX_CHARS ? "" : acceptLanguage;
    for (String part : text.toLowerCase(Locale.ROOT).split(",", -1)) {
      String[] range = part.strip().split(";", 2);
      String tag = range[0].strip();
      boolean zh = tag.equals("zh") || tag.startsWith("zh-");
      if (zh || tag.equals("en") || tag.startsWith("en-")) {
        int w = range.length < 2 ? 1000 : weight(range[1].strip());
        if (w > weight && w > 0) {
          weight = w;
          best = zh ? ZH : EN;
        }
      }
    }
    return best;
  }

  /// `q=0.5` in thousandths; 0 for another form.
  private static int weight(String q) {
    if (!q.matches("q=(0(\\.[0-9]{0,3})?|1(\\.0{0,3})?)")) {
      return 0;
    }
    String digits = q.substring(2).replace(".", "");
    return Integer.parseInt((digits + "000").substring(0, 4));
  }

  /// `en` or `zh-CN`.
  public String tag() {
    return locale.toLanguageTag();
  }

  /// What is wrong when `code` is reported.
  public String wrong(Code code) {
    return bundle().getString(code.id());
  }

  /// What to do about it.
  public String mend(Code code) {
    return bundle().getString(code.id() + ".mend");
  }

  private ResourceBundle bundle() {
    return ResourceBundle.getBundle("i18n.codes", locale, NO_FALLBACK);
  }
}
