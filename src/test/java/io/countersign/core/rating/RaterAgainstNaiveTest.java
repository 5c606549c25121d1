package io.countersign.core.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.TermsParser;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The evaluator against the second, naive one, on seeded terms and records; and each trace against
/// the replayer.
class RaterAgainstNaiveTest {
  private static final int CASES = Integer.getInteger("cases", 1000);

  @Test
  void rate_randomTermsAndRecords_agreesWithTheNaiveEvaluator() throws MalformedException {
    long seed = Long.getLong("seed", 20_261_123L);
    int notZero = 0;
    for (int i = 0; i < CASES; i++) {
      notZero += oneCase(seed + i) ? 1 : 0;
    }
    assertTrue(notZero > CASES / 2, "cases without usage prove nothing: " + notZero);
  }

  private static boolean oneCase(long seed) throws MalformedException {
    Random random = new Random(seed);
    Json.Obj document = RandomTerms.of(random);
    Terms terms = TermsParser.parse(document.toCanonical());
    int month =
        random.nextInt(terms.term().from().getMonthValue(), terms.term().to().getMonthValue() + 1);
    Period period = Period.of(RandomTerms.YEAR, month);
    RandomRecords records = new RandomRecords(random, month);
    TestLedger ledger =
        TestLedger.open(terms, LocalDate.of(2025, 12, 1).toEpochDay() * 86_400_000L);
    List<NaiveEvaluator.Fact> facts = records.fill(ledger);
    String where = "-Dseed=" + seed;
    switch (Rater.rate(ledger.history(), period)) {
      case RatingResult.Refused r -> throw new AssertionError(where + " " + r.finding());
      case RatingResult.Rated rated -> {
        NaiveEvaluator.Answer wanted = NaiveEvaluator.rate(document, period.yyyymm(), facts);
        Map<String, BigInteger> measures = new HashMap<>();
        rated.measures().forEach(m -> measures.put(m.id(), m.value()));
        assertEquals(wanted.measures(), measures, where + " " + rated.ignored());
        Map<String, BigInteger> amounts = new HashMap<>();
        rated.lines().forEach(l -> amounts.put(l.id(), l.amount().value()));
        assertEquals(wanted.amounts(), amounts, where);
        for (KpiResult k : rated.kpis()) {
          NaiveEvaluator.Num ratio = wanted.kpis().get(k.id());
          assertEquals(ratio == null, k.neutral(), where + " " + k);
          if (ratio != null) {
            assertEquals(ratio, new NaiveEvaluator.Num(k.num(), k.den()), where + " " + k.id());
          }
        }
        replays(rated, where);
        return rated.lines().stream().anyMatch(l -> l.sum().isPresent() && !l.amount().isZero());
      }
    }
  }

  /// Every trace replays to its line's amount and stands on its sum tree.
  static void replays(RatingResult.Rated rated, String where) throws MalformedException {
    List<Bytes> traces = rated.lines().stream().map(l -> l.trace().toBytes()).toList();
    List<TraceReplayer.Replayed> replayed = TraceReplayer.replayAll(traces);
    for (int i = 0; i < replayed.size(); i++) {
      LineResult line = rated.lines().get(i);
      assertEquals(line.amount(), replayed.get(i).amount(), where + " " + line.id());
      line.sum()
          .ifPresent(
              s ->
                  assertEquals(
                      s.total(), counted(line.trace()).abs(), where + " sum of " + line.id()));
    }
  }

  private static BigInteger counted(Trace trace) {
    for (Step step : trace.steps()) {
      if (step instanceof Step.Cells c) {
        return c.out();
      }
      if (step instanceof Step.Div d) {
        return d.n();
      }
    }
    throw new AssertionError("neither cells nor div in " + trace.toJson());
  }

  /// Seeded records around one month: good ones, and some of everything that must not count.
  static final class RandomRecords {
    private final Random random;
    private final long start;
    private final List<UsageRecord> made = new ArrayList<>();
    private final List<Party> by = new ArrayList<>();

    RandomRecords(Random random, int month) {
      this.random = random;
      this.start = LocalDate.of(RandomTerms.YEAR, month, 1).toEpochDay() * 86_400;
    }

    /// Appends batches and voids to `ledger`.
    ///
    /// @return what the naive evaluator is to know of it
    List<NaiveEvaluator.Fact> fill(TestLedger ledger) {
      long late = LocalDate.of(RandomTerms.YEAR + 1, 3, 1).toEpochDay() * 86_400_000L;
      int batches = random.nextInt(0, 5);
      for (int b = 0; b < batches; b++) {
        Party party = random.nextInt(4) == 0 ? Party.CLIENT : Party.PROVIDER;
        List<UsageRecord> batch = new ArrayList<>();
        int size = random.nextInt(1, 25);
        for (int i = 0; i < size; i++) {
          batch.add(record(party));
        }
        ledger.attest(late, party, batch);
      }
      Set<Integer> voided = new HashSet<>();
      if (!made.isEmpty() && random.nextBoolean()) {
        for (int i = 0; i < 3; i++) {
          int at = random.nextInt(made.size());
          if (first(at) && voided.add(at)) {
            ledger.voids(late, by.get(at), made.get(at));
          }
        }
      }
      List<NaiveEvaluator.Fact> facts = new ArrayList<>();
      for (int i = 0; i < made.size(); i++) {
        UsageRecord r = made.get(i);
        facts.add(
            new NaiveEvaluator.Fact(
                by.get(i).text(), r.id(), r.at(), r.type(), r.data(), voided.contains(i)));
      }
      return facts;
    }

    private boolean first(int at) {
      for (int i = 0; i < at; i++) {
        if (made.get(i).id().equals(made.get(at).id()) && by.get(i) == by.get(at)) {
          return false;
        }
      }
      return true;
    }

    UsageRecord record(Party party) {
      UsageRecord out = make(party);
      made.add(out);
      by.add(party);
      return out;
    }

    private UsageRecord make(Party party) {
      boolean client = party == Party.CLIENT;
      String type =
          client && random.nextInt(4) > 0 ? "survey" : random.nextBoolean() ? "call" : "shift";
      String id =
          random.nextInt(12) == 0 && !made.isEmpty()
              ? made.get(random.nextInt(made.size())).id()
              : "r" + made.size() + "-" + random.nextInt(1 << 30);
      // two days before the month to two days after it, often on a full hour or its last second
      long at = start - 2 * 86_400 + random.nextInt(35 * 86_400);
      if (random.nextBoolean()) {
        at = at / 3600 * 3600 - random.nextInt(2);
      }
      Json.Obj data =
          switch (type) {
            case "call" ->
                Json.object()
                    .put("answered", random.nextInt(5) > 0)
                    .put("skill", skill())
                    .put("talk_s", amount(7200))
                    .put("wait_s", amount(600))
                    .build();
            case "shift" ->
                Json.object()
                    .put("moved_s", random.nextInt(-500, 501))
                    .put("skill", skill())
                    .put("work_s", amount(86_400))
                    .build();
            default -> Json.object().put("points", random.nextInt(1, 6)).build();
          };
      return new UsageRecord(at, spoil(data), id, 0, "test", spoilType(type));
    }

    private String skill() {
      return RandomTerms.SKILLS.get(random.nextInt(3));
    }

    private long amount(int max) {
      return switch (random.nextInt(5)) {
        case 0 -> 0;
        case 1 -> List.of(1L, 59L, 60L, 61L, 119L, 120L, 121L, (long) max).get(random.nextInt(8));
        default -> random.nextInt(max + 1);
      };
    }

    private String spoilType(String type) {
      return random.nextInt(60) == 0 ? "unknown" : type;
    }

    /// Now and then a field out of range, of another kind, missing, or one too many.
    private Json.Obj spoil(Json.Obj data) {
      String first = data.key(random.nextInt(data.size()));
      return switch (random.nextInt(80)) {
        case 0 -> data.with(first, Json.of(-1L));
        case 1 -> data.with(first, Json.of("nothing"));
        case 2 -> data.without(first);
        case 3 -> data.with("extra", Json.of(1L));
        case 4 -> data.with(first, Json.of(1_000_000L));
        default -> data;
      };
    }
  }
}
