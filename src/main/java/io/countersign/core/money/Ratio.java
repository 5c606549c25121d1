package io.countersign.core.money;

import java.math.BigInteger;
import java.util.Objects;

/// An exact rational number, not reduced.
///
/// Two ratios are equal when their parts are; [#compareTo] compares the numbers, so 1/2 and 2/4
/// compare as the same without being equal.
///
/// @param num the numerator, signed
/// @param den the denominator, greater than 0
public record Ratio(BigInteger num, BigInteger den) implements Comparable<Ratio> {
  public Ratio {
    Objects.requireNonNull(num);
    if (den.signum() <= 0) {
      throw new IllegalArgumentException("a denominator greater than 0 expected, found " + den);
    }
  }

  public static Ratio of(long num, long den) {
    return new Ratio(BigInteger.valueOf(num), BigInteger.valueOf(den));
  }

  /// The integer that the number rounds to.
  public BigInteger round(Rounding mode) {
    return mode.divide(num, den);
  }

  /// The number times `factor`, exactly.
  public Ratio times(BigInteger factor) {
    return new Ratio(num.multiply(factor), den);
  }

  @Override
  public int compareTo(Ratio other) {
    return num.multiply(other.den).compareTo(other.num.multiply(den));
  }

  /// `num/den`.
  @Override
  public String toString() {
    return num + "/" + den;
  }
}
