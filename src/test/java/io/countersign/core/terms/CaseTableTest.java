package io.countersign.core.terms;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.testing.Seed;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// The check of cards against one that tries every record.
class CaseTableTest {
  private static final Terms TERMS = Samples.parse("contracts/c7-everything.json");
  private static final Text LABEL = new Text("标签", "label");
  private static final RecordType TYPE =
      new RecordType(
          "r",
          LABEL,
          Optional.empty(),
          Side.PROVIDER,
          LABEL,
          List.of(
              new Field.Bool("b", LABEL, Optional.empty()),
              new Field.Choice("c", LABEL, Optional.empty(), List.of("x", "y", "z")),
              new Field.Int("i", LABEL, Optional.empty(), Unit.SECOND, -3, 6)));

  @Test
  void cases_randomRows_overlapAndGapAsByTryingAll() {
    long seed = Seed.pick();
    RandomGenerator random = Seed.random(seed);
    WindowMasks masks = WindowMasks.of(TERMS, new Steps());
    int overlaps = 0;
    int gaps = 0;
    for (int round = 0; round < 400; round++) {
      List<Cond> rows = new ArrayList<>();
      for (int k = 1 + random.nextInt(3); k > 0; k--) {
        rows.add(cond(random, 3));
      }
      CaseTable table = CaseTable.of(TYPE, rows, masks, new Steps()).orElseThrow();
      CaseSet covered = table.none();
      boolean overlap = false;
      for (Cond row : rows) {
        CaseSet cases = table.cases(row);
        overlap |= cases.firstCommon(covered) >= 0;
        covered.or(cases);
      }
      boolean gap = covered.firstMissing() < table.size();
      boolean wantOverlap = false;
      boolean wantGap = false;
      for (long mask : within(masks, -1)) {
        for (boolean b : new boolean[] {false, true}) {
          for (String c : List.of("x", "y", "z")) {
            for (long i = -3; i <= 6; i++) {
              int hits = 0;
              for (Cond row : rows) {
                hits += holds(row, b, c, i, mask, masks) ? 1 : 0;
              }
              wantOverlap |= hits > 1;
              wantGap |= hits == 0;
            }
          }
        }
      }
      assertEquals(wantOverlap, overlap, () -> "-Dseed=" + seed + " " + rows);
      assertEquals(wantGap, gap, () -> "-Dseed=" + seed + " " + rows);
      overlaps += overlap ? 1 : 0;
      gaps += gap ? 1 : 0;
    }
    // Both answers must occur often, else the comparison says little.
    assertEquals(
        true, overlaps > 40 && overlaps < 390, "-Dseed=" + seed + " " + overlaps + " overlaps");
    assertEquals(true, gaps > 40 && gaps < 399, "-Dseed=" + seed + " " + gaps + " gaps");
  }

  private static Cond cond(RandomGenerator random, int depth) {
    return switch (random.nextInt(depth == 0 ? 4 : 7)) {
      case 0 -> new Cond.Is("b", random.nextBoolean());
      case 1 -> {
        List<String> values = new ArrayList<>(List.of("x", "y", "z"));
        values.remove(random.nextInt(3));
        yield new Cond.In("c", random.nextBoolean() ? values : values.subList(0, 1));
      }
      case 2 ->
          new Cond.Compare(
              "i", List.of(Cond.Op.values()).get(random.nextInt(5)), random.nextLong(-5, 9));
      case 3 -> new Cond.InWindow(random.nextBoolean() ? "weekend" : "late");
      case 4 -> new Cond.Not(cond(random, depth - 1));
      case 5 -> new Cond.All(List.of(cond(random, depth - 1), cond(random, depth - 1)));
      default -> new Cond.Any(List.of(cond(random, depth - 1), cond(random, depth - 1)));
    };
  }

  private static boolean holds(Cond cond, boolean b, String c, long i, long mask, WindowMasks m) {
    return switch (cond) {
      case Cond.Always x -> true;
      case Cond.All x -> x.parts().stream().allMatch(p -> holds(p, b, c, i, mask, m));
      case Cond.Any x -> x.parts().stream().anyMatch(p -> holds(p, b, c, i, mask, m));
      case Cond.Not x -> !holds(x.part(), b, c, i, mask, m);
      case Cond.InWindow x -> (mask & m.bit(x.window())) != 0;
      case Cond.Is x -> x.value() == b;
      case Cond.In x -> x.values().contains(c);
      case Cond.Compare x ->
          switch (x.op()) {
            case GE -> i >= x.value();
            case GT -> i > x.value();
            case LE -> i <= x.value();
            case LT -> i < x.value();
            case EQ -> i == x.value();
          };
    };
  }

  @Test
  void masks_ofATerm_areThoseOfSomeSecond() {
    Set<Long> want = new TreeSet<>();
    List<Window> windows = TERMS.windows();
    LocalDate day = TERMS.term().from();
    Set<String> done = new HashSet<>();
    for (; !day.isAfter(TERMS.term().to()); day = day.plusDays(1)) {
      DayClass kind = TERMS.calendars().getFirst().classOf(day);
      if (!done.add(kind + " " + day.getDayOfWeek())) {
        continue;
      }
      for (int s = 0; s < Window.DAY; s++) {
        long mask = 0;
        for (int i = 0; i < windows.size(); i++) {
          Window w = windows.get(i);
          boolean on =
              switch (w.days()) {
                case Window.Weekdays d -> d.days().contains(day.getDayOfWeek().getValue());
                case Window.Classes c -> c.classes().contains(kind);
              };
          mask |= on && w.fromSecond() <= s && s < w.toSecond() ? 1L << i : 0;
        }
        want.add(mask);
      }
    }
    List<Long> found = within(WindowMasks.of(TERMS, new Steps()), -1);
    assertEquals(want, new TreeSet<>(found));
    assertEquals(want.size(), found.size());
  }

  private static List<Long> within(WindowMasks masks, long of) {
    return masks.within(of, CaseTable.MAX_CASES, new Steps()).orElseThrow();
  }

  @Test
  void masks_randomTerms_areThoseOfSomeDayAndSecond() {
    long seed = Seed.pick();
    RandomGenerator random = Seed.random(seed);
    for (int round = 0; round < 200; round++) {
      LocalDate from = LocalDate.of(2026, 1, 1).plusDays(random.nextInt(10));
      Json.Obj json = Samples.json("contracts/c7-everything.json");
      json = Edits.set(json, "term.from", Json.of(from.toString()));
      json = Edits.set(json, "term.to", Json.of(from.plusDays(random.nextInt(20)).toString()));
      json = Edits.set(json, "calendars.kw.statutory", dates(random));
      json = Edits.set(json, "calendars.kw.off", dates(random));
      json = Edits.set(json, "calendars.kw.work", dates(random));
      Terms terms;
      try {
        terms = TermsParser.document(json);
      } catch (MalformedException e) {
        throw new AssertionError("-Dseed=" + seed, e);
      }
      Set<Long> want = new TreeSet<>();
      for (LocalDate d = from; !d.isAfter(terms.term().to()); d = d.plusDays(1)) {
        for (int s = 0; s < Window.DAY; s += 900) {
          long mask = 0;
          for (int i = 0; i < terms.windows().size(); i++) {
            Window w = terms.windows().get(i);
            boolean on =
                switch (w.days()) {
                  case Window.Weekdays x -> x.has(d);
                  case Window.Classes x ->
                      x.classes().contains(terms.calendars().getFirst().classOf(d));
                };
            mask |= on && w.holdsSecond(s) ? 1L << i : 0;
          }
          want.add(mask);
        }
      }
      List<Long> found = within(WindowMasks.of(terms, new Steps()), -1);
      assertEquals(want, new TreeSet<>(found), () -> "-Dseed=" + seed);
    }
  }

  /// Dates in and around January 2026, ascending.
  private static Json dates(RandomGenerator random) {
    List<Json> out = new ArrayList<>();
    for (int d = 0; d < 31; d++) {
      if (random.nextInt(3) == 0) {
        out.add(Json.of(LocalDate.of(2025, 12, 30).plusDays(d).toString()));
      }
    }
    return Json.array(out);
  }

  @Test
  void sets_ofEverySize_areThoseOfBits() {
    long seed = Seed.pick();
    RandomGenerator random = Seed.random(seed);
    for (int round = 0; round < 2000; round++) {
      int stride = 1 + random.nextInt(random.nextBoolean() ? 3 : 200);
      int values = 1 + random.nextInt(7);
      int size = stride * values * (1 + random.nextInt(20));
      int lo = random.nextInt(values);
      int hi = lo + random.nextInt(values - lo + 1);
      CaseSet found =
          CaseSet.repeated(size, lo * stride, hi * stride, values * stride, new Steps());
      BitSet want = new BitSet();
      for (int i = 0; i < size; i++) {
        int v = i / stride % values;
        want.set(i, v >= lo && v < hi);
      }
      String what = "-Dseed=" + seed + " " + stride + " " + values + " " + size;
      assertEquals(want.cardinality(), found.count(), what);
      for (int i = 0; i < size; i++) {
        assertEquals(want.get(i), found.has(i), what);
      }
      assertEquals(want.nextClearBit(0), found.firstMissing(), what);
      found.negate();
      assertEquals(size - want.cardinality(), found.count(), what);
      assertEquals(-1, found.firstCommon(CaseSet.none(size, new Steps())), what);
      int first = found.firstCommon(CaseSet.all(size, new Steps()));
      assertEquals(want.cardinality() == size ? -1 : want.nextClearBit(0), first, what);
    }
  }
}
