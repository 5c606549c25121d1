package io.countersign.core.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.countersign.core.base.Code;
import io.countersign.testing.Seed;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Random entries of all kinds at random times, thrown at a ledger and at the naive reading of the
/// page: both say the same of each entry, of each void, and of each dispute on each prefix.
final class DisputeWalkTest {
  /// Always the same walks, which meet every rule and every state: a walk that never gets anywhere
  /// proves nothing.
  @Test
  void walk_ofKnownEntries_meetsEverythingAndMeansWhatThePageSays() {
    Map<String, Integer> met = new TreeMap<>();
    for (int i = 0; i < 120; i++) {
      new DisputeWalk(i, DisputeWalk.Mood.FAIR, met).run();
    }
    Set<String> missing = new TreeSet<>();
    for (Code c : Code.values()) {
      boolean mine =
          c.number() > 1300
              && c.number() < 1333
              && c != Code.VOID_DISPUTED
              && c != Code.STATEMENT_DOCUMENT
              && c != Code.STATEMENT_SETTLED
              && c != Code.DISPUTE_LIMIT;
      if (mine || c == Code.ACCEPTANCE_DISPUTED || c == Code.VOID_TAG_SETTLED) {
        missing.add(c.slug());
      }
    }
    for (DisputeState s : DisputeState.values()) {
      missing.add("state " + s.text());
    }
    missing.removeAll(met.keySet());
    assertEquals(Set.of(), missing);
  }

  @Test
  void walk_ofRandomEntries_meansWhatThePageSays() {
    long seed = Seed.pick();
    for (int i = 0; i < Integer.getInteger("walks", 40); i++) {
      new DisputeWalk(seed + i, DisputeWalk.Mood.FAIR, new TreeMap<>()).run();
    }
  }

  @Test
  void walk_ofWhoCheats_movesNoMoneyAndEndsNoCase() {
    long seed = Seed.pick();
    Map<String, Integer> met = new TreeMap<>();
    for (DisputeWalk.Mood mood :
        List.of(DisputeWalk.Mood.PROVIDER_CHEATS, DisputeWalk.Mood.CLIENT_CHEATS)) {
      for (int i = 0; i < 40; i++) {
        new DisputeWalk(i, mood, met).run();
      }
      for (int i = 0; i < Integer.getInteger("walks", 20); i++) {
        new DisputeWalk(seed + i, mood, new TreeMap<>()).run();
      }
    }
    Set<String> missing =
        new TreeSet<>(
            Set.of(
                "state escalated",
                "settled by silence",
                "answer-restated",
                "dispute-adjusted",
                "dispute-twice"));
    missing.removeAll(met.keySet());
    assertEquals(Set.of(), missing);
  }
}
