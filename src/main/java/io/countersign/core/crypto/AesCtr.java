package io.countersign.core.crypto;

import io.countersign.core.base.Bytes;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.SICBlockCipher;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/// AES in counter mode, which needs a check of its own against changes. Source: FIPS 197, NIST SP
/// 800-38A 6.5.
///
/// The counter is the whole 16-byte block, big-endian, from the initial value on.
public final class AesCtr {
  /// Bytes in the initial counter block.
  public static final int BLOCK_SIZE = 16;

  private AesCtr() {}

  /// Encrypts or decrypts `data`: the two are the same.
  ///
  /// @param key 16, 24 or 32 bytes
  /// @param counter the initial counter block, 16 bytes
  public static Bytes apply(Bytes key, Bytes counter, Bytes data) {
    if (key.size() != 16 && key.size() != 24 && key.size() != 32) {
      throw new IllegalArgumentException("AES key of " + key.size() + " bytes");
    }
    if (counter.size() != BLOCK_SIZE) {
      throw new IllegalArgumentException("counter block of " + counter.size() + " bytes");
    }
    var cipher = SICBlockCipher.newInstance(AESEngine.newInstance());
    cipher.init(true, new ParametersWithIV(new KeyParameter(key.toArray()), counter.toArray()));
    byte[] out = new byte[data.size()];
    cipher.processBytes(data.toArray(), 0, out.length, out, 0);
    return Bytes.wrap(out);
  }
}
