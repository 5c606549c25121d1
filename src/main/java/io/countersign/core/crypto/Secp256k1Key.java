package io.countersign.core.crypto;

import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;

/// A secret key of secp256k1: 32 bytes, as an integer 1 to n-1.
///
/// Its text form is withheld, so that no message or dump shows it.
public final class Secp256k1Key {
  private final Bytes32 secret;

  private Secp256k1Key(Bytes32 secret) {
    this.secret = secret;
  }

  /// @throws IllegalArgumentException unless 1 <= `secret` <= n-1
  public static Secp256k1Key of(Bytes32 secret) {
    if (!inRange(secret)) {
      throw new IllegalArgumentException("a secp256k1 secret outside 1..n-1");
    }
    return new Secp256k1Key(secret);
  }

  /// Reads a secret of a key file.
  ///
  /// @throws MalformedException `SECRET_KEY_RANGE` unless 1 <= `secret` <= n-1; the value is not
  ///   shown
  public static Secp256k1Key parse(Bytes32 secret) throws MalformedException {
    if (!inRange(secret)) {
      throw new MalformedException(
          Code.SECRET_KEY_RANGE, "secret", -1, "1 to n-1 of secp256k1", "a value outside");
    }
    return new Secp256k1Key(secret);
  }

  private static boolean inRange(Bytes32 secret) {
    return !secret.isZero() && secret.compareTo(Curve.N) < 0;
  }

  /// The secret itself, for key files only.
  public Bytes32 secret() {
    return secret;
  }

  @Override
  public String toString() {
    return "Secp256k1Key(withheld)";
  }
}
