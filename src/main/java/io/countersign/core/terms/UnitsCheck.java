package io.countersign.core.terms;

import io.countersign.core.base.Code;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Stage units: only like is added to like, and nothing that is rounded up or summed can be
/// negative.
final class UnitsCheck {
  private UnitsCheck() {}

  static void run(Terms terms, Findings out) {
    Map<String, Unit> units = new HashMap<>();
    for (Measure m : terms.measures()) {
      units.put(m.id(), Figures.unit(terms, m));
    }
    for (int i = 0; i < terms.measures().size(); i++) {
      String place = "measures[" + i + "]";
      switch (terms.measures().get(i)) {
        case Measure.Count c -> {
          if (!c.unit().counts()) {
            out.add(Code.UNIT_MIXED, place + ".unit", "a unit that counts", c.unit().text());
          }
        }
        case Measure.Sum s -> {
          sum(terms, s.recordType(), s.addends(), place + ".sum", out);
          for (int k = 0; k < s.addends().size(); k++) {
            notNegative(terms, s.recordType(), s.addends().get(k), place + ".sum[" + k + "]", out);
          }
        }
        case Measure.Derived d -> {
          for (int k = 0; k < d.of().size(); k++) {
            Unit u = units.get(d.of().get(k).measure());
            if (u != null && u != d.unit() && !(u.counts() && d.unit().counts())) {
              out.add(
                  Code.UNIT_MIXED,
                  place + ".of[" + k + "].measure",
                  "a measure in " + d.unit().text(),
                  u.text());
            }
          }
        }
      }
    }
    for (int i = 0; i < terms.lines().size(); i++) {
      if (terms.lines().get(i) instanceof Line.Rated r && r.quantity() instanceof Quantity.Sum s) {
        String place = "lines[" + i + "].qty.sum";
        sum(terms, r.recordType(), s.addends(), place, out);
        for (int k = 0; k < s.addends().size(); k++) {
          if (s.increment().isPresent() || s.addends().get(k).increment().isPresent()) {
            notNegative(terms, r.recordType(), s.addends().get(k), place + "[" + k + "]", out);
          }
        }
      }
    }
    Map<String, Intervals.Interval> ranges = Intervals.measures(terms);
    for (int i = 0; i < terms.kpis().size(); i++) {
      Kpi k = terms.kpis().get(i);
      Optional<Intervals.Interval> den = Optional.ofNullable(ranges.get(k.den()));
      if (den.isPresent() && den.get().lo().signum() < 0) {
        out.add(
            Code.DENOMINATOR_NEGATIVE,
            "kpis[" + i + "].den",
            "a measure that is 0 or more",
            k.den() + " from " + den.get().lo());
      }
    }
  }

  private static void sum(
      Terms terms, String type, List<Addend> addends, String place, Findings out) {
    Unit unit = Figures.unit(terms, type, addends.getFirst());
    for (int k = 1; k < addends.size(); k++) {
      Unit u = Figures.unit(terms, type, addends.get(k));
      if (u != unit) {
        out.add(
            Code.UNIT_MIXED, place + "[" + k + "].field", "a field in " + unit.text(), u.text());
      }
    }
  }

  private static void notNegative(
      Terms terms, String type, Addend addend, String place, Findings out) {
    Field.Int f = Figures.field(terms, type, addend);
    if (f.min() < 0) {
      out.add(
          Code.QUANTITY_NEGATIVE,
          place + ".field",
          "a field of 0 or more",
          f.id() + " from " + f.min());
    }
  }
}
