package io.countersign.core.terms;

import java.time.LocalDate;
import java.util.List;

/// The agreement's clock: local time by the offsets that both parties signed, periods and cut-offs
/// from it. Pure arithmetic: no zone data takes part.
///
/// Immutable. Cost of each method: a walk over the offsets, at most 64.
public final class TermsClock {
  private final long[] from;
  private final int[] offset;

  private TermsClock(List<ClockOffset> offsets) {
    from = new long[offsets.size()];
    offset = new int[offsets.size()];
    for (int i = 0; i < from.length; i++) {
      from[i] = offsets.get(i).fromUtc();
      offset[i] = offsets.get(i).offsetSeconds();
    }
  }

  /// @param offsets ascending by instant, at least one
  public static TermsClock of(List<ClockOffset> offsets) {
    Checks.that(!offsets.isEmpty(), "at least one offset", offsets);
    for (int i = 1; i < offsets.size(); i++) {
      Checks.that(
          offsets.get(i).fromUtc() > offsets.get(i - 1).fromUtc(), "ascending offsets", offsets);
    }
    return new TermsClock(offsets);
  }

  /// Local seconds minus UTC seconds at the instant `at`. Before the first offset, the first holds.
  public int offsetAt(long at) {
    int i = from.length - 1;
    while (i > 0 && from[i] > at) {
      i--;
    }
    return offset[i];
  }

  /// Local date and second of day at the instant `at`, in UTC seconds.
  public WallTime local(long at) {
    long local = at + offsetAt(at);
    return new WallTime(
        LocalDate.ofEpochDay(Math.floorDiv(local, (long) Window.DAY)),
        (int) Math.floorMod(local, (long) Window.DAY));
  }

  public LocalDate dateOf(long at) {
    return LocalDate.ofEpochDay(Math.floorDiv(at + offsetAt(at), (long) Window.DAY));
  }

  /// The period that the instant `at` lies in.
  ///
  /// Total: a local date before 1970 counts to 1970-01 and one after 2099 to 2099-12. No term holds
  /// such a date, but a record may carry it. Agrees with [#start(Period)] because offset changes
  /// near a month's first midnight are not valid.
  public Period periodOf(long at) {
    LocalDate date = dateOf(at);
    if (date.getYear() < 1970) {
      return new Period(Period.MIN);
    }
    return date.getYear() > 2099 ? new Period(Period.MAX) : Period.of(date);
  }

  /// The first instant of `period` in UTC seconds: the least at which local time is at or after
  /// midnight of its first day. Negative for 1970-01 east of Greenwich.
  public long start(Period period) {
    return least(period.firstDay());
  }

  /// The first instant after `period`, in UTC seconds.
  public long end(Period period) {
    LocalDate next = period.lastDay().plusDays(1);
    return least(next);
  }

  /// The least instant at which local time is at or after midnight of `date`.
  private long least(LocalDate date) {
    long midnight = date.toEpochDay() * Window.DAY;
    for (int i = 0; i < from.length; i++) {
      long at = midnight - offset[i];
      if (i > 0) {
        at = Math.max(at, from[i]);
      }
      if (i + 1 == from.length || at < from[i + 1]) {
        return at;
      }
    }
    throw new IllegalStateException("no offset");
  }

  /// Whether the local date of `at` lies in `term`.
  public boolean within(Term term, long at) {
    return term.contains(dateOf(at));
  }

  /// The cut-off C(P) in milliseconds of UTC: max(end of the period, time of leaf 0) plus lateDays
  /// x 86,400 s. A statement of P stands on the leaves before it.
  ///
  /// @param leaf0Millis time of the ledger's first leaf
  public long cutoffMillis(Cutoff cutoff, Period period, long leaf0Millis) {
    long end = Math.multiplyExact(end(period), 1000L);
    return Math.addExact(Math.max(end, leaf0Millis), cutoff.lateDays() * (long) Window.DAY * 1000L);
  }
}
