package io.countersign.core.terms;

import io.countersign.core.money.Micros;
import java.util.regex.Pattern;

/// The currency of every amount of the agreement.
///
/// @param code three capital letters
/// @param exponent decimal places of its minor unit, 0 to 3
public record Currency(String code, int exponent) {
  static final Pattern CODE = Pattern.compile("[A-Z]{3}");

  /// The most decimal places that a currency may have here.
  public static final int MAX_EXPONENT = 3;

  public Currency {
    Checks.pattern("a currency code", code, CODE);
    Checks.range("an exponent", exponent, 0, MAX_EXPONENT);
  }

  /// One minor unit (a fen, a yen, a fils) in micros.
  public Micros minorUnit() {
    return Micros.minorUnit(exponent);
  }
}
