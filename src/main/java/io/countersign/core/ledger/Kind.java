package io.countersign.core.ledger;

import java.util.Locale;
import java.util.Optional;

/// What an entry is. Source: `src/docs/formats.md` §3.
public enum Kind {
  AGREEMENT(1),
  ATTESTATION(2),
  VOID(3),
  MILESTONE(4),
  STATEMENT(5),
  ACCEPTANCE(6),
  DISPUTE(7),
  ANSWER(8),
  WITHDRAWAL(9),
  ESCALATION(10),
  RESOLUTION(11),
  KEY(12),
  ERASURE(13),
  MARK(14),
  ANCHOR(15),
  COMPILED(16),
  RENDERING(17);

  private final int code;

  Kind(int code) {
    this.code = code;
  }

  /// The number in the leaf.
  public int code() {
    return code;
  }

  /// The word in the envelope: the constant's name in lower case.
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Whether this release reads entries of this kind. The others have a number and a meaning to
  /// come: their leaves are chained and listed, and nothing is concluded from them.
  public boolean isSupported() {
    return switch (this) {
      case AGREEMENT,
          ATTESTATION,
          VOID,
          MILESTONE,
          STATEMENT,
          ACCEPTANCE,
          DISPUTE,
          ANSWER,
          WITHDRAWAL,
          ESCALATION,
          RESOLUTION,
          KEY,
          ERASURE,
          MARK,
          RENDERING ->
          true;
      case ANCHOR, COMPILED -> false;
    };
  }

  /// The kind of this number; empty for 0 and for numbers without a meaning in format version 1.
  public static Optional<Kind> of(int code) {
    return code >= 1 && code <= values().length
        ? Optional.of(values()[code - 1])
        : Optional.empty();
  }

  /// The kind of this word.
  public static Optional<Kind> of(String text) {
    for (Kind k : values()) {
      if (k.text().equals(text)) {
        return Optional.of(k);
      }
    }
    return Optional.empty();
  }
}
