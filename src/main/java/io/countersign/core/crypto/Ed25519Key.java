package io.countersign.core.crypto;

import io.countersign.core.base.Bytes32;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/// A secret key of Ed25519: the 32-byte seed of RFC 8032 5.1.5.
///
/// Its text form is withheld, so that no message or dump shows it.
public final class Ed25519Key {
  private final Bytes32 seed;
  private final Bytes32 publicKey;

  private Ed25519Key(Bytes32 seed) {
    this.seed = seed;
    byte[] point = new byte[Ed25519.PUBLIC_KEY_SIZE];
    Ed25519.generatePublicKey(seed.toArray(), 0, point, 0);
    this.publicKey = Bytes32.of(point, 0);
  }

  public static Ed25519Key of(Bytes32 seed) {
    return new Ed25519Key(seed);
  }

  /// The encoded public point A.
  public Bytes32 publicKey() {
    return publicKey;
  }

  /// The seed itself, for key files only.
  public Bytes32 seed() {
    return seed;
  }

  @Override
  public String toString() {
    return "Ed25519Key(withheld, public " + publicKey + ")";
  }
}
