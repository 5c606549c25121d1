package io.countersign.core.prose;

/// What a reader sees of a label: without spaces of any width and characters that show nothing.
///
/// Two labels that look the same are not told apart by their quotation, so their ids are said. The
/// list is fixed, whatever a later Unicode adds: texts of one render stay as they are. Letters of
/// two scripts that look alike are not known here.
final class Looks {
  private Looks() {}

  static String of(String label) {
    StringBuilder out = new StringBuilder();
    label.codePoints().filter(c -> !isBlank(c)).forEach(out::appendCodePoint);
    return out.toString();
  }

  private static boolean isBlank(int c) {
    return c <= 0x20
        || c == 0xa0
        || c == 0xad
        || c == 0x34f
        || c == 0x61c
        || c == 0x115f
        || c == 0x1160
        || c == 0x1680
        || c == 0x17b4
        || c == 0x17b5
        || (c >= 0x180b && c <= 0x180f)
        || (c >= 0x2000 && c <= 0x206f && !isMark(c))
        || c == 0x2800
        || c == 0x3000
        || c == 0x3164
        || (c >= 0xfe00 && c <= 0xfe0f)
        || c == 0xffa0
        || (c >= 0xfff0 && c <= 0xfffb)
        || (c >= 0xe0000 && c <= 0xe0fff);
  }

  /// Dashes, quotation marks, points and signs.
  private static boolean isMark(int c) {
    return (c >= 0x2010 && c <= 0x2027) || (c >= 0x2030 && c <= 0x205e);
  }
}
