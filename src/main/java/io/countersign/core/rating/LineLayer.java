package io.countersign.core.rating;

import io.countersign.core.merkle.SumRoot;
import io.countersign.core.money.Micros;
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

  /// What the layer gives.
  ///
  /// @param figures that the lines looked at
  /// @param kept what lines leave for later months, by id
  record Result(
      List<MeasureResult> measures,
      List<KpiResult> kpis,
      List<LineResult> lines,
      Figures figures,
      Map<String, Kept> kept) {
    Result {
      measures = List.copyOf(measures);
      kpis = List.copyOf(kpis);
      lines = List.copyOf(lines);
      kept = Map.copyOf(kept);
    }
  }

  static Result rate(Plan plan, PeriodRecords records, Past past, Acceptances acceptances) {
    List<KpiResult> kpis = KpiWindows.kpis(plan.terms(), records, past);
    Map<String, KpiResult> byId = new HashMap<>();
    kpis.forEach(k -> byId.put(k.id(), k));
    Figures figures = new Figures(plan.terms(), records.measures(), byId);
    LineContext in = new LineContext(plan, figures, past, acceptances);
    List<LineResult> lines = lines(plan, in, records);
    return new Result(measures(plan.terms(), records), kpis, lines, figures, in.kept());
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

  private static List<LineResult> lines(Plan plan, LineContext in, PeriodRecords records) {
    Terms terms = plan.terms();
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
        case Line.Tiered l -> amount = TieredLine.rate(l, in, steps);
        case Line.Milestone l -> amount = MilestoneLine.rate(l, in, steps);
        case Line.Linear l -> amount = LinearLine.rate(l, in, steps);
        case Line.Earnback l -> amount = EarnbackLine.rate(l, in, steps);
        case Line.Minimum l -> amount = MinimumLine.rate(l, in, steps);
        case Line.Cap l -> amount = CapLine.rate(l, in, steps);
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
}
