package io.countersign.core.ledger;

import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import java.util.Locale;

/// What the provider answers to a dispute. Source: `src/docs/formats.md` §10.
public enum AnswerKind {
  /// The claim is settled as it stands.
  ACCEPT(1),
  REJECT(2),
  /// Other amounts are offered; nothing is settled by that.
  PART(3);

  private final int code;

  AnswerKind(int code) {
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
  public static AnswerKind parse(long code, String field) throws MalformedException {
    for (AnswerKind a : values()) {
      if (a.code == code) {
        return a;
      }
    }
    throw new MalformedException(
        Code.FIELD_RANGE, field, -1, "1 (accept), 2 (reject) or 3 (part)", Long.toString(code));
  }
}
