package io.countersign.core.terms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.testing.Seed;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TermsClockTest {
  private static final TermsClock ISRAEL =
      TermsClock.of(
          List.of(
              new ClockOffset(0, 7200),
              new ClockOffset(923_011_200, 10_800),
              new ClockOffset(936_313_200, 7200)));

  @Test
  void local_secondsAroundTheChange_followsTheOffset() {
    assertEquals(new WallTime(LocalDate.of(1999, 4, 2), 7199), ISRAEL.local(923_011_199));
    assertEquals(new WallTime(LocalDate.of(1999, 4, 2), 10_800), ISRAEL.local(923_011_200));
    // 01:00 to 02:00 comes twice in September.
    assertEquals(new WallTime(LocalDate.of(1999, 9, 3), 7199), ISRAEL.local(936_313_199));
    assertEquals(new WallTime(LocalDate.of(1999, 9, 3), 3600), ISRAEL.local(936_313_200));
  }

  @Test
  void periodOf_edgesOfTheFormat_isTotal() {
    TermsClock west = TermsClock.of(List.of(new ClockOffset(0, -18_000)));
    assertEquals(new Period(Period.MIN), west.periodOf(0));
    TermsClock east = TermsClock.of(List.of(new ClockOffset(0, 28_800)));
    assertEquals(new Period(Period.MAX), east.periodOf(ClockOffset.MAX_AT));
    assertEquals(new Period(Period.MAX), west.periodOf(ClockOffset.MAX_AT));
  }

  @Test
  void start_randomValidClocks_isTheLeastInstantAtOrAfterMidnight() {
    long seed = Seed.pick();
    RandomGenerator random = Seed.random(seed);
    int periods = 0;
    for (int round = 0; round < 200; round++) {
      Terms terms = withOffsets(random);
      if (!Validity.check(terms).isEmpty()) {
        continue;
      }
      TermsClock clock = terms.clock();
      for (Period p = Period.of(2026, 1); p.compareTo(Period.of(2027, 1)) < 0; p = p.next()) {
        long start = clock.start(p);
        assertEquals(p, clock.periodOf(start), () -> "-Dseed=" + seed);
        assertEquals(p.previous(), clock.periodOf(start - 1), () -> "-Dseed=" + seed);
        assertEquals(p, clock.periodOf(clock.end(p) - 1), () -> "-Dseed=" + seed);
        assertEquals(clock.end(p), clock.start(p.next()), () -> "-Dseed=" + seed);
        periods++;
        for (int i = 0; i < 20; i++) {
          long at = start + random.nextLong(clock.end(p) - start);
          assertEquals(p, clock.periodOf(at), () -> "-Dseed=" + seed);
          LocalDateTime oracle =
              LocalDateTime.ofEpochSecond(at, 0, ZoneOffset.ofTotalSeconds(clock.offsetAt(at)));
          WallTime found = clock.local(at);
          assertEquals(oracle.toLocalDate(), found.date(), () -> "-Dseed=" + seed);
          assertEquals(
              oracle.toLocalTime().toSecondOfDay(), found.secondOfDay(), () -> "-Dseed=" + seed);
        }
      }
    }
    assertTrue(periods > 300, "-Dseed=" + seed + " " + periods + " periods");
  }

  private static Terms withOffsets(RandomGenerator random) {
    Terms t = Samples.parse("contracts/c1-time.json");
    List<ClockOffset> offsets = new ArrayList<>();
    long at = 0;
    int n = 1 + random.nextInt(4);
    for (int i = 0; i < n; i++) {
      offsets.add(new ClockOffset(at, random.nextInt(-48, 49) * 900));
      at = 1_767_225_600L + random.nextLong(31_000_000L) + i * 1000L;
      at = Math.max(at, offsets.getLast().fromUtc() + 1);
    }
    return new Terms(
        t.id(),
        t.version(),
        t.supersedes(),
        t.nonce(),
        t.title(),
        t.provider(),
        t.client(),
        t.currency(),
        t.term(),
        t.zone(),
        offsets,
        t.calendars(),
        t.windows(),
        t.params(),
        t.cutoff(),
        t.records(),
        t.measures(),
        t.kpis(),
        t.scores(),
        t.lines(),
        t.disputes(),
        t.erasure(),
        t.render());
  }

  @Test
  void period_monthsAround_countsAcrossYears() {
    assertEquals(Period.of(2027, 1), Period.of(2026, 12).next());
    assertEquals(Period.of(2025, 12), Period.of(2026, 1).previous());
    assertEquals(13, Period.of(2027, 2).since(Period.of(2026, 1)));
    assertEquals(29, Period.of(2024, 2).days());
    assertEquals("2026-03", Period.of(2026, 3).toString());
    assertThrows(IllegalArgumentException.class, () -> new Period(Period.MAX).next());
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-13", "2026-00", "202600", "196912", "210001"})
  void period_outsideRange_isRefused(String text) {
    MalformedException e = assertThrows(MalformedException.class, () -> Period.parse(text));
    assertEquals(Code.FIELD_RANGE, e.code());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2026", "2026/03", "26-03", "2026-3", " 202603", "２０２６03"})
  void period_otherForm_isRefused(String text) {
    MalformedException e = assertThrows(MalformedException.class, () -> Period.parse(text));
    assertEquals(Code.FIELD_PATTERN, e.code());
  }
}
