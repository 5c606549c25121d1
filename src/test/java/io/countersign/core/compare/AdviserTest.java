package io.countersign.core.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.compare.Adviser.Proposal;
import io.countersign.core.compare.Needs.Budget;
import io.countersign.core.compare.Needs.Quality;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AdviserTest {
  private static Mode first(long calls, int swing, Budget budget, Quality quality, boolean ending) {
    return Adviser.propose(new Needs(calls, swing, budget, quality, ending)).getFirst().mode();
  }

  @Test
  void largeAndSteadyWithACertainBudget_isAFee() {
    assertEquals(Mode.FIXED, first(40_000, 10, Budget.CERTAIN, Quality.NORMAL, false));
  }

  @Test
  void smallOrFluctuating_isByVolume() {
    assertEquals(Mode.VOLUME, first(1_000, 30, Budget.USE, Quality.NORMAL, false));
    assertEquals(Mode.VOLUME, first(30_000, 80, Budget.USE, Quality.NORMAL, false));
  }

  @Test
  void costControl_alsoNamesTime() {
    assertTrue(
        Adviser.propose(new Needs(10_000, 30, Budget.USE, Quality.NORMAL, false)).stream()
            .anyMatch(p -> p.mode() == Mode.TIME));
  }

  @Test
  void quality_isByPerformanceOrAHybridWithIt() {
    assertEquals(Mode.HYBRID, first(10_000, 30, Budget.USE, Quality.HIGH, false));
    assertTrue(
        Adviser.propose(new Needs(10_000, 30, Budget.USE, Quality.HIGH, false)).stream()
            .anyMatch(p -> p.mode() == Mode.PERFORMANCE));
  }

  @Test
  void workThatEnds_isByProject() {
    assertEquals(Mode.PROJECT, first(10_000, 30, Budget.USE, Quality.NORMAL, true));
    assertFalse(
        Adviser.propose(new Needs(10_000, 30, Budget.USE, Quality.HIGH, false)).stream()
            .anyMatch(p -> p.mode() == Mode.PROJECT));
  }

  @Test
  void bounds_areTheNamedOnes() {
    assertEquals(2, weight(Adviser.LARGE, Adviser.FLUCTUATING - 1, Adviser.Reason.LARGE_VOLUME));
    assertEquals(0, weight(Adviser.LARGE - 1, 30, Adviser.Reason.LARGE_VOLUME));
    assertEquals(-1, weight(Adviser.SMALL - 1, 0, Adviser.Reason.SMALL_VOLUME));
    assertEquals(0, weight(Adviser.SMALL, 0, Adviser.Reason.SMALL_VOLUME));
    assertEquals(2, weight(10_000, Adviser.STEADY, Adviser.Reason.STEADY_VOLUME));
    assertEquals(0, weight(10_000, Adviser.STEADY + 1, Adviser.Reason.STEADY_VOLUME));
    assertEquals(0, weight(40_000, Adviser.FLUCTUATING - 1, Adviser.Reason.FLUCTUATING_VOLUME));
    assertEquals(-2, weight(40_000, Adviser.FLUCTUATING, Adviser.Reason.FLUCTUATING_VOLUME));
  }

  /// What `reason` gives the fee of a client whose budget is certain; 0 where it does not count.
  private static int weight(long calls, int swing, Adviser.Reason reason) {
    return Adviser.propose(new Needs(calls, swing, Budget.CERTAIN, Quality.NORMAL, false)).stream()
        .filter(p -> p.mode() == Mode.FIXED)
        .flatMap(p -> p.weights().stream())
        .filter(w -> w.reason() == reason)
        .mapToInt(Adviser.Weight::points)
        .sum();
  }

  @Test
  void proposals_descendAndAreNeverEmpty() {
    for (long calls : new long[] {0, 4_999, 5_000, 19_999, 20_000, Needs.MAX_CALLS}) {
      for (int swing : new int[] {0, 20, 21, 49, 50, Needs.MAX_SWING}) {
        for (Budget budget : Budget.values()) {
          for (Quality quality : Quality.values()) {
            for (boolean ending : new boolean[] {false, true}) {
              List<Proposal> all =
                  Adviser.propose(new Needs(calls, swing, budget, quality, ending));
              assertFalse(all.isEmpty());
              for (int i = 1; i < all.size(); i++) {
                assertTrue(all.get(i - 1).points() >= all.get(i).points());
              }
            }
          }
        }
      }
    }
  }

  @Test
  void swing_ofCountsByMonth_isOfTheMean() {
    // (150 - 50) / 100
    assertEquals(100, Needs.swing(List.of(100L, 150L, 50L)));
    assertEquals(0, Needs.swing(List.of(100L)));
    assertEquals(0, Needs.swing(List.of(0L, 0L)));
  }
}
