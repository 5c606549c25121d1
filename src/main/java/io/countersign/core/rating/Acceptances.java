package io.countersign.core.rating;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.MilestoneEntry;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Term;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The milestones that were accepted on one prefix. The ledger keeps one entry for each name.
final class Acceptances {
  private final Map<Bytes32, Accepted> byName = new HashMap<>();

  /// One acceptance.
  ///
  /// @param entry index of the entry
  record Accepted(LocalDate date, long entry) implements Comparable<Accepted> {
    private static final Comparator<Accepted> ORDER =
        Comparator.comparing(Accepted::date).thenComparingLong(Accepted::entry);

    /// By date, then by entry.
    @Override
    public int compareTo(Accepted other) {
      return ORDER.compare(this, other);
    }

    /// Whether it bills in `period`, under a version with this term.
    boolean billsIn(Period period, Term term) {
      return term.contains(date)
          && date.getYear() == period.year()
          && date.getMonthValue() == period.month();
    }
  }

  static Acceptances of(History prefix) {
    Acceptances out = new Acceptances();
    for (MilestoneEntry e : prefix.milestones()) {
      int d = e.milestone().accepted();
      LocalDate date = LocalDate.of(d / 10_000, d / 100 % 100, d % 100);
      out.byName.put(e.milestone().name(), new Accepted(date, e.index()));
    }
    return out;
  }

  /// The acceptance of the milestone with this name, whose SHA-256 the entry carries.
  Optional<Accepted> of(String milestone) {
    return Optional.ofNullable(byName.get(Sha256.hash(Bytes.utf8(milestone))));
  }
}
