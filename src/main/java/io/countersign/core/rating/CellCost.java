package io.countersign.core.rating;

import io.countersign.core.merkle.SumStream;
import io.countersign.core.money.Rounding;
import io.countersign.core.terms.RoundStep;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/// What one record costs in one cell, prepared for many records.
///
/// The numerator is multiplied out in four groups of 64 bits: terms.md §12 keeps it below 2^247. A
/// record's rounded amount is divided in `long` where the fraction, shortened once for the cell,
/// fits for every quantity that the fields allow; else as the reference does it.
final class CellCost {
  /// Bound of what is computed in `long`, with room for doubling a remainder and one step more.
  private static final BigInteger FITS = BigInteger.ONE.shiftLeft(61);

  private final RatedPlan plan;
  private final RatedPlan.CellPrice price;
  private final long[] unit; // lowest group first
  private final long[] connect;
  private final @Nullable RoundStep step;

  // rounded micros of a quantity q: step x ((perUnit x q + perConnect x [q > 0]) / divisor)
  private final boolean small;
  private final long perUnit;
  private final long perConnect;
  private final long divisor;
  private final long to;

  /// @param step the rounding at each record, if there is one
  CellCost(RatedPlan plan, RatedPlan.CellPrice price, @Nullable RoundStep step) {
    this.plan = plan;
    this.price = price;
    this.unit = reversed(SumStream.limbs(price.perUnit()));
    this.connect = reversed(SumStream.limbs(price.perConnect()));
    this.step = step;
    if (step == null) {
      small = false;
      perUnit = 0;
      perConnect = 0;
      divisor = 1;
      to = 1;
      return;
    }
    BigInteger d = plan.divisor().multiply(step.to().value());
    BigInteger common = d.gcd(price.perUnit()).gcd(price.perConnect());
    BigInteger u = price.perUnit().divide(common);
    BigInteger c = price.perConnect().divide(common);
    d = d.divide(common);
    BigInteger most = u.multiply(BigInteger.valueOf(plan.quantity().mostAbs())).add(c);
    BigInteger out = most.divide(d).add(BigInteger.ONE).multiply(step.to().value());
    small = most.max(d).max(out).compareTo(FITS) < 0;
    perUnit = small ? u.longValueExact() * plan.sign() : 0;
    perConnect = small ? c.longValueExact() * plan.sign() : 0;
    divisor = small ? d.longValueExact() : 1;
    to = small ? step.to().value().longValueExact() : 1;
  }

  private static long[] reversed(long[] limbs) {
    return new long[] {limbs[3], limbs[2], limbs[1], limbs[0]};
  }

  /// Sets the leaf of record `number` to the numerator of its quantity, which is not negative.
  void addNumerator(SumStream tree, long number, long quantity) {
    long r0 = unit[0] * quantity;
    long carry = Math.unsignedMultiplyHigh(unit[0], quantity);
    long low = unit[1] * quantity;
    long r1 = low + carry;
    carry = Math.unsignedMultiplyHigh(unit[1], quantity) + over(r1, low);
    low = unit[2] * quantity;
    long r2 = low + carry;
    carry = Math.unsignedMultiplyHigh(unit[2], quantity) + over(r2, low);
    long r3 = unit[3] * quantity + carry;
    if (quantity > 0) {
      r0 += connect[0];
      carry = over(r0, connect[0]);
      r1 += carry;
      carry = over(r1, carry);
      r1 += connect[1];
      carry += over(r1, connect[1]);
      r2 += carry;
      carry = over(r2, carry);
      r2 += connect[2];
      carry += over(r2, connect[2]);
      r3 += carry + connect[3];
    }
    tree.add(number, r3, r2, r1, r0);
  }

  /// Whether an unsigned sum passed 2^64, given one of its addends.
  private static long over(long sum, long addend) {
    return Long.compareUnsigned(sum, addend) < 0 ? 1 : 0;
  }

  /// Whether [#micros] answers for every quantity.
  boolean small() {
    return small;
  }

  /// The record's rounded amount in micros, with the line's sign; only where [#small()].
  long micros(long quantity) {
    long n = perUnit * quantity + (quantity > 0 ? perConnect : 0);
    return divide(mode(), n, divisor) * to;
  }

  /// The same beyond `long`.
  BigInteger wideMicros(long quantity) {
    BigInteger n = price.perUnit().multiply(BigInteger.valueOf(quantity));
    if (quantity > 0) {
      n = n.add(price.perConnect());
    }
    return mode()
        .toMultiple(plan.sign() < 0 ? n.negate() : n, plan.divisor(), roundStep().to().value());
  }

  private Rounding mode() {
    return roundStep().mode();
  }

  private RoundStep roundStep() {
    if (step == null) {
      throw new IllegalStateException("no rounding at records in " + plan.line().id());
    }
    return step;
  }

  /// [Rounding#divide] in `long`, for numbers below 2^61 either side of 0.
  static long divide(Rounding mode, long n, long d) {
    long q = n / d;
    long r = n - q * d;
    if (r == 0) {
      return q;
    }
    int sign = n < 0 ? -1 : 1;
    long half = 2 * Math.abs(r) - d;
    boolean away =
        switch (mode) {
          case DOWN -> false;
          case UP -> true;
          case HALF_UP -> half >= 0;
          case HALF_EVEN -> half > 0 || (half == 0 && (q & 1) != 0);
          case FLOOR -> sign < 0;
          case CEIL -> sign > 0;
        };
    return away ? q + sign : q;
  }
}
