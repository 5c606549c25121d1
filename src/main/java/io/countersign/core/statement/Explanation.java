package io.countersign.core.statement;

import io.countersign.core.ledger.History;
import io.countersign.core.ledger.TermsVersion;
import io.countersign.core.ledger.Workers;
import io.countersign.core.rating.Contribution;
import io.countersign.core.rating.KpiResult;
import io.countersign.core.rating.LineResult;
import io.countersign.core.rating.MeasureResult;
import io.countersign.core.rating.Rater;
import io.countersign.core.rating.RatingResult;
import io.countersign.core.rating.Step;
import io.countersign.core.terms.Line;
import io.countersign.core.terms.Measure;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Score;
import io.countersign.core.terms.Subject;
import io.countersign.core.terms.Terms;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Why one line of a statement comes to its amount: from the line to its steps, from a cell to its
/// records, and from a figure to its measures and their records.
///
/// Says nothing in any language: whoever shows it renders the terms' own labels and these numbers.
///
/// @param terms the version that governs the period
/// @param rule the line as the terms have it
/// @param result its amount, trace and sum root
/// @param cells of a rated line, ascending by key, each with its records
/// @param kpis that the line looks at
/// @param measures that the line or these KPIs rest on, derived ones before their parts
public record Explanation(
    Period period,
    long size,
    TermsVersion terms,
    Line rule,
    LineResult result,
    List<Cell> cells,
    List<KpiResult> kpis,
    List<Counted> measures) {
  public Explanation {
    cells = List.copyOf(cells);
    kpis = List.copyOf(kpis);
    measures = List.copyOf(measures);
  }

  /// A cell and the records in it, in the order of their numbers.
  public record Cell(Step.Cell step, List<Contribution> records) {
    public Cell {
      records = List.copyOf(records);
    }
  }

  /// A measure and the records that it counts; none for a derived one.
  public record Counted(MeasureResult measure, List<Contribution> records) {
    public Counted {
      records = List.copyOf(records);
    }
  }

  /// Explains `line` of `period` on the first `size` leaves; empty if the period is refused there
  /// or has no such line. Cost: one rating of the period, and one pass over its records for the
  /// line and each measure.
  public static Optional<Explanation> of(History history, long size, Period period, String line) {
    Rater rater = new Rater(history, Workers.SEQUENTIAL);
    return rater.rate(size, period) instanceof RatingResult.Rated rated
        ? rated.terms().terms().line(line).map(rule -> explain(rater, rated, rule))
        : Optional.empty();
  }

  private static Explanation explain(Rater rater, RatingResult.Rated rated, Line rule) {
    LineResult result =
        rated.lines().stream().filter(l -> l.id().equals(rule.id())).findFirst().orElseThrow();
    List<Cell> cells = new ArrayList<>();
    if (rule instanceof Line.Rated) {
      List<Contribution> all = rater.contributions(rated.size(), rated.period(), rule.id());
      for (Step step : result.trace().steps()) {
        if (step instanceof Step.Cell cell) {
          cells.add(new Cell(cell, all.stream().filter(c -> c.key().equals(cell.key())).toList()));
        }
      }
    }
    Terms terms = rated.terms().terms();
    Set<String> kpis = new LinkedHashSet<>();
    Set<String> measures = new LinkedHashSet<>();
    figures(terms, rule, kpis, measures);
    for (String kpi : kpis) {
      terms.kpi(kpi).ifPresent(k -> measures.addAll(List.of(k.num(), k.den())));
    }
    return new Explanation(
        rated.period(),
        rated.size(),
        rated.terms(),
        rule,
        result,
        cells,
        rated.kpis().stream().filter(k -> kpis.contains(k.id())).toList(),
        counted(rater, rated, parts(terms, measures)));
  }

  /// The figures that a line looks at.
  private static void figures(Terms terms, Line rule, Set<String> kpis, Set<String> measures) {
    List<Subject> subjects = new ArrayList<>();
    switch (rule) {
      case Line.Fixed l -> l.units().ifPresent(u -> measures.add(u.measure()));
      case Line.Tiered l -> measures.add(l.measure());
      case Line.Minimum l -> {
        if (l.amount() instanceof Line.MinimumShare s) {
          measures.add(s.measure());
        }
      }
      case Line.Table l -> {
        subjects.add(l.on());
        l.gates().forEach(g -> subjects.add(g.on()));
      }
      case Line.Linear l -> {
        subjects.add(l.on());
        l.gates().forEach(g -> subjects.add(g.on()));
      }
      case Line.Earnback l -> l.gates().forEach(g -> subjects.add(g.on()));
      case Line.Rated l -> {}
      case Line.Milestone l -> {}
      case Line.Clamp l -> {}
      case Line.Cap l -> {}
      case Line.Percent l -> {}
    }
    for (Subject subject : subjects) {
      switch (subject) {
        case Subject.OfMeasure s -> measures.add(s.id());
        case Subject.OfKpi s -> kpis.add(s.id());
        case Subject.OfScore s ->
            terms
                .score(s.id())
                .map(Score::items)
                .ifPresent(items -> items.forEach(i -> kpis.add(i.kpi())));
      }
    }
  }

  /// The measures and, through derived ones, what they are made of.
  private static Set<String> parts(Terms terms, Set<String> measures) {
    Set<String> out = new LinkedHashSet<>();
    List<String> todo = new ArrayList<>(measures);
    while (!todo.isEmpty()) {
      String id = todo.removeFirst();
      if (out.add(id) && terms.measure(id).orElse(null) instanceof Measure.Derived d) {
        d.of().forEach(w -> todo.add(w.measure()));
      }
    }
    return out;
  }

  private static List<Counted> counted(Rater rater, RatingResult.Rated rated, Set<String> ids) {
    List<Counted> out = new ArrayList<>();
    for (String id : ids) {
      for (MeasureResult m : rated.measures()) {
        if (m.id().equals(id)) {
          out.add(new Counted(m, rater.contributions(rated.size(), rated.period(), id)));
        }
      }
    }
    return out;
  }
}
