package io.countersign.core.rating;

import io.countersign.core.terms.Field;
import io.countersign.core.terms.Kpi;
import io.countersign.core.terms.Line;
import io.countersign.core.terms.Measure;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.RecordType;
import io.countersign.core.terms.Subject;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.TermsClock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A terms document compiled for one period: everything that the record loop needs, looked up once.
final class Plan {
  private final Terms terms;
  private final Period period;
  private final TermsClock clock;
  private final PeriodDays days;
  private final Params params;
  private final RecordReader[] readers;
  private final List<MeasurePlan> measures = new ArrayList<>();
  private final List<RatedPlan> rated = new ArrayList<>();
  private final Set<String> summed;

  Plan(Terms terms, Period period) {
    this.terms = terms;
    this.period = period;
    this.clock = TermsClock.of(terms.offsets());
    this.days = new PeriodDays(terms, clock, period, clock.start(period), clock.end(period));
    this.params = new Params(terms, days, Refusals.latest(period.firstDay(), terms.term().from()));
    this.readers = terms.records().stream().map(RecordReader::new).toArray(RecordReader[]::new);
    for (Measure measure : terms.measures()) {
      MeasurePlan.of(terms, measure, days.windowIds()).ifPresent(measures::add);
    }
    for (Line line : terms.lines()) {
      if (line instanceof Line.Rated r) {
        rated.add(new RatedPlan(terms, r, days, params));
      }
    }
    this.summed = summedMeasures(terms);
  }

  Terms terms() {
    return terms;
  }

  Period period() {
    return period;
  }

  TermsClock clock() {
    return clock;
  }

  PeriodDays days() {
    return days;
  }

  Params params() {
    return params;
  }

  List<MeasurePlan> measures() {
    return measures;
  }

  List<RatedPlan> rated() {
    return rated;
  }

  /// The index of a record type, -1 if the terms do not know it.
  int typeOf(String id) {
    for (int i = 0; i < readers.length; i++) {
      if (readers[i].type().id().equals(id)) {
        return i;
      }
    }
    return -1;
  }

  int typeOf(RecordType type) {
    return typeOf(type.id());
  }

  RecordReader reader(int type) {
    return readers[type];
  }

  int maxFields() {
    int max = 0;
    for (RecordReader reader : readers) {
      max = Math.max(max, reader.type().fields().size());
    }
    return max;
  }

  /// Whether a line or KPI rests on the measure, so that it carries a sum root.
  boolean isSummed(String measure) {
    return summed.contains(measure);
  }

  /// The values of the enum field that a KPI's segments go by.
  static List<String> segmentValues(RecordType type, String field) {
    return ((Field.Choice) type.field(field).orElseThrow()).values();
  }

  private static Set<String> summedMeasures(Terms terms) {
    Set<String> out = new HashSet<>();
    for (Kpi kpi : terms.kpis()) {
      out.add(kpi.num());
      out.add(kpi.den());
    }
    for (Line line : terms.lines()) {
      switch (line) {
        case Line.Fixed l -> l.units().ifPresent(u -> out.add(u.measure()));
        case Line.Table l -> {
          add(l.on(), out);
          l.gates().forEach(g -> add(g.on(), out));
        }
        case Line.Tiered l -> out.add(l.measure());
        case Line.Minimum l -> {
          if (l.amount() instanceof Line.MinimumShare s) {
            out.add(s.measure());
          }
        }
        case Line.Linear l -> {
          add(l.on(), out);
          l.gates().forEach(g -> add(g.on(), out));
        }
        case Line.Earnback l -> l.gates().forEach(g -> add(g.on(), out));
        case Line.Rated l -> {}
        case Line.Milestone l -> {}
        case Line.Clamp l -> {}
        case Line.Cap l -> {}
        case Line.Percent l -> {}
      }
    }
    // a derived measure rests on the ones before it
    for (int i = terms.measures().size() - 1; i >= 0; i--) {
      if (terms.measures().get(i) instanceof Measure.Derived d && out.contains(d.id())) {
        d.of().forEach(w -> out.add(w.measure()));
      }
    }
    return out;
  }

  private static void add(Subject subject, Set<String> out) {
    switch (subject) {
      case Subject.OfMeasure s -> out.add(s.id());
      // KPIs are all taken already, and scores are made of KPIs
      case Subject.OfKpi s -> {}
      case Subject.OfScore s -> {}
    }
  }
}
