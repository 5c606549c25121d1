package io.countersign.core.rating;

import io.countersign.core.money.Ratio;
import io.countersign.core.terms.Band;
import io.countersign.core.terms.Effect;
import io.countersign.core.terms.Line;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/// `table`: the band that a figure falls into gives a percentage of a base or an amount.
final class TableLine {
  /// The factor 1 in 10^-4.
  private static final long ONE = 10_000;

  private TableLine() {}

  static BigInteger rate(Line.Table line, LineContext in, Steps steps) {
    if (line.escalation().isPresent()) {
      in.keep(line.id(), Kept.Judged.NEITHER);
    }
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
    int row = Figures.bandOf(line.bands(), figure);
    Ratio ratio = figure.value().get();
    steps.add(
        new FigureStep.Band(
            figure.id(),
            ratio.num(),
            ratio.den(),
            figure.scale(),
            row,
            limit(line.bands(), row),
            row == 0 ? Optional.empty() : limit(line.bands(), row - 1)));
    LineContext.Fraction value = LineContext.effect(line.bands().get(row).gives(), base, steps);
    if (line.escalation().isPresent()) {
      value = escalated(line, line.escalation().get(), row, value, in, steps);
    }
    return steps.div(value.n(), value.d(), in.minorUnit(), line.mode());
  }

  private static Optional<FigureStep.Limit> limit(List<Band<Effect>> bands, int row) {
    return bands
        .get(row)
        .from()
        .map(b -> new FigureStep.Limit(b.strict() ? "gt" : "ge", b.value()));
  }

  /// The effect times the factor of the streak of bad months that ends here.
  private static LineContext.Fraction escalated(
      Line.Table line,
      Line.Escalation escalation,
      int row,
      LineContext.Fraction value,
      LineContext in,
      Steps steps) {
    boolean bad = escalation.bad().contains(row);
    in.keep(line.id(), bad ? Kept.Judged.BAD : Kept.Judged.GOOD);
    int streak = bad ? 1 + streakBefore(line.id(), in.past().months()) : 0;
    long x = ONE;
    for (Line.EscalationStep step : escalation.steps()) {
      if (step.months() <= streak) {
        x = step.x();
      }
    }
    BigInteger n = value.n().multiply(BigInteger.valueOf(x));
    BigInteger d = value.d().multiply(BigInteger.valueOf(ONE));
    steps.add(new FigureStep.Escalate(streak, x, n, d));
    return new LineContext.Fraction(n, d);
  }

  /// Bad months in a row up to the last of `months`; those that count neither way are passed over.
  private static int streakBefore(String line, List<Month> months) {
    int streak = 0;
    for (Month month : months.reversed()) {
      Optional<Kept> judged = month.kept(line);
      if (judged.equals(Optional.of(Kept.Judged.BAD))) {
        streak++;
      } else if (!judged.equals(Optional.of(Kept.Judged.NEITHER))) {
        break;
      }
    }
    return streak;
  }
}
