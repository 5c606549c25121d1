package io.countersign.core.crypto;

import io.countersign.core.base.Bytes32;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Arrays;

/// HMAC-SHA-256 under one 32-byte key. Source: RFC 2104, FIPS 198-1.
///
/// Holds the hash states after the two padded keys, so a message of up to 55 bytes costs two
/// blocks. Not thread-safe: one per caller.
public final class HmacSha256 {
  private static final int BLOCK = 64;

  private final MessageDigest inner;
  private final MessageDigest outer;
  private final byte[] middle = new byte[Bytes32.SIZE];

  private HmacSha256(Bytes32 key) {
    this.inner = padded(key, 0x36);
    this.outer = padded(key, 0x5c);
  }

  public static HmacSha256 of(Bytes32 key) {
    return new HmacSha256(key);
  }

  private static MessageDigest padded(Bytes32 key, int pad) {
    byte[] block = new byte[BLOCK];
    key.writeTo(block, 0);
    for (int i = 0; i < BLOCK; i++) {
      block[i] ^= (byte) pad;
    }
    MessageDigest d = Sha256.fresh();
    d.update(block);
    Arrays.fill(block, (byte) 0);
    return d;
  }

  public Bytes32 mac(byte[] message) {
    return mac(message, 0, message.length);
  }

  public Bytes32 mac(byte[] message, int offset, int length) {
    try {
      MessageDigest d = Sha256.copy(inner);
      d.update(message, offset, length);
      d.digest(middle, 0, Bytes32.SIZE);
      d = Sha256.copy(outer);
      d.update(middle);
      return Bytes32.of(d.digest(), 0);
    } catch (DigestException e) {
      throw new IllegalStateException("a SHA-256 digest fits into 32 bytes", e);
    }
  }
}
