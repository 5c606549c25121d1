package io.countersign.recorder;

import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.Utc;
import io.countersign.core.ledger.LedgerState;
import io.countersign.core.ledger.TermsVersion;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.RecordRules;
import io.countersign.core.terms.TermsClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the terms say to a record before it is taken, so that its sender hears it at once. The
/// ledger's own admission has the last word.
final class RecordCheck {
  private final List<TermsVersion> versions;
  private final TermsClock clock;
  private final List<RecordRules> rules = new ArrayList<>();

  /// @param versions at least one
  RecordCheck(List<TermsVersion> versions) {
    this.versions = versions;
    this.clock = versions.getLast().terms().clock();
    versions.forEach(v -> rules.add(RecordRules.of(v.terms())));
  }

  /// @param now milliseconds
  Optional<Finding> check(UsageRecord r, long now) {
    String where = r.source() + "/" + r.id();
    long latest = now / 1_000 + LedgerState.MAX_AHEAD_SECONDS;
    if (r.at() > latest) {
      return Optional.of(
          new Finding(
              Code.RECORD_AHEAD,
              where + ".at",
              "at most " + Utc.ofSeconds(latest),
              Utc.ofSeconds(r.at())));
    }
    Period period = clock.periodOf(r.at());
    int v = versions.size() - 1;
    while (v > 0 && versions.get(v).effectivePeriod().compareTo(period) > 0) {
      v--;
    }
    return rules
        .get(v)
        .check(r.type(), r.at(), r.data())
        .map(f -> new Finding(f.code(), where + "." + f.where(), f.expected(), f.found()));
  }
}
