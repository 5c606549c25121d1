package io.countersign.core.terms;

import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What accumulates over several months at the moment when an amendment takes over, and whether the
/// amendment keeps it.
///
/// A line or KPI whose window is open keeps id, kind, window and unit; else the months counted so
/// far would mean nothing to the months that follow. Source: `src/docs/terms.md` §13.
public final class OpenWindows {
  private OpenWindows() {}

  /// What an amendment has to keep.
  ///
  /// @param place in the version before
  private record Kept(String kind, Span window, String unit, String place) {
    @Override
    public String toString() {
      return kind + " by " + window.text() + (unit.isEmpty() ? "" : " in " + unit);
    }
  }

  /// Whether a window of `before` has begun and not ended when `effective` begins.
  public static boolean isOpen(Terms before, Span window, Period effective) {
    int months = effective.since(before.firstPeriod());
    boolean inside = months > 0 && effective.compareTo(before.lastPeriod()) <= 0;
    return switch (window) {
      case PERIOD -> false;
      case QUARTER, YEAR -> inside && months % window.months() != 0;
      case TERM -> inside;
    };
  }

  /// What the amendment `now` breaks of `before`, each with `AGREEMENT_WINDOW` and its place in
  /// `before`: KPIs, then lines, in document order; empty if nothing.
  ///
  /// @param before valid, as is `now`
  public static List<Finding> broken(Terms before, Terms now, Period effective) {
    Map<String, Kept> kept = accumulating(now);
    Findings out = new Findings();
    accumulating(before)
        .forEach(
            (id, wanted) -> {
              Optional<Kept> found = Optional.ofNullable(kept.get(id));
              boolean same =
                  found.isPresent()
                      && found.get().kind().equals(wanted.kind())
                      && found.get().window() == wanted.window()
                      && found.get().unit().equals(wanted.unit());
              if (!same && isOpen(before, wanted.window(), effective)) {
                out.add(
                    Code.AGREEMENT_WINDOW,
                    wanted.place(),
                    id + ": " + wanted + ", since its window is open in " + effective,
                    found.map(Kept::toString).orElse("nothing that accumulates under this id"));
              }
            });
    return out.toList();
  }

  /// By id. KPIs and lines have spaces of names of their own: a KPI's id stands in the key with its
  /// word before it.
  private static Map<String, Kept> accumulating(Terms terms) {
    Map<String, Kept> out = new LinkedHashMap<>();
    for (int i = 0; i < terms.kpis().size(); i++) {
      Kpi k = terms.kpis().get(i);
      if (k.window() != Span.PERIOD) {
        String unit = unit(terms, k.num()) + " over " + unit(terms, k.den());
        out.put("KPI " + k.id(), new Kept("KPI", k.window(), unit, "kpis[" + i + "]"));
      }
    }
    for (int i = 0; i < terms.lines().size(); i++) {
      Line line = terms.lines().get(i);
      Span window = window(line);
      if (window != Span.PERIOD) {
        out.put(
            "line " + line.id(),
            new Kept(line.kind(), window, unit(terms, line), "lines[" + i + "]"));
      }
    }
    return out;
  }

  private static Span window(Line line) {
    return switch (line) {
      case Line.Tiered l -> l.window();
      case Line.Minimum l -> l.window();
      case Line.Cap l -> l.window();
      case Line.Rated l -> Span.PERIOD;
      case Line.Fixed l -> Span.PERIOD;
      case Line.Milestone l -> Span.PERIOD;
      case Line.Table l -> Span.PERIOD;
      case Line.Linear l -> Span.PERIOD;
      case Line.Earnback l -> Span.PERIOD;
      case Line.Clamp l -> Span.PERIOD;
      case Line.Percent l -> Span.PERIOD;
    };
  }

  /// The unit of the measure that a line accumulates; empty where it accumulates money only.
  private static String unit(Terms terms, Line line) {
    return switch (line) {
      case Line.Tiered l -> unit(terms, l.measure());
      case Line.Minimum l when l.amount() instanceof Line.MinimumShare s ->
          unit(terms, s.measure());
      default -> "";
    };
  }

  private static String unit(Terms terms, String measure) {
    return Figures.unit(terms, terms.measure(measure).orElseThrow()).text();
  }
}
