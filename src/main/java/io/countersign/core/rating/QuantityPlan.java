package io.countersign.core.rating;

import io.countersign.core.terms.Addend;
import io.countersign.core.terms.Field;
import io.countersign.core.terms.Increment;
import io.countersign.core.terms.Quantity;
import io.countersign.core.terms.RecordType;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How much one record counts: sum of increment(min(field, cap)), then the increment of the whole.
///
/// At most 16 x (10^12 + 2 x 10^9) + 2 x 10^9, so always within `long`.
final class QuantityPlan {
  private final int each;
  private final int[] fields;
  private final long[] caps;
  private final @Nullable Increment[] increments;
  private final @Nullable Increment whole;
  private final long least;

  private QuantityPlan(int each, RecordType type, List<Addend> addends, @Nullable Increment whole) {
    this.each = each;
    this.fields = new int[addends.size()];
    this.caps = new long[addends.size()];
    this.increments = new Increment[addends.size()];
    for (int i = 0; i < fields.length; i++) {
      Addend a = addends.get(i);
      fields[i] = RecordReader.indexOf(type, a.field());
      caps[i] = a.cap().orElse(Long.MAX_VALUE);
      increments[i] = a.increment().orElse(null);
    }
    this.whole = whole;
    long sum = each;
    for (int i = 0; i < fields.length; i++) {
      if (type.fields().get(fields[i]) instanceof Field.Int f) {
        sum = Math.addExact(sum, Math.min(f.min(), caps[i]));
      }
    }
    this.least = sum;
  }

  static QuantityPlan of(Quantity quantity, RecordType type) {
    return switch (quantity) {
      case Quantity.Each q -> each(q.units(), type);
      case Quantity.Sum q -> sum(q.addends(), q.increment(), type);
    };
  }

  static QuantityPlan each(int units, RecordType type) {
    return new QuantityPlan(units, type, List.of(), null);
  }

  static QuantityPlan sum(List<Addend> addends, Optional<Increment> whole, RecordType type) {
    return new QuantityPlan(0, type, addends, whole.orElse(null));
  }

  /// A lower bound of what a record can count before billing steps, which only raise it.
  long least() {
    return least;
  }

  long of(long[] values) {
    long sum = each;
    for (int i = 0; i < fields.length; i++) {
      long v = Math.min(values[fields[i]], caps[i]);
      Increment increment = increments[i];
      sum = Math.addExact(sum, increment == null ? v : increment.apply(v));
    }
    return whole == null ? sum : whole.apply(sum);
  }
}
