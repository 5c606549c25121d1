package io.countersign.core.money;

import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import java.math.BigInteger;

/// Decimal strings in their one shortest form: no leading zeros, no trailing zeros after the point,
/// no point without decimals, never `-0`, no plus sign, no exponent.
///
/// So two documents that mean the same number have the same bytes.
public final class Decimal {
  /// Decimal places of factors and percents: they count in 10^-4.
  public static final int FACTOR_SCALE = 4;

  /// Cap on the digits before the point where the caller sets no lower one.
  public static final int MAX_DIGITS = 78;

  private Decimal() {}

  /// Reads a signed decimal string as a whole number of 10^-`maxFractionDigits`.
  ///
  /// @param maxIntegerDigits cap on the digits before the point
  /// @param maxFractionDigits cap on the digits after it, and the scale of the result
  /// @throws MalformedException `FIELD_PATTERN` with the offset of the first wrong character
  public static BigInteger parse(String text, int maxIntegerDigits, int maxFractionDigits)
      throws MalformedException {
    return parse(text, maxIntegerDigits, maxFractionDigits, maxFractionDigits);
  }

  /// Reads a factor or a percent: a signed number of 10^-4 with at most `maxIntegerDigits` digits
  /// before the point.
  ///
  /// @param maxIntegerDigits 1 to 14, so that the result fits a long
  /// @throws MalformedException `FIELD_PATTERN`
  public static long parseFactor(String text, int maxIntegerDigits) throws MalformedException {
    if (maxIntegerDigits < 1 || maxIntegerDigits > 14) {
      throw new IllegalArgumentException("1 to 14 digits expected, found " + maxIntegerDigits);
    }
    return parse(text, maxIntegerDigits, FACTOR_SCALE, FACTOR_SCALE).longValueExact();
  }

  /// Reads a signed decimal string as a whole number of 10^-`scale`.
  ///
  /// @param maxFractionDigits cap on the digits after the point, at most `scale`
  /// @throws MalformedException `FIELD_PATTERN`
  public static BigInteger parse(
      String text, int maxIntegerDigits, int maxFractionDigits, int scale)
      throws MalformedException {
    if (maxFractionDigits > scale) {
      throw new IllegalArgumentException(
          "at most " + scale + " decimals can be kept, " + maxFractionDigits + " were allowed");
    }
    int length = text.length();
    int at = length > 0 && text.charAt(0) == '-' ? 1 : 0;
    int from = at;
    at = digits(text, at);
    if (at == from) {
      throw fault(text, at, "a digit");
    }
    if (at - from > 1 && text.charAt(from) == '0') {
      throw fault(text, from, "no leading zero");
    }
    if (at - from > maxIntegerDigits) {
      throw fault(text, from, "at most " + maxIntegerDigits + " digits before the point");
    }
    int fraction = 0;
    if (at < length && text.charAt(at) == '.') {
      int point = at;
      at = digits(text, at + 1);
      fraction = at - point - 1;
      if (fraction == 0) {
        throw fault(text, at, "a digit after the point");
      }
      if (fraction > maxFractionDigits) {
        throw fault(text, point, "at most " + maxFractionDigits + " decimals");
      }
      if (text.charAt(at - 1) == '0') {
        throw fault(text, at - 1, "no trailing zero after the point");
      }
    }
    if (at < length) {
      throw fault(text, at, "the end of the number");
    }
    BigInteger value =
        new BigInteger(text.replace(".", "")).multiply(BigInteger.TEN.pow(scale - fraction));
    if (value.signum() == 0 && text.charAt(0) == '-') {
      throw fault(text, 0, "0 without a sign");
    }
    return value;
  }

  /// The shortest decimal string of `value` x 10^-`scale`.
  public static String format(BigInteger value, int scale) {
    if (scale < 0) {
      throw new IllegalArgumentException("a scale of 0 or more expected, found " + scale);
    }
    String digits = value.abs().toString();
    String padded = "0".repeat(Math.max(0, scale + 1 - digits.length())) + digits;
    int end = padded.length();
    int point = end - scale;
    while (end > point && padded.charAt(end - 1) == '0') {
      end--;
    }
    String whole = padded.substring(0, point);
    String sign = value.signum() < 0 ? "-" : "";
    return end == point ? sign + whole : sign + whole + "." + padded.substring(point, end);
  }

  /// The shortest decimal string of a factor or percent.
  public static String formatFactor(long tenThousandths) {
    return format(BigInteger.valueOf(tenThousandths), FACTOR_SCALE);
  }

  private static int digits(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }

  private static MalformedException fault(String text, int offset, String expected) {
    return new MalformedException(
        Code.FIELD_PATTERN,
        "decimal",
        offset,
        expected + " in a decimal number of shortest form",
        MalformedException.show(text));
  }
}
