package io.countersign.core.ledger;

import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;

/// What a key entry does. Source: `src/docs/formats.md` §8.
public enum KeyAction {
  ADD(1),
  REVOKE(2),
  /// The new key takes the place of the one that signs the entry.
  REPLACE(3);

  private final int code;

  KeyAction(int code) {
    this.code = code;
  }

  /// The number in the struct.
  public int code() {
    return code;
  }

  /// @throws MalformedException `FIELD_RANGE`
  public static KeyAction parse(long code, String field) throws MalformedException {
    for (KeyAction a : values()) {
      if (a.code == code) {
        return a;
      }
    }
    throw new MalformedException(
        Code.FIELD_RANGE, field, -1, "1 (add), 2 (revoke) or 3 (replace)", Long.toString(code));
  }
}
