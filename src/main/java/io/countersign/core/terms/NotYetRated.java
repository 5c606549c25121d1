package io.countersign.core.terms;

import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import java.util.List;

/// What of the language this release cannot rate. The list shrinks with later releases and ends up
/// empty.
final class NotYetRated {
  private NotYetRated() {}

  static List<Finding> check(Terms terms) {
    Findings out = new Findings();
    for (int i = 0; i < terms.kpis().size(); i++) {
      Kpi k = terms.kpis().get(i);
      if (k.window() != Span.PERIOD) {
        add(out, "kpis[" + i + "].window", "period", k.window().text());
      }
    }
    for (int i = 0; i < terms.lines().size(); i++) {
      line(terms.lines().get(i), "lines[" + i + "]", out);
    }
    return out.toList();
  }

  private static void line(Line line, String place, Findings out) {
    switch (line) {
      case Line.Rated l -> {}
      case Line.Fixed l -> {}
      case Line.Table l -> {
        if (l.escalation().isPresent()) {
          add(out, place + ".escalation", "no escalation", "one");
        }
      }
      case Line.Clamp l -> {}
      case Line.Percent l -> {}
      case Line.Tiered l -> kind(l, place, out);
      case Line.Milestone l -> kind(l, place, out);
      case Line.Linear l -> kind(l, place, out);
      case Line.Earnback l -> kind(l, place, out);
      case Line.Minimum l -> kind(l, place, out);
      case Line.Cap l -> kind(l, place, out);
    }
  }

  private static void kind(Line line, String place, Findings out) {
    add(out, place + ".kind", "rated, fixed, table, clamp or percent", line.kind());
  }

  private static void add(Findings out, String place, String expected, String found) {
    out.add(Code.TERMS_NOT_YET_RATED, place, expected, found);
  }
}
