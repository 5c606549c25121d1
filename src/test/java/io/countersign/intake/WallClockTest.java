package io.countersign.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.countersign.core.terms.ClockOffset;
import io.countersign.core.terms.TermsClock;
import io.countersign.core.terms.WallTime;
import io.countersign.testing.Seed;
import java.time.LocalDate;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class WallClockTest {
  private static final long SPRING = 923_011_200;
  private static final long AUTUMN = 936_313_200;
  private static final List<ClockOffset> OFFSETS =
      List.of(
          new ClockOffset(0, 7_200),
          new ClockOffset(SPRING, 10_800),
          new ClockOffset(AUTUMN, 7_200));
  private static final WallClock CLOCK = WallClock.of(OFFSETS);

  @Test
  void read_ordinaryTime_isInvertedByTheTermsClock() {
    long seed = Seed.pick();
    RandomGenerator random = Seed.random(seed);
    TermsClock terms = TermsClock.of(OFFSETS);
    for (int i = 0; i < 20_000; i++) {
      long at = random.nextLong(SPRING - 40_000_000, AUTUMN + 40_000_000);
      WallTime wall = terms.local(at);
      WallClock.Reading back = CLOCK.read(wall.date(), wall.secondOfDay());
      boolean second = at >= AUTUMN && at < AUTUMN + 3_600;
      assertEquals(second ? at - 3_600 : at, back.at(), "seed " + seed);
    }
  }

  @Test
  void read_timeThatOccursTwice_isTheFirstAndSaysSo() {
    LocalDate day = LocalDate.of(1999, 9, 3);
    assertEquals(
        new WallClock.Reading(AUTUMN - 3_600, WallClock.Shown.TWICE), CLOCK.read(day, 3_600));
    assertEquals(
        new WallClock.Reading(AUTUMN - 1, WallClock.Shown.TWICE), CLOCK.read(day, 2 * 3_600 - 1));
    assertEquals(
        new WallClock.Reading(AUTUMN + 3_600, WallClock.Shown.ONCE), CLOCK.read(day, 2 * 3_600));
    assertEquals(
        new WallClock.Reading(AUTUMN - 3_601, WallClock.Shown.ONCE), CLOCK.read(day, 3_599));
  }

  @Test
  void read_timeThatIsSkipped_goesOnWithTheOffsetBeforeAndSaysSo() {
    LocalDate day = LocalDate.of(1999, 4, 2);
    assertEquals(new WallClock.Reading(SPRING, WallClock.Shown.NEVER), CLOCK.read(day, 2 * 3_600));
    assertEquals(
        new WallClock.Reading(SPRING + 3_599, WallClock.Shown.NEVER),
        CLOCK.read(day, 3 * 3_600 - 1));
    assertEquals(new WallClock.Reading(SPRING, WallClock.Shown.ONCE), CLOCK.read(day, 3 * 3_600));
  }

  @Test
  void of_offsetsThatDoNotAscend_areRefused() {
    assertThrows(IllegalArgumentException.class, () -> WallClock.of(List.of()));
    assertThrows(
        IllegalArgumentException.class,
        () -> WallClock.of(List.of(new ClockOffset(5, 0), new ClockOffset(5, 60))));
  }
}
