package io.countersign.core.money;

import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import java.math.BigInteger;

/// How a signed rational becomes an integer. Each mode acts on the signed value, so `floor` and
/// `down` part ways below zero.
public enum Rounding {
  /// Toward zero.
  DOWN("down"),
  /// Away from zero.
  UP("up"),
  /// To the nearest, ties away from zero.
  HALF_UP("half-up"),
  /// To the nearest, ties to the even one.
  HALF_EVEN("half-even"),
  /// Toward minus infinity.
  FLOOR("floor"),
  /// Toward plus infinity.
  CEIL("ceil");

  private final String text;

  Rounding(String text) {
    this.text = text;
  }

  /// The text form in terms documents and traces.
  public String text() {
    return text;
  }

  /// Reads a text form.
  ///
  /// @throws MalformedException `FIELD_PATTERN`
  public static Rounding parse(String text) throws MalformedException {
    for (Rounding mode : values()) {
      if (mode.text.equals(text)) {
        return mode;
      }
    }
    throw new MalformedException(
        Code.FIELD_PATTERN,
        "mode",
        -1,
        "one of down, up, half-up, half-even, floor, ceil",
        MalformedException.show(text));
  }

  /// `n / d` as an integer.
  ///
  /// @param d the divisor, greater than 0
  /// @throws ArithmeticException if `d` is not positive
  public BigInteger divide(BigInteger n, BigInteger d) {
    requirePositive(d);
    BigInteger[] qr = n.divideAndRemainder(d);
    int sign = n.signum();
    if (qr[1].signum() == 0
        || !away(sign, qr[1].abs().shiftLeft(1).compareTo(d), qr[0].testBit(0))) {
      return qr[0];
    }
    return qr[0].add(BigInteger.valueOf(sign));
  }

  /// The multiple of `step` that the rational `n / d` rounds to: `step * divide(n, d * step)`.
  ///
  /// @param d the divisor, greater than 0
  /// @param step the distance between results, greater than 0
  public BigInteger toMultiple(BigInteger n, BigInteger d, BigInteger step) {
    requirePositive(step);
    return divide(n, d.multiply(step)).multiply(step);
  }

  /// Whether the quotient that was cut toward zero moves one away from zero.
  ///
  /// @param sign sign of the exact value, -1 or 1
  /// @param half how twice the remainder compares with the divisor
  /// @param odd whether the quotient is odd
  private boolean away(int sign, int half, boolean odd) {
    return switch (this) {
      case DOWN -> false;
      case UP -> true;
      case HALF_UP -> half >= 0;
      case HALF_EVEN -> half > 0 || (half == 0 && odd);
      case FLOOR -> sign < 0;
      case CEIL -> sign > 0;
    };
  }

  private static void requirePositive(BigInteger d) {
    if (d.signum() <= 0) {
      throw new ArithmeticException("a divisor greater than 0 expected, found " + d);
    }
  }
}
