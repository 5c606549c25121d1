package io.countersign.core.base;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/// An immutable string of bytes of any length.
public final class Bytes implements Comparable<Bytes> {
  /// The string of no bytes.
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] value;

  private Bytes(byte[] value) {
    this.value = value;
  }

  /// Copies `value`.
  public static Bytes of(byte... value) {
    return value.length == 0 ? EMPTY : new Bytes(value.clone());
  }

  /// Takes over `value` without a copy: the caller must not touch the array afterwards.
  public static Bytes wrap(byte[] value) {
    return new Bytes(value);
  }

  /// The UTF-8 bytes of `text`.
  public static Bytes utf8(String text) {
    return new Bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Parses lower-case hex of an even number of digits.
  ///
  /// @throws MalformedException `HEX_FORM` when `text` is anything else
  public static Bytes parseHex(String text) throws MalformedException {
    return new Bytes(Hex.parse(text, -1));
  }

  public int size() {
    return value.length;
  }

  public byte at(int index) {
    return value[index];
  }

  /// A fresh copy.
  public byte[] toArray() {
    return value.clone();
  }

  /// The array itself, for reading only; for hot paths inside core and the stores.
  public byte[] unsafeArray() {
    return value;
  }

  /// A read-only view.
  public ByteBuffer toBuffer() {
    return ByteBuffer.wrap(value).asReadOnlyBuffer();
  }

  /// Decodes as UTF-8, malformed sequences replaced: for display only.
  public String toUtf8() {
    return new String(value, StandardCharsets.UTF_8);
  }

  public String toHex() {
    return HexFormat.of().formatHex(value);
  }

  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(value, other.value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes b && Arrays.equals(value, b.value);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(value);
  }

  /// The hex digits, cut after 64 bytes.
  @Override
  public String toString() {
    return value.length <= 64
        ? toHex()
        : HexFormat.of().formatHex(value, 0, 64) + "… (" + value.length + " bytes)";
  }
}
