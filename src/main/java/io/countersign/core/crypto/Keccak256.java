package io.countersign.core.crypto;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import org.bouncycastle.crypto.digests.KeccakDigest;

/// Keccak-256 with the padding of the original submission, as Ethereum uses it: not SHA3-256.
///
/// Source: the Keccak reference 3.0, rate 1088, capacity 512.
public final class Keccak256 {
  private Keccak256() {}

  /// The hash of the concatenation of `parts`.
  public static Bytes32 hash(byte[]... parts) {
    KeccakDigest d = new KeccakDigest(256);
    for (byte[] part : parts) {
      d.update(part, 0, part.length);
    }
    return finish(d);
  }

  public static Bytes32 hash(Bytes value) {
    return hash(value.unsafeArray());
  }

  /// The hash of `length` bytes of `array` from `offset` on.
  public static Bytes32 hash(byte[] array, int offset, int length) {
    KeccakDigest d = new KeccakDigest(256);
    d.update(array, offset, length);
    return finish(d);
  }

  private static Bytes32 finish(KeccakDigest d) {
    byte[] out = new byte[Bytes32.SIZE];
    d.doFinal(out, 0);
    return Bytes32.of(out, 0);
  }
}
