package io.countersign.core.prose;

import io.countersign.core.money.Decimal;
import java.math.BigInteger;
import java.util.regex.Pattern;

/// The fixed formats of numbers in texts: groups of three digits with commas, a point before
/// decimals, `-` before negative numbers; the same in both languages.
final class Numbers {
  /// A number of at most 21 digits before the point and 18 after it.
  static final Pattern NUMBER =
      Pattern.compile("-?[0-9]{1,3}(?:,[0-9]{3}){0,6}(?:\\.[0-9]{1,18})?");

  private Numbers() {}

  static String grouped(long value) {
    return grouped(BigInteger.valueOf(value), 0, 0);
  }

  /// `value` x 10^-`scale` with at least `decimals` decimals and otherwise no trailing zeros.
  static String grouped(BigInteger value, int scale, int decimals) {
    return grouped(Decimal.format(value, scale), decimals);
  }

  /// A decimal of shortest form, grouped, with at least `decimals` decimals.
  static String grouped(String shortest, int decimals) {
    int point = shortest.indexOf('.');
    String whole = point < 0 ? shortest : shortest.substring(0, point);
    String fraction = point < 0 ? "" : shortest.substring(point + 1);
    StringBuilder out = new StringBuilder(whole);
    for (int i = whole.length() - 3; i > (whole.startsWith("-") ? 1 : 0); i -= 3) {
      out.insert(i, ',');
    }
    String padded = fraction + "0".repeat(Math.max(0, decimals - fraction.length()));
    return padded.isEmpty() ? out.toString() : out + "." + padded;
  }

  /// The shortest form of a number as it stands in a text.
  static String shortest(String number) {
    String plain = number.replace(",", "");
    int point = plain.indexOf('.');
    int scale = point < 0 ? 0 : plain.length() - point - 1;
    return Decimal.format(new BigInteger(plain.replace(".", "")), scale);
  }

  /// A number as it stands in a text, counted in 1/`of`.
  ///
  /// @param of a power of ten
  /// @throws Unread if it is no whole number of them below 10^15
  static long inParts(String number, long of) throws Unread {
    String plain = number.replace(",", "");
    int point = plain.indexOf('.');
    int scale = point < 0 ? 0 : plain.length() - point - 1;
    BigInteger[] parts =
        new BigInteger(plain.replace(".", ""))
            .multiply(BigInteger.valueOf(of))
            .divideAndRemainder(BigInteger.TEN.pow(scale));
    if (parts[1].signum() != 0 || parts[0].bitLength() > 50) {
      throw Unread.here();
    }
    return parts[0].longValueExact();
  }

  /// Decimals of 1/of.
  static int digits(long of) {
    return Long.toString(of).length() - 1;
  }
}
