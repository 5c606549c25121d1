package io.countersign.core.terms;

import io.countersign.core.money.Micros;
import io.countersign.core.money.Rounding;

/// One rounding of a rated or tiered line.
///
/// @param to the results are multiples of it; a positive number of micros
public record RoundStep(At at, Micros to, Rounding mode) {
  public RoundStep {
    Checks.that(to.signum() > 0, "a multiple above 0", to);
  }

  /// What is rounded.
  public enum At {
    /// Each record's amount, in a rated line.
    RECORD("record"),
    /// Each tier's amount, in a tiered line.
    TIER("tier"),
    /// The line's sum.
    LINE("line");

    private final String text;

    At(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }
}
