package io.countersign.core.rating;

import io.countersign.core.base.Bytes32;
import io.countersign.core.ledger.Batch;
import io.countersign.core.ledger.HeldRecord;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.MilestoneEntry;
import io.countersign.core.ledger.VoidEntry;
import io.countersign.core.terms.Period;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What entries between two prefixes could change: the periods of the records that they attest or
/// void, and those of the milestones that they accept. Nothing else between two prefixes enters g
/// of a period that both govern by the same versions.
///
/// Says too much at times, never too little. Cost: a look at each record attested between the
/// prefixes, and at all before them if something was voided.
public final class Touched {
  private final TreeSet<Period> records = new TreeSet<>();
  private final TreeSet<Integer> milestones = new TreeSet<>();

  private Touched() {}

  /// What lies between the first `a` and the first `b` leaves of `history`.
  public static Touched between(History history, long a, long b) {
    Touched out = new Touched();
    long from = Math.min(a, b);
    History upTo = history.prefix(Math.max(a, b));
    if (upTo.versions().isEmpty()) {
      return out;
    }
    for (MilestoneEntry entry : upTo.milestones()) {
      if (entry.index() >= from) {
        out.milestones.add(entry.milestone().accepted() / 100);
      }
    }
    Set<Bytes32> voided = new HashSet<>();
    for (VoidEntry entry : upTo.voids()) {
      if (entry.index() >= from) {
        voided.addAll(entry.tags());
      }
    }
    List<Batch> batches = upTo.batches();
    Boundaries boundaries = new Boundaries(upTo);
    for (int i = batches.size() - 1; i >= 0; i--) {
      Batch batch = batches.get(i);
      boolean between = batch.entryIndex() >= from;
      if (!between && voided.isEmpty()) {
        break;
      }
      for (HeldRecord record : batch.records()) {
        if (between || voided.contains(record.tag())) {
          record.row().ifPresent(row -> out.records.add(boundaries.find(row.at())));
        }
      }
    }
    return out;
  }

  /// Whether the records of `period` may have changed.
  boolean recordsOf(Period period) {
    return records.contains(period);
  }

  /// Whether the lines of `period` may have changed.
  ///
  /// @param looksBack whether its version looks back, so that a change in an earlier month counts
  public boolean linesOf(Period period, boolean looksBack) {
    return looksBack
        ? records.floor(period) != null || milestones.floor(period.yyyymm()) != null
        : records.contains(period) || milestones.contains(period.yyyymm());
  }

  /// The periods of the longest term that a version says, found by an instant.
  private static final class Boundaries {
    private final List<Period> periods = new ArrayList<>();
    private final List<Long> ends = new ArrayList<>();

    Boundaries(History history) {
      Period last = lastOfAny(history);
      for (Period p = history.versions().getFirst().terms().firstPeriod(); ; p = p.next()) {
        periods.add(p);
        ends.add(history.termsFor(p).orElseThrow().terms().clock().end(p));
        if (p.compareTo(last) >= 0) {
          break;
        }
      }
    }

    /// A version may end the term before the month from which on it governs, while the months
    /// between have been rated under the one before.
    private static Period lastOfAny(History history) {
      return history.versions().stream()
          .map(v -> v.terms().lastPeriod())
          .max(Comparator.naturalOrder())
          .orElseThrow();
    }

    /// What lies before the first period counts as in it, what lies after the last as in the last:
    /// it may stand among what they ignore.
    Period find(long at) {
      int lo = 0;
      int hi = ends.size() - 1;
      while (lo < hi) {
        int mid = (lo + hi) >>> 1;
        if (ends.get(mid) <= at) {
          lo = mid + 1;
        } else {
          hi = mid;
        }
      }
      return periods.get(lo);
    }
  }
}
