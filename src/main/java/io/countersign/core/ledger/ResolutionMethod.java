package io.countersign.core.ledger;

import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import java.util.Locale;

/// By what a dispute is resolved; never by both. Source: `src/docs/formats.md` §10.
public enum ResolutionMethod {
  /// By voids and new revisions, which are entries of their own: the money follows from them.
  RECORDS(1),
  /// By an award of fixed amounts.
  AMOUNTS(2);

  private final int code;

  ResolutionMethod(int code) {
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
  public static ResolutionMethod parse(long code, String field) throws MalformedException {
    for (ResolutionMethod m : values()) {
      if (m.code == code) {
        return m;
      }
    }
    throw new MalformedException(
        Code.FIELD_RANGE, field, -1, "1 (records) or 2 (amounts)", Long.toString(code));
  }
}
