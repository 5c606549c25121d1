package io.countersign.core.base;

import java.time.LocalDate;

/// Instants as people read them, for findings: a number of milliseconds tells nobody when to come
/// back. No zone data: UTC only.
public final class Utc {
  private static final long DAY_MILLIS = 86_400_000L;

  private Utc() {}

  /// `millis` since 1970 as `2026-02-06T00:00:00.000Z`; as the plain number with its unit where the
  /// year has not four digits.
  public static String ofMillis(long millis) {
    long day = Math.floorDiv(millis, DAY_MILLIS);
    if (day < LocalDate.of(0, 1, 1).toEpochDay() || day > LocalDate.of(9999, 12, 31).toEpochDay()) {
      return millis + " ms";
    }
    int of = (int) Math.floorMod(millis, DAY_MILLIS);
    int second = of / 1000;
    return LocalDate.ofEpochDay(day)
        + "T"
        + digits(second / 3600, 2)
        + ":"
        + digits(second / 60 % 60, 2)
        + ":"
        + digits(second % 60, 2)
        + "."
        + digits(of % 1000, 3)
        + "Z";
  }

  /// `seconds` since 1970 as `2026-02-06T00:00:00Z`, with the number as the record states it.
  public static String ofSeconds(long seconds) {
    if (seconds < 0 || seconds > Long.MAX_VALUE / 1000) {
      return seconds + " s";
    }
    return ofMillis(seconds * 1000).replace(".000Z", "Z") + " (" + seconds + ")";
  }

  private static String digits(int value, int width) {
    String text = Integer.toString(value);
    return "0".repeat(width - text.length()) + text;
  }
}
