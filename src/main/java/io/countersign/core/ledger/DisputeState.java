package io.countersign.core.ledger;

import java.util.Locale;

/// How far a dispute has come. Source: `src/docs/formats.md` §10.
public enum DisputeState {
  WITHDRAWN,
  RESOLVED,
  /// The provider accepted, or its silence settled it.
  SETTLED,
  ESCALATED,
  /// Rejected, and the time to call the arbiter is over.
  LAPSED,
  REJECTED,
  OPEN;

  /// The word in documents and answers.
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Whether nothing can happen to it any more: no entry on it counts, and its amounts are no
  /// longer contested.
  public boolean isClosed() {
    return switch (this) {
      case WITHDRAWN, RESOLVED, SETTLED, LAPSED -> true;
      case ESCALATED, REJECTED, OPEN -> false;
    };
  }
}
