package io.countersign.core.rating;

import io.countersign.core.terms.Line;
import java.math.BigInteger;

/// `percent`: a share of the signed sum of lines, on top of it or held in it.
final class PercentLine {
  private PercentLine() {}

  static BigInteger rate(Line.Percent line, LineContext in, Steps steps) {
    BigInteger sum = in.sumOf(line.of(), steps);
    long percent = in.params().atStart(line.percent());
    BigInteger d =
        line.inclusive() ? LineContext.WHOLE.add(BigInteger.valueOf(percent)) : LineContext.WHOLE;
    LineContext.Fraction value = LineContext.percentOf(sum, percent, d, steps);
    return steps.div(value.n(), value.d(), in.minorUnit(), line.mode());
  }
}
