package io.countersign.core.crypto;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;

/// Ed25519 as every correct verifier agrees on it. Source: RFC 8032 5.1, made strict.
///
/// RFC 8032 leaves two verification equations and lets verifiers differ on points with a component
/// of small order. Here S < L, and A and R must be canonical encodings of points of the prime-order
/// group other than the neutral one; on those all equations agree. Honest signers make no others.
public final class Ed25519 {
  /// Bytes in a signature: R | S.
  public static final int SIGNATURE_SIZE = 64;

  private Ed25519() {}

  /// Whether `key` is the canonical encoding of a point of prime order.
  public static boolean isValidKey(Bytes32 key) {
    return isPrimeOrder(key.toArray());
  }

  /// Whether `signature` over `message` is valid under `publicKey`; false also for a signature of
  /// another length than 64 and for a key that [#isValidKey] refuses.
  public static boolean verify(Bytes32 publicKey, byte[] message, Bytes signature) {
    if (signature.size() != SIGNATURE_SIZE) {
      return false;
    }
    byte[] key = publicKey.toArray();
    byte[] rs = signature.toArray();
    return org.bouncycastle.math.ec.rfc8032.Ed25519.verify(
            rs, 0, key, 0, message, 0, message.length)
        && isPrimeOrder(key)
        && isPrimeOrder(rs);
  }

  /// The signature R | S over `message`, 64 bytes; deterministic.
  public static Bytes sign(Ed25519Key key, byte[] message) {
    byte[] out = new byte[SIGNATURE_SIZE];
    org.bouncycastle.math.ec.rfc8032.Ed25519.sign(
        key.seed().toArray(), 0, key.publicKey().toArray(), 0, message, 0, message.length, out, 0);
    return Bytes.wrap(out);
  }

  /// Bouncy Castle's full check of the first 32 bytes of `point`: y < p, on the curve, order L.
  private static boolean isPrimeOrder(byte[] point) {
    return org.bouncycastle.math.ec.rfc8032.Ed25519.validatePublicKeyFull(point, 0);
  }
}
