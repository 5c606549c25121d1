package io.countersign.core.rating;

import io.countersign.core.money.Ratio;
import io.countersign.core.terms.Band;
import io.countersign.core.terms.Effect;
import io.countersign.core.terms.Gate;
import io.countersign.core.terms.Line;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/// `table`: the band that a figure falls into gives a percentage of a base or an amount.
final class TableLine {
  private TableLine() {}

  static BigInteger rate(Line.Table line, LineContext in, Steps steps) {
    if (!gatesPass(line.gates(), in, steps)) {
      return BigInteger.ZERO;
    }
    Figures.Figure figure = in.figures().of(line.on());
    if (figure.value().isEmpty()) {
      steps.add(new Step.Neutral(figure.id()));
      return BigInteger.ZERO;
    }
    figure.points().ifPresent(steps::add);
    BigInteger base = in.baseOf(line.base(), steps);
    int row = Figures.bandOf(line.bands(), figure);
    Ratio ratio = figure.value().get();
    steps.add(
        new Step.Band(
            figure.id(),
            ratio.num(),
            ratio.den(),
            figure.scale(),
            row,
            limit(line.bands(), row),
            row == 0 ? Optional.empty() : limit(line.bands(), row - 1)));
    LineContext.Fraction value = LineContext.effect(line.bands().get(row).gives(), base, steps);
    return steps.div(value.n(), value.d(), in.minorUnit(), line.mode());
  }

  private static Optional<Step.Limit> limit(List<Band<Effect>> bands, int row) {
    return bands.get(row).from().map(b -> new Step.Limit(b.strict() ? "gt" : "ge", b.value()));
  }

  private static boolean gatesPass(List<Gate> gates, LineContext in, Steps steps) {
    for (Gate gate : gates) {
      Figures.Figure figure = in.figures().of(gate.on());
      boolean neutral = figure.value().isEmpty();
      boolean pass =
          neutral ? gate.passWhenNeutral() : gate.op().holds(figure.compareTo(gate.bound()));
      figure.points().ifPresent(steps::add);
      Ratio ratio = figure.value().orElse(Ratio.of(0, 1));
      steps.add(
          new Step.Gate(
              figure.id(),
              ratio.num(),
              ratio.den(),
              figure.scale(),
              new Step.Limit(gate.op().text(), gate.bound()),
              neutral,
              pass));
      if (!pass) {
        return false;
      }
    }
    return true;
  }
}
