package io.countersign.http;

import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Address;
import io.countersign.core.crypto.Ed25519;
import io.countersign.core.encoding.Base64s;

/// Whose signature a request bears, as the `keyid` of RFC 9421 says it.
public sealed interface KeyId {
  /// A signer, attester, recovery or arbiter key: `0x` and 40 lower-case hex digits.
  record OfAddress(Address address) implements KeyId {
    @Override
    public String format() {
      return address.toString();
    }
  }

  /// A cosigner key: `ed25519:` and base64 of the 32 raw bytes.
  record OfCosigner(Bytes32 key) implements KeyId {
    @Override
    public String format() {
      return ED25519 + Base64s.format(key);
    }
  }

  /// What an Ed25519 key begins with.
  String ED25519 = "ed25519:";

  /// The text of `keyid`.
  String format();

  /// @throws MalformedException `HTTP_SIGNATURE_FORM`, `ADDRESS_FORM`, `BASE64_FORM`, `VKEY_POINT`
  static KeyId parse(String text) throws MalformedException {
    if (text.startsWith("0x")) {
      return new OfAddress(Address.parse(text));
    }
    if (!text.startsWith(ED25519)) {
      throw new MalformedException(
          Code.HTTP_SIGNATURE_FORM,
          "keyid",
          -1,
          "0x<address> or ed25519:<base64>",
          MalformedException.show(text));
    }
    Bytes32 key = Base64s.parse32(text.substring(ED25519.length()));
    if (!Ed25519.isValidKey(key)) {
      throw new MalformedException(
          Code.VKEY_POINT, "keyid", -1, "a point of prime order", key.toHex());
    }
    return new OfCosigner(key);
  }
}
