package io.countersign.core.terms;

import io.countersign.core.base.Code;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Stage calendars and clock: each date has one class, and the edges of periods are beyond doubt.
final class ClockCheck {
  /// No change of the clock within so many seconds of a midnight that begins a month.
  static final long MARGIN = 3 * 3600;

  private ClockCheck() {}

  static void run(Terms terms, Findings out) {
    for (Calendar c : terms.calendars()) {
      String place = "calendars." + c.id();
      Map<LocalDate, String> seen = new HashMap<>();
      dates(c, c.statutory(), place, "statutory", seen, out);
      dates(c, c.off(), place, "off", seen, out);
      dates(c, c.work(), place, "work", seen, out);
    }
    ClockOffset first = terms.offsets().getFirst();
    long midnight = terms.term().from().toEpochDay() * Window.DAY;
    if (first.fromUtc() + first.offsetSeconds() > midnight) {
      out.add(
          Code.CLOCK_START,
          "clock.offsets[0].fromUtc",
          "at most " + (midnight - first.offsetSeconds()),
          Long.toString(first.fromUtc()));
    }
    for (int i = 1; i < terms.offsets().size(); i++) {
      ClockOffset o = terms.offsets().get(i);
      long before = o.fromUtc() + terms.offsets().get(i - 1).offsetSeconds();
      long after = o.fromUtc() + o.offsetSeconds();
      long from = Math.min(before, after) - MARGIN;
      long to = Math.max(before, after) + MARGIN;
      // The margin and the largest jump together reach over less than 3 days.
      for (long day = Math.floorDiv(from, (long) Window.DAY); day * Window.DAY <= to; day++) {
        if (day * Window.DAY >= from && LocalDate.ofEpochDay(day).getDayOfMonth() == 1) {
          out.add(
              Code.CLOCK_MIDNIGHT,
              "clock.offsets[" + i + "].fromUtc",
              "no change within 3 h of midnight of " + LocalDate.ofEpochDay(day),
              Long.toString(o.fromUtc()));
        }
      }
    }
  }

  private static void dates(
      Calendar c,
      List<LocalDate> dates,
      String place,
      String list,
      Map<LocalDate, String> seen,
      Findings out) {
    for (int i = 0; i < dates.size(); i++) {
      LocalDate d = dates.get(i);
      String at = place + "." + list + "[" + i + "]";
      String first = seen.putIfAbsent(d, list);
      if (first != null) {
        out.add(Code.CALENDAR_DATE_TWICE, at, "a date that is not under " + first, d.toString());
      }
      if (d.isAfter(c.coveredTo())) {
        out.add(Code.CALENDAR_BEYOND, at, "a date not after " + c.coveredTo(), d.toString());
      }
    }
  }
}
