package io.countersign.core.crypto;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Hex;
import io.countersign.core.base.MalformedException;
import java.util.Arrays;

/// The 20-byte address of a secp256k1 key: the last 20 bytes of the Keccak-256 of its public point.
///
/// Its text form is `0x` and 40 lower-case hex digits; mixed-case checksums (EIP-55) are refused,
/// as one address must have one form. In binary formats it stands left-padded with zeros to 32
/// bytes. Source: Ethereum yellow paper, appendix F.
public final class Address implements Comparable<Address> {
  /// Bytes in each value.
  public static final int SIZE = 20;

  /// No address: what an absent arbiter is written as.
  public static final Address ZERO = new Address(Bytes32.ZERO);

  private static final int PAD = Bytes32.SIZE - SIZE;

  private final Bytes32 padded;

  private Address(Bytes32 padded) {
    this.padded = padded;
  }

  /// Parses `0x` and 40 lower-case hex digits.
  ///
  /// @throws MalformedException `ADDRESS_FORM` when `text` is anything else
  public static Address parse(String text) throws MalformedException {
    if (text.length() != 2 + 2 * SIZE || !text.startsWith("0x")) {
      throw new MalformedException(
          Code.ADDRESS_FORM,
          "address",
          0,
          "0x and 40 lower-case hex digits",
          MalformedException.show(text));
    }
    byte[] out = new byte[Bytes32.SIZE];
    try {
      System.arraycopy(Hex.parse(text.substring(2), SIZE), 0, out, PAD, SIZE);
    } catch (MalformedException e) {
      throw new MalformedException(
          Code.ADDRESS_FORM, "address", 2 + e.offset(), e.expected(), e.found());
    }
    return new Address(Bytes32.of(out, 0));
  }

  /// Reads the left-padded form from untrusted bytes.
  ///
  /// @throws MalformedException `ADDRESS_FORM` unless the first 12 bytes are zero
  public static Address parseBytes32(Bytes32 padded) throws MalformedException {
    if (!isPadded(padded)) {
      throw new MalformedException(
          Code.ADDRESS_FORM, "address", 0, "12 zero bytes before the address", padded.toHex());
    }
    return new Address(padded);
  }

  /// The address in its left-padded form.
  ///
  /// @throws IllegalArgumentException unless the first 12 bytes are zero
  public static Address ofBytes32(Bytes32 padded) {
    if (!isPadded(padded)) {
      throw new IllegalArgumentException("12 zero bytes expected before the address: " + padded);
    }
    return new Address(padded);
  }

  /// The address of an uncompressed public point `0x04 | x | y`, 65 bytes.
  public static Address ofPublicKey(Bytes point) {
    if (point.size() != 65 || point.at(0) != 4) {
      throw new IllegalArgumentException("65 bytes with prefix 04 expected: " + point);
    }
    byte[] hash = Keccak256.hash(point.unsafeArray(), 1, 64).toArray();
    Arrays.fill(hash, 0, PAD, (byte) 0);
    return new Address(Bytes32.of(hash, 0));
  }

  private static boolean isPadded(Bytes32 value) {
    byte[] b = value.toArray();
    int or = 0;
    for (int i = 0; i < PAD; i++) {
      or |= b[i];
    }
    return or == 0;
  }

  /// The address after twelve zero bytes.
  public Bytes32 toBytes32() {
    return padded;
  }

  /// The 20 bytes.
  public Bytes toBytes() {
    return Bytes.wrap(Arrays.copyOfRange(padded.toArray(), PAD, Bytes32.SIZE));
  }

  public boolean isZero() {
    return padded.isZero();
  }

  @Override
  public int compareTo(Address other) {
    return padded.compareTo(other.padded);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Address a && padded.equals(a.padded);
  }

  @Override
  public int hashCode() {
    return padded.hashCode();
  }

  /// `0x` and 40 lower-case hex digits.
  @Override
  public String toString() {
    return "0x" + padded.toHex().substring(2 * PAD);
  }
}
