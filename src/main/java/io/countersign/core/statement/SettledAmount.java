package io.countersign.core.statement;

import io.countersign.core.base.Bytes32;
import io.countersign.core.money.Micros;
import io.countersign.core.terms.Period;

/// What a closed dispute posts to one line, once: no measure, base, minimum, cap or tax sees it.
///
/// @param dispute digest of the dispute's entry
/// @param period the period of the line, which may be earlier than the statement's
/// @param amount not 0
public record SettledAmount(Bytes32 dispute, Period period, String line, Micros amount) {
  public SettledAmount {
    if (amount.isZero()) {
      throw new IllegalArgumentException("a settlement of nothing: " + period + " " + line);
    }
  }
}
