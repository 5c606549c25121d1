package io.countersign.core.rating;

import io.countersign.core.terms.Addend;
import io.countersign.core.terms.Field;
import io.countersign.core.terms.Increment;
import io.countersign.core.terms.Quantity;
import io.countersign.core.terms.RecordType;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
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
  private final long most;

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
    this.most = bound(type);
  }

  private long bound(RecordType type) {
    long sum = each;
    for (int i = 0; i < fields.length; i++) {
      if (type.fields().get(fields[i]) instanceof Field.Int f) {
        sum = Math.addExact(sum, step(increments[i], Math.min(f.max(), caps[i])));
      }
    }
    return step(whole, sum);
  }

  private static long step(@Nullable Increment increment, long v) {
    return increment == null || v < 0 ? v : increment.apply(v);
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

  /// The greatest absolute value of what a record can count.
  long mostAbs() {
    return Math.max(Math.abs(most), Math.abs(least));
  }

  /// Whether every record counts [#each()], whatever its fields.
  boolean isConstant() {
    return fields.length == 0;
  }

  int each() {
    return each;
  }

  /// The positions of the fields that are added.
  int[] fields() {
    return fields.clone();
  }

  /// Whether `other` counts the same of every record of the type.
  boolean same(QuantityPlan other) {
    return each == other.each
        && Arrays.equals(fields, other.fields)
        && Arrays.equals(caps, other.caps)
        && Arrays.equals(increments, other.increments)
        && Objects.equals(whole, other.whole);
  }

  /// How much each of `n` records counts, from their values by field.
  void of(long[][] values, int n, long[] out) {
    Arrays.fill(out, 0, n, each);
    for (int f = 0; f < fields.length; f++) {
      long[] of = values[fields[f]];
      long cap = caps[f];
      Increment increment = increments[f];
      if (increment == null) {
        for (int i = 0; i < n; i++) {
          out[i] += Math.min(of[i], cap);
        }
      } else {
        for (int i = 0; i < n; i++) {
          out[i] += increment.apply(Math.min(of[i], cap));
        }
      }
    }
    if (whole != null) {
      for (int i = 0; i < n; i++) {
        out[i] = whole.apply(out[i]);
      }
    }
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
