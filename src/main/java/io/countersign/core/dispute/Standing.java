package io.countersign.core.dispute;

import java.util.Locale;

/// How the client stands to a statement. Source: `src/docs/statement.md` §6.
public enum Standing {
  /// By an entry, in full.
  ACCEPTED,
  /// By an entry, but for some lines.
  ACCEPTED_IN_PART,
  /// The days to dispute it are over, and silence means so.
  ACCEPTED_BY_SILENCE,
  /// The days to dispute it are over, and silence means so.
  REJECTED_BY_SILENCE,
  OPEN;

  /// The word in documents and answers: lower case with hyphens.
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
