package io.countersign.core.rating;

import io.countersign.core.terms.Line;
import io.countersign.core.terms.RoundStep;
import java.math.BigInteger;
import java.util.Optional;

/// F of a tiered line: what a quantity costs by its tiers, at the prices of the period.
final class Tiers {
  private final Line.Tiered line;
  private final Stretch.Share share;
  private final Params params;
  private final Steps steps;
  private final BigInteger days;
  private final BigInteger of;

  Tiers(Line.Tiered line, Stretch.Share share, Params params, Steps steps) {
    this.line = line;
    this.share = share;
    this.params = params;
    this.steps = steps;
    this.days = BigInteger.valueOf(share.days());
    this.of = BigInteger.valueOf(share.of());
  }

  /// n/d before a rounding of the line; the sum of the rounded tiers over 1 where tiers are
  /// rounded.
  record Value(BigInteger n, BigInteger d) {}

  Value of(BigInteger quantity) {
    BigInteger whole = quantity.max(BigInteger.ZERO).multiply(of);
    BigInteger n = BigInteger.ZERO;
    BigInteger d = BigInteger.ONE;
    BigInteger rounded = BigInteger.ZERO;
    BigInteger lower = BigInteger.ZERO;
    for (int row = 0; row < line.tiers().size(); row++) {
      Optional<BigInteger> upper =
          line.tiers().get(row).upTo().map(v -> BigInteger.valueOf(v).multiply(days));
      BigInteger units =
          switch (line.model()) {
            case GRADUATED -> upper.map(whole::min).orElse(whole).subtract(lower);
            case VOLUME ->
                whole.compareTo(lower) > 0 && (upper.isEmpty() || whole.compareTo(upper.get()) <= 0)
                    ? whole
                    : BigInteger.ZERO;
          };
      lower = upper.orElse(lower);
      if (units.signum() > 0) {
        TierStep.Tier step = step(row, units);
        steps.add(step);
        n = n.add(step.n());
        d = divisor();
        rounded =
            rounded.add(step.rounded().map(TierStep.Tier.Rounded::out).orElse(BigInteger.ZERO));
      }
    }
    boolean each = line.round().getFirst().at() == RoundStep.At.TIER;
    steps.add(
        new TierStep.Tiers(quantity, share.of(), each ? Optional.of(rounded) : Optional.empty()));
    return each ? new Value(rounded, BigInteger.ONE) : new Value(n, d);
  }

  private TierStep.Tier step(int row, BigInteger units) {
    Line.Tier tier = line.tiers().get(row);
    BigInteger price = params.price(tier.price(), params.periodStart()).micros();
    BigInteger flat = params.price(tier.flat(), params.periodStart()).micros();
    int sign = line.sign() == Line.Sign.CREDIT ? -1 : 1;
    BigInteger n =
        units
            .multiply(price)
            .add(BigInteger.valueOf(line.per()).multiply(days).multiply(flat))
            .multiply(BigInteger.valueOf(sign));
    RoundStep first = line.round().getFirst();
    Optional<TierStep.Tier.Rounded> rounded =
        first.at() == RoundStep.At.TIER
            ? Optional.of(
                new TierStep.Tier.Rounded(
                    first.to().value(),
                    first.mode(),
                    first.mode().toMultiple(n, divisor(), first.to().value())))
            : Optional.empty();
    return new TierStep.Tier(
        row, units, price, line.per(), flat, 1, share.days(), share.of(), sign, n, rounded);
  }

  private BigInteger divisor() {
    return BigInteger.valueOf(line.per()).multiply(of);
  }
}
