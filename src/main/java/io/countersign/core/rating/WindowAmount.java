package io.countersign.core.rating;

import io.countersign.core.terms.Amount;
import io.countersign.core.terms.Line;
import io.countersign.core.terms.Unit;
import java.math.BigInteger;

/// What a minimum or a cap comes to in its window, exactly.
final class WindowAmount {
  private WindowAmount() {}

  /// An amount of money, whole or by the days of the window that lie in the term.
  static LineContext.Fraction money(
      Amount amount, Stretch stretch, Line.Prorate prorate, LineContext in, Steps steps) {
    Params.Price price = in.params().price(amount, in.params().periodStart());
    return switch (prorate) {
      case NONE -> {
        steps.add(new Step.Fixed(price.micros(), price.value(), BigInteger.ONE, 1, price.micros()));
        yield new LineContext.Fraction(price.micros(), BigInteger.ONE);
      }
      case DAYS -> {
        BigInteger n = price.micros().multiply(BigInteger.valueOf(stretch.days()));
        steps.add(
            new Step.Prorate(
                price.micros(),
                price.value(),
                BigInteger.ONE,
                1,
                Math.toIntExact(stretch.days()),
                Math.toIntExact(stretch.of()),
                n));
        yield new LineContext.Fraction(n, BigInteger.valueOf(stretch.of()));
      }
    };
  }

  /// A share of a measure over the whole window, at a price.
  static LineContext.Fraction share(
      Line.Minimum line, Line.MinimumShare share, Stretch stretch, LineContext in, Steps steps) {
    Unit unit = in.terms().unitOf(share.measure());
    BigInteger qty =
        in.figures()
            .measure(share.measure())
            .add(in.past().sum(line.window(), m -> m.share(line.id(), line.window(), unit)));
    Params.Price price = in.params().price(share.price(), in.params().periodStart());
    Stretch.Share part = stretch.share(line.prorate());
    BigInteger n =
        qty.multiply(BigInteger.valueOf(share.percent()))
            .multiply(price.micros())
            .multiply(BigInteger.valueOf(part.days()));
    steps.add(
        new WindowStep.Share(
            qty, share.percent(), price.micros(), share.per(), part.days(), part.of(), n));
    return new LineContext.Fraction(
        n,
        LineContext.WHOLE
            .multiply(BigInteger.valueOf(share.per()))
            .multiply(BigInteger.valueOf(part.of())));
  }
}
