package io.countersign.core.money;

import io.countersign.core.base.MalformedException;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Objects;

/// An amount of the agreement's currency in 10^-6 of its unit, signed, of any size.
///
/// @param value the number of micros
public record Micros(BigInteger value) implements Comparable<Micros> {
  /// Decimal places of an amount.
  public static final int SCALE = 6;

  /// No money.
  public static final Micros ZERO = new Micros(BigInteger.ZERO);

  /// One unit of the currency.
  public static final Micros ONE = of(1_000_000);

  public Micros {
    Objects.requireNonNull(value);
  }

  public static Micros of(long micros) {
    return new Micros(BigInteger.valueOf(micros));
  }

  /// Reads a decimal string such as `12.5` in shortest form, with at most six decimals.
  ///
  /// @throws MalformedException `FIELD_PATTERN`
  public static Micros parse(String text) throws MalformedException {
    return parse(text, Decimal.MAX_DIGITS);
  }

  /// The same with a cap on the digits before the point.
  ///
  /// @throws MalformedException `FIELD_PATTERN`
  public static Micros parse(String text, int maxIntegerDigits) throws MalformedException {
    return new Micros(Decimal.parse(text, maxIntegerDigits, SCALE, SCALE));
  }

  /// Micros of the currency's smallest unit of account: 10^(6 - exponent).
  ///
  /// @param exponent decimal places of the currency, 0 to 6
  public static Micros minorUnit(int exponent) {
    if (exponent < 0 || exponent > SCALE) {
      throw new IllegalArgumentException("an exponent from 0 to 6 expected, found " + exponent);
    }
    return new Micros(BigInteger.TEN.pow(SCALE - exponent));
  }

  public Micros plus(Micros other) {
    return new Micros(value.add(other.value));
  }

  public Micros minus(Micros other) {
    return new Micros(value.subtract(other.value));
  }

  public Micros negate() {
    return new Micros(value.negate());
  }

  public Micros max(Micros other) {
    return compareTo(other) >= 0 ? this : other;
  }

  public Micros min(Micros other) {
    return compareTo(other) <= 0 ? this : other;
  }

  /// Whether the amount is a whole number of `step`s.
  public boolean isMultipleOf(Micros step) {
    return value.mod(step.value).signum() == 0;
  }

  public int signum() {
    return value.signum();
  }

  public boolean isZero() {
    return value.signum() == 0;
  }

  @Override
  public int compareTo(Micros other) {
    return value.compareTo(other.value);
  }

  /// The decimal string in units of the currency, shortest form: `-0.005`.
  public String format() {
    return Decimal.format(value, SCALE);
  }

  /// As a statement prints it: `12,345.60`, groups of three, at least `exponent` decimal places and
  /// more where the amount has more.
  public String format(int exponent) {
    String plain = Decimal.format(value.abs(), SCALE);
    int point = plain.indexOf('.');
    String whole = point < 0 ? plain : plain.substring(0, point);
    String fraction = point < 0 ? "" : plain.substring(point + 1);
    fraction += "0".repeat(Math.max(0, exponent - fraction.length()));
    return (signum() < 0 ? "-" : "")
        + String.format(Locale.ROOT, "%,d", new BigInteger(whole))
        + (fraction.isEmpty() ? "" : "." + fraction);
  }

  /// The decimal string in units of the currency.
  @Override
  public String toString() {
    return format();
  }
}
