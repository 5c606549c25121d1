package io.countersign.core.rating;

import io.countersign.core.ledger.TermsVersion;
import io.countersign.core.terms.Kpi;
import io.countersign.core.terms.Line;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Span;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.Unit;
import java.math.BigInteger;
import java.util.Optional;

/// One month, rated under the version that governs it, as later months see it.
record Month(Period period, TermsVersion version, PeriodRecords records, LineLayer.Result result) {
  Terms terms() {
    return version.terms();
  }

  /// The amount of a line; 0 where the version has no such line.
  BigInteger amount(String line) {
    for (LineResult l : result.lines()) {
      if (l.id().equals(line)) {
        return l.amount().value();
      }
    }
    return BigInteger.ZERO;
  }

  /// What a line left for later months.
  Optional<Kept> kept(String line) {
    return Optional.ofNullable(result.kept().get(line));
  }

  /// The quantity of a tiered line of this window and unit.
  Optional<BigInteger> quantity(String line, Span window, Unit unit) {
    return result.kept().get(line) instanceof Kept.Units u
            && u.window() == window
            && u.unit() == unit
        ? Optional.of(u.quantity())
        : Optional.empty();
  }

  /// The measure under a minimum of this window and unit.
  Optional<BigInteger> share(String line, Span window, Unit unit) {
    return terms().line(line).orElse(null) instanceof Line.Minimum m
            && m.window() == window
            && m.amount() instanceof Line.MinimumShare s
            && terms().unitOf(s.measure()) == unit
        ? Optional.of(records.measure(s.measure()))
        : Optional.empty();
  }

  /// The KPI of this name and window.
  Optional<Kpi> kpi(String id, Span window) {
    return terms().kpi(id).filter(k -> k.window() == window);
  }
}
