package io.countersign.core.crypto;

import io.countersign.core.base.Bytes;
import org.bouncycastle.crypto.generators.SCrypt;

/// The password-based key derivation function scrypt. Source: RFC 7914.
public final class Scrypt {
  /// Most memory that a derivation may take, in bytes: 128 * n * r. Key files are input too.
  public static final long MAX_MEMORY_BYTES = 512L << 20;

  /// Largest parallelisation accepted: it multiplies the time.
  public static final int MAX_P = 16;

  private Scrypt() {}

  /// Derives `size` bytes.
  ///
  /// @param n cost, a power of two from 2 on
  /// @param r block size
  /// @param p parallelisation
  /// @throws IllegalArgumentException outside the limits
  public static Bytes derive(byte[] password, Bytes salt, int n, int r, int p, int size) {
    if (n < 2 || Integer.bitCount(n) != 1 || r < 1 || p < 1 || p > MAX_P || size < 1) {
      throw new IllegalArgumentException(
          "scrypt parameters n=%d r=%d p=%d size=%d".formatted(n, r, p, size));
    }
    if (128L * r > MAX_MEMORY_BYTES / n) {
      throw new IllegalArgumentException(
          "scrypt n=%d r=%d takes more than %d bytes".formatted(n, r, MAX_MEMORY_BYTES));
    }
    return Bytes.wrap(SCrypt.generate(password, salt.toArray(), n, r, p, size));
  }
}
