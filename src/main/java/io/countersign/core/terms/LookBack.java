package io.countersign.core.terms;

/// Whether terms look at months before the one that they rate. Source: `src/docs/terms.md` §13.
final class LookBack {
  private LookBack() {}

  static boolean in(Terms terms) {
    return terms.kpis().stream().anyMatch(k -> k.window() != Span.PERIOD)
        || terms.lines().stream().anyMatch(LookBack::in);
  }

  private static boolean in(Line line) {
    return switch (line) {
      case Line.Tiered l -> l.window() != Span.PERIOD || l.rollOver().isPresent();
      case Line.Minimum l -> l.window() != Span.PERIOD;
      case Line.Cap l -> l.window() != Span.PERIOD;
      case Line.Table l -> l.escalation().isPresent();
      case Line.Milestone l -> l.holdback().isPresent();
      case Line.Earnback l -> true;
      case Line.Rated l -> false;
      case Line.Fixed l -> false;
      case Line.Linear l -> false;
      case Line.Clamp l -> false;
      case Line.Percent l -> false;
    };
  }
}
