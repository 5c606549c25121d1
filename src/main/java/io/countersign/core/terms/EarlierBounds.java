package io.countersign.core.terms;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;

/// What months under earlier versions may bring into those of an amendment, at most: absolute
/// values by the id of the line or KPI that brings them in. Source: `src/docs/terms.md` §12.
///
/// Each version valid by itself is not enough: an earn-back of one pays back what a line of another
/// took, and multiplies it as the one says.
final class EarlierBounds {
  private final Map<String, BigInteger> lines = new HashMap<>();
  private final Map<String, BigInteger> quantities = new HashMap<>();
  private final Map<String, BigInteger> nums = new HashMap<>();
  private final Map<String, BigInteger> dens = new HashMap<>();
  private final Map<String, BigInteger> withheld = new HashMap<>();

  /// Takes in the bounds of one version.
  ///
  /// @param amounts by line
  /// @param measures by measure
  void add(Terms terms, Map<String, BigInteger> amounts, Map<String, BigInteger> measures) {
    amounts.forEach((id, amount) -> lines.merge(id, amount, BigInteger::max));
    for (Kpi k : terms.kpis()) {
      nums.merge(k.id(), of(measures, k.num()), BigInteger::max);
      dens.merge(k.id(), of(measures, k.den()), BigInteger::max);
    }
    for (Line line : terms.lines()) {
      if (line instanceof Line.Tiered l) {
        quantities.merge(l.id(), of(measures, l.measure()), BigInteger::max);
      } else if (line instanceof Line.Minimum l && l.amount() instanceof Line.MinimumShare s) {
        quantities.merge(l.id(), of(measures, s.measure()), BigInteger::max);
      } else if (line instanceof Line.Milestone l) {
        withheld.merge(l.id(), own(terms, l), BigInteger::add);
      }
    }
  }

  private static BigInteger own(Terms terms, Line.Milestone line) {
    return line.items().stream()
        .map(i -> i.amount().value().add(terms.currency().minorUnit().value()))
        .reduce(BigInteger.ZERO, BigInteger::add);
  }

  /// The amount of a line.
  BigInteger line(String id) {
    return of(lines, id);
  }

  /// The measure of a tiered line or under a minimum.
  BigInteger quantity(String line) {
    return of(quantities, line);
  }

  BigInteger num(String kpi) {
    return of(nums, kpi);
  }

  BigInteger den(String kpi) {
    return of(dens, kpi);
  }

  /// What a milestone line of any version may have held back, all together.
  BigInteger withheld(String line) {
    return of(withheld, line);
  }

  private static BigInteger of(Map<String, BigInteger> bounds, String id) {
    return bounds.getOrDefault(id, BigInteger.ZERO);
  }
}
