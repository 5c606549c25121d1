package io.countersign.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.Workers;
import io.countersign.core.rating.Rater;
import io.countersign.core.rating.RatingResult;
import io.countersign.core.statement.Adjustment;
import io.countersign.core.statement.Statement;
import io.countersign.core.statement.StatementLine;
import io.countersign.core.statement.StatementResult;
import io.countersign.core.statement.Statements;
import io.countersign.naive.NaiveEvaluator;
import io.countersign.naive.NaiveLedger;
import io.countersign.testing.Vectors;
import java.math.BigInteger;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What must hold of the whole language, on seeded contracts and ledgers.
class RatingPropertiesTest {
  private static final long CLOSED = 4_000_000_000_000L;
  private static final int CASES = Integer.getInteger("cases", 60);

  @Test
  void amounts_recordsInAnotherOrderAndOtherBatches_areTheSame() {
    Pairs.forEach(
        CASES,
        whole -> {
          NaiveLedger story = Stories.plain(whole);
          Random random = new Random(1);
          List<NaiveLedger.Entry> out = new ArrayList<>();
          for (NaiveLedger.Entry entry : story.entries()) {
            if (entry instanceof NaiveLedger.Batch b) {
              List<NaiveLedger.Fact> facts = new ArrayList<>(b.facts());
              Collections.shuffle(facts, random);
              int cut = random.nextInt(facts.size() + 1);
              for (List<NaiveLedger.Fact> part :
                  List.of(facts.subList(0, cut), facts.subList(cut, facts.size()))) {
                if (!part.isEmpty()) {
                  out.add(new NaiveLedger.Batch(b.millis(), b.by(), part));
                }
              }
            } else {
              out.add(entry);
            }
          }
          assertEquals(amounts(story), amounts(new NaiveLedger(out)));
        });
  }

  @Test
  void amounts_recordsVoided_areThoseWithoutThem() {
    Pairs.forEach(
        CASES,
        whole -> {
          NaiveLedger story = Stories.plain(whole);
          Random random = new Random(2);
          Map<String, List<NaiveLedger.Name>> gone = new HashMap<>();
          List<NaiveLedger.Entry> without = new ArrayList<>();
          for (NaiveLedger.Entry entry : story.entries()) {
            if (entry instanceof NaiveLedger.Batch b) {
              List<NaiveLedger.Fact> kept = new ArrayList<>();
              for (NaiveLedger.Fact f : b.facts()) {
                if (random.nextInt(3) == 0) {
                  gone.computeIfAbsent(b.by(), p -> new ArrayList<>()).add(f.name());
                } else {
                  kept.add(f);
                }
              }
              if (!kept.isEmpty()) {
                without.add(new NaiveLedger.Batch(b.millis(), b.by(), kept));
              }
            } else {
              without.add(entry);
            }
          }
          List<NaiveLedger.Entry> voided = new ArrayList<>(story.entries());
          long last = voided.getLast().millis();
          gone.forEach((party, names) -> voided.add(new NaiveLedger.Voids(last, party, names)));
          List<YearMonth> months = Pairs.months(story);
          assertEquals(
              amounts(new NaiveLedger(without), months), amounts(new NaiveLedger(voided), months));
        });
  }

  @Test
  void amounts_withoutRecords_areNoUsageAndNoFigures() {
    Pairs.forEach(
        CASES,
        whole -> {
          List<NaiveLedger.Entry> out = new ArrayList<>(whole.entries());
          out.removeIf(e -> e instanceof NaiveLedger.Batch || e instanceof NaiveLedger.Voids);
          History history = Stage.play(new NaiveLedger(out)).history();
          for (YearMonth month : Pairs.months(whole)) {
            if (Rater.rate(history, Stage.period(month)) instanceof RatingResult.Rated rated) {
              rated.measures().forEach(m -> assertEquals(BigInteger.ZERO, m.value(), m.id()));
              rated.kpis().forEach(k -> assertTrue(k.neutral(), k.id()));
              Json.Obj terms = Stories.governing(whole, month);
              rated
                  .lines()
                  .forEach(
                      l ->
                          assertTrue(
                              l.amount().isZero() || !Stories.isUsage(terms, l.id()), l.id()));
            }
          }
        });
  }

  @Test
  void statements_ofEveryMonth_addUpAndTelescope() {
    AtomicInteger adjusted = new AtomicInteger();
    Pairs.forEach(CASES, story -> adjusted.addAndGet(telescopes(story)));
    assertTrue(adjusted.get() > CASES || CASES < 20, "few adjustments: " + adjusted);
  }

  @Test
  void statements_whereACalendarEndsInTheMiddle_addUpAndTelescope() {
    AtomicInteger adjusted = new AtomicInteger();
    AtomicInteger caughtUp = new AtomicInteger();
    Pairs.forEach(
        CASES,
        story -> {
          NaiveLedger ends = Stories.calendarEnds(story);
          adjusted.addAndGet(telescopes(ends));
          caughtUp.addAndGet(caughtUp(ends));
        });
    String seen = adjusted + " adjustments, " + caughtUp + " of them after a refused month";
    assertTrue(CASES < 20 || (adjusted.get() > 0 && caughtUp.get() > 0), "few: " + seen);
  }

  /// Adjustments of the months right after one that is refused; and each total is that of the
  /// second evaluator.
  private static int caughtUp(NaiveLedger story) throws MalformedException {
    Statements statements = new Statements(Stage.play(story).history(), Workers.SEQUENTIAL);
    NaiveEvaluator naive = new NaiveEvaluator(story);
    int out = 0;
    boolean refused = false;
    for (YearMonth month : Pairs.months(story)) {
      if (statements.compute(Stage.period(month), CLOSED) instanceof StatementResult.Computed c) {
        assertEquals(naive.statement(month).total(), c.statement().total().value(), month + "");
        out += refused ? c.statement().adjustments().size() : 0;
        refused = false;
      } else {
        refused = true;
      }
    }
    return out;
  }

  /// What was billed for each month that is not final is what the month comes to on the prefix of
  /// the last statement; and each total is the sum of its lines and adjustments.
  private static int telescopes(NaiveLedger story) throws MalformedException {
    History history = Stage.play(story).history();
    Statements statements = new Statements(history, Workers.SEQUENTIAL);
    Rater rater = new Rater(history, Workers.SEQUENTIAL);
    Map<YearMonth, Map<String, BigInteger>> billed = new HashMap<>();
    Set<YearMonth> notFinal = new HashSet<>();
    int adjusted = 0;
    for (YearMonth month : Pairs.months(story)) {
      if (!(statements.compute(Stage.period(month), CLOSED)
          instanceof StatementResult.Computed c)) {
        continue;
      }
      Statement s = c.statement();
      BigInteger sum = BigInteger.ZERO;
      for (StatementLine l : s.lines()) {
        sum = l.memo() ? sum : sum.add(l.amount().value());
      }
      for (Adjustment a : s.adjustments()) {
        sum = a.memo() ? sum : sum.add(a.amount().value());
        YearMonth of = YearMonth.of(a.period().yyyymm() / 100, a.period().yyyymm() % 100);
        Map<String, BigInteger> bill =
            Objects.requireNonNull(
                billed.get(of), "an adjustment of a month that has no statement: " + of);
        bill.merge(a.line(), a.amount().value(), BigInteger::add);
        adjusted++;
      }
      assertEquals(sum, s.total().value(), month + " total");
      Map<String, BigInteger> own = new HashMap<>();
      s.lines().forEach(l -> own.put(l.id(), l.amount().value()));
      billed.put(month, own);
      YearMonth oldest = month.minusMonths(finalAfter(Stories.governing(story, month)));
      notFinal.removeIf(q -> q.isBefore(oldest));
      notFinal.add(month);
      for (YearMonth q : notFinal) {
        assertEquals(
            rated(rater.rate(s.prefix(), Stage.period(q))), billed.get(q), q + " in " + month);
      }
    }
    return adjusted;
  }

  private static long finalAfter(Json.Obj terms) {
    Json.Obj cutoff = (Json.Obj) Vectors.member(terms, "cutoff");
    return ((Json.Int) Vectors.member(cutoff, "finalAfterMonths")).value();
  }

  private static List<Map<String, BigInteger>> amounts(NaiveLedger story)
      throws MalformedException {
    return amounts(story, Pairs.months(story));
  }

  private static List<Map<String, BigInteger>> amounts(NaiveLedger story, List<YearMonth> months)
      throws MalformedException {
    Rater rater = new Rater(Stage.play(story).history(), Workers.SEQUENTIAL);
    List<Map<String, BigInteger>> out = new ArrayList<>();
    for (YearMonth month : months) {
      out.add(rated(rater.rate(Stage.leaves(story), Stage.period(month))));
    }
    return out;
  }

  /// Amounts by line; none where the month is refused.
  private static Map<String, BigInteger> rated(RatingResult result) {
    Map<String, BigInteger> out = new HashMap<>();
    if (result instanceof RatingResult.Rated r) {
      r.lines().forEach(l -> out.put(l.id(), l.amount().value()));
    }
    return out;
  }
}
