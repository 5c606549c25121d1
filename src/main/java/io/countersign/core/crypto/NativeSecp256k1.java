package io.countersign.core.crypto;

import fr.acinq.secp256k1.Secp256k1Exception;
import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import java.util.Arrays;
import java.util.Optional;

/// Bitcoin Core's libsecp256k1. Touched only by [Secp256k1], which outlives its absence.
final class NativeSecp256k1 extends Secp256k1 {
  private final fr.acinq.secp256k1.Secp256k1 library;

  private NativeSecp256k1(fr.acinq.secp256k1.Secp256k1 library) {
    this.library = library;
  }

  /// Loads the library and tries it once.
  ///
  /// @throws LinkageError or a RuntimeException where it is absent or does not work
  static NativeSecp256k1 load() {
    NativeSecp256k1 one = new NativeSecp256k1(fr.acinq.secp256k1.Secp256k1.get());
    Secp256k1Key key = Secp256k1Key.of(Curve.HALF_N);
    Signature65 signature = one.sign(Curve.N, key);
    if (!one.recover(Curve.N, signature).equals(Optional.of(one.address(key)))) {
      throw new IllegalStateException("the native secp256k1 library does not verify what it signs");
    }
    return one;
  }

  @Override
  public Optional<Address> recover(Bytes32 digest, Signature65 signature) {
    return recover(digest.toArray(), compact(signature), signature.v() - 27);
  }

  private Optional<Address> recover(byte[] digest, byte[] compact, int parity) {
    try {
      return Optional.of(
          Address.ofPublicKey(Bytes.wrap(library.ecdsaRecover(compact, digest, parity))));
    } catch (Secp256k1Exception e) {
      return Optional.empty();
    }
  }

  @Override
  public Signature65 sign(Bytes32 digest, Secp256k1Key key) {
    byte[] secret = key.secret().toArray();
    byte[] message = digest.toArray();
    byte[] compact = library.sign(message, secret, null);
    Arrays.fill(secret, (byte) 0);
    Optional<Address> own = Optional.of(address(key));
    // The library keeps the parity to itself: one of the two recovers the signer.
    for (int parity = 0; parity < 2; parity++) {
      if (recover(message, compact, parity).equals(own)) {
        return new Signature65(Bytes32.of(compact, 0), Bytes32.of(compact, 32), 27 + parity);
      }
    }
    throw new IllegalStateException("a signature whose nonce has x >= n");
  }

  @Override
  public Bytes publicKey(Secp256k1Key key) {
    byte[] secret = key.secret().toArray();
    Bytes point = Bytes.wrap(library.pubkeyCreate(secret));
    Arrays.fill(secret, (byte) 0);
    return point;
  }

  @Override
  public boolean verify(Bytes32 digest, Signature65 signature, Bytes publicKey65) {
    if (publicKey65.size() != 65 || publicKey65.at(0) != 4) {
      return false;
    }
    try {
      return library.verify(compact(signature), digest.toArray(), publicKey65.toArray());
    } catch (Secp256k1Exception e) {
      return false;
    }
  }

  private static byte[] compact(Signature65 signature) {
    byte[] out = new byte[64];
    signature.r().writeTo(out, 0);
    signature.s().writeTo(out, 32);
    return out;
  }
}
