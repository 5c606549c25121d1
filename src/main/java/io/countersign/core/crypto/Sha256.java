package io.countersign.core.crypto;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// SHA-256. Source: FIPS 180-4.
///
/// The static methods may be called from anywhere; a loop over many inputs uses a [Hasher] of its
/// own.
public final class Sha256 {
  /// Never fed, only cloned: a clone costs less than the provider's look-up.
  private static final MessageDigest PROTOTYPE = prototype();

  private Sha256() {}

  /// The hash of the concatenation of `parts`.
  public static Bytes32 hash(byte[]... parts) {
    MessageDigest d = fresh();
    for (byte[] part : parts) {
      d.update(part);
    }
    return Bytes32.of(d.digest(), 0);
  }

  public static Bytes32 hash(Bytes value) {
    return hash(value.unsafeArray());
  }

  /// The hash of `length` bytes of `array` from `offset` on.
  public static Bytes32 hash(byte[] array, int offset, int length) {
    MessageDigest d = fresh();
    d.update(array, offset, length);
    return Bytes32.of(d.digest(), 0);
  }

  static MessageDigest fresh() {
    return copy(PROTOTYPE);
  }

  static MessageDigest copy(MessageDigest state) {
    try {
      return (MessageDigest) state.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("SHA-256 of this runtime cannot be cloned", e);
    }
  }

  private static MessageDigest prototype() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  /// A reusable hash computation for hot loops.
  ///
  /// `finish` ends one input and begins the next. Not thread-safe: one per caller.
  public static final class Hasher {
    private final MessageDigest digest = fresh();

    public Hasher update(byte value) {
      digest.update(value);
      return this;
    }

    public Hasher update(byte[] value) {
      digest.update(value);
      return this;
    }

    public Hasher update(byte[] array, int offset, int length) {
      digest.update(array, offset, length);
      return this;
    }

    public Hasher update(Bytes value) {
      digest.update(value.unsafeArray());
      return this;
    }

    public Hasher update(Bytes32 value) {
      digest.update(value.toArray());
      return this;
    }

    public Bytes32 finish() {
      return Bytes32.of(digest.digest(), 0);
    }

    /// Writes the 32 bytes of the hash into `out` from `offset` on; allocates nothing.
    public void finishInto(byte[] out, int offset) {
      try {
        digest.digest(out, offset, Bytes32.SIZE);
      } catch (DigestException e) {
        throw new IllegalArgumentException("no room for 32 bytes at " + offset, e);
      }
    }
  }
}
