package io.countersign.core.ledger;

import static io.countersign.core.ledger.DisputeFixture.DAY;
import static io.countersign.core.ledger.DisputeFixture.JANUARY;
import static io.countersign.core.ledger.DisputeFixture.MONTHLY;
import static io.countersign.core.ledger.DisputeFixture.STATED;
import static io.countersign.core.ledger.DisputeFixture.claim;
import static io.countersign.core.ledger.LedgerFixture.hash;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.money.Micros;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// What many open disputes cost: how often one of them is looked at, whatever a machine takes for
/// that.
final class DisputeCostTest {
  private static final int MANY = 200;
  private static final long STEP = 100_000_000L;

  /// Each revision states 100 more, and each 100 is disputed: all stay open.
  private static DisputeFixture many() {
    DisputeFixture f = new DisputeFixture("accepted");
    for (int i = 0; i < MANY; i++) {
      f.issue(JANUARY, STATED + i * STEP, 0);
      f.open(
          JANUARY,
          claim(
              List.of(new RecordRange(i % 3, i % 3)),
              f.item(JANUARY, MONTHLY, STATED + (i - 1) * STEP)));
    }
    return f;
  }

  private static long looks(DisputeFixture f) {
    return f.ledger().state().disputes().looks();
  }

  /// Entries by which nobody sees anything new.
  private static void entries(DisputeFixture f) {
    for (int i = 0; i < 50; i++) {
      Seen one = new Seen(1, f.history().rootAt(1), i);
      f.put(f.both(new Entry.Milestone(hash("entry " + f.history().size()), 20260115, one)));
    }
  }

  private static long count(DisputeFixture f, DisputeState state) {
    return f.history().disputes().stream().filter(d -> f.state(d) == state).count();
  }

  @Test
  void leaves_besideManyDisputes_lookAtThoseThatTheyChange() {
    DisputeFixture f = many();
    assertTrue(looks(f) <= 2 * MANY, "to open them: " + looks(f));
    long before = looks(f);
    entries(f);
    assertEquals(before, looks(f), "nothing happens to them");

    long sight = f.sees(Party.PROVIDER);
    assertEquals(before + MANY, looks(f), "the provider's time begins");
    entries(f);
    f.at(sight + 10 * DAY);
    entries(f);
    before += MANY;
    // The entries' own seconds go beyond the last millisecond of the window.
    assertEquals(before + MANY, looks(f), "its time is over");
    assertEquals(1, count(f, DisputeState.SETTLED));
    assertEquals(MANY - 1, count(f, DisputeState.REJECTED));
    before += MANY;
    entries(f);
    assertEquals(before, looks(f));

    long told = f.sees(Party.CLIENT);
    assertEquals(before + MANY - 1, looks(f), "the client's time begins");
    before += MANY - 1;
    f.at(told + 15 * DAY + 1);
    entries(f);
    assertEquals(before + MANY - 1, looks(f), "and is over");
    assertEquals(MANY - 1, count(f, DisputeState.LAPSED));
    before = looks(f);
    f.issue(JANUARY, 1, 1);
    entries(f);
    assertEquals(before, looks(f), "closed ones cost nothing");
  }

  @Test
  void voids_besideManyDisputes_askForNoState() {
    DisputeFixture f = many();
    long before = looks(f);
    for (String id : List.of("a", "b", "c")) {
      f.ledger().admit(f.both(f.ledger().voiding(List.of(DisputeFixture.tagOf(id)))));
    }
    assertEquals(before, looks(f));
  }

  @Test
  void views_ofManyDisputes_keepNoProofsEvidenceOrNotes() {
    DisputeFixture f = many();
    DisputeEntry d = f.history().disputes().getFirst();
    assertEquals(
        List.of(new Claimed.Item(JANUARY, MONTHLY, Micros.of(STATED - STEP), Micros.of(STATED))),
        d.claim().items());
  }

  @Test
  void records_heldByManyRanges_areFoundBySearch() {
    List<RecordRange> claimed =
        LongStream.range(0, RecordRange.MAX_RANGES)
            .mapToObj(i -> new RecordRange(4 * i, 4 * i + 2))
            .toList();
    for (RecordRange r : claimed) {
      assertTrue(RecordRange.holdAll(claimed, r));
      assertTrue(RecordRange.holdAll(claimed, new RecordRange(r.first() + 1, r.last())));
      assertFalse(RecordRange.holdAll(claimed, new RecordRange(r.first(), r.last() + 1)));
      assertFalse(RecordRange.holdAll(claimed, new RecordRange(r.last() + 1, r.last() + 1)));
    }
  }
}
