package io.countersign.core.crypto;

import io.countersign.core.base.Bytes32;
import java.math.BigInteger;

/// Constants of secp256k1. Source: SEC 2 v2, 2.4.1.
final class Curve {
  /// The order of the group.
  static final Bytes32 N =
      bytes(new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16));

  /// (n-1)/2: the largest s that is low.
  static final Bytes32 HALF_N = bytes(integer(N).shiftRight(1));

  private Curve() {}

  static BigInteger integer(Bytes32 value) {
    return new BigInteger(1, value.toArray());
  }

  /// @throws IllegalArgumentException below 0 or beyond 256 bits
  static Bytes32 bytes(BigInteger value) {
    if (value.signum() < 0 || value.bitLength() > 256) {
      throw new IllegalArgumentException("not an unsigned 256-bit integer: " + value);
    }
    byte[] raw = value.toByteArray();
    byte[] out = new byte[Bytes32.SIZE];
    int n = Math.min(raw.length, Bytes32.SIZE);
    System.arraycopy(raw, raw.length - n, out, Bytes32.SIZE - n, n);
    return Bytes32.of(out, 0);
  }
}
