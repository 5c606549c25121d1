package io.countersign.core.terms;

import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What is allowed but seldom meant. Not a consensus rule: it may grow with any release.
public final class Advice {
  private final Terms terms;
  private final Findings out = new Findings();

  private Advice(Terms terms) {
    this.terms = terms;
  }

  /// Advice on valid terms, with codes 12xx; at most 256 findings.
  ///
  /// @param terms valid: others may make it throw
  public static List<Finding> check(Terms terms) {
    Advice a = new Advice(terms);
    a.clamps();
    a.order();
    a.bands();
    a.cards();
    a.unused();
    a.calendars();
    a.disputes();
    return a.out.toList();
  }

  private void clamps() {
    Set<String> clamped = new HashSet<>();
    for (Line line : terms.lines()) {
      if (line instanceof Line.Clamp c) {
        clamped.addAll(c.of());
      }
    }
    for (int i = 0; i < terms.lines().size(); i++) {
      Line line = terms.lines().get(i);
      boolean malus =
          (line instanceof Line.Table t
                  && t.bands().stream().map(Band::gives).anyMatch(Advice::negative))
              || (line instanceof Line.Linear l && negative(l.min()));
      if (malus && !clamped.contains(line.id())) {
        out.add(
            Code.MALUS_WITHOUT_CLAMP,
            "lines[" + i + "]",
            "a clamp that names " + line.id(),
            "none");
      }
    }
  }

  private static boolean negative(Effect e) {
    return switch (e) {
      case Effect.Percent p -> p.value() < 0;
      case Effect.Money m -> m.micros().signum() < 0;
    };
  }

  private void order() {
    int most = 0;
    String last = "";
    for (int i = 0; i < terms.lines().size(); i++) {
      Line line = terms.lines().get(i);
      int rank =
          switch (line) {
            case Line.Rated l -> 0;
            case Line.Tiered l -> 0;
            case Line.Fixed l -> 0;
            case Line.Milestone l -> 0;
            case Line.Table l -> 1;
            case Line.Linear l -> 1;
            case Line.Clamp l -> 2;
            case Line.Earnback l -> 3;
            case Line.Minimum l -> 4;
            case Line.Cap l -> 5;
            case Line.Percent l -> 6;
          };
      if (rank < most) {
        out.add(
            Code.LINE_ORDER,
            "lines[" + i + "]",
            line.kind() + " before " + last,
            line.kind() + " after it");
      } else {
        most = rank;
        last = line.kind();
      }
    }
  }

  private void bands() {
    Map<String, Intervals.Interval> ranges = Intervals.measures(terms);
    for (int i = 0; i < terms.lines().size(); i++) {
      if (terms.lines().get(i) instanceof Line.Table t) {
        switch (t.on()) {
          case Subject.OfKpi k -> kpi(t, terms.kpi(k.id()).orElseThrow(), ranges, i);
          case Subject.OfMeasure m -> {
            Intervals.Interval r = ranges.getOrDefault(m.id(), Intervals.Interval.ZERO);
            for (int k = 0; k < t.bands().size(); k++) {
              Optional<Band.Bound> from = t.bands().get(k).from();
              if (from.isPresent() && !reachable(from.get(), r)) {
                unreachable(i, k, "a bound that " + m.id() + " can reach", from.get());
              }
            }
          }
          case Subject.OfScore s -> {}
        }
      }
    }
  }

  private void kpi(Line.Table t, Kpi k, Map<String, Intervals.Interval> ranges, int line) {
    boolean notNegative = ranges.getOrDefault(k.num(), Intervals.Interval.ZERO).lo().signum() >= 0;
    for (int b = 0; b < t.bands().size(); b++) {
      Optional<Band.Bound> from = t.bands().get(b).from();
      if (from.isEmpty()) {
        continue;
      }
      Band.Bound bound = from.get();
      if (k.show() == Kpi.Show.PERCENT
          && (bound.value() > k.scale() || (bound.value() == k.scale() && bound.strict()))) {
        unreachable(line, b, "a bound of at most 100 %, which is " + k.scale(), bound);
      }
      if (notNegative && (bound.value() < 0 || (bound.value() == 0 && !bound.strict()))) {
        unreachable(line, b + 1, "bounds above 0, since " + k.id() + " is never below 0", bound);
      }
    }
  }

  private static boolean reachable(Band.Bound b, Intervals.Interval r) {
    int c = r.hi().compareTo(BigInteger.valueOf(b.value()));
    return b.strict() ? c > 0 : c >= 0;
  }

  private void unreachable(int line, int band, String expected, Band.Bound found) {
    out.add(
        Code.BAND_UNREACHABLE,
        "lines[" + line + "].bands[" + band + "]",
        expected,
        (found.strict() ? "gt " : "ge ") + found.value());
  }

  private void cards() {
    Steps steps = new Steps();
    PriceTable.forEach(terms, steps, (of, masks) -> table(of, masks, steps));
  }

  private void table(PriceTable of, WindowMasks masks, Steps steps) {
    List<Cond> rows = of.rows();
    String place = of.place();
    Optional<CaseTable> found = CaseTable.of(of.type(), rows, masks, steps);
    if (found.isEmpty()) {
      return;
    }
    CaseTable table = found.get();
    CaseSet covered = table.none();
    for (int i = 0; i < rows.size(); i++) {
      CaseSet cases = table.cases(rows.get(i));
      if (cases.count() == 0) {
        out.add(Code.ROW_NEVER, place + ".rows[" + i + "].when", "a case that can occur", "none");
      }
      covered.or(cases);
    }
    int gap = covered.firstMissing();
    if (of.otherwise() && !of.factors() && !rows.isEmpty() && gap < table.size()) {
      out.add(
          Code.GAP_FILLED_BY_ELSE,
          place + ".else",
          "a row for each case",
          (table.size() - covered.count()) + " cases, first " + table.describe(gap));
    }
  }

  private void unused() {
    Uses uses = Uses.of(terms);
    terms.calendars().forEach(c -> unused(uses.calendars(), c.id(), "calendars." + c.id()));
    terms.windows().forEach(w -> unused(uses.windows(), w.id(), "windows." + w.id()));
    terms.params().forEach(p -> unused(uses.params(), p.id(), "params." + p.id()));
    for (int i = 0; i < terms.kpis().size(); i++) {
      unused(uses.figures(), terms.kpis().get(i).id(), "kpis[" + i + "]");
    }
    for (int i = 0; i < terms.scores().size(); i++) {
      unused(uses.figures(), terms.scores().get(i).id(), "scores[" + i + "]");
    }
  }

  private void unused(Set<String> used, String id, String place) {
    if (!used.contains(id)) {
      out.add(Code.NAME_UNUSED, place, "a use of " + id, "none");
    }
  }

  private void calendars() {
    for (Calendar c : terms.calendars()) {
      if (c.coveredTo().isBefore(terms.term().to())) {
        out.add(
            Code.CALENDAR_SHORT,
            "calendars." + c.id() + ".coveredTo",
            "not before " + terms.term().to(),
            c.coveredTo().toString());
      }
    }
  }

  private void disputes() {
    DisputeRules d = terms.disputes();
    int days = terms.cutoff().lateDays() + d.disputeDays() + d.answerDays();
    int shortest = terms.cutoff().finalAfterMonths() * 28;
    if (days > shortest) {
      out.add(
          Code.FINAL_TOO_EARLY,
          "cutoff.finalAfterMonths",
          "months of at least " + days + " days",
          terms.cutoff().finalAfterMonths() + " months");
    }
  }
}
