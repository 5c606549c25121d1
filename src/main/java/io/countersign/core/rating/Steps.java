package io.countersign.core.rating;

import io.countersign.core.money.Rounding;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// The steps of one line as they are done.
final class Steps {
  private final List<Step> steps = new ArrayList<>();

  void add(Step step) {
    steps.add(step);
  }

  List<Step> list() {
    return steps;
  }

  /// Rounds n/d to a multiple of `to` and writes the step.
  BigInteger div(BigInteger n, BigInteger d, BigInteger to, Rounding mode) {
    BigInteger out = mode.toMultiple(n, d, to);
    steps.add(new Step.Div(n, d, to, mode, out));
    return out;
  }

  /// The same for a bound of a clamp.
  BigInteger bound(String side, LineContext.Fraction value, BigInteger to, Rounding mode) {
    BigInteger out = mode.toMultiple(value.n(), value.d(), to);
    steps.add(new Step.Bound(side, value.n(), value.d(), to, mode, out));
    return out;
  }
}
