package io.countersign.core.base;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// An immutable string of exactly 32 bytes: a hash, a key, a salt, a left-padded address.
///
/// Its text form is 64 lower-case hex digits without a prefix.
public final class Bytes32 implements Comparable<Bytes32> {
  /// Bytes in each value.
  public static final int SIZE = 32;

  /// 32 zero bytes.
  public static final Bytes32 ZERO = new Bytes32(0, 0, 0, 0);

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final long a;
  private final long b;
  private final long c;
  private final long d;

  private Bytes32(long a, long b, long c, long d) {
    this.a = a;
    this.b = b;
    this.c = c;
    this.d = d;
  }

  /// Reads the 32 bytes of `value`.
  ///
  /// @throws IllegalArgumentException if its length is not 32
  public static Bytes32 of(byte[] value) {
    if (value.length != SIZE) {
      throw new IllegalArgumentException("32 bytes expected, found " + value.length);
    }
    return of(value, 0);
  }

  /// Reads 32 bytes of `array` from `offset` on.
  public static Bytes32 of(byte[] array, int offset) {
    return new Bytes32(
        (long) LONG.get(array, offset),
        (long) LONG.get(array, offset + 8),
        (long) LONG.get(array, offset + 16),
        (long) LONG.get(array, offset + 24));
  }

  /// Parses 64 lower-case hex digits.
  ///
  /// @throws MalformedException `HEX_FORM` when `text` is anything else
  public static Bytes32 parse(String text) throws MalformedException {
    return of(Hex.parse(text, SIZE), 0);
  }

  /// A fresh array of the 32 bytes.
  public byte[] toArray() {
    byte[] out = new byte[SIZE];
    writeTo(out, 0);
    return out;
  }

  /// Writes the 32 bytes into `array` from `offset` on.
  public void writeTo(byte[] array, int offset) {
    LONG.set(array, offset, a);
    LONG.set(array, offset + 8, b);
    LONG.set(array, offset + 16, c);
    LONG.set(array, offset + 24, d);
  }

  public Bytes toBytes() {
    return Bytes.wrap(toArray());
  }

  public boolean isZero() {
    return (a | b | c | d) == 0;
  }

  /// The first eight bytes, big-endian: good as a table hash where the value is itself a hash.
  public long prefix() {
    return a;
  }

  public String toHex() {
    return toBytes().toHex();
  }

  @Override
  public int compareTo(Bytes32 o) {
    int r = Long.compareUnsigned(a, o.a);
    if (r == 0) {
      r = Long.compareUnsigned(b, o.b);
    }
    if (r == 0) {
      r = Long.compareUnsigned(c, o.c);
    }
    return r == 0 ? Long.compareUnsigned(d, o.d) : r;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes32 o && a == o.a && b == o.b && c == o.c && d == o.d;
  }

  @Override
  public int hashCode() {
    long x = a ^ Long.rotateLeft(b, 17) ^ Long.rotateLeft(c, 31) ^ Long.rotateLeft(d, 47);
    return (int) (x ^ (x >>> 32));
  }

  /// 64 lower-case hex digits.
  @Override
  public String toString() {
    return toHex();
  }
}
