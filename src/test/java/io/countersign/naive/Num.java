package io.countersign.naive;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/// A number as a fraction in lowest terms.
public record Num(BigInteger p, BigInteger q) {
  public static final Num ZERO = of(0);
  static final Num ONE = of(1);

  public Num {
    if (q.signum() == 0) {
      throw new ArithmeticException("division by zero");
    }
    if (q.signum() < 0) {
      p = p.negate();
      q = q.negate();
    }
    if (!q.equals(BigInteger.ONE)) {
      BigInteger g = p.gcd(q);
      if (g.signum() > 0) {
        p = p.divide(g);
        q = q.divide(g);
      }
    }
  }

  public static Num of(long v) {
    return new Num(BigInteger.valueOf(v), BigInteger.ONE);
  }

  static Num parse(String decimal) {
    BigDecimal d = new BigDecimal(decimal);
    return new Num(d.setScale(12).unscaledValue(), BigInteger.TEN.pow(12));
  }

  Num plus(Num o) {
    return new Num(p.multiply(o.q).add(o.p.multiply(q)), q.multiply(o.q));
  }

  Num minus(Num o) {
    return plus(o.times(of(-1)));
  }

  Num times(Num o) {
    return new Num(p.multiply(o.p), q.multiply(o.q));
  }

  Num over(Num o) {
    return new Num(p.multiply(o.q), q.multiply(o.p));
  }

  /// Hundredths of it.
  Num percent(Num pct) {
    return times(pct).over(of(100));
  }

  int compare(Num o) {
    return p.multiply(o.q).compareTo(o.p.multiply(q));
  }

  boolean isPositive() {
    return p.signum() > 0;
  }

  Num max(Num o) {
    return compare(o) >= 0 ? this : o;
  }

  Num min(Num o) {
    return compare(o) <= 0 ? this : o;
  }

  /// A multiple of `step`.
  Num round(Num step, String mode) {
    Num steps = over(step);
    RoundingMode m =
        switch (mode) {
          case "down" -> RoundingMode.DOWN;
          case "up" -> RoundingMode.UP;
          case "half-up" -> RoundingMode.HALF_UP;
          case "half-even" -> RoundingMode.HALF_EVEN;
          case "floor" -> RoundingMode.FLOOR;
          default -> RoundingMode.CEILING;
        };
    BigInteger whole =
        new BigDecimal(steps.p).divide(new BigDecimal(steps.q), 0, m).toBigIntegerExact();
    return new Num(whole, BigInteger.ONE).times(step);
  }

  BigInteger micros() {
    return times(of(1_000_000)).whole();
  }

  BigInteger whole() {
    if (!q.equals(BigInteger.ONE)) {
      throw new ArithmeticException("not whole: " + this);
    }
    return p;
  }
}
