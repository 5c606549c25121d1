package io.countersign.core.crypto;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import java.util.Optional;

/// ECDSA over secp256k1 with recovery of the signer's address.
///
/// Two implementations, native and plain Java, give the same answers and the same signature bytes
/// (nonces of RFC 6979). Instances are stateless and may be shared by all threads.
public abstract sealed class Secp256k1 permits BouncyCastleSecp256k1, NativeSecp256k1 {
  Secp256k1() {}

  /// The native implementation where its library loads, else Bouncy Castle.
  public static Secp256k1 best() {
    return Holder.BEST;
  }

  /// The implementation in plain Java.
  public static Secp256k1 bouncyCastle() {
    return BouncyCastleSecp256k1.INSTANCE;
  }

  /// The native implementation, empty where its classes or its library are missing.
  public static Optional<Secp256k1> nativeOne() {
    return Holder.NATIVE;
  }

  /// The address whose key made `signature` over `digest`; empty if no key can have made it.
  ///
  /// Every other digest or signature gives another address or none: the caller compares.
  public abstract Optional<Address> recover(Bytes32 digest, Signature65 signature);

  /// Signs `digest`, deterministically, with low s. Source: RFC 6979 3.2 with SHA-256.
  public abstract Signature65 sign(Bytes32 digest, Secp256k1Key key);

  /// The uncompressed public point `0x04 | x | y` of `key`, 65 bytes.
  public abstract Bytes publicKey(Secp256k1Key key);

  /// Whether `signature` (its v plays no part) over `digest` is valid under a public point in
  /// uncompressed form; false for a point that is not on the curve.
  public abstract boolean verify(Bytes32 digest, Signature65 signature, Bytes publicKey65);

  public final Address address(Secp256k1Key key) {
    return Address.ofPublicKey(publicKey(key));
  }

  /// Loads the native library at the first use, once, whether that succeeds or not.
  private static final class Holder {
    static final Optional<Secp256k1> NATIVE = load();
    static final Secp256k1 BEST = NATIVE.orElse(BouncyCastleSecp256k1.INSTANCE);

    private Holder() {}

    private static Optional<Secp256k1> load() {
      try {
        return Optional.of(NativeSecp256k1.load());
      } catch (LinkageError | RuntimeException e) {
        // Absent jars, no build for this platform, a temporary folder that forbids libraries: each
        // leaves the plain implementation.
        return Optional.empty();
      }
    }
  }
}
