package io.countersign.core.rating;

import io.countersign.core.terms.Line;
import java.math.BigInteger;

/// `clamp`: what brings the sum of lines back within bounds.
final class ClampLine {
  private ClampLine() {}

  static BigInteger rate(Line.Clamp line, LineContext in, Steps steps) {
    BigInteger sum = in.sumOf(line.of(), steps);
    BigInteger base = in.baseOf(line.base(), steps);
    BigInteger lo =
        steps.bound("lo", LineContext.effect(line.lo(), base, steps), in.minorUnit(), line.mode());
    BigInteger hi =
        steps.bound("hi", LineContext.effect(line.hi(), base, steps), in.minorUnit(), line.mode());
    BigInteger out = lo.max(hi.min(sum)).subtract(sum);
    steps.add(new Step.Clamp(sum, lo, hi, out));
    return out;
  }
}
