package io.countersign.core.terms;

import io.countersign.core.money.Micros;

/// What a band, a bound or a slope gives: a percentage of a base, or an amount.
public sealed interface Effect {
  /// @param value in 10^-4 of a percent, signed: -30000 is -3 %
  record Percent(long value) implements Effect {}

  /// @param micros signed
  record Money(Micros micros) implements Effect {}
}
