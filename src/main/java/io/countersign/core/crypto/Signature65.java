package io.countersign.core.crypto;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Hex;
import io.countersign.core.base.MalformedException;

/// A secp256k1 signature of 65 bytes, `r | s | v`, in the one form that is accepted: 0 < r < n, 0 <
/// s <= (n-1)/2, v 27 or 28.
///
/// Each pair of key and digest has other valid signatures with a high s; refusing those leaves
/// nobody but the signer able to make a second one. Its text form is 130 lower-case hex digits
/// without prefix. Source: `src/docs/formats.md` §3, EIP-2.
///
/// @param v 27 plus the parity of the y of the nonce point
public record Signature65(Bytes32 r, Bytes32 s, int v) {
  /// Bytes in each value.
  public static final int SIZE = 65;

  /// @throws IllegalArgumentException outside the ranges above
  public Signature65 {
    if (v != 27 && v != 28) {
      throw new IllegalArgumentException("v must be 27 or 28: " + v);
    }
    if (r.isZero() || r.compareTo(Curve.N) >= 0) {
      throw new IllegalArgumentException("r outside 1..n-1: " + r);
    }
    if (s.isZero() || s.compareTo(Curve.HALF_N) > 0) {
      throw new IllegalArgumentException("s outside 1..(n-1)/2: " + s);
    }
  }

  /// Parses 130 lower-case hex digits.
  ///
  /// @throws MalformedException `SIGNATURE_FORM`, `SIGNATURE_RANGE`, `SIGNATURE_HIGH_S`,
  ///   `SIGNATURE_V`
  public static Signature65 parse(String hex) throws MalformedException {
    byte[] bytes;
    try {
      bytes = Hex.parse(hex, SIZE);
    } catch (MalformedException e) {
      throw new MalformedException(
          Code.SIGNATURE_FORM, "signature", e.offset(), e.expected(), e.found());
    }
    return parse(Bytes.wrap(bytes));
  }

  /// Parses the 65 bytes `r | s | v`.
  public static Signature65 parse(Bytes bytes) throws MalformedException {
    if (bytes.size() != SIZE) {
      throw new MalformedException(
          Code.SIGNATURE_FORM, "signature", 0, "65 bytes", bytes.size() + " bytes");
    }
    Bytes32 r = Bytes32.of(bytes.unsafeArray(), 0);
    Bytes32 s = Bytes32.of(bytes.unsafeArray(), 32);
    int v = bytes.at(64) & 0xff;
    if (r.isZero() || r.compareTo(Curve.N) >= 0) {
      throw new MalformedException(Code.SIGNATURE_RANGE, "signature.r", 0, "1 to n-1", r.toHex());
    }
    if (s.isZero() || s.compareTo(Curve.N) >= 0) {
      throw new MalformedException(Code.SIGNATURE_RANGE, "signature.s", 32, "1 to n-1", s.toHex());
    }
    if (s.compareTo(Curve.HALF_N) > 0) {
      throw new MalformedException(
          Code.SIGNATURE_HIGH_S, "signature.s", 32, "at most (n-1)/2", s.toHex());
    }
    if (v != 27 && v != 28) {
      throw new MalformedException(
          Code.SIGNATURE_V, "signature.v", 64, "27 or 28", Integer.toString(v));
    }
    return new Signature65(r, s, v);
  }

  /// The 65 bytes `r | s | v`.
  public Bytes toBytes() {
    byte[] out = new byte[SIZE];
    r.writeTo(out, 0);
    s.writeTo(out, 32);
    out[64] = (byte) v;
    return Bytes.wrap(out);
  }

  /// 130 lower-case hex digits.
  public String toHex() {
    return toBytes().toHex();
  }

  @Override
  public String toString() {
    return toHex();
  }
}
