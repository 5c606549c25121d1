package io.countersign.core.rating;

import io.countersign.core.terms.Line;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.RoundStep;
import io.countersign.core.terms.Span;
import io.countersign.core.terms.Unit;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;

/// `tiered`: a price by tiers of a measure, in the month or over a window: what the window has come
/// to, less what it had come to before.
final class TieredLine {
  private TieredLine() {}

  static BigInteger rate(Line.Tiered line, LineContext in, Steps steps) {
    Stretch stretch = in.past().stretch(line.window());
    Unit unit = in.terms().unitOf(line.measure());
    BigInteger quantity = in.figures().measure(line.measure());
    Optional<TierStep.RollOver> rollOver = Optional.empty();
    if (line.rollOver().isPresent()) {
      TierStep.RollOver step = RollOverBank.of(line, unit, in).use(quantity);
      steps.add(step);
      rollOver = Optional.of(step);
      quantity = step.left();
    }
    BigInteger before =
        in.past().sum(line.window(), m -> m.quantity(line.id(), line.window(), unit));
    BigInteger through = before.add(quantity);
    steps.add(new TierStep.Quantity(stretch.from(), before, quantity, through));
    Optional<Kept.RolledOver> rolled =
        rollOver.map(step -> rolledOver(line, stretch, through, RollOverBank.used(step), in));
    in.keep(line.id(), new Kept.Units(unit, line.window(), quantity, rolled));
    Tiers tiers = new Tiers(line, stretch.share(line.prorate()), in.params(), steps);
    if (line.window() == Span.PERIOD || before.signum() <= 0) {
      return value(line, tiers.of(through), steps);
    }
    BigInteger was = value(line, tiers.of(before), steps);
    steps.add(new TierStep.Carry(was));
    BigInteger is = value(line, tiers.of(through), steps);
    BigInteger out = is.subtract(was);
    steps.add(new TierStep.Since(is, was, out));
    return out;
  }

  private static BigInteger value(Line.Tiered line, Tiers.Value value, Steps steps) {
    RoundStep last = line.round().getLast();
    return last.at() == RoundStep.At.LINE
        ? steps.div(value.n(), value.d(), last.to().value(), last.mode())
        : value.n();
  }

  /// What the first tier leaves over where the window ends here.
  private static Kept.RolledOver rolledOver(
      Line.Tiered line,
      Stretch stretch,
      BigInteger through,
      Map<Period, BigInteger> used,
      LineContext in) {
    BigInteger left = BigInteger.ZERO;
    if (stretch.until().equals(in.period())) {
      Stretch.Share share = stretch.share(line.prorate());
      BigInteger of = BigInteger.valueOf(share.of());
      left =
          BigInteger.valueOf(line.tiers().getFirst().upTo().orElseThrow())
              .multiply(BigInteger.valueOf(share.days()))
              .subtract(through.max(BigInteger.ZERO).multiply(of))
              .max(BigInteger.ZERO)
              .divide(of);
    }
    return new Kept.RolledOver(left, line.rollOver().orElseThrow().months(), used);
  }
}
