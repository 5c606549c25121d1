package io.countersign.core.rating;

import io.countersign.core.terms.Line;
import io.countersign.core.terms.Period;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/// `earnback`: a share of what an earlier month took off, once the figures have held since.
final class EarnbackLine {
  private EarnbackLine() {}

  static BigInteger rate(Line.Earnback line, LineContext in, Steps steps) {
    int index = in.period().year() * 12 + in.period().month() - 1 - line.ago();
    Optional<Month> then =
        in.past().months().stream()
            .filter(m -> in.period().since(m.period()) == line.ago())
            .findFirst();
    if (then.isEmpty()) {
      steps.add(new WindowStep.NoMonth(index / 12 * 100 + index % 12 + 1));
      return BigInteger.ZERO;
    }
    for (int back = line.held() - 1; back >= 0; back--) {
      Period month = in.period().plus(-back);
      Figures figures =
          back == 0 ? in.figures() : in.past().month(month).orElseThrow().result().figures();
      boolean pass =
          Gates.pass(
              line.gates(),
              s -> figures.find(s).scaled(in.figures().scaleOf(s)),
              Optional.of(month),
              steps);
      if (!pass) {
        return BigInteger.ZERO;
      }
    }
    List<BigInteger> amounts = line.of().stream().map(then.get()::amount).toList();
    BigInteger taken =
        amounts.stream().reduce(BigInteger.ZERO, BigInteger::add).negate().max(BigInteger.ZERO);
    steps.add(new WindowStep.Back(then.get().period(), line.of(), amounts, taken));
    LineContext.Fraction value =
        LineContext.percentOf(taken, line.percent(), LineContext.WHOLE, steps);
    return steps.div(value.n(), value.d(), in.minorUnit(), line.mode());
  }
}
