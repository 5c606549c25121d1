package io.countersign.core.rating;

import io.countersign.core.money.Micros;
import io.countersign.core.terms.Effect;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Span;
import io.countersign.core.terms.Terms;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a line sees beside its own rule: the period, its figures, the amounts of earlier lines, the
/// months before and the milestones that were accepted.
final class LineContext {
  /// d of a percentage: 10^-4 of a percent.
  static final BigInteger WHOLE = BigInteger.valueOf(1_000_000);

  private final Terms terms;
  private final Period period;
  private final PeriodDays days;
  private final Params params;
  private final Figures figures;
  private final BigInteger minorUnit;
  private final Past past;
  private final Acceptances acceptances;
  private final Map<String, BigInteger> amounts = new HashMap<>();
  private final Map<String, Kept> kept = new HashMap<>();

  LineContext(Plan plan, Figures figures, Past past, Acceptances acceptances) {
    this.terms = plan.terms();
    this.period = plan.period();
    this.days = plan.days();
    this.params = plan.params();
    this.figures = figures;
    this.past = past;
    this.acceptances = acceptances;
    this.minorUnit = terms.currency().minorUnit().value();
  }

  Terms terms() {
    return terms;
  }

  Period period() {
    return period;
  }

  PeriodDays days() {
    return days;
  }

  Params params() {
    return params;
  }

  Figures figures() {
    return figures;
  }

  Past past() {
    return past;
  }

  Acceptances acceptances() {
    return acceptances;
  }

  /// Leaves something of a line for later months.
  void keep(String line, Kept what) {
    kept.put(line, what);
  }

  Map<String, Kept> kept() {
    return kept;
  }

  /// What lines other than rated ones end on.
  BigInteger minorUnit() {
    return minorUnit;
  }

  void put(String line, Micros amount) {
    amounts.put(line, amount.value());
  }

  BigInteger sumOf(List<String> lines, Steps steps) {
    List<BigInteger> each = each(lines);
    BigInteger sum = each.stream().reduce(BigInteger.ZERO, BigInteger::add);
    steps.add(new Step.Sum(lines, each, sum));
    return sum;
  }

  /// Adds the months of the window before the period to the sum of lines, and writes the step.
  BigInteger earlier(List<String> lines, Span window, BigInteger sum, Steps steps) {
    BigInteger before = past.sumOf(lines, window);
    BigInteger out = sum.add(before);
    steps.add(new WindowStep.Earlier(past.stretch(window).from(), before, out));
    return out;
  }

  /// max(0, sum).
  BigInteger baseOf(List<String> lines, Steps steps) {
    List<BigInteger> each = each(lines);
    BigInteger base = each.stream().reduce(BigInteger.ZERO, BigInteger::add).max(BigInteger.ZERO);
    steps.add(new Step.Base(lines, each, base));
    return base;
  }

  /// Writes the step of a percentage of `of`.
  static Fraction percentOf(BigInteger of, long percent, BigInteger d, Steps steps) {
    BigInteger n = of.multiply(BigInteger.valueOf(percent));
    steps.add(new Step.Percent(of, percent, n, d));
    return new Fraction(n, d);
  }

  /// The exact value of an effect on a base.
  static Fraction effect(Effect effect, BigInteger base, Steps steps) {
    return switch (effect) {
      case Effect.Percent e -> percentOf(base, e.value(), WHOLE, steps);
      case Effect.Money e -> {
        steps.add(new Step.Amount(e.micros().value()));
        yield new Fraction(e.micros().value(), BigInteger.ONE);
      }
    };
  }

  private List<BigInteger> each(List<String> lines) {
    return lines.stream()
        .map(
            id -> {
              BigInteger amount = amounts.get(id);
              if (amount == null) {
                throw new IllegalArgumentException("an earlier line expected, found " + id);
              }
              return amount;
            })
        .toList();
  }

  /// n/d, d > 0.
  record Fraction(BigInteger n, BigInteger d) {}
}
