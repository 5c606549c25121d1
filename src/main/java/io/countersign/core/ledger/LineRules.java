package io.countersign.core.ledger;

import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.terms.Line;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Terms;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Whether lines that a claim or an award names are lines that can be billed, in the order of the
/// terms that govern their periods.
final class LineRules {
  private final List<TermsVersion> versions;
  private final IdentityHashMap<Terms, Map<String, Integer>> positions = new IdentityHashMap<>();

  LineRules(List<TermsVersion> versions) {
    this.versions = versions;
  }

  /// A line of a period.
  record OfPeriod(Period period, String line) {
    @Override
    public String toString() {
      return line + " of " + period;
    }
  }

  /// The position of a line that can be billed; -1 for a memo, and for none.
  int position(Terms terms, String id) {
    return positions.computeIfAbsent(terms, LineRules::billed).getOrDefault(id, -1);
  }

  private static Map<String, Integer> billed(Terms terms) {
    Map<String, Integer> out = new HashMap<>();
    List<Line> lines = terms.lines();
    for (int i = 0; i < lines.size(); i++) {
      if (!(lines.get(i) instanceof Line.Percent p && p.inclusive())) {
        out.put(lines.get(i).id(), i);
      }
    }
    return out;
  }

  /// The first line that is none, or stands before its place.
  Optional<Finding> check(Leaf leaf, Code code, List<OfPeriod> lines) {
    int before = -1;
    for (int i = 0; i < lines.size(); i++) {
      OfPeriod l = lines.get(i);
      Optional<TermsVersion> version = History.termsFor(versions, l.period());
      if (version.isEmpty()) {
        return EntryRules.no(leaf, code, "a period that a version governs", l);
      }
      if (i == 0 || !lines.get(i - 1).period().equals(l.period())) {
        before = -1;
      }
      int at = position(version.get().terms(), l.line());
      if (at < 0) {
        return EntryRules.no(leaf, code, "a line of the terms that is no memo", l);
      }
      if (at < before) {
        return EntryRules.no(leaf, code, "lines in the order of the terms", l);
      }
      before = at;
    }
    return Optional.empty();
  }
}
