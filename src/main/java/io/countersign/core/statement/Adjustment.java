package io.countersign.core.statement;

import io.countersign.core.money.Micros;
import io.countersign.core.terms.Period;

/// What entries after an earlier period's last statement changed about one of its lines.
///
/// @param period the earlier period
/// @param before the line's amount on the prefix of the statement before this one
/// @param now its amount on the prefix of this statement
/// @param memo the line is not in any total, so neither is this
public record Adjustment(Period period, String line, Micros before, Micros now, boolean memo) {
  public Adjustment {
    if (before.equals(now)) {
      throw new IllegalArgumentException("an adjustment of nothing: " + period + " " + line);
    }
  }

  /// now - before.
  public Micros amount() {
    return now.minus(before);
  }
}
