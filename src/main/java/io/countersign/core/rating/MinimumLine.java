package io.countersign.core.rating;

import io.countersign.core.terms.Line;
import java.math.BigInteger;

/// `minimum`: what the sum of lines falls short of, in the last month of the window.
final class MinimumLine {
  private MinimumLine() {}

  static BigInteger rate(Line.Minimum line, LineContext in, Steps steps) {
    Stretch stretch = in.past().stretch(line.window());
    if (!stretch.until().equals(in.period())) {
      steps.add(new WindowStep.Open(stretch.until()));
      return BigInteger.ZERO;
    }
    BigInteger sum = in.sumOf(line.of(), steps);
    if (!stretch.from().equals(in.period())) {
      sum = in.earlier(line.of(), line.window(), sum, steps);
    }
    LineContext.Fraction amount =
        switch (line.amount()) {
          case Line.MinimumMoney m ->
              WindowAmount.money(m.amount(), stretch, line.prorate(), in, steps);
          case Line.MinimumShare s -> WindowAmount.share(line, s, stretch, in, steps);
        };
    BigInteger missing = amount.n().subtract(sum.multiply(amount.d())).max(BigInteger.ZERO);
    BigInteger out = line.mode().toMultiple(missing, amount.d(), in.minorUnit());
    steps.add(
        new WindowStep.Minimum(amount.n(), amount.d(), sum, in.minorUnit(), line.mode(), out));
    return out;
  }
}
