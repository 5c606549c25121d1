package io.countersign.cli;

import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.ledger.History;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Terms;

/// What several commands ask of a ledger's history.
final class LedgerReader {
  private LedgerReader() {}

  /// The terms that govern `period`.
  ///
  /// @throws CliException `PERIOD_OUTSIDE_TERM`
  static Terms terms(History history, Period period) {
    return history
        .termsFor(period)
        .orElseThrow(
            () ->
                CliException.refused(
                    Code.PERIOD_OUTSIDE_TERM,
                    period.toString(),
                    "a period of the agreement",
                    "one before it"))
        .terms();
  }

  /// Reads `2026-03` as typed.
  static Period period(String typed) {
    return period("--period", typed);
  }

  /// The same for `option`.
  static Period period(String option, String typed) {
    try {
      return Period.parse(typed);
    } catch (MalformedException e) {
      throw CliException.usage(e.code(), option, "yyyy-mm, from 1970-01 to 2099-12", typed);
    }
  }
}
