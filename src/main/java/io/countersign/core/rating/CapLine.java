package io.countersign.core.rating;

import io.countersign.core.terms.Line;
import java.math.BigInteger;

/// `cap`: what the sum of lines exceeds, each month what was not taken off before.
final class CapLine {
  private CapLine() {}

  static BigInteger rate(Line.Cap line, LineContext in, Steps steps) {
    Stretch stretch = in.past().stretch(line.window());
    BigInteger own = in.sumOf(line.of(), steps);
    BigInteger sum = own;
    if (!stretch.from().equals(in.period())) {
      sum = in.earlier(line.of(), line.window(), own, steps);
    }
    BigInteger before = sum.subtract(own);
    LineContext.Fraction most =
        WindowAmount.money(line.amount(), stretch, line.prorate(), in, steps);
    BigInteger out = over(line, most, sum, in).subtract(over(line, most, before, in));
    steps.add(
        new WindowStep.Cap(most.n(), most.d(), sum, before, in.minorUnit(), line.mode(), out));
    return out;
  }

  /// min(0, most - sum), rounded.
  private static BigInteger over(
      Line.Cap line, LineContext.Fraction most, BigInteger sum, LineContext in) {
    BigInteger n = most.n().subtract(sum.multiply(most.d())).min(BigInteger.ZERO);
    return line.mode().toMultiple(n, most.d(), in.minorUnit());
  }
}
