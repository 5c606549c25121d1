package io.countersign.cli;

import io.countersign.core.money.Decimal;
import io.countersign.core.terms.Kpi;
import java.math.BigInteger;

/// KPI values as people read them.
final class Figures {
  private Figures() {}

  /// A value in 1/scale of `kpi`: `8000` at scale 10,000 is `80 %`.
  static String ratio(BigInteger scaled, Kpi kpi) {
    int digits = Long.toString(kpi.scale()).length() - 1;
    return switch (kpi.show()) {
      case PERCENT -> Decimal.format(scaled.multiply(BigInteger.valueOf(100)), digits) + " %";
      case NUMBER -> Decimal.format(scaled, digits);
    };
  }
}
