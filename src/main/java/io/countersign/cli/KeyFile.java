package io.countersign.cli;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Address;
import io.countersign.core.crypto.AesCtr;
import io.countersign.core.crypto.Ed25519Key;
import io.countersign.core.crypto.Keccak256;
import io.countersign.core.crypto.Scrypt;
import io.countersign.core.crypto.Secp256k1;
import io.countersign.core.crypto.Secp256k1Key;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.random.RandomGenerator;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/// A signing key in a file, locked with a password.
///
/// A party's secp256k1 key is a web3 key store of version 3, as wallets write and read it. The
/// log's Ed25519 key uses the same container with `"type":"ed25519"` and its public key instead of
/// an address, so that no wallet takes it for the other; a cosigner's has the type
/// `ed25519-cosigner`, so that a log key never cosigns. Written with scrypt; pbkdf2 is read too.
///
/// Source: Web3 Secret Storage Definition, version 3.
final class KeyFile {
  /// What a key signs with.
  enum Type {
    /// secp256k1: parties, attesters.
    PARTY,
    /// Ed25519: the operator's log.
    LOG,
    /// Ed25519: what a party or a witness cosigns checkpoints with.
    COSIGNER;

    /// The word in the file and on the command line.
    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// How much work opening the file takes: scrypt n and p; r is 8.
  enum Strength {
    /// 256 MiB and about a second.
    STANDARD(1 << 18, 1),
    /// 4 MiB and a few milliseconds: for demonstrations and tests.
    LIGHT(1 << 12, 6);

    private final int n;
    private final int p;

    Strength(int n, int p) {
      this.n = n;
      this.p = p;
    }
  }

  /// Largest key file, in bytes.
  static final int MAX_BYTES = 16 << 10;

  private static final int MAX_PBKDF2_ROUNDS = 10_000_000;
  private static final String ED25519 = "ed25519";
  private static final String ED25519_COSIGNER = "ed25519-cosigner";

  private final Type type;
  private final Bytes32 publicPart;
  private final Json.Obj json;

  private KeyFile(Type type, Bytes32 publicPart, Json.Obj json) {
    this.type = type;
    this.publicPart = publicPart;
    this.json = json;
  }

  /// Locks a party's key.
  static KeyFile lock(
      Secp256k1Key key, char[] password, Strength strength, RandomGenerator random) {
    Address address = Secp256k1.best().address(key);
    return lock(Type.PARTY, address.toBytes32(), key.secret(), password, strength, random);
  }

  /// Locks a log's key.
  static KeyFile lock(Ed25519Key key, char[] password, Strength strength, RandomGenerator random) {
    return lock(Type.LOG, key.publicKey(), key.seed(), password, strength, random);
  }

  /// Locks a cosigner's key.
  static KeyFile lockCosigner(
      Ed25519Key key, char[] password, Strength strength, RandomGenerator random) {
    return lock(Type.COSIGNER, key.publicKey(), key.seed(), password, strength, random);
  }

  private static KeyFile lock(
      Type type,
      Bytes32 publicPart,
      Bytes32 secret,
      char[] password,
      Strength strength,
      RandomGenerator random) {
    Bytes salt = fresh(random, 32);
    Bytes iv = fresh(random, AesCtr.BLOCK_SIZE);
    byte[] utf8 = utf8(password);
    byte[] derived = Scrypt.derive(utf8, salt, strength.n, 8, strength.p, 32).toArray();
    Arrays.fill(utf8, (byte) 0);
    Bytes text = AesCtr.apply(Bytes.of(Arrays.copyOf(derived, 16)), iv, secret.toBytes());
    Json.Obj crypto =
        Json.object()
            .put("cipher", "aes-128-ctr")
            .put("cipherparams", Json.object().put("iv", iv.toHex()).build())
            .put("ciphertext", text.toHex())
            .put("kdf", "scrypt")
            .put(
                "kdfparams",
                Json.object()
                    .put("dklen", 32)
                    .put("n", strength.n)
                    .put("p", strength.p)
                    .put("r", 8)
                    .put("salt", salt.toHex())
                    .build())
            .put("mac", mac(derived, text).toHex())
            .build();
    ByteBuffer id = ByteBuffer.wrap(fresh(random, 16).toArray());
    UUID uuid =
        new UUID(
            (id.getLong() & ~0xf000L) | 0x4000L,
            (id.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L);
    Json.Builder out = Json.object().put("crypto", crypto).put("id", uuid.toString());
    out.put("version", 3);
    switch (type) {
      case PARTY -> out.put("address", Address.ofBytes32(publicPart).toString().substring(2));
      case LOG -> out.put("type", ED25519).put("publicKey", publicPart.toHex());
      case COSIGNER -> out.put("type", ED25519_COSIGNER).put("publicKey", publicPart.toHex());
    }
    return new KeyFile(type, publicPart, out.build());
  }

  /// Reads a key file.
  ///
  /// @throws MalformedException `KEY_FILE_FORM`, `KEY_FILE_COST` or the code of the field's fault
  static KeyFile parse(Bytes bytes) throws MalformedException {
    Fields root = Fields.of(JsonReader.relaxed(bytes, MAX_BYTES), "");
    root.integer("version", 3, 3);
    Fields crypto = root.object("crypto");
    crypto.oneOf("cipher", List.of("aes-128-ctr"));
    size(crypto.object("cipherparams"), "iv", 16);
    size(crypto, "ciphertext", 32);
    size(crypto, "mac", 32);
    Fields params = crypto.object("kdfparams");
    params.integer("dklen", 32, 64);
    params.hex("salt");
    if (crypto.oneOf("kdf", List.of("scrypt", "pbkdf2")).equals("scrypt")) {
      long n = params.integer("n", 2, Json.MAX_INT);
      long r = params.integer("r", 1, Json.MAX_INT);
      long p = params.integer("p", 1, Json.MAX_INT);
      boolean affordable =
          n <= 1 << 20
              && r <= 1 << 10
              && p <= Scrypt.MAX_P
              && 128 * n * r <= Scrypt.MAX_MEMORY_BYTES;
      // RFC 7914 asks for n < 2^(16 r).
      if (!affordable || Long.bitCount(n) != 1 || (r == 1 && n >= 1 << 16)) {
        throw new MalformedException(
            Code.KEY_FILE_COST,
            "crypto.kdfparams",
            -1,
            "n a power of two, at most 512 MiB, p at most " + Scrypt.MAX_P,
            "n=" + n + " r=" + r + " p=" + p);
      }
    } else {
      params.oneOf("prf", List.of("hmac-sha256"));
      long c = params.integer("c", 1, Json.MAX_INT);
      if (c > MAX_PBKDF2_ROUNDS) {
        throw new MalformedException(
            Code.KEY_FILE_COST,
            "crypto.kdfparams.c",
            -1,
            "at most " + MAX_PBKDF2_ROUNDS,
            Long.toString(c));
      }
    }
    Json.Obj json = root.object();
    if (root.has("type")) {
      Type type =
          root.oneOf("type", List.of(ED25519, ED25519_COSIGNER)).equals(ED25519)
              ? Type.LOG
              : Type.COSIGNER;
      return new KeyFile(type, root.bytes32("publicKey"), json);
    }
    String address = root.string("address");
    return new KeyFile(
        Type.PARTY,
        Address.parse(address.startsWith("0x") ? address : "0x" + address).toBytes32(),
        json);
  }

  private static void size(Fields of, String name, int bytes) throws MalformedException {
    int found = of.hex(name).size();
    if (found != bytes) {
      throw new MalformedException(
          Code.KEY_FILE_FORM, of.path(name), -1, bytes + " bytes", found + " bytes");
    }
  }

  Type type() {
    return type;
  }

  /// The address of a party's key.
  Address address() {
    return Address.ofBytes32(publicPart);
  }

  /// The public key of a log's or a cosigner's key.
  Bytes32 publicKey() {
    return publicPart;
  }

  Bytes toBytes() {
    return json.toCanonical();
  }

  /// Unlocks a party's key.
  ///
  /// @throws MalformedException `PASSWORD_WRONG`, or `KEY_FILE_FORM` where the key is not that of
  ///   the address
  Secp256k1Key unlockParty(char[] password) throws MalformedException {
    Secp256k1Key key = Secp256k1Key.parse(open(password));
    Address found = Secp256k1.best().address(key);
    if (!found.equals(address())) {
      throw new MalformedException(
          Code.KEY_FILE_FORM, "address", -1, found.toString(), address().toString());
    }
    return key;
  }

  /// Unlocks a log's or a cosigner's key.
  ///
  /// @throws MalformedException `PASSWORD_WRONG`, or `KEY_FILE_FORM` where the key is not that of
  ///   the public key
  Ed25519Key unlockEd25519(char[] password) throws MalformedException {
    Ed25519Key key = Ed25519Key.of(open(password));
    if (!key.publicKey().equals(publicPart)) {
      throw new MalformedException(
          Code.KEY_FILE_FORM, "publicKey", -1, key.publicKey().toHex(), publicPart.toHex());
    }
    return key;
  }

  private Bytes32 open(char[] password) throws MalformedException {
    Fields crypto = Fields.of(json, "").object("crypto");
    Fields params = crypto.object("kdfparams");
    Bytes salt = params.hex("salt");
    int size = (int) params.integer("dklen", 32, 64);
    byte[] derived;
    if (crypto.string("kdf").equals("scrypt")) {
      byte[] utf8 = utf8(password);
      derived =
          Scrypt.derive(
                  utf8,
                  salt,
                  (int) params.integer("n", 2, Integer.MAX_VALUE),
                  (int) params.integer("r", 1, Integer.MAX_VALUE),
                  (int) params.integer("p", 1, Integer.MAX_VALUE),
                  size)
              .toArray();
      Arrays.fill(utf8, (byte) 0);
    } else {
      derived = pbkdf2(password, salt, (int) params.integer("c", 1, MAX_PBKDF2_ROUNDS), size);
    }
    Bytes text = crypto.hex("ciphertext");
    if (!MessageDigest.isEqual(mac(derived, text).toArray(), crypto.hex("mac").toArray())) {
      throw new MalformedException(
          Code.PASSWORD_WRONG, "crypto.mac", -1, "the code of this password", "another code");
    }
    return Bytes32.of(
        AesCtr.apply(
                Bytes.of(Arrays.copyOf(derived, 16)), crypto.object("cipherparams").hex("iv"), text)
            .toArray());
  }

  private static byte[] pbkdf2(char[] password, Bytes salt, int rounds, int size) {
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
          .generateSecret(new PBEKeySpec(password, salt.toArray(), rounds, size * 8))
          .getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has PBKDF2WithHmacSHA256", e);
    }
  }

  private static Bytes32 mac(byte[] derived, Bytes text) {
    return Keccak256.hash(Arrays.copyOfRange(derived, 16, 32), text.toArray());
  }

  private static byte[] utf8(char[] password) {
    ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(password));
    byte[] out = new byte[encoded.remaining()];
    encoded.get(out).rewind();
    encoded.put(new byte[out.length]);
    return out;
  }

  private static Bytes fresh(RandomGenerator random, int count) {
    byte[] out = new byte[count];
    random.nextBytes(out);
    return Bytes.wrap(out);
  }
}
