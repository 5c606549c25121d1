package io.countersign.core.rating;

import io.countersign.core.terms.Calendar;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.TermsClock;
import io.countersign.core.terms.Window;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/// The local days of a period, prepared: which windows each day has, so that a record costs no
/// calendar look-up.
final class PeriodDays {
  private static final long SECONDS = Window.DAY;

  private final TermsClock clock;
  private final List<Window> windows;
  private final List<String> windowIds;
  private final long firstEpochDay;
  private final long[] dayMasks;
  private final long start;
  private final long end;
  private final boolean constantOffset;
  private final int offset;

  /// @param start first instant of the period, UTC seconds
  /// @param end first instant after it
  PeriodDays(Terms terms, TermsClock clock, Period period, long start, long end) {
    this.clock = clock;
    this.windows = terms.windows();
    List<String> ids = new ArrayList<>();
    windows.forEach(w -> ids.add(w.id()));
    this.windowIds = List.copyOf(ids);
    this.start = start;
    this.end = end;
    this.firstEpochDay = period.firstDay().toEpochDay();
    this.dayMasks = new long[period.days()];
    for (int day = 0; day < dayMasks.length; day++) {
      dayMasks[day] = dayMask(terms, LocalDate.ofEpochDay(firstEpochDay + day));
    }
    this.offset = clock.offsetAt(start);
    this.constantOffset =
        terms.offsets().stream().noneMatch(o -> o.fromUtc() > start && o.fromUtc() < end);
  }

  List<String> windowIds() {
    return windowIds;
  }

  boolean holds(long at) {
    return at >= start && at < end;
  }

  /// The first instant of the period, UTC seconds.
  long start() {
    return start;
  }

  /// The first instant after the period.
  long end() {
    return end;
  }

  int days() {
    return dayMasks.length;
  }

  LocalDate date(int day) {
    return LocalDate.ofEpochDay(firstEpochDay + day);
  }

  /// The day of the period that the instant lies on, from 0.
  int dayOf(long at) {
    return (int) (Math.floorDiv(local(at), SECONDS) - firstEpochDay);
  }

  /// The windows that the instant lies in, as bits in the order of the terms.
  long windowsAt(long at) {
    if (dayMasks.length == 0 || windows.isEmpty()) {
      return 0;
    }
    long local = local(at);
    long mask = dayMasks[(int) (Math.floorDiv(local, SECONDS) - firstEpochDay)];
    if (mask == 0) {
      return 0;
    }
    int second = (int) Math.floorMod(local, SECONDS);
    long out = 0;
    for (long rest = mask; rest != 0; rest &= rest - 1) {
      int i = Long.numberOfTrailingZeros(rest);
      if (windows.get(i).holdsSecond(second)) {
        out |= 1L << i;
      }
    }
    return out;
  }

  private long local(long at) {
    return at + (constantOffset ? offset : clock.offsetAt(at));
  }

  private static long dayMask(Terms terms, LocalDate date) {
    long mask = 0;
    for (int i = 0; i < terms.windows().size(); i++) {
      boolean has =
          switch (terms.windows().get(i).days()) {
            case Window.Classes c ->
                c.classes().contains(calendar(terms, c.calendar()).classOf(date));
            case Window.Weekdays w -> w.has(date);
          };
      if (has) {
        mask |= 1L << i;
      }
    }
    return mask;
  }

  private static Calendar calendar(Terms terms, String id) {
    return terms
        .calendar(id)
        .orElseThrow(() -> new IllegalArgumentException("a calendar expected, found " + id));
  }
}
