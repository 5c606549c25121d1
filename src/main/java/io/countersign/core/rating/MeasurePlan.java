package io.countersign.core.rating;

import io.countersign.core.terms.Cond;
import io.countersign.core.terms.Measure;
import io.countersign.core.terms.RecordType;
import io.countersign.core.terms.Terms;
import java.util.List;
import java.util.Optional;

/// A measure that counts records, compiled for one period.
final class MeasurePlan {
  private final Measure measure;
  private final RecordType type;
  private final RecordTest where;
  private final QuantityPlan quantity;

  private MeasurePlan(Measure measure, RecordType type, RecordTest where, QuantityPlan quantity) {
    this.measure = measure;
    this.type = type;
    this.where = where;
    this.quantity = quantity;
  }

  /// Empty for a derived measure.
  static Optional<MeasurePlan> of(Terms terms, Measure measure, List<String> windows) {
    return switch (measure) {
      case Measure.Count m -> {
        RecordType type = type(terms, m.recordType());
        yield Optional.of(
            new MeasurePlan(
                m, type, RecordTest.compile(m.where(), type, windows), QuantityPlan.each(1, type)));
      }
      case Measure.Sum m -> {
        RecordType type = type(terms, m.recordType());
        yield Optional.of(
            new MeasurePlan(
                m,
                type,
                RecordTest.compile(m.where(), type, windows),
                QuantityPlan.sum(
                    m.addends(),
                    m.increment()
                        .filter(i -> i.scope() == Measure.Scope.RECORD)
                        .map(Measure.Scoped::increment),
                    type)));
      }
      case Measure.Derived m -> Optional.empty();
    };
  }

  private static RecordType type(Terms terms, String id) {
    return terms
        .recordType(id)
        .orElseThrow(() -> new IllegalArgumentException("a record type expected, found " + id));
  }

  Measure measure() {
    return measure;
  }

  RecordType type() {
    return type;
  }

  /// What a record must fulfil to count.
  Cond condition() {
    return switch (measure) {
      case Measure.Count m -> m.where();
      case Measure.Sum m -> m.where();
      case Measure.Derived m -> throw new IllegalStateException("no records under " + m.id());
    };
  }

  QuantityPlan quantity() {
    return quantity;
  }

  boolean takes(long[] values, long windows) {
    return where.holds(values, windows);
  }

  /// How much a record of the measure's type counts; 0 where the measure does not take it.
  long of(long[] values, long windows) {
    return where.holds(values, windows) ? quantity.of(values) : 0;
  }
}
