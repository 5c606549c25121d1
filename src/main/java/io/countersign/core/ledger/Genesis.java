package io.countersign.core.ledger;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Address;
import io.countersign.core.crypto.Ed25519;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.encoding.Eip712;
import java.util.HashSet;
import java.util.Set;

/// Which keys and which log are the parties': 322 bytes whose hash names the ledger.
///
/// Source: `src/docs/formats.md` §2.
///
/// @param provider the provider's first signer key
/// @param providerRecovery the key that outranks all other keys of the provider
/// @param client the client's first signer key
/// @param clientRecovery the key that outranks all other keys of the client
/// @param arbiter zero where the parties named none
/// @param logKey raw Ed25519 key that signs checkpoints
/// @param operator SHA-256 of the operator's name, whose UTF-8 bytes are an object
/// @param pepper SHA-256 of the 32-byte secret under which record tags are made
/// @param continues SHA-256 of the text of the predecessor ledger's last checkpoint, or zero
/// @param nonce random; the terms repeat it
public record Genesis(
    Address provider,
    Address providerRecovery,
    Address client,
    Address clientRecovery,
    Address arbiter,
    Bytes32 logKey,
    Bytes32 operator,
    Bytes32 pepper,
    Bytes32 continues,
    Bytes32 nonce) {
  /// Bytes of the binary form.
  public static final int SIZE = 2 + 10 * Bytes32.SIZE;

  private static final byte TAG = 0x10;
  private static final byte VERSION = 1;

  /// @throws IllegalArgumentException if a key is missing, occurs twice or is no key
  public Genesis {
    String wrong = wrongKeys(provider, providerRecovery, client, clientRecovery, arbiter, logKey);
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(wrong);
    }
  }

  private static String wrongKeys(
      Address provider,
      Address providerRecovery,
      Address client,
      Address clientRecovery,
      Address arbiter,
      Bytes32 logKey) {
    Set<Address> seen = new HashSet<>();
    for (Address a : new Address[] {provider, providerRecovery, client, clientRecovery}) {
      if (a.isZero() || !seen.add(a)) {
        return (a.isZero() ? "a key is zero: " : "a key stands twice: ") + a;
      }
    }
    if (!arbiter.isZero() && !seen.add(arbiter)) {
      return "a key stands twice: " + arbiter;
    }
    return Ed25519.isValidKey(logKey) ? "" : "the log key is no Ed25519 key: " + logKey;
  }

  /// Reads the 322 bytes.
  ///
  /// @throws MalformedException `GENESIS_FORM`, `GENESIS_KEYS`, `ADDRESS_FORM`
  public static Genesis parse(Bytes bytes) throws MalformedException {
    byte[] b = bytes.unsafeArray();
    if (b.length != SIZE || b[0] != TAG || b[1] != VERSION) {
      throw new MalformedException(
          Code.GENESIS_FORM,
          "genesis",
          0,
          SIZE + " bytes that begin with 1001",
          b.length + " bytes: " + bytes);
    }
    Bytes32[] f = new Bytes32[10];
    for (int i = 0; i < f.length; i++) {
      f[i] = Bytes32.of(b, 2 + i * Bytes32.SIZE);
    }
    Address provider = address(f[0], "provider");
    Address providerRecovery = address(f[1], "providerRecovery");
    Address client = address(f[2], "client");
    Address clientRecovery = address(f[3], "clientRecovery");
    Address arbiter = address(f[4], "arbiter");
    String wrong = wrongKeys(provider, providerRecovery, client, clientRecovery, arbiter, f[5]);
    if (!wrong.isEmpty()) {
      throw new MalformedException(
          Code.GENESIS_KEYS, "genesis", -1, "distinct keys, none but the arbiter zero", wrong);
    }
    return new Genesis(
        provider, providerRecovery, client, clientRecovery, arbiter, f[5], f[6], f[7], f[8], f[9]);
  }

  private static Address address(Bytes32 padded, String field) throws MalformedException {
    try {
      return Address.parseBytes32(padded);
    } catch (MalformedException e) {
      throw e.within("genesis." + field);
    }
  }

  /// The 322 bytes.
  public Bytes toBytes() {
    byte[] out = new byte[SIZE];
    out[0] = TAG;
    out[1] = VERSION;
    Bytes32[] f = {
      provider.toBytes32(),
      providerRecovery.toBytes32(),
      client.toBytes32(),
      clientRecovery.toBytes32(),
      arbiter.toBytes32(),
      logKey,
      operator,
      pepper,
      continues,
      nonce
    };
    for (int i = 0; i < f.length; i++) {
      f[i].writeTo(out, 2 + i * Bytes32.SIZE);
    }
    return Bytes.wrap(out);
  }

  /// The name of the ledger: SHA-256 of the 322 bytes. Cost: one hash a call.
  public Bytes32 ledgerId() {
    return Sha256.hash(toBytes());
  }

  /// The EIP-712 domain separator of everything that is signed for this ledger.
  public Bytes32 domain() {
    return domain(ledgerId());
  }

  /// The same from the ledger's id alone.
  public static Bytes32 domain(Bytes32 ledgerId) {
    return Eip712.domain("Countersign", "1", ledgerId);
  }

  /// The origin of the log and the name of its key: `<operator name>/ledger/<id hex>`.
  ///
  /// @throws MalformedException `OPERATOR_NAME_FORM` if `operatorName` cannot be part of a key name
  public static String origin(String operatorName, Bytes32 ledgerId) throws MalformedException {
    return operatorName(operatorName) + "/ledger/" + ledgerId.toHex();
  }

  /// Checks an operator's name: 1 to 128 characters, none of them white, a control character, `+`
  /// or outside ASCII, as a signed note's key name and a URL have to hold it.
  ///
  /// @throws MalformedException `OPERATOR_NAME_FORM`
  public static String operatorName(String name) throws MalformedException {
    boolean good = !name.isEmpty() && name.length() <= 128;
    for (int i = 0; good && i < name.length(); i++) {
      char c = name.charAt(i);
      good = c > 0x20 && c < 0x7f && c != '+';
    }
    if (!good) {
      throw new MalformedException(
          Code.OPERATOR_NAME_FORM,
          "operator",
          -1,
          "1 to 128 printable ASCII characters without space and +",
          MalformedException.show(name));
    }
    return name;
  }

  /// The address that signs for `party` until a key entry says otherwise.
  public Address signer(Party party) {
    return party == Party.PROVIDER ? provider : client;
  }

  /// The recovery key of `party` until a key entry says otherwise.
  public Address recovery(Party party) {
    return party == Party.PROVIDER ? providerRecovery : clientRecovery;
  }
}
