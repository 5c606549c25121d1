package io.countersign.core.rating;

import io.countersign.core.money.Ratio;
import io.countersign.core.terms.Gate;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Subject;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The gates of a line: one after the other, up to the first that is shut.
final class Gates {
  private Gates() {}

  /// Whether all pass on the period's own figures.
  static boolean pass(List<Gate> gates, LineContext in, Steps steps) {
    return pass(gates, in.figures()::of, Optional.empty(), steps);
  }

  /// Whether all pass on the figures of one month.
  ///
  /// @param month named in the steps of an earn-back
  static boolean pass(
      List<Gate> gates,
      Function<Subject, Figures.Figure> figures,
      Optional<Period> month,
      Steps steps) {
    for (Gate gate : gates) {
      Figures.Figure figure = figures.apply(gate.on());
      boolean neutral = figure.value().isEmpty();
      boolean pass =
          neutral ? gate.passWhenNeutral() : gate.op().holds(figure.compareTo(gate.bound()));
      figure.points().map(p -> month.map(p::of).orElse(p)).ifPresent(steps::add);
      Ratio ratio = figure.value().orElse(Ratio.of(0, 1));
      steps.add(
          new FigureStep.Gate(
              figure.id(),
              ratio.num(),
              ratio.den(),
              figure.scale(),
              new FigureStep.Limit(gate.op().text(), gate.bound()),
              neutral,
              pass,
              month));
      if (!pass) {
        return false;
      }
    }
    return true;
  }
}
