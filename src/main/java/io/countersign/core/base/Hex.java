package io.countersign.core.base;

/// Lower-case hexadecimal, strictly read.
public final class Hex {
  private Hex() {}

  /// Reads `text` as lower-case hex.
  ///
  /// @param size bytes expected, or -1 for any number
  /// @throws MalformedException `HEX_FORM` with the offset of the first wrong character
  public static byte[] parse(String text, int size) throws MalformedException {
    if (text.length() % 2 != 0 || (size >= 0 && text.length() != 2 * size)) {
      throw new MalformedException(
          Code.HEX_FORM,
          "hex",
          0,
          size >= 0 ? 2 * size + " lower-case hex digits" : "an even number of hex digits",
          text.length() + " characters");
    }
    byte[] out = new byte[text.length() / 2];
    for (int i = 0; i < text.length(); i++) {
      int digit = digit(text.charAt(i));
      if (digit < 0) {
        throw new MalformedException(
            Code.HEX_FORM, "hex", i, "a digit 0-9 or a-f", MalformedException.show(text.charAt(i)));
      }
      out[i / 2] = (byte) (i % 2 == 0 ? digit << 4 : out[i / 2] | digit);
    }
    return out;
  }

  private static int digit(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  }
}
