package io.countersign.core.rating;

import io.countersign.core.terms.ClockOffset;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.TermsClock;
import io.countersign.core.terms.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// The instants of a period in classes: two of one class lie in the same windows and on days at the
/// same prices.
///
/// A table of minutes answers for nearly every instant. A minute in which the class changes points
/// to the exact seconds instead, so a window may begin at any second, and the clock may be set at
/// any. Immutable. Cost: made in days x cuts of the windows; a look-up is one array read.
final class TimeClasses {
  private static final long MINUTE = 60;
  private static final short MIXED = -1;

  private final long start;
  private final short[] minutes;
  private final long[] bounds; // where a class begins, ascending
  private final short[] classes; // of each bound
  private final List<TimeClass> distinct;

  /// @param day one day of the class, from 0
  /// @param segment number of the stretch of days at the same prices
  record TimeClass(long windows, int day, int segment) {}

  private record Key(long windows, int segment) {}

  private TimeClasses(
      long start, short[] minutes, long[] bounds, short[] classes, List<TimeClass> distinct) {
    this.start = start;
    this.minutes = minutes;
    this.bounds = bounds;
    this.classes = classes;
    this.distinct = distinct;
  }

  static TimeClasses of(Terms terms, TermsClock clock, PeriodDays days, List<RatedPlan> rated) {
    long[] bounds = bounds(terms, clock, days);
    int[] segments = segments(days, rated);
    Map<Key, Integer> numbers = new HashMap<>();
    List<TimeClass> distinct = new ArrayList<>();
    short[] classes = new short[bounds.length];
    for (int i = 0; i < bounds.length; i++) {
      int day = days.dayOf(bounds[i]);
      TimeClass c = new TimeClass(days.windowsAt(bounds[i]), day, segments[day]);
      int number =
          numbers.computeIfAbsent(
              new Key(c.windows(), c.segment()),
              k -> {
                distinct.add(c);
                return distinct.size() - 1;
              });
      if (number > Short.MAX_VALUE) {
        throw new IllegalStateException("classes of time: " + number);
      }
      classes[i] = (short) number;
    }
    short[] minutes = new short[(int) Math.ceilDiv(days.end() - days.start(), MINUTE)];
    for (int m = 0, b = 0; m < minutes.length; m++) {
      long from = days.start() + m * MINUTE;
      while (b + 1 < bounds.length && bounds[b + 1] <= from) {
        b++;
      }
      boolean mixed = b + 1 < bounds.length && bounds[b + 1] < from + MINUTE;
      minutes[m] = mixed ? MIXED : classes[b];
    }
    return new TimeClasses(days.start(), minutes, bounds, classes, List.copyOf(distinct));
  }

  /// Every instant at which a day or a window begins or ends or the clock is set, and the first.
  private static long[] bounds(Terms terms, TermsClock clock, PeriodDays days) {
    TreeSet<Integer> cuts = new TreeSet<>(List.of(0));
    for (Window w : terms.windows()) {
      cuts.add(w.fromSecond());
      cuts.add(w.toSecond());
    }
    TreeSet<Long> set = new TreeSet<>(List.of(days.start()));
    for (ClockOffset o : terms.offsets()) {
      if (days.holds(o.fromUtc())) {
        set.add(o.fromUtc());
      }
    }
    TreeSet<Long> out = new TreeSet<>(set);
    for (long from : set) {
      Long next = set.higher(from);
      long to = next == null ? days.end() : next;
      long offset = clock.offsetAt(from);
      long lastDay = Math.floorDiv(to - 1 + offset, (long) Window.DAY);
      for (long d = Math.floorDiv(from + offset, (long) Window.DAY); d <= lastDay; d++) {
        for (int cut : cuts) {
          long at = d * Window.DAY + cut - offset;
          if (at >= from && at < to) {
            out.add(at);
          }
        }
      }
    }
    return out.stream().mapToLong(Long::longValue).toArray();
  }

  /// Numbers the stretches of days that no rated line tells apart.
  private static int[] segments(PeriodDays days, List<RatedPlan> rated) {
    int[] out = new int[days.days()];
    Map<List<Integer>, Integer> numbers = new HashMap<>();
    for (int day = 0; day < out.length; day++) {
      int d = day;
      List<Integer> key = rated.stream().map(r -> r.segmentOf(d)).toList();
      int fresh = numbers.size();
      out[day] = numbers.computeIfAbsent(key, k -> fresh);
    }
    return out;
  }

  /// All classes; a class is its place in this list.
  List<TimeClass> distinct() {
    return distinct;
  }

  /// The class of an instant of the period.
  int of(long at) {
    int c = minutes[(int) ((at - start) / MINUTE)];
    return c == MIXED ? exact(at) : c;
  }

  private int exact(long at) {
    int i = Arrays.binarySearch(bounds, at);
    return classes[i >= 0 ? i : -i - 2];
  }

  /// The classes of `n` instants of the period.
  ///
  /// @param at UTC seconds as unsigned 32 bits
  void of(int[] at, int from, int n, int[] out) {
    for (int i = 0; i < n; i++) {
      out[i] = of(Integer.toUnsignedLong(at[from + i]));
    }
  }
}
