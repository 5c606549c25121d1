package io.countersign.core.rating;

import io.countersign.core.money.Ratio;
import io.countersign.core.money.Rounding;
import java.math.BigInteger;
import java.util.Optional;

/// One ratio of the period.
///
/// @param num, den the measures; where segments are compared, those of the segment that stands
/// @param neutral too few samples: decides nothing
/// @param segment the value of the segment's field that stands
public record KpiResult(
    String id,
    BigInteger num,
    BigInteger den,
    long scale,
    boolean neutral,
    Optional<String> segment) {
  /// The ratio in 1/scale, rounded down, for display only; empty where it is neutral.
  public Optional<BigInteger> shown() {
    return neutral
        ? Optional.empty()
        : Optional.of(
            new Ratio(num.multiply(BigInteger.valueOf(scale)), den).round(Rounding.FLOOR));
  }
}
