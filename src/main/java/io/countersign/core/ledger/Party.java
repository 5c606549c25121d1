package io.countersign.core.ledger;

import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import java.util.Locale;

/// One of the two sides of the agreement.
public enum Party {
  /// Does the work, attests it and issues statements.
  PROVIDER(1),
  /// Pays, may attest its own records, and accepts or disputes.
  CLIENT(2);

  private final int code;

  Party(int code) {
    this.code = code;
  }

  /// The number in structs and tags.
  public int code() {
    return code;
  }

  /// `provider` or `client`.
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  public Party other() {
    return this == PROVIDER ? CLIENT : PROVIDER;
  }

  /// @throws MalformedException `FIELD_RANGE`
  public static Party parse(long code, String field) throws MalformedException {
    for (Party p : values()) {
      if (p.code == code) {
        return p;
      }
    }
    throw new MalformedException(
        Code.FIELD_RANGE, field, -1, "1 (provider) or 2 (client)", Long.toString(code));
  }
}
