package io.countersign.core.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.MalformedException;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.Workers;
import io.countersign.core.statement.Adjustment;
import io.countersign.core.statement.StatementResult;
import io.countersign.core.statement.Statements;
import io.countersign.core.terms.Validity;
import io.countersign.naive.NaiveEvaluator;
import io.countersign.naive.NaiveLedger;
import io.countersign.naive.Num;
import io.countersign.proof.Pairs;
import io.countersign.proof.Stage;
import java.math.BigInteger;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The evaluator against the second, naive one, on seeded contracts and ledgers, month by month and
/// statement by statement; and each trace against the replayer. `-Dpairs=` says how many, `-Dseed=`
/// replays one.
class RaterAgainstNaiveTest {
  private static final long CLOSED = 4_000_000_000_000L;

  /// What a run has looked at.
  private static final class Tally {
    private int pairs;
    private int months;
    private int refused;
    private int notZero;
    private int adjusted;
    private int unrated;
  }

  @Test
  void rate_randomContractsAndLedgers_agreesWithTheNaiveEvaluator() {
    Tally tally = new Tally();
    Pairs.forEach(story -> compare(story, tally));
    String seen =
        "%d pairs, %d months, %d refused, %d with usage, %d adjustments, %d not yet rated"
            .formatted(
                tally.pairs,
                tally.months,
                tally.refused,
                tally.notZero,
                tally.adjusted,
                tally.unrated);
    assertEquals(0, tally.unrated, seen);
    assertTrue(
        tally.pairs < 100
            || (tally.notZero > tally.months / 4 && tally.adjusted > tally.pairs / 10),
        "this proves little: " + seen);
  }

  private static void compare(NaiveLedger story, Tally tally) throws MalformedException {
    NaiveEvaluator naive = new NaiveEvaluator(story);
    List<YearMonth> months = Pairs.months(story, 4);
    for (NaiveLedger.Entry entry : story.entries()) {
      if (entry instanceof NaiveLedger.Version v
          && !Validity.notYetRated(Stage.terms(v.terms())).isEmpty()) {
        months.forEach(naive::statement);
        tally.unrated++;
        return;
      }
    }
    tally.pairs++;
    History history = Stage.play(story).history();
    Rater rater = new Rater(history, Workers.SEQUENTIAL);
    Statements statements = new Statements(history, Workers.SEQUENTIAL);
    for (YearMonth month : months) {
      tally.months++;
      int size = naive.prefix(month);
      month(naive.rate(size, month), rater.rate(size, Stage.period(month)), month + "", tally);
      statement(
          naive.statement(month), statements.compute(Stage.period(month), CLOSED), month, tally);
    }
  }

  private static void month(
      NaiveEvaluator.Answer wanted, RatingResult found, String where, Tally tally)
      throws MalformedException {
    switch (found) {
      case RatingResult.Refused r -> {
        assertEquals(
            Optional.ofNullable(wanted.refused()), Optional.of(r.finding().code().id()), where);
        tally.refused++;
      }
      case RatingResult.Rated rated -> {
        assertEquals(Optional.empty(), Optional.ofNullable(wanted.refused()), where);
        Map<String, BigInteger> measures = new HashMap<>();
        rated.measures().forEach(m -> measures.put(m.id(), m.value()));
        assertEquals(wanted.measures(), measures, where + " " + rated.ignored());
        for (KpiResult k : rated.kpis()) {
          Optional<Num> ratio =
              k.neutral() ? Optional.empty() : Optional.of(new Num(k.num(), k.den()));
          assertEquals(Optional.ofNullable(wanted.kpis().get(k.id())), ratio, where + " " + k);
        }
        for (LineResult l : rated.lines()) {
          assertEquals(
              wanted.amounts().get(l.id()),
              l.amount().value(),
              () -> where + " " + l.id() + " " + l.trace().toJson());
        }
        assertEquals(wanted.amounts().size(), rated.lines().size());
        replays(rated, where);
        boolean used = rated.measures().stream().anyMatch(m -> m.value().signum() != 0);
        tally.notZero += used ? 1 : 0;
      }
    }
  }

  private static void statement(
      NaiveEvaluator.Statement wanted, StatementResult found, YearMonth month, Tally tally) {
    switch (found) {
      case StatementResult.Refused r ->
          assertEquals(
              Optional.ofNullable(wanted.own().refused()), Optional.of(r.finding().code().id()));
      case StatementResult.Computed c -> {
        assertEquals(wanted.prefix(), c.statement().prefix(), month + " prefix");
        List<String> adjustments = new ArrayList<>();
        for (Adjustment a : c.statement().adjustments()) {
          adjustments.add(
              a.period().yyyymm()
                  + " "
                  + a.line()
                  + " "
                  + a.before().value()
                  + " "
                  + a.now().value());
        }
        List<String> expected = new ArrayList<>();
        for (NaiveEvaluator.Adjustment a : wanted.adjustments()) {
          expected.add(
              Stage.period(a.month()).yyyymm() + " " + a.line() + " " + a.was() + " " + a.is());
        }
        assertEquals(expected, adjustments, month + " adjustments");
        assertEquals(wanted.total(), c.statement().total().value(), month + " total");
        tally.adjusted += adjustments.size();
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
}
