package io.countersign.core.rating;

import io.countersign.core.merkle.SumRoot;
import io.countersign.core.merkle.SumTree;
import io.countersign.core.terms.Kpi;
import io.countersign.core.terms.Measure;
import io.countersign.core.terms.RecordType;
import io.countersign.core.terms.Terms;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntPredicate;

/// The measures of a period, whole and by segment, from the columns of its records.
final class Measures {
  private final Terms terms;
  private final Columns columns;
  private final Map<String, Integer> planOf = new HashMap<>();

  Measures(Plan plan, Columns columns) {
    this.terms = plan.terms();
    this.columns = columns;
    for (int m = 0; m < plan.measures().size(); m++) {
      planOf.put(plan.measures().get(m).measure().id(), m);
    }
  }

  /// Tells the columns which segments the KPIs need; before the records are read.
  static void keepSegments(Plan plan, Columns columns) {
    for (Kpi kpi : plan.terms().kpis()) {
      kpi.segment().ifPresent(s -> columns.keepSegments(s.field()));
    }
  }

  /// The sum tree of measure plan `m`.
  SumRoot tree(int m) {
    long[] quantities = columns.quantities(m);
    SumTree.Builder tree = SumTree.builder();
    for (int i = 0; i < quantities.length; i++) {
      if (quantities[i] != 0) {
        tree.add(columns.feed().number(i), quantities[i]);
      }
    }
    return tree.root();
  }

  /// What each record adds to measure plan `m`.
  List<Contribution> contributions(int m) {
    long[] quantities = columns.quantities(m);
    List<Contribution> out = new ArrayList<>();
    for (int i = 0; i < quantities.length; i++) {
      if (quantities[i] != 0) {
        BigInteger quantity = BigInteger.valueOf(quantities[i]);
        out.add(columns.feed().contribution(i, List.of(), quantity, quantity));
      }
    }
    return out;
  }

  /// The value of every measure over all records.
  Map<String, BigInteger> values() {
    return values(i -> true);
  }

  /// The same over the records that pass.
  private Map<String, BigInteger> values(IntPredicate taken) {
    return values(terms, m -> sum(m, taken));
  }

  /// Every measure, from the sums of those that count records.
  static Map<String, BigInteger> values(Terms terms, Function<String, BigInteger> sums) {
    Map<String, BigInteger> out = new LinkedHashMap<>();
    for (Measure measure : terms.measures()) {
      out.put(measure.id(), value(measure, sums, out));
    }
    return out;
  }

  private static BigInteger value(
      Measure measure, Function<String, BigInteger> sums, Map<String, BigInteger> earlier) {
    return switch (measure) {
      case Measure.Count m -> sums.apply(m.id());
      case Measure.Sum m -> {
        BigInteger sum = sums.apply(m.id());
        yield m.increment()
            .filter(i -> i.scope() == Measure.Scope.POOL)
            .map(i -> i.increment().apply(sum))
            .orElse(sum);
      }
      case Measure.Derived m -> {
        BigInteger sum = BigInteger.ZERO;
        for (Measure.Weighted w : m.of()) {
          BigInteger part = earlier.get(w.measure());
          if (part == null) {
            throw new IllegalArgumentException("an earlier measure expected: " + w.measure());
          }
          sum = sum.add(part.multiply(BigInteger.valueOf(w.weight())));
        }
        yield m.min().isPresent() ? sum.max(BigInteger.valueOf(m.min().getAsLong())) : sum;
      }
    };
  }

  private BigInteger sum(String measure, IntPredicate taken) {
    Integer m = planOf.get(measure);
    if (m == null) {
      throw new IllegalArgumentException("a measure that counts records expected: " + measure);
    }
    long[] quantities = columns.quantities(m);
    BigSum sum = new BigSum();
    for (int i = 0; i < quantities.length; i++) {
      if (quantities[i] != 0 && taken.test(i)) {
        sum.add(quantities[i]);
      }
    }
    return sum.value();
  }

  /// The measures of each KPI that compares segments, by segment.
  Map<String, List<PeriodRecords.Segment>> segments() {
    Map<String, List<PeriodRecords.Segment>> out = new HashMap<>();
    for (Kpi kpi : terms.kpis()) {
      if (kpi.segment().isPresent()) {
        out.put(kpi.id(), segments(kpi, kpi.segment().get().field()));
      }
    }
    return out;
  }

  private List<PeriodRecords.Segment> segments(Kpi kpi, String field) {
    List<String> names = Plan.segmentValues(typeOf(terms, kpi.num()), field);
    int[] column = columns.segments(field);
    List<PeriodRecords.Segment> out = new ArrayList<>();
    for (int s = 0; s < names.size(); s++) {
      int segment = s;
      Map<String, BigInteger> values = values(i -> column[i] == segment);
      BigInteger num = values.getOrDefault(kpi.num(), BigInteger.ZERO);
      BigInteger den = values.getOrDefault(kpi.den(), BigInteger.ZERO);
      out.add(new PeriodRecords.Segment(names.get(s), num, den));
    }
    return out;
  }

  /// A record type that a measure rests on; all of them have the segment's field with the same
  /// values.
  static RecordType typeOf(Terms terms, String measure) {
    return switch (terms.measure(measure).orElseThrow()) {
      case Measure.Count m -> terms.recordType(m.recordType()).orElseThrow();
      case Measure.Sum m -> terms.recordType(m.recordType()).orElseThrow();
      case Measure.Derived m -> typeOf(terms, m.of().get(0).measure());
    };
  }
}
