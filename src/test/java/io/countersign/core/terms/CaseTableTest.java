package io.countersign.core.terms;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
    WindowMasks masks = WindowMasks.of(TERMS);
    int overlaps = 0;
    int gaps = 0;
    for (int round = 0; round < 400; round++) {
      List<Cond> rows = new ArrayList<>();
      for (int k = 1 + random.nextInt(3); k > 0; k--) {
        rows.add(cond(random, 3));
      }
      CaseTable table = CaseTable.of(TYPE, rows, masks).orElseThrow();
      BitSet covered = new BitSet();
      boolean overlap = false;
      for (Cond row : rows) {
        BitSet cases = table.cases(row);
        overlap |= cases.intersects(covered);
        covered.or(cases);
      }
      boolean gap = covered.cardinality() < table.size();
      boolean wantOverlap = false;
      boolean wantGap = false;
      for (long mask : masks.within(-1)) {
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
    assertEquals(List.copyOf(want), WindowMasks.of(TERMS).within(-1));
  }
}
