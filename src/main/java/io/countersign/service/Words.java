package io.countersign.service;

import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;

/// A sentence of the bundle `i18n/service` with what is put into its places `{0}`, `{1}`.
///
/// @param key names the sentence
public record Words(String key, List<String> values) {
  private static final ResourceBundle.Control NO_FALLBACK =
      ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

  public Words {
    values = List.copyOf(values);
  }

  static Words of(String key, Object... values) {
    return new Words(key, List.of(values).stream().map(String::valueOf).toList());
  }

  /// The sentence in English or, for [Locale#SIMPLIFIED_CHINESE], in Chinese.
  public String in(Locale language) {
    String pattern = ResourceBundle.getBundle("i18n.service", language, NO_FALLBACK).getString(key);
    StringBuilder out = new StringBuilder();
    int from = 0;
    for (int open = pattern.indexOf('{'); open >= 0; open = pattern.indexOf('{', from)) {
      int index = pattern.charAt(open + 1) - '0';
      out.append(pattern, from, open).append(values.get(index));
      from = open + 3;
    }
    return out.append(pattern, from, pattern.length()).toString();
  }
}
