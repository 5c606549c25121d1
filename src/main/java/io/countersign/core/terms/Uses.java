package io.countersign.core.terms;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The names that a document uses.
///
/// @param figures KPIs and scores
record Uses(Set<String> windows, Set<String> calendars, Set<String> params, Set<String> figures) {
  static Uses of(Terms terms) {
    Uses u = new Uses(new HashSet<>(), new HashSet<>(), new HashSet<>(), new HashSet<>());
    for (Window w : terms.windows()) {
      if (w.days() instanceof Window.Classes c) {
        u.calendars.add(c.calendar());
      }
    }
    for (Measure m : terms.measures()) {
      switch (m) {
        case Measure.Count c -> u.cond(c.where());
        case Measure.Sum s -> u.cond(s.where());
        case Measure.Derived d -> {}
      }
    }
    for (Score s : terms.scores()) {
      s.items().forEach(i -> u.figures.add(i.kpi()));
    }
    terms.lines().forEach(u::line);
    return u;
  }

  private void line(Line line) {
    switch (line) {
      case Line.Rated l -> {
        cond(l.where());
        amount(l.connect());
        l.card()
            .rows()
            .forEach(
                r -> {
                  cond(r.when());
                  amount(r.price());
                });
        l.card().otherwise().ifPresent(this::amount);
        for (Line.FactorTable t : l.factors()) {
          t.rows()
              .forEach(
                  r -> {
                    cond(r.when());
                    factor(r.x());
                  });
          t.otherwise().ifPresent(this::factor);
        }
      }
      case Line.Tiered l ->
          l.tiers()
              .forEach(
                  t -> {
                    amount(t.price());
                    amount(t.flat());
                  });
      case Line.Fixed l -> amount(l.amount());
      case Line.Milestone l -> {}
      case Line.Table l -> {
        figures.add(l.on().id());
        gates(l.gates());
      }
      case Line.Linear l -> {
        figures.add(l.on().id());
        gates(l.gates());
      }
      case Line.Earnback l -> gates(l.gates());
      case Line.Clamp l -> {}
      case Line.Minimum l -> {
        switch (l.amount()) {
          case Line.MinimumMoney m -> amount(m.amount());
          case Line.MinimumShare s -> amount(s.price());
        }
      }
      case Line.Cap l -> amount(l.amount());
      case Line.Percent l -> factor(l.percent());
    }
  }

  private void gates(List<Gate> gates) {
    gates.forEach(g -> figures.add(g.on().id()));
  }

  private void amount(Amount a) {
    if (a instanceof Amount.Param p) {
      params.add(p.id());
    }
  }

  private void factor(Factor x) {
    if (x instanceof Factor.Param p) {
      params.add(p.id());
    }
  }

  private void cond(Cond cond) {
    switch (cond) {
      case Cond.All c -> c.parts().forEach(this::cond);
      case Cond.Any c -> c.parts().forEach(this::cond);
      case Cond.Not c -> cond(c.part());
      case Cond.InWindow c -> windows.add(c.window());
      case Cond.Always c -> {}
      case Cond.Is c -> {}
      case Cond.In c -> {}
      case Cond.Compare c -> {}
    }
  }
}
