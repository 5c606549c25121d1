package io.countersign.core.compare;

import io.countersign.core.base.MalformedException;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.ledger.Workers;
import io.countersign.core.money.Micros;
import io.countersign.core.money.Rounding;
import io.countersign.core.rating.IgnoredRecords;
import io.countersign.core.statement.Statement;
import io.countersign.core.statement.StatementLine;
import io.countersign.core.statement.StatementResult;
import io.countersign.core.statement.Statements;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.TermsClock;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The same usage under several plans, month by month.
///
/// Each amount is the total of the statement that the plan's terms give for that month in a
/// [Rehearsal]; nothing is estimated. Cost: one rehearsal and one rating of each month for each
/// plan, and one rehearsal without records.
///
/// @param months ascending, without gaps: from the first month with a record to the last
/// @param outcomes one for each plan, in the order given
public record Comparison(List<Period> months, List<Outcome> outcomes) {
  public Comparison {
    months = List.copyOf(months);
    outcomes = List.copyOf(outcomes);
  }

  /// What one plan comes to.
  ///
  /// @param results the statement of each month or why there is none, in the order of the months
  /// @param idle what the same months would cost without any record
  /// @param outside records whose date is outside the plan's term
  public record Outcome(Plan plan, List<StatementResult> results, Micros idle, long outside) {
    public Outcome {
      results = List.copyOf(results);
    }

    /// The total of month number `i`; empty where it is refused.
    public Optional<Micros> total(int i) {
      return statement(results.get(i)).map(Statement::total);
    }

    /// Whether every month has a total.
    public boolean complete() {
      return results.stream().allMatch(r -> r instanceof StatementResult.Computed);
    }

    /// The sum of all months that have one.
    public Micros total() {
      return sum(results);
    }

    /// The sum of each line over all months, in the order in which lines first occur.
    public Map<String, Micros> lines() {
      Map<String, Micros> out = new LinkedHashMap<>();
      for (StatementResult r : results) {
        for (StatementLine line : statement(r).map(Statement::lines).orElse(List.of())) {
          if (!line.memo()) {
            out.merge(line.id(), line.amount(), Micros::plus);
          }
        }
      }
      return out;
    }

    /// How many records the plan does not count, by code.
    public Map<String, Long> ignored() {
      Map<String, Long> out = new TreeMap<>();
      for (StatementResult r : results) {
        for (IgnoredRecords i : statement(r).map(Statement::ignored).orElse(List.of())) {
          out.merge(i.code().id(), i.count(), Long::sum);
        }
      }
      return out;
    }
  }

  /// Puts `usage` under each of `plans`.
  ///
  /// @param plans 1 or more of one currency, see [Plan#incomparable]
  /// @param usage with at least one record
  public static Comparison of(List<Plan> plans, Usage usage, Workers workers) {
    List<Period> months = months(plans.getFirst().terms(), usage);
    List<Outcome> out = new ArrayList<>();
    for (Plan plan : plans) {
      Usage idle = new Usage(List.of(), usage.accepted());
      List<UsageRecord> taken = usage.within(plan.terms());
      out.add(
          new Outcome(
              plan,
              results(plan, usage, months, workers),
              sum(results(plan, idle, months, workers)),
              usage.records().size() - taken.size()));
    }
    return new Comparison(months, out);
  }

  /// The months from the first record to the last, by the clock of the first plan.
  private static List<Period> months(Terms terms, Usage usage) {
    Usage.Extent extent =
        usage
            .extent()
            .orElseThrow(() -> new IllegalArgumentException("at least one record expected"));
    TermsClock clock = TermsClock.of(terms.offsets());
    Period last = clock.periodOf(extent.last());
    List<Period> out = new ArrayList<>();
    for (Period p = clock.periodOf(extent.first()); p.compareTo(last) <= 0; p = p.next()) {
      out.add(p);
    }
    return out;
  }

  private static List<StatementResult> results(
      Plan plan, Usage usage, List<Period> months, Workers workers) {
    try {
      History history = Rehearsal.of(plan.terms(), usage, workers);
      Statements statements = new Statements(history, workers);
      List<StatementResult> out = new ArrayList<>();
      for (Period month : months) {
        // no leaf will follow: every cut-off has passed
        out.add(statements.compute(month, Long.MAX_VALUE));
      }
      return out;
    } catch (MalformedException e) {
      throw new IllegalStateException("a rehearsal of valid terms", e);
    }
  }

  private static Optional<Statement> statement(StatementResult result) {
    return result instanceof StatementResult.Computed c
        ? Optional.of(c.statement())
        : Optional.empty();
  }

  private static Micros sum(List<StatementResult> results) {
    Micros out = Micros.ZERO;
    for (StatementResult r : results) {
      out = out.plus(statement(r).map(Statement::total).orElse(Micros.ZERO));
    }
    return out;
  }

  /// The plans that are cheapest in month number `i`: several where they are equal, none where no
  /// plan has a total.
  public List<Integer> cheapest(int i) {
    return least(outcomes.stream().map(o -> o.total(i)).toList());
  }

  /// The plans that are cheapest over all months, of those that are complete.
  public List<Integer> cheapest() {
    return least(
        outcomes.stream()
            .map(o -> o.complete() ? Optional.of(o.total()) : Optional.<Micros>empty())
            .toList());
  }

  private static List<Integer> least(List<Optional<Micros>> totals) {
    Optional<Micros> least =
        totals.stream().flatMap(Optional::stream).min(Comparator.naturalOrder());
    List<Integer> out = new ArrayList<>();
    for (int i = 0; i < totals.size(); i++) {
      if (totals.get(i).isPresent() && totals.get(i).equals(least)) {
        out.add(i);
      }
    }
    return out;
  }

  /// `part` of `whole` in tenths of a percent, rounded to the nearest; empty where there is no
  /// whole.
  public static Optional<BigInteger> perMille(Micros part, Micros whole) {
    return whole.signum() <= 0
        ? Optional.empty()
        : Optional.of(
            Rounding.HALF_UP.divide(
                part.value().multiply(BigInteger.valueOf(1000)), whole.value()));
  }
}
