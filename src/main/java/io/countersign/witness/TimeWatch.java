package io.countersign.witness;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.base.Utc;
import io.countersign.core.ledger.Cosignature;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.Leaf;
import io.countersign.core.ledger.MarkEntry;
import io.countersign.core.ledger.TermsVersion;
import io.countersign.core.terms.Period;
import java.util.List;
import java.util.Optional;

/// Compares the log's times with the watcher's clock: leaves dated ahead or back, cut-offs without
/// a mark.
final class TimeWatch {
  /// How far a leaf's time may lie from the clock of who sees it come.
  static final long TOLERANCE_MILLIS = Cosignature.TOLERANCE_SECONDS * 1_000;

  /// How long after a cut-off the mark may come.
  static final long MARK_MILLIS = 3_600_000;

  private final Alarms alarms;

  TimeWatch(Alarms alarms) {
    this.alarms = alarms;
  }

  /// Looks at leaves that came since the log was last looked at.
  ///
  /// @param first index of the first of `leaves`
  /// @param looked when the log was last looked at and had none of them; negative if never
  /// @param now milliseconds by the watcher's clock
  void leaves(List<Bytes> leaves, long first, long looked, long now) {
    for (int i = 0; i < leaves.size(); i++) {
      long time;
      try {
        time = Leaf.parse(leaves.get(i)).time();
      } catch (MalformedException e) {
        return; // it breaks the ledger, and says so there
      }
      String where = "entry " + (first + i);
      if (time > now + TOLERANCE_MILLIS) {
        raise(where, "a time up to " + utc(now + TOLERANCE_MILLIS), time);
        return; // times do not decrease: all that follow are ahead too
      }
      if (looked >= 0 && time < looked - TOLERANCE_MILLIS) {
        raise(where, "a time from " + utc(looked - TOLERANCE_MILLIS) + " on", time);
      }
    }
  }

  private void raise(String where, String expected, long time) {
    alarms.raise(Code.LEAF_CLOCK, where, expected, utc(time));
  }

  private static String utc(long millis) {
    return Utc.ofMillis(millis);
  }

  /// Looks whether each cut-off that is over has its mark: a mark that came at or after it and
  /// before the next.
  void marks(History history, long now) {
    if (history.versions().isEmpty()) {
      return;
    }
    long opened = history.leafTime(0);
    for (Period p = history.versions().getFirst().effectivePeriod();
        p.yyyymm() < Period.MAX;
        p = p.next()) {
      Optional<TermsVersion> terms = history.termsFor(p);
      Optional<Long> cutoff = history.cutoffMillis(p);
      if (terms.isEmpty()
          || cutoff.isEmpty()
          || cutoff.get() + MARK_MILLIS > now
          || terms.get().terms().term().to().isBefore(p.firstDay())) {
        return;
      }
      long next = history.cutoffMillis(p.next()).orElse(Long.MAX_VALUE);
      if (cutoff.get() > opened && !hasMark(history, cutoff.get(), next)) {
        alarms.raise(
            Code.MARK_MISSING, "period " + p, "a mark from " + utc(cutoff.get()) + " on", "none");
      }
    }
  }

  private static boolean hasMark(History history, long from, long to) {
    for (MarkEntry m : history.marks()) {
      if (m.leafTime() >= from && m.leafTime() < to) {
        return true;
      }
    }
    return false;
  }
}
