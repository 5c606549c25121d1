package io.countersign.core.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.Workers;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.TermsParser;
import java.time.LocalDate;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The fast evaluator's record loop against the reference's: measures, segments, sum roots, steps
/// and amounts of rated lines, ignored records, all of it equal.
class FastAgainstReferenceTest {
  private static final int CASES = Integer.getInteger("cases", 1000);

  @Test
  void records_ofRandomTermsAndMonths_comeToTheSame() throws MalformedException {
    long seed = Long.getLong("seed", 20_261_124L);
    int notZero = 0;
    for (int i = 0; i < CASES; i++) {
      Random random = new Random(seed + i);
      Json.Obj document = RandomTerms.of(random);
      Terms terms = TermsParser.parse(document.toCanonical());
      int month =
          random.nextInt(
              terms.term().from().getMonthValue(), terms.term().to().getMonthValue() + 1);
      TestLedger ledger =
          TestLedger.open(terms, LocalDate.of(2025, 12, 1).toEpochDay() * 86_400_000L);
      new RandomRecords(random, month).fill(ledger);
      Period period = Period.of(RandomTerms.YEAR, month);
      PeriodRecords both = assertSame(ledger.history(), terms, period, "-Dseed=" + (seed + i));
      notZero += both.rated().values().stream().anyMatch(o -> o.amount().signum() != 0) ? 1 : 0;
    }
    assertTrue(notZero > CASES / 2, "cases without usage prove nothing: " + notZero);
  }

  /// @return what both come to
  static PeriodRecords assertSame(History history, Terms terms, Period period, String where) {
    Plan plan = new Plan(terms, period);
    Feed feed = RecordLoop.gather(history, plan);
    PeriodRecords wanted = new RecordLoop(Workers.SEQUENTIAL).run(history, plan, feed);
    LedgerBlocks.Result blocks = LedgerBlocks.of(history, plan, feed, Workers.SEQUENTIAL);
    PeriodRecords found =
        BlockLoop.run(plan, blocks.blocks(), blocks.ignored(), true, Workers.SEQUENTIAL);
    assertEquals(wanted.ignored(), found.ignored(), where);
    assertEquals(wanted.measures(), found.measures(), where);
    assertEquals(wanted.segments(), found.segments(), where);
    assertEquals(wanted.rated().keySet(), found.rated().keySet(), where);
    wanted
        .rated()
        .forEach((id, line) -> assertEquals(line, found.rated().get(id), where + " " + id));
    assertEquals(wanted.roots(), found.roots(), where);
    return found;
  }
}
