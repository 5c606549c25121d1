package io.countersign.core.statement;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.countersign.core.base.Bytes32;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.Seen;
import io.countersign.core.ledger.StatementEntry;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.ledger.Workers;
import io.countersign.core.rating.RandomTerms;
import io.countersign.core.rating.TestLedger;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.TermsParser;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// A statement entry is one only if all that it commits to is what the function gives.
class StatementCheckTest {
  private static final Period JUNE = Period.of(2026, 6);
  private static final Bytes32 OTHER = Bytes32.ZERO;

  private final TestLedger ledger = ledger();
  private final History before = ledger.history();
  private final long cutoff = before.cutoffMillis(JUNE).orElseThrow();
  private final Statement statement = statement(before, cutoff);
  private final Entry.Statement good =
      new Entry.Statement(
          JUNE,
          0,
          Bytes32.ZERO,
          statement.hash(),
          statement.resultsRoot(),
          statement.terms(),
          statement.total().value(),
          new Seen(statement.prefix(), statement.prefixRoot(), cutoff / 1000));

  @Test
  void check_theFunctionsOwn_findsNothing() {
    ledger.statement(cutoff, good);
    StatementEntry entry = ledger.history().statements().getFirst();
    assertEquals("", code(entry));
  }

  @Test
  void check_beforeTheCutoff_isEarly() {
    assertEquals("CS-0561", code(entry(good, cutoff - 1)));
  }

  @Test
  void check_anotherHash_isNoStatement() {
    assertEquals("CS-0859", code(with(OTHER, good.resultsRoot(), good.termsHash(), good.seen())));
  }

  @Test
  void check_anotherResultsRoot_isNoStatement() {
    assertEquals("CS-0857", code(with(good.statementHash(), OTHER, good.termsHash(), good.seen())));
  }

  @Test
  void check_otherTerms_isNoStatement() {
    assertEquals(
        "CS-0564", code(with(good.statementHash(), good.resultsRoot(), OTHER, good.seen())));
  }

  @Test
  void check_anotherPrefix_isNoStatement() {
    Seen seen = good.seen();
    assertEquals(
        "CS-0562",
        code(
            with(
                good.statementHash(),
                good.resultsRoot(),
                good.termsHash(),
                new Seen(seen.size() - 1, seen.root(), seen.signedAt()))));
  }

  @Test
  void check_anotherPrefixRoot_isNoStatement() {
    Seen seen = good.seen();
    assertEquals(
        "CS-0563",
        code(
            with(
                good.statementHash(),
                good.resultsRoot(),
                good.termsHash(),
                new Seen(seen.size(), OTHER, seen.signedAt()))));
  }

  @Test
  void check_anotherTotal_isNoStatement() {
    Entry.Statement other =
        new Entry.Statement(
            JUNE,
            0,
            Bytes32.ZERO,
            good.statementHash(),
            good.resultsRoot(),
            good.termsHash(),
            good.totalMicros().add(BigInteger.ONE),
            good.seen());
    assertEquals("CS-0858", code(entry(other, cutoff)));
  }

  @Test
  void check_aPeriodThatIsRefused_isNoStatement() {
    Entry.Statement other =
        new Entry.Statement(
            Period.of(2027, 6),
            0,
            Bytes32.ZERO,
            good.statementHash(),
            good.resultsRoot(),
            good.termsHash(),
            good.totalMicros(),
            good.seen());
    assertEquals("CS-0860", code(entry(other, 4_000_000_000_000L)));
  }

  private StatementEntry with(Bytes32 hash, Bytes32 results, Bytes32 terms, Seen seen) {
    return entry(
        new Entry.Statement(JUNE, 0, Bytes32.ZERO, hash, results, terms, good.totalMicros(), seen),
        cutoff);
  }

  private StatementEntry entry(Entry.Statement signed, long time) {
    return new StatementEntry(before.size(), time, OTHER, signed);
  }

  private String code(StatementEntry entry) {
    return Statements.check(ledger.history(), entry).map(f -> f.code().id()).orElse("");
  }

  private static TestLedger ledger() {
    try {
      Terms terms = TermsParser.parse(RandomTerms.of(new Random(7)).toCanonical());
      Json.Obj shift =
          Json.object().put("moved_s", 0).put("skill", "tech").put("work_s", 28_800).build();
      return TestLedger.open(terms, millis(2025, 12, 1))
          .attest(
              millis(2026, 6, 20),
              Party.PROVIDER,
              new UsageRecord(millis(2026, 6, 10) / 1000, shift, "a", 0, "s", "shift"))
          .attest(
              millis(2026, 7, 1),
              Party.PROVIDER,
              new UsageRecord(millis(2026, 6, 11) / 1000, shift, "b", 0, "s", "shift"));
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Statement statement(History history, long cutoff) {
    return switch (new Statements(history, Workers.SEQUENTIAL).compute(JUNE, cutoff)) {
      case StatementResult.Computed c -> c.statement();
      case StatementResult.Refused r -> throw new IllegalStateException(r.finding().toString());
    };
  }

  private static long millis(int year, int month, int day) {
    return LocalDate.of(year, month, day).toEpochDay() * 86_400_000L;
  }
}
