package io.countersign.core.rating;

import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.terms.Calendar;
import io.countersign.core.terms.Kpi;
import io.countersign.core.terms.Line;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Span;
import io.countersign.core.terms.Terms;
import java.time.LocalDate;
import java.util.Optional;

/// What keeps a period from being rated, judged by the terms and the period alone.
final class Refusals {
  private Refusals() {}

  /// The first that applies, in the order of `src/docs/statement.md` §3.
  static Optional<Finding> find(Terms terms, Period period) {
    LocalDate first = latest(period.firstDay(), terms.term().from());
    LocalDate last = earliest(period.lastDay(), terms.term().to());
    if (last.isBefore(first)) {
      return Optional.of(
          new Finding(
              Code.PERIOD_OUTSIDE_TERM,
              period.toString(),
              "a month from " + terms.term().from() + " to " + terms.term().to(),
              period.toString()));
    }
    Optional<Finding> later = notRatedYet(terms);
    if (later.isPresent()) {
      return later;
    }
    for (Calendar calendar : terms.calendars()) {
      if (calendar.coveredTo().isBefore(last)) {
        return Optional.of(
            new Finding(
                Code.CALENDAR_ENDS,
                "calendars." + calendar.id(),
                "dates up to " + last,
                "dates up to " + calendar.coveredTo()));
      }
    }
    return Optional.empty();
  }

  /// The first line or KPI that this release does not rate, in document order, KPIs first.
  private static Optional<Finding> notRatedYet(Terms terms) {
    for (int i = 0; i < terms.kpis().size(); i++) {
      Kpi kpi = terms.kpis().get(i);
      if (kpi.window() != Span.PERIOD) {
        return later("kpis[" + i + "].window", "period", kpi.window().text());
      }
    }
    for (int i = 0; i < terms.lines().size(); i++) {
      Line line = terms.lines().get(i);
      Optional<Finding> finding =
          switch (line) {
            case Line.Rated l -> Optional.empty();
            case Line.Fixed l -> Optional.empty();
            case Line.Clamp l -> Optional.empty();
            case Line.Percent l -> Optional.empty();
            case Line.Table l ->
                l.escalation().isPresent()
                    ? later("lines[" + i + "].escalation", "no escalation", "escalation")
                    : Optional.empty();
            case Line.Tiered l -> kind(i, l);
            case Line.Milestone l -> kind(i, l);
            case Line.Linear l -> kind(i, l);
            case Line.Earnback l -> kind(i, l);
            case Line.Minimum l -> kind(i, l);
            case Line.Cap l -> kind(i, l);
          };
      if (finding.isPresent()) {
        return finding;
      }
    }
    return Optional.empty();
  }

  private static Optional<Finding> kind(int i, Line line) {
    return later("lines[" + i + "].kind", "rated, fixed, table, clamp or percent", line.kind());
  }

  private static Optional<Finding> later(String where, String expected, String found) {
    return Optional.of(new Finding(Code.NOT_RATED_IN_THIS_RELEASE, where, expected, found));
  }

  static LocalDate latest(LocalDate a, LocalDate b) {
    return a.isAfter(b) ? a : b;
  }

  static LocalDate earliest(LocalDate a, LocalDate b) {
    return a.isBefore(b) ? a : b;
  }
}
