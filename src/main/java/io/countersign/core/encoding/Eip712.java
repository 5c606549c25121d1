package io.countersign.core.encoding;

import io.countersign.core.base.Bytes32;
import io.countersign.core.crypto.Address;
import io.countersign.core.crypto.Keccak256;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Hashing of typed data for signing, for structs whose members all have a fixed size.
///
/// The caller gives the members in the order of the type string; their types are not compared with
/// it. Source: EIP-712, definitions of `encodeType`, `encodeData` and `hashStruct`.
public final class Eip712 {
  private static final Bytes32 SALT_DOMAIN =
      typeHash("EIP712Domain(string name,string version,bytes32 salt)");

  private Eip712() {}

  /// The separator of a domain that has a name, a version and a salt, and no chain id or contract.
  public static Bytes32 domain(String name, String version, Bytes32 salt) {
    return struct(SALT_DOMAIN).string(name).string(version).bytes32(salt).hash();
  }

  /// Keccak-256 of a type string such as `Mail(address to,bytes32 contents)`.
  public static Bytes32 typeHash(String type) {
    return Keccak256.hash(type.getBytes(StandardCharsets.UTF_8));
  }

  /// Begins the data of a struct of this type.
  public static Struct struct(Bytes32 typeHash) {
    return new Struct().bytes32(typeHash);
  }

  /// What is signed: Keccak-256(0x19 | 0x01 | domain separator | struct hash).
  public static Bytes32 digest(Bytes32 domainSeparator, Bytes32 structHash) {
    byte[] in = new byte[2 + 2 * Bytes32.SIZE];
    in[0] = 0x19;
    in[1] = 0x01;
    domainSeparator.writeTo(in, 2);
    structHash.writeTo(in, 2 + Bytes32.SIZE);
    return Keccak256.hash(in, 0, in.length);
  }

  /// The encoded data of one struct: 32 bytes for each member, in order.
  public static final class Struct {
    private byte[] data = new byte[12 * Bytes32.SIZE];
    private int length;

    private Struct() {}

    /// A member of type uint8 to uint256.
    ///
    /// @throws IllegalArgumentException if `value` is negative
    public Struct uint(long value) {
      if (value < 0) {
        throw new IllegalArgumentException("unsigned member below zero: " + value);
      }
      int at = grow();
      for (int i = 0; i < Long.BYTES; i++) {
        data[at + Bytes32.SIZE - 1 - i] = (byte) (value >>> (8 * i));
      }
      return this;
    }

    /// A member of type int256, in two's complement.
    ///
    /// @throws IllegalArgumentException outside -2^255 to 2^255-1
    public Struct int256(BigInteger value) {
      if (value.bitLength() > 255) {
        throw new IllegalArgumentException("beyond int256: " + value);
      }
      byte[] raw = value.toByteArray();
      int at = grow();
      if (value.signum() < 0) {
        Arrays.fill(data, at, at + Bytes32.SIZE - raw.length, (byte) 0xff);
      }
      System.arraycopy(raw, 0, data, at + Bytes32.SIZE - raw.length, raw.length);
      return this;
    }

    /// A member of type bytes32, or the hash of a nested struct.
    public Struct bytes32(Bytes32 value) {
      int at = grow(); // first, as it may replace the array
      value.writeTo(data, at);
      return this;
    }

    public Struct address(Address value) {
      return bytes32(value.toBytes32());
    }

    /// A member of type string: the Keccak-256 of its UTF-8 bytes.
    public Struct string(String value) {
      return bytes32(Keccak256.hash(value.getBytes(StandardCharsets.UTF_8)));
    }

    /// `hashStruct`: Keccak-256 of the type hash and the members so far.
    public Bytes32 hash() {
      return Keccak256.hash(data, 0, length);
    }

    private int grow() {
      if (length == data.length) {
        data = Arrays.copyOf(data, 2 * length);
      }
      int at = length;
      length += Bytes32.SIZE;
      return at;
    }
  }
}
