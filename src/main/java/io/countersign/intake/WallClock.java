package io.countersign.intake;

import io.countersign.core.terms.ClockOffset;
import java.time.LocalDate;
import java.util.List;

/// The clock on the wall of the call centre: local times to UTC, by offsets that stand in the
/// terms.
///
/// No time-zone database takes part: one machine can hold three versions of it.
public final class WallClock {
  private static final long SECONDS_PER_DAY = 86_400;

  private final List<ClockOffset> offsets;

  private WallClock(List<ClockOffset> offsets) {
    this.offsets = List.copyOf(offsets);
  }

  /// The clock of these offsets, ascending by their start; before its start the first one holds, as
  /// in the terms.
  public static WallClock of(List<ClockOffset> offsets) {
    if (offsets.isEmpty()) {
      throw new IllegalArgumentException("a clock needs at least one offset");
    }
    for (int i = 1; i < offsets.size(); i++) {
      if (offsets.get(i).fromUtc() <= offsets.get(i - 1).fromUtc()) {
        throw new IllegalArgumentException("offsets must ascend, found " + offsets);
      }
    }
    return new WallClock(offsets);
  }

  /// A clock that never changes, `seconds` east of UTC.
  public static WallClock fixed(int seconds) {
    return new WallClock(List.of(new ClockOffset(0, seconds)));
  }

  /// The instant at which this clock shows `secondOfDay` on `date`.
  ///
  /// A time that it shows twice is the first of the two; a time that it skips is read as if it had
  /// not yet been set forward.
  public Reading read(LocalDate date, int secondOfDay) {
    if (secondOfDay < 0 || secondOfDay >= SECONDS_PER_DAY) {
      throw new IllegalArgumentException("second of day " + secondOfDay);
    }
    long local = date.toEpochDay() * SECONDS_PER_DAY + secondOfDay;
    int first = -1;
    int hits = 0;
    for (int i = 0; i < offsets.size(); i++) {
      long utc = local - offsets.get(i).offsetSeconds();
      boolean inside =
          (i == 0 || utc >= offsets.get(i).fromUtc())
              && (i + 1 == offsets.size() || utc < offsets.get(i + 1).fromUtc());
      if (inside) {
        if (hits == 0) {
          first = i;
        }
        hits++;
      }
    }
    if (hits > 0) {
      Shown shown = hits > 1 ? Shown.TWICE : Shown.ONCE;
      return new Reading(local - offsets.get(first).offsetSeconds(), shown);
    }
    // In no offset's range, so in the gap of exactly one step forward.
    int before = 0;
    while (local - offsets.get(before + 1).offsetSeconds() >= offsets.get(before + 1).fromUtc()) {
      before++;
    }
    return new Reading(local - offsets.get(before).offsetSeconds(), Shown.NEVER);
  }

  /// How often the clock shows a local time.
  public enum Shown {
    ONCE,
    TWICE,
    NEVER
  }

  /// @param at UTC seconds since 1970
  public record Reading(long at, Shown shown) {}
}
