package io.countersign.core.rating;

import io.countersign.core.money.Ratio;
import io.countersign.core.terms.Effect;
import io.countersign.core.terms.Line;
import java.math.BigInteger;
import java.util.Optional;

/// `linear`: so much for each step that a figure lies above or below its target.
final class LinearLine {
  private LinearLine() {}

  static BigInteger rate(Line.Linear line, LineContext in, Steps steps) {
    if (!Gates.pass(line.gates(), in, steps)) {
      return BigInteger.ZERO;
    }
    Figures.Figure figure = in.figures().of(line.on());
    if (figure.value().isEmpty()) {
      steps.add(new FigureStep.Neutral(figure.id()));
      return BigInteger.ZERO;
    }
    figure.points().ifPresent(steps::add);
    BigInteger base = in.baseOf(line.base(), steps);
    Optional<BigInteger> of =
        line.above() instanceof Effect.Percent ? Optional.of(base) : Optional.empty();
    FigureStep.Linear step = step(line, figure, of);
    steps.add(step);
    return steps.div(step.n(), step.d(), in.minorUnit(), line.mode());
  }

  private static FigureStep.Linear step(
      Line.Linear line, Figures.Figure figure, Optional<BigInteger> of) {
    Ratio ratio = figure.value().orElseThrow();
    BigInteger y =
        ratio
            .num()
            .multiply(BigInteger.valueOf(figure.scale()))
            .subtract(ratio.den().multiply(BigInteger.valueOf(line.target())));
    BigInteger effect =
        switch (y.signum()) {
          case 1 -> value(line.above());
          case -1 -> value(line.below());
          default -> BigInteger.ZERO;
        };
    BigInteger times = of.orElse(BigInteger.ONE);
    BigInteger over = of.isPresent() ? LineContext.WHOLE : BigInteger.ONE;
    BigInteger n = y.multiply(effect).multiply(times);
    BigInteger d = ratio.den().multiply(BigInteger.valueOf(line.per())).multiply(over);
    BigInteger min = value(line.min()).multiply(times);
    BigInteger max = value(line.max()).multiply(times);
    if (n.multiply(over).compareTo(min.multiply(d)) < 0) {
      n = min;
      d = over;
    }
    if (n.multiply(over).compareTo(max.multiply(d)) > 0) {
      n = max;
      d = over;
    }
    return new FigureStep.Linear(
        figure.id(),
        ratio.num(),
        ratio.den(),
        figure.scale(),
        line.target(),
        line.per(),
        of,
        value(line.above()),
        value(line.below()),
        value(line.min()),
        value(line.max()),
        n,
        d);
  }

  /// In 10^-4 of a percent, or in micros.
  private static BigInteger value(Effect effect) {
    return switch (effect) {
      case Effect.Percent e -> BigInteger.valueOf(e.value());
      case Effect.Money e -> e.micros().value();
    };
  }
}
