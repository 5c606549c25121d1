package io.countersign.core.ledger;

import java.util.Locale;
import java.util.Optional;

/// What an erasure takes away of a record. Source: `src/docs/formats.md` §11.
public enum ErasureLevel {
  /// Source, id and revision; the amount can still be recomputed.
  NAME(1),
  /// The row, and the name with it.
  ROW(2);

  private final int code;

  ErasureLevel(int code) {
    this.code = code;
  }

  /// The number in the entry.
  public int code() {
    return code;
  }

  /// `name` or `row`.
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<ErasureLevel> of(int code) {
    return code >= 1 && code <= values().length
        ? Optional.of(values()[code - 1])
        : Optional.empty();
  }

  /// The level of this word.
  public static Optional<ErasureLevel> of(String text) {
    for (ErasureLevel level : values()) {
      if (level.text().equals(text)) {
        return Optional.of(level);
      }
    }
    return Optional.empty();
  }
}
