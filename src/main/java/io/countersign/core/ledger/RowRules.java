package io.countersign.core.ledger;

import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.RecordRules;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.TermsClock;
import java.util.List;
import java.util.Optional;

/// What the terms say to a record's row: under which version it is read, whether its instant lies
/// in the term, and whether its fields are as declared.
///
/// Immutable; may be used from several threads.
final class RowRules {
  private final List<TermsVersion> versions;
  private final TermsClock[] clocks;
  private final RecordRules[] rules;

  RowRules(List<TermsVersion> versions) {
    this.versions = versions;
    this.clocks = new TermsClock[versions.size()];
    this.rules = new RecordRules[versions.size()];
    for (int i = 0; i < clocks.length; i++) {
      clocks[i] = versions.get(i).terms().clock();
      rules[i] = RecordRules.of(versions.get(i).terms());
    }
  }

  /// The period of an instant by the latest clock, which repeats all earlier ones for their time.
  Period periodOf(long at) {
    if (clocks.length == 0) {
      throw new IllegalStateException("no terms in this prefix");
    }
    return clocks[clocks.length - 1].periodOf(at);
  }

  Optional<Finding> check(UsageRecord.Row row, String where) {
    Period period = periodOf(row.at());
    int v = clocks.length - 1;
    while (v >= 0 && versions.get(v).effectivePeriod().compareTo(period) > 0) {
      v--;
    }
    Terms terms = versions.get(Math.max(v, 0)).terms();
    TermsClock clock = clocks[Math.max(v, 0)];
    if (v < 0 || !clock.within(terms.term(), row.at())) {
      return Optional.of(
          new Finding(
              Code.RECORD_OUTSIDE_TERM,
              where,
              terms.term().from() + " to " + terms.term().to(),
              clock.dateOf(row.at()).toString()));
    }
    return rules[v]
        .check(row.type(), row.at(), row.data())
        .map(f -> new Finding(f.code(), where + "." + f.where(), f.expected(), f.found()));
  }
}
