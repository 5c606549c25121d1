package io.countersign.core.ledger;

import io.countersign.core.money.Micros;
import io.countersign.core.terms.Period;
import java.util.ArrayList;
import java.util.List;

/// What the disputes of a prefix have come to in money.
///
/// Source: `src/docs/formats.md` §10. What is in force stays in force on every longer prefix at
/// every later instant.
public final class Settlements {
  private Settlements() {}

  /// What is in force on `history` at `t`, in the order of a statement: by the dispute's entry,
  /// then by period, then by the line's position in the terms.
  ///
  /// @param t milliseconds UTC, not before the last leaf of `history`: a cut-off, with the prefix
  ///   of the leaves before it
  public static List<Settlement> inForce(History history, long t) {
    List<Settlement> out = new ArrayList<>();
    for (DisputeEntry d : history.disputes()) {
      switch (history.stateAt(d, t)) {
        case SETTLED ->
            d.claim()
                .items()
                .forEach(i -> post(out, d, i.period(), i.line(), i.contested().negate()));
        case RESOLVED ->
            history
                .resolution(d)
                .map(ResolutionEntry::awarded)
                .orElse(List.of())
                .forEach(i -> post(out, d, i.period(), i.line(), i.amount()));
        case WITHDRAWN, ESCALATED, LAPSED, REJECTED, OPEN -> {}
      }
    }
    return List.copyOf(out);
  }

  private static void post(
      List<Settlement> out, DisputeEntry d, Period period, String line, Micros amount) {
    if (amount.value().signum() != 0) {
      out.add(new Settlement(d.index(), d.digest(), period, line, amount));
    }
  }
}
