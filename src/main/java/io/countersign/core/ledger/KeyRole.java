package io.countersign.core.ledger;

import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import java.util.Locale;

/// What a key of a party may do. Source: `src/docs/formats.md` §8.
public enum KeyRole {
  /// Signs attestations, and voids of its own records. A secp256k1 address.
  ATTESTER(1),
  /// Signs everything that its party signs. A secp256k1 address.
  SIGNER(2),
  /// Cosigns checkpoints. A raw Ed25519 key.
  COSIGNER(3),
  /// Overrides the other keys of its party; signs key entries only. A secp256k1 address.
  RECOVERY(4);

  private final int code;

  KeyRole(int code) {
    this.code = code;
  }

  /// The number in the struct.
  public int code() {
    return code;
  }

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// @throws MalformedException `FIELD_RANGE`
  public static KeyRole parse(long code, String field) throws MalformedException {
    for (KeyRole r : values()) {
      if (r.code == code) {
        return r;
      }
    }
    throw new MalformedException(
        Code.FIELD_RANGE,
        field,
        -1,
        "1 (attester), 2 (signer), 3 (cosigner) or 4 (recovery)",
        Long.toString(code));
  }
}
