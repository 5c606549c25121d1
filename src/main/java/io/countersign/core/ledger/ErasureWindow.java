package io.countersign.core.ledger;

import io.countersign.core.terms.Period;
import io.countersign.core.terms.TermsClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// On which earlier periods the statements to come can rest, as far as the versions say that are
/// accepted so far. Source: `src/docs/formats.md` §11.
final class ErasureWindow {
  private static final Period FIRST = new Period(Period.MIN);
  private static final Period LAST = new Period(Period.MAX);

  private final List<TermsVersion> versions;

  ErasureWindow(List<TermsVersion> versions) {
    this.versions = versions;
  }

  static ErasureWindow with(List<TermsVersion> versions, TermsVersion next) {
    List<TermsVersion> all = new ArrayList<>(versions);
    all.add(next);
    return new ErasureWindow(all);
  }

  /// The period that no record of a batch exceeds that counts: that of its leaf's time, and the
  /// seconds that a record may be ahead of it.
  static Period periodOf(TermsClock clock, long leafTime) {
    return clock.periodOf(Math.floorDiv(leafTime, 1000L) + LedgerState.MAX_AHEAD_SECONDS);
  }

  /// The end of the period `months` after this one, in milliseconds; empty after 2099.
  static OptionalLong endAfter(TermsClock clock, Period period, int months) {
    return LAST.since(period) < months
        ? OptionalLong.empty()
        : OptionalLong.of(clock.end(period.plus(months)) * 1000L);
  }

  /// S: the first period whose cut-off is not before `leafTime`. Cut-offs never go back, and each
  /// is after its period's end, so it is found by going back from the period of `leafTime`.
  Period next(long leafTime, long leaf0Millis) {
    Period first = versions.getFirst().effectivePeriod();
    Period p = versions.getLast().terms().clock().periodOf(Math.floorDiv(leafTime, 1000L));
    p = p.compareTo(first) < 0 ? first : p;
    while (p.compareTo(first) > 0 && cutoff(p.previous(), leaf0Millis) >= leafTime) {
      p = p.previous();
    }
    return p;
  }

  private long cutoff(Period period, long leaf0Millis) {
    return History.cutoffMillis(
        History.termsFor(versions, period).orElseThrow().terms(), period, leaf0Millis);
  }

  /// Why a statement of `next` or of a later period can rest on rows of `period` or of an earlier
  /// one; empty if none can.
  Optional<String> touched(Period next, Period period) {
    int from = Integer.MAX_VALUE;
    for (int i = 0; i < versions.size(); i++) {
      int first = Math.max(month(next), month(versions.get(i).effectivePeriod()));
      if (first <= until(i)) {
        int least = first - versions.get(i).terms().cutoff().finalAfterMonths();
        if (least <= month(period)) {
          return Optional.of("the statement of " + FIRST.plus(first) + " can adjust that month");
        }
        from = Math.min(from, least);
      }
    }
    for (int i = 0; i < versions.size(); i++) {
      TermsVersion v = versions.get(i);
      int a = Math.max(Math.max(from, month(v.effectivePeriod())), month(v.terms().firstPeriod()));
      if (a <= Math.min(until(i), month(v.terms().lastPeriod())) && v.terms().looksBack()) {
        return Optional.of(
            "version "
                + v.version()
                + " looks back, and a statement to come can rest on "
                + FIRST.plus(a));
      }
    }
    return Optional.empty();
  }

  /// The last month that version `i` governs, before its first one if it governs none.
  private int until(int i) {
    int out = month(LAST);
    for (TermsVersion later : versions.subList(i + 1, versions.size())) {
      out = Math.min(out, month(later.effectivePeriod()) - 1);
    }
    return out;
  }

  private static int month(Period period) {
    return period.since(FIRST);
  }
}
