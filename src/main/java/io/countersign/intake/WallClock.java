package io.countersign.intake;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// The clock on the wall of the call centre: local times to UTC, by offsets that stand in the
/// terms.
///
/// No time-zone database takes part: one machine can hold three versions of it.
public final class WallClock {
  private static final long SECONDS_PER_DAY = 86_400;

  private final List<Offset> offsets;

  /// @param offsets ascending by their start; before the first start no time is covered
  public WallClock(List<Offset> offsets) {
    if (offsets.isEmpty()) {
      throw new IllegalArgumentException("a clock needs at least one offset");
    }
    for (int i = 1; i < offsets.size(); i++) {
      if (offsets.get(i).fromUtc() <= offsets.get(i - 1).fromUtc()) {
        throw new IllegalArgumentException("offsets must ascend, found " + offsets);
      }
    }
    this.offsets = List.copyOf(offsets);
  }

  /// A clock that never changes, `seconds` east of UTC.
  public static WallClock fixed(int seconds) {
    return new WallClock(List.of(new Offset(Long.MIN_VALUE, seconds)));
  }

  /// The instant at which this clock shows `secondOfDay` on `date`; empty before the first offset.
  ///
  /// A time that it shows twice is the first of the two; a time that it skips is read as if it had
  /// not yet been set forward.
  public Optional<Reading> read(LocalDate date, int secondOfDay) {
    if (secondOfDay < 0 || secondOfDay >= SECONDS_PER_DAY) {
      throw new IllegalArgumentException("second of day " + secondOfDay);
    }
    long local = date.toEpochDay() * SECONDS_PER_DAY + secondOfDay;
    int first = -1;
    int hits = 0;
    for (int i = 0; i < offsets.size(); i++) {
      long utc = local - offsets.get(i).seconds();
      boolean inside =
          utc >= offsets.get(i).fromUtc()
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
      return Optional.of(new Reading(local - offsets.get(first).seconds(), shown));
    }
    for (int i = 1; i < offsets.size(); i++) {
      long step = offsets.get(i).fromUtc();
      if (local - offsets.get(i - 1).seconds() >= step && local - offsets.get(i).seconds() < step) {
        return Optional.of(new Reading(local - offsets.get(i - 1).seconds(), Shown.NEVER));
      }
    }
    return Optional.empty();
  }

  /// From `fromUtc` (seconds since 1970) on, local time is UTC plus `seconds`.
  public record Offset(long fromUtc, int seconds) {
    public Offset {
      if (Math.abs(seconds) > 18 * 3600) {
        throw new IllegalArgumentException("offset of " + seconds + " s");
      }
    }
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
