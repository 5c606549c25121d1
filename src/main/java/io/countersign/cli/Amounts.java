package io.countersign.cli;

import io.countersign.core.money.Decimal;
import io.countersign.core.money.Micros;
import java.math.BigInteger;
import java.util.Locale;

/// Numbers the way both languages read them: groups of three with commas, a point, a minus sign.
final class Amounts {
  private Amounts() {}

  /// `12,345.60`: at least `exponent` decimal places, more where the amount has more.
  static String money(Micros amount, int exponent) {
    return amount.format(exponent);
  }

  static String grouped(BigInteger number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /// 10^-4 of a percent as `6 %`, or of a factor as `1.3`.
  static String tenThousandths(long value) {
    return Decimal.formatFactor(value);
  }
}
