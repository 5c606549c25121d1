package io.countersign.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/// What `COUNTERSIGN_CLOCK` says: the instant at which a rehearsal begins, as `INSTANT`; or the one
/// that was, is or will be at a time of the machine's clock, as `INSTANT@SECONDS` since 1970 UTC.
/// By the second form, several processes that start one after the other have one clock.
public final class Rehearsal {
  private Rehearsal() {}

  /// What time the rehearsal's clock shows when the machine's shows `machine`.
  ///
  /// @return empty if `text` is neither form, or the instant lies outside the calendar
  public static Optional<Instant> now(String text, Instant machine) {
    int at = text.indexOf('@');
    try {
      Instant start = Instant.parse(at < 0 ? text : text.substring(0, at));
      if (at < 0) {
        return Optional.of(start);
      }
      long since = Math.subtractExact(machine.toEpochMilli(), millis(text.substring(at + 1)));
      return Optional.of(start.plusMillis(since));
    } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static long millis(String seconds) {
    return Math.multiplyExact(Long.parseLong(seconds), 1_000L);
  }
}
