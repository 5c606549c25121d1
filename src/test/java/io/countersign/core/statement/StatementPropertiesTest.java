package io.countersign.core.statement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.ledger.Workers;
import io.countersign.core.money.Micros;
import io.countersign.core.rating.RandomTerms;
import io.countersign.core.rating.Rater;
import io.countersign.core.rating.RatingResult;
import io.countersign.core.rating.TestLedger;
import io.countersign.core.terms.Line;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.TermsParser;
import io.countersign.testing.Vectors;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What must hold of every statement, on seeded terms and records.
class StatementPropertiesTest {
  private static final long SEED = Long.getLong("seed", 20_261_123L);
  private static final int CASES = Integer.getInteger("cases", 25);
  private static final long OPENED = day(2025, 12, 1) * 1000;
  private static final long CLOSED = 4_000_000_000_000L;

  /// After June and before its cut-off.
  private static final long SENT = day(2026, 7, 1) * 1000;

  @Test
  void amounts_orderAndBatchesChanged_areTheSame() throws MalformedException {
    for (int c = 0; c < CASES; c++) {
      Random random = new Random(SEED + c);
      Terms terms = terms(random);
      List<UsageRecord> records = records(random, 6, 40, "r");
      TestLedger one = TestLedger.open(terms, OPENED).attest(SENT, Party.PROVIDER, records);
      List<UsageRecord> shuffled = new ArrayList<>(records);
      Collections.shuffle(shuffled, random);
      TestLedger many = TestLedger.open(terms, OPENED);
      for (int i = 0; i < shuffled.size(); ) {
        int n = Math.min(shuffled.size() - i, random.nextInt(1, 9));
        many.attest(SENT, Party.PROVIDER, shuffled.subList(i, i + n));
        i += n;
      }
      assertEquals(amounts(rate(one, 6)), amounts(rate(many, 6)), "seed " + (SEED + c));
    }
  }

  @Test
  void amounts_recordsVoided_areThoseWithoutThem() throws MalformedException {
    for (int c = 0; c < CASES; c++) {
      Random random = new Random(SEED + c);
      Terms terms = terms(random);
      List<UsageRecord> kept = records(random, 6, 25, "k");
      List<UsageRecord> voided = records(random, 6, 10, "v");
      TestLedger with =
          TestLedger.open(terms, OPENED)
              .attest(SENT, Party.PROVIDER, kept)
              .attest(SENT, Party.PROVIDER, voided)
              .voids(SENT, Party.PROVIDER, voided);
      TestLedger without = TestLedger.open(terms, OPENED).attest(SENT, Party.PROVIDER, kept);
      assertEquals(amounts(rate(without, 6)), amounts(rate(with, 6)), "seed " + (SEED + c));
    }
  }

  @Test
  void amounts_recordsSentAgain_areTheSame() throws MalformedException {
    for (int c = 0; c < CASES; c++) {
      Random random = new Random(SEED + c);
      Terms terms = terms(random);
      List<UsageRecord> records = records(random, 6, 25, "r");
      TestLedger once = TestLedger.open(terms, OPENED).attest(SENT, Party.PROVIDER, records);
      RatingResult.Rated before = rate(once, 6);
      once.attest(SENT, Party.PROVIDER, records);
      RatingResult.Rated after = rate(once, 6);
      assertEquals(amounts(before), amounts(after), "seed " + (SEED + c));
      // even the sum trees: the second names stand at other places, where nothing counts
      for (int i = 0; i < before.lines().size(); i++) {
        assertEquals(before.lines().get(i).sum(), after.lines().get(i).sum());
      }
    }
  }

  @Test
  void amounts_ofNoRecords_areTheFixedLines() throws MalformedException {
    for (int c = 0; c < CASES; c++) {
      Terms terms = terms(new Random(SEED + c));
      RatingResult.Rated rated = rate(TestLedger.open(terms, OPENED), 6);
      for (int i = 0; i < rated.lines().size(); i++) {
        Line line = terms.lines().get(i);
        if (line instanceof Line.Rated) {
          assertTrue(rated.lines().get(i).amount().isZero(), "seed " + (SEED + c));
        }
      }
      rated.measures().forEach(m -> assertEquals(BigInteger.ZERO, m.value()));
    }
  }

  @Test
  void statements_lateRecordsAndVoids_telescope() throws MalformedException {
    int adjusted = 0;
    for (int c = 0; c < CASES; c++) {
      Random random = new Random(SEED + c);
      Terms terms = terms(random);
      TestLedger ledger = TestLedger.open(terms, OPENED);
      List<UsageRecord> sent = new ArrayList<>();
      int months = 5;
      int firstMonth = terms.term().from().getMonthValue();
      for (int m = firstMonth; m < firstMonth + months + 2; m++) {
        // records of this month and late ones of earlier months, voids of anything sent
        for (int b = 0; b < 2; b++) {
          long time = (day(2026, m, 2) + b * 20L * 86_400L) * 1000;
          int of = random.nextInt(firstMonth, m + 1);
          List<UsageRecord> some = past(records(random, of, 8, "r" + m + b), time);
          if (!some.isEmpty()) {
            ledger.attest(time, Party.PROVIDER, some);
            sent.addAll(some);
          }
          if (random.nextBoolean() && !sent.isEmpty()) {
            ledger.voids(time, Party.PROVIDER, sent.remove(random.nextInt(sent.size())));
          }
        }
      }
      adjusted += telescopes(ledger.history(), firstMonth, months, "seed " + (SEED + c));
    }
    assertTrue(adjusted > CASES, "too few adjustments to prove anything: " + adjusted);
  }

  /// The sum of all statements through P is the sum of g(Q, N(P)) over Q <= P, line by line.
  private static int telescopes(History history, int firstMonth, int months, String where) {
    Statements statements = new Statements(history, Workers.SEQUENTIAL);
    Rater rater = new Rater(history, Workers.SEQUENTIAL);
    Map<String, Micros> billed = new HashMap<>();
    int adjustments = 0;
    for (int m = firstMonth; m < firstMonth + months; m++) {
      Statement s = computed(statements.compute(Period.of(2026, m), CLOSED)).statement();
      for (StatementLine l : s.lines()) {
        billed.merge(l.id(), l.amount(), Micros::plus);
      }
      for (Adjustment a : s.adjustments()) {
        billed.merge(a.line(), a.amount(), Micros::plus);
        adjustments++;
      }
      Map<String, Micros> wanted = new HashMap<>();
      for (int q = firstMonth; q <= m; q++) {
        if (rater.rate(s.prefix(), Period.of(2026, q)) instanceof RatingResult.Rated rated) {
          rated.lines().forEach(l -> wanted.merge(l.id(), l.amount(), Micros::plus));
        }
      }
      assertEquals(wanted, billed, where + " through " + m);
    }
    return adjustments;
  }

  @Test
  void statement_threadsOrNone_isTheSameToTheByte() throws MalformedException {
    for (int c = 0; c < 20; c++) {
      Random random = new Random(SEED + c);
      Terms terms = terms(random);
      TestLedger ledger =
          TestLedger.open(terms, OPENED).attest(SENT, Party.PROVIDER, records(random, 6, 200, "r"));
      Workers backwards =
          (from, to, body) -> {
            for (int i = to - 1; i >= from; i--) {
              body.run(i, i + 1);
            }
          };
      Period june = Period.of(2026, 6);
      assertEquals(
          computed(new Statements(ledger.history(), Workers.SEQUENTIAL).compute(june, CLOSED))
              .statement()
              .hash(),
          computed(new Statements(ledger.history(), backwards).compute(june, CLOSED))
              .statement()
              .hash());
    }
  }

  @Test
  void explanation_ofEveryLine_addsUpToItsSumTree() throws MalformedException {
    for (int c = 0; c < 20; c++) {
      Random random = new Random(SEED + c);
      Terms terms = terms(random);
      History history =
          TestLedger.open(terms, OPENED)
              .attest(SENT, Party.PROVIDER, records(random, 6, 60, "r"))
              .history();
      for (Line line : terms.lines()) {
        Explanation e =
            Explanation.of(history, history.size(), Period.of(2026, 6), line.id()).orElseThrow();
        BigInteger sum = BigInteger.ZERO;
        long records = 0;
        for (Explanation.Cell cell : e.cells()) {
          assertEquals(cell.step().records(), cell.records().size(), line.id());
          sum = cell.records().stream().map(r -> r.amount()).reduce(sum, BigInteger::add);
          records += cell.records().size();
        }
        BigInteger total = sum;
        e.result().sum().ifPresent(s -> assertEquals(s.total(), total, line.id()));
        assertEquals(line instanceof Line.Rated && records > 0, records > 0);
        for (Explanation.Counted m : e.measures()) {
          m.measure()
              .sum()
              .ifPresent(
                  s ->
                      assertEquals(
                          s.total(),
                          m.records().stream()
                              .map(r -> r.amount())
                              .reduce(BigInteger.ZERO, BigInteger::add)));
        }
      }
    }
  }

  @Test
  void compute_beforeTheCutoff_isRefusedAsOpen() throws MalformedException {
    Terms terms = terms(new Random(1));
    TestLedger ledger = TestLedger.open(terms, OPENED);
    Period june = Period.of(2026, 6);
    long cutoff = ledger.history().cutoffMillis(june).orElseThrow();
    Statements statements = new Statements(ledger.history(), Workers.SEQUENTIAL);
    assertEquals(
        "CS-0706",
        ((StatementResult.Refused) statements.compute(june, cutoff - 1)).finding().code().id());
    assertEquals("CS-0706", refusal(statements.compute(june)));
    assertTrue(statements.compute(june, cutoff) instanceof StatementResult.Computed);
    assertTrue(statements.preview(june) instanceof StatementResult.Computed);
  }

  @Test
  void compute_payloadWithheld_isRefused() throws MalformedException {
    Random random = new Random(1);
    Terms terms = terms(random);
    TestLedger ledger =
        TestLedger.open(terms, OPENED).attest(SENT, Party.PROVIDER, records(random, 6, 3, "r"));
    assertEquals(
        "CS-0705",
        refusal(
            new Statements(ledger.history(1), Workers.SEQUENTIAL)
                .compute(Period.of(2026, 6), CLOSED)));
  }

  @Test
  void amendment_thatClosesAPeriodBeforeTheOneBefore_isIgnored() throws MalformedException {
    assertEquals("accepted", amended(40, 31 + 5));
    assertEquals("accepted", amended(40, 9));
    String refused = amended(40, 8);
    assertTrue(refused.contains("CS-0550") && refused.contains("cutoff"), refused);
  }

  /// Lets July, which ends 31 days after June, close `to` days late where June closes `from` late.
  private static String amended(int from, int to) throws MalformedException {
    Json.Obj document = RandomTerms.of(new Random(3));
    Terms first = TermsParser.parse(late(document, from).toCanonical());
    Json.Obj next =
        late(document, to)
            .with("version", Json.of(2L))
            .with("supersedes", Json.of(first.hash().toHex()));
    TestLedger ledger = TestLedger.open(first, OPENED);
    Terms second = TermsParser.parse(next.toCanonical());
    try {
      ledger.amend(day(2026, 5, 1) * 1000, second, Period.of(2026, 7));
      return "accepted";
    } catch (IllegalStateException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static Json.Obj late(Json.Obj document, int days) {
    return document.with(
        "cutoff",
        ((Json.Obj) Vectors.member(document, "cutoff")).with("lateDays", Json.of((long) days)));
  }

  @Test
  void hash_oneRecordMore_isAnother() throws MalformedException {
    Random random = new Random(2);
    Terms terms = terms(random);
    List<UsageRecord> records = records(random, 6, 30, "r");
    TestLedger a =
        TestLedger.open(terms, OPENED).attest(SENT, Party.PROVIDER, records.subList(0, 29));
    TestLedger b = TestLedger.open(terms, OPENED).attest(SENT, Party.PROVIDER, records);
    Period june = Period.of(2026, 6);
    assertNotEquals(hash(a, june), hash(b, june));
  }

  private static String hash(TestLedger ledger, Period period) {
    return computed(new Statements(ledger.history(), Workers.SEQUENTIAL).compute(period, CLOSED))
        .statement()
        .hash()
        .toHex();
  }

  private static String refusal(StatementResult result) {
    return switch (result) {
      case StatementResult.Refused r -> r.finding().code().id();
      case StatementResult.Computed c -> "computed " + c.statement().total();
    };
  }

  private static StatementResult.Computed computed(StatementResult result) {
    return switch (result) {
      case StatementResult.Computed c -> c;
      case StatementResult.Refused r -> throw new AssertionError(r.finding().toString());
    };
  }

  private static RatingResult.Rated rate(TestLedger ledger, int month) {
    return switch (Rater.rate(ledger.history(), Period.of(2026, month))) {
      case RatingResult.Rated r -> r;
      case RatingResult.Refused r -> throw new AssertionError(r.finding().toString());
    };
  }

  private static Map<String, Micros> amounts(RatingResult.Rated rated) {
    Map<String, Micros> out = new HashMap<>();
    rated.lines().forEach(l -> out.put(l.id(), l.amount()));
    return out;
  }

  private static Terms terms(Random random) throws MalformedException {
    return TermsParser.parse(RandomTerms.of(random).toCanonical());
  }

  /// Good calls and shifts of one month.
  private static List<UsageRecord> records(Random random, int month, int count, String prefix) {
    List<UsageRecord> out = new ArrayList<>();
    long start = day(2026, month, 2);
    for (int i = 0; i < count; i++) {
      String skill = RandomTerms.SKILLS.get(random.nextInt(3));
      long at = start + random.nextInt(26 * 86_400);
      boolean call = random.nextInt(3) > 0;
      Json.Obj data =
          call
              ? Json.object()
                  .put("answered", random.nextInt(5) > 0)
                  .put("skill", skill)
                  .put("talk_s", random.nextInt(7201))
                  .put("wait_s", random.nextInt(601))
                  .build()
              : Json.object()
                  .put("moved_s", random.nextInt(-500, 501))
                  .put("skill", skill)
                  .put("work_s", random.nextInt(86_401))
                  .build();
      out.add(new UsageRecord(at, data, prefix + "-" + i, 0, "s", call ? "call" : "shift"));
    }
    return out;
  }

  /// Those that had happened when the batch was sent.
  private static List<UsageRecord> past(List<UsageRecord> records, long millis) {
    return records.stream().filter(r -> r.at() * 1000 <= millis).toList();
  }

  private static long day(int year, int month, int day) {
    return LocalDate.of(year, month, day).toEpochDay() * 86_400;
  }
}
