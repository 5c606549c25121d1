package io.countersign.core.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.ledger.Workers;
import io.countersign.core.money.Micros;
import io.countersign.core.rating.TestLedger;
import io.countersign.core.statement.Statement;
import io.countersign.core.statement.StatementLine;
import io.countersign.core.statement.StatementResult;
import io.countersign.core.statement.Statements;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Term;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.TermsClock;
import io.countersign.core.terms.TermsParser;
import io.countersign.core.terms.Validity;
import io.countersign.intake.SyntheticCalls;
import io.countersign.intake.WallClock;
import java.io.IOException;
import java.io.InputStream;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ComparisonTest {
  private static final List<String> TEMPLATES =
      List.of("by-time", "by-volume", "by-project", "by-performance", "monthly-fee", "hybrid");

  private static Terms sample(String name) throws Exception {
    String path = "/samples/terms-" + name + ".json";
    try (InputStream in = Objects.requireNonNull(ComparisonTest.class.getResourceAsStream(path))) {
      return TermsParser.parseRelaxed(Bytes.wrap(in.readAllBytes()));
    }
  }

  private static List<UsageRecord> calls(Terms terms, int days, int count) throws IOException {
    List<UsageRecord> out = new ArrayList<>();
    SyntheticCalls.generate(
        7, terms.term().from(), days, count, WallClock.of(terms.offsets()), out::add);
    return out;
  }

  private static Comparison compare(List<Plan> plans, List<UsageRecord> records) {
    return Comparison.of(plans, new Usage(records, Map.of()), Workers.SEQUENTIAL);
  }

  @Test
  void plan_ofEachTemplate_costsWhatTheStatementOfARealLedgerSays() throws Exception {
    for (String name : TEMPLATES) {
      Terms terms = sample(name);
      List<UsageRecord> records = calls(terms, 59, 2_000);
      Map<String, LocalDate> accepted = Map.of();
      Comparison c =
          Comparison.of(
              List.of(new Plan(name, terms)), new Usage(records, accepted), Workers.SEQUENTIAL);
      assertEquals(List.of(new Period(202601), new Period(202602)), c.months());

      // the same calls in other batches at other times, all before their cut-off
      TermsClock clock = TermsClock.of(terms.offsets());
      TestLedger ledger = TestLedger.open(terms, clock.start(new Period(202601)) * 1000);
      for (int i = 0; i < records.size(); i += 97) {
        List<UsageRecord> batch = records.subList(i, Math.min(records.size(), i + 97));
        ledger.attest(batch.getLast().at() * 1000, Party.PROVIDER, batch);
      }
      Statements statements = new Statements(ledger.history(), Workers.SEQUENTIAL);
      for (int m = 0; m < 2; m++) {
        Statement wanted = statement(statements.compute(c.months().get(m), Long.MAX_VALUE));
        Statement found = statement(c.outcomes().getFirst().results().get(m));
        assertEquals(amounts(wanted), amounts(found), name);
        assertEquals(Optional.of(wanted.total()), c.outcomes().getFirst().total(m), name);
      }
    }
  }

  private static Statement statement(StatementResult result) {
    return assertInstanceOf(StatementResult.Computed.class, result).statement();
  }

  private static List<Micros> amounts(Statement s) {
    return s.lines().stream().map(StatementLine::amount).toList();
  }

  @Test
  void templates_areValidRatedAndOfOneCurrency() throws Exception {
    List<Plan> plans = new ArrayList<>();
    for (String name : TEMPLATES) {
      Terms terms = sample(name);
      assertEquals(List.of(), Validity.check(terms), name);
      assertEquals(List.of(), Validity.notYetRated(terms), name);
      plans.add(new Plan(name, terms));
    }
    assertEquals(Optional.empty(), Plan.incomparable(plans));
  }

  @Test
  void cheapest_isTheLeastTotal_andTiesAreBoth() throws Exception {
    Terms cheap = sample("per-call-2026");
    Terms dear = with(cheap, "id", Json.of("per-call-dear"), "\"8000\"", "\"9000\"");
    List<UsageRecord> records = calls(cheap, 31, 500);
    Comparison c =
        compare(
            List.of(new Plan("dear", dear), new Plan("a", cheap), new Plan("b", cheap)), records);
    assertEquals(List.of(1, 2), c.cheapest());
    assertEquals(List.of(1, 2), c.cheapest(0));
    Micros difference = c.outcomes().get(0).total().minus(c.outcomes().get(1).total());
    // 1,000 more a month, 6 % tax; the malus is on the calls alone
    assertEquals(Micros.parse("1060"), difference);
  }

  private static Terms with(Terms terms, String member, Json value, String from, String to)
      throws Exception {
    String text = terms.toJson().with(member, value).toCanonical().toUtf8();
    String changed = text.replace(from, to);
    assertNotEquals(text, changed);
    return TermsParser.parse(Bytes.utf8(changed));
  }

  @Test
  void idle_isWhatNoRecordCosts() throws Exception {
    Terms terms = sample("per-call-2026");
    Comparison c = compare(List.of(new Plan("a", terms)), calls(terms, 31, 500));
    // the platform fee of 8,000 and 6 % on it
    assertEquals(Micros.parse("8480"), c.outcomes().getFirst().idle());
  }

  @Test
  void records_outsideTheTerm_areCounted_andMovedInByAnotherTerm() throws Exception {
    Terms terms = sample("monthly-fee");
    List<UsageRecord> records = calls(terms, 31, 100);
    Terms later =
        Plan.within(terms, new Term(LocalDate.of(2027, 1, 1), LocalDate.of(2027, 12, 31)));
    Comparison c = compare(List.of(new Plan("a", terms), new Plan("b", later)), records);
    assertEquals(0, c.outcomes().get(0).outside());
    assertEquals(100, c.outcomes().get(1).outside());
    assertTrue(!c.outcomes().get(1).complete());
    assertEquals(List.of(0), c.cheapest());

    Terms earlier =
        Plan.within(terms, new Term(LocalDate.of(2025, 6, 1), LocalDate.of(2026, 5, 31)));
    assertEquals(List.of(), Validity.check(earlier));
    assertEquals(LocalDate.of(2025, 6, 1), earlier.params().getFirst().values().getFirst().from());
  }

  @Test
  void currency_another_isNotCompared() throws Exception {
    Terms terms = sample("by-time");
    Terms euro = with(terms, "id", Json.of("by-time-eur"), "\"CNY\"", "\"EUR\"");
    assertTrue(Plan.incomparable(List.of(new Plan("a", terms), new Plan("b", euro))).isPresent());
  }

  @Test
  void usage_ofALedger_isWhatStands() throws Exception {
    Terms terms = sample("per-call-2026");
    List<UsageRecord> records = calls(terms, 31, 20);
    TermsClock clock = TermsClock.of(terms.offsets());
    long end = clock.end(new Period(202601)) * 1000;
    UsageRecord first = records.getFirst();
    UsageRecord second =
        new UsageRecord(first.at(), first.data(), first.id(), 1, first.source(), first.type());
    TestLedger ledger = TestLedger.open(terms, clock.start(new Period(202601)) * 1000);
    ledger.attest(end, Party.PROVIDER, records);
    ledger.attest(end, Party.PROVIDER, records.get(3)); // again: a duplicate
    ledger.voids(end, Party.PROVIDER, first, records.get(1));
    ledger.attest(end, Party.PROVIDER, second);
    History history = ledger.history();

    Usage usage = Usage.of(history);
    assertEquals(19, usage.records().size());
    assertTrue(usage.records().contains(first), "its second revision, as the first");
    assertTrue(!usage.records().contains(records.get(1)), "voided");

    Comparison c = Comparison.of(List.of(new Plan("a", terms)), usage, Workers.SEQUENTIAL);
    Statement preview =
        statement(new Statements(history, Workers.SEQUENTIAL).preview(new Period(202601)));
    assertEquals(preview.total(), c.outcomes().getFirst().total());
  }

  @Test
  void usage_keepsTheLatestRevision() throws Exception {
    Terms terms = sample("per-call-2026");
    UsageRecord r = calls(terms, 31, 1).getFirst();
    UsageRecord later = new UsageRecord(r.at() + 60, r.data(), r.id(), 2, r.source(), r.type());
    Usage usage = new Usage(List.of(later, r), Map.of());
    assertEquals(1, usage.records().size());
    assertEquals(r.at() + 60, usage.records().getFirst().at());
    assertEquals(0, usage.records().getFirst().rev());
  }
}
