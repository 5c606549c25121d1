package io.countersign.core.rating;

import io.countersign.core.merkle.SumRoot;
import io.countersign.core.money.Micros;
import io.countersign.core.terms.Kpi;
import io.countersign.core.terms.Line;
import io.countersign.core.terms.Measure;
import io.countersign.core.terms.Terms;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The lines of one period, from what its records come to.
final class LineLayer {
  private LineLayer() {}

  /// What the layer gives: the parts of a [RatingResult.Rated] that are not in the records.
  record Result(List<MeasureResult> measures, List<KpiResult> kpis, List<LineResult> lines) {}

  static Result rate(Plan plan, PeriodRecords records) {
    List<KpiResult> kpis = kpis(plan.terms(), records);
    Map<String, KpiResult> byId = new HashMap<>();
    kpis.forEach(k -> byId.put(k.id(), k));
    Figures figures = new Figures(plan.terms(), records.measures(), byId);
    return new Result(measures(plan.terms(), records), kpis, lines(plan, figures, records));
  }

  private static List<KpiResult> kpis(Terms terms, PeriodRecords records) {
    List<KpiResult> out = new ArrayList<>();
    for (Kpi kpi : terms.kpis()) {
      BigInteger num = records.measure(kpi.num());
      KpiResult whole = Figures.kpi(kpi, num, records.measure(kpi.den()), Optional.empty());
      List<PeriodRecords.Segment> segments = records.segments().getOrDefault(kpi.id(), List.of());
      out.add(
          kpi.segment().isEmpty()
              ? whole
              : Figures.stands(
                  kpi,
                  whole,
                  segments.stream()
                      .map(s -> Figures.kpi(kpi, s.num(), s.den(), Optional.of(s.name())))
                      .toList()));
    }
    return out;
  }

  private static List<MeasureResult> measures(Terms terms, PeriodRecords records) {
    List<MeasureResult> out = new ArrayList<>();
    for (Measure measure : terms.measures()) {
      String id = measure.id();
      Optional<SumRoot> root = Optional.ofNullable(records.roots().get(id));
      out.add(new MeasureResult(id, records.measure(id), root));
    }
    return out;
  }

  private static List<LineResult> lines(Plan plan, Figures figures, PeriodRecords records) {
    Terms terms = plan.terms();
    LineContext in = new LineContext(terms, plan.period(), plan.days(), plan.params(), figures);
    List<LineResult> out = new ArrayList<>();
    for (Line line : terms.lines()) {
      Steps steps = new Steps();
      Optional<SumRoot> sum = Optional.empty();
      BigInteger amount;
      switch (line) {
        case Line.Rated l -> {
          RatedLine.Outcome outcome = records.line(l.id());
          outcome.steps().forEach(steps::add);
          sum = outcome.sum();
          amount = outcome.amount();
        }
        case Line.Fixed l -> amount = FixedLine.rate(l, in, steps);
        case Line.Table l -> amount = TableLine.rate(l, in, steps);
        case Line.Clamp l -> amount = ClampLine.rate(l, in, steps);
        case Line.Percent l -> amount = PercentLine.rate(l, in, steps);
        case Line.Tiered l -> throw unrated(l);
        case Line.Milestone l -> throw unrated(l);
        case Line.Linear l -> throw unrated(l);
        case Line.Earnback l -> throw unrated(l);
        case Line.Minimum l -> throw unrated(l);
        case Line.Cap l -> throw unrated(l);
      }
      Micros end = new Micros(deMinimis(line.head().deMinimis().value(), amount, steps));
      in.put(line.id(), end);
      boolean memo = line instanceof Line.Percent p && p.inclusive();
      out.add(
          LineResult.of(
              line.id(), end, memo, sum, new Trace(line.id(), plan.period(), steps.list())));
    }
    return out;
  }

  private static BigInteger deMinimis(BigInteger below, BigInteger amount, Steps steps) {
    if (below.signum() == 0) {
      return amount;
    }
    BigInteger out = amount.abs().compareTo(below) < 0 ? BigInteger.ZERO : amount;
    steps.add(new Step.DeMinimis(amount, below, out));
    return out;
  }

  private static IllegalStateException unrated(Line line) {
    return new IllegalStateException("a line that should have been refused: " + line.kind());
  }
}
