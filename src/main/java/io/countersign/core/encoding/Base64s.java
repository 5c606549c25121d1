package io.countersign.core.encoding;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import java.util.Arrays;
import java.util.Base64;

/// Standard base64 with padding, strictly read: each value has one text. Source: RFC 4648 §4, §3.5.
public final class Base64s {
  private Base64s() {}

  public static String format(Bytes value) {
    return Base64.getEncoder().encodeToString(value.unsafeArray());
  }

  public static String format(Bytes32 value) {
    return Base64.getEncoder().encodeToString(value.toArray());
  }

  /// @throws MalformedException `BASE64_FORM` for another alphabet, absent or superfluous padding,
  ///   white space, or bits set beyond the end
  public static Bytes parse(String text) throws MalformedException {
    byte[] out;
    try {
      out = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw fault("standard base64 with padding", text);
    }
    // The decoder takes some forms that it would not write.
    if (!Base64.getEncoder().encodeToString(out).equals(text)) {
      throw fault("standard base64 with padding and no bits beyond the end", text);
    }
    return Bytes.wrap(out);
  }

  /// The same for exactly 32 bytes.
  public static Bytes32 parse32(String text) throws MalformedException {
    Bytes out = parse(text);
    if (out.size() != Bytes32.SIZE) {
      throw fault("base64 of 32 bytes", text);
    }
    return Bytes32.of(Arrays.copyOf(out.unsafeArray(), Bytes32.SIZE), 0);
  }

  private static MalformedException fault(String expected, String found) {
    return new MalformedException(
        Code.BASE64_FORM, "base64", -1, expected, MalformedException.show(found));
  }
}
