package io.countersign.core.terms;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Bounds of figures, provable from the terms alone, for a ledger of fewer than 2^32 records.
final class Intervals {
  /// The most records that a ledger holds: 2^32 - 1.
  static final BigInteger RECORDS = BigInteger.ONE.shiftLeft(32).subtract(BigInteger.ONE);

  private Intervals() {}

  /// From `lo` to `hi`, both included.
  record Interval(BigInteger lo, BigInteger hi) {
    static final Interval ZERO = of(0, 0);

    static Interval of(long lo, long hi) {
      return new Interval(BigInteger.valueOf(lo), BigInteger.valueOf(hi));
    }

    Interval plus(Interval o) {
      return new Interval(lo.add(o.lo), hi.add(o.hi));
    }

    Interval times(long weight) {
      BigInteger w = BigInteger.valueOf(weight);
      BigInteger a = lo.multiply(w);
      BigInteger b = hi.multiply(w);
      return new Interval(a.min(b), a.max(b));
    }

    /// The sum of 0 to 2^32 - 1 values of this interval.
    Interval summed() {
      return new Interval(
          lo.min(BigInteger.ZERO).multiply(RECORDS), hi.max(BigInteger.ZERO).multiply(RECORDS));
    }

    /// The larger of the two absolute values.
    BigInteger abs() {
      return lo.abs().max(hi.abs());
    }

    Interval floor(long min) {
      BigInteger m = BigInteger.valueOf(min);
      return new Interval(lo.max(m), hi.max(m));
    }

    /// Both ends through billing steps; where the lower end is negative, which another stage
    /// refuses, it stays.
    Interval stepped(Optional<Increment> increment) {
      if (increment.isEmpty()) {
        return this;
      }
      Increment i = increment.get();
      BigInteger l = lo.signum() < 0 ? lo : i.apply(lo);
      return new Interval(l, hi.signum() < 0 ? hi : i.apply(hi));
    }
  }

  /// One record's quantity.
  static Interval quantity(Terms terms, String type, List<Addend> addends) {
    Interval sum = Interval.ZERO;
    for (Addend a : addends) {
      Field.Int f = Figures.field(terms, type, a);
      long cap = a.cap().orElse(Field.MAX_INT);
      Interval v = Interval.of(Math.min(f.min(), cap), Math.min(f.max(), cap));
      sum = sum.plus(v.stepped(a.increment()));
    }
    return sum;
  }

  static Interval quantity(Terms terms, String type, Quantity quantity) {
    return switch (quantity) {
      case Quantity.Each e -> Interval.of(e.units(), e.units());
      case Quantity.Sum s -> quantity(terms, type, s.addends()).stepped(s.increment());
    };
  }

  /// Every measure by id. A derived measure that names a later one, which another stage refuses,
  /// takes it as 0.
  static Map<String, Interval> measures(Terms terms) {
    Map<String, Interval> out = new HashMap<>();
    for (Measure m : terms.measures()) {
      out.put(
          m.id(),
          switch (m) {
            case Measure.Count c -> Interval.of(0, 1).summed();
            case Measure.Sum s -> {
              Interval q = quantity(terms, s.recordType(), s.addends());
              if (s.increment().isEmpty()) {
                yield q.summed();
              }
              Optional<Increment> i = Optional.of(s.increment().get().increment());
              yield switch (s.increment().get().scope()) {
                case RECORD -> q.stepped(i).summed();
                case POOL -> q.summed().stepped(i);
              };
            }
            case Measure.Derived d -> {
              Interval sum = Interval.ZERO;
              for (Measure.Weighted w : d.of()) {
                sum = sum.plus(out.getOrDefault(w.measure(), Interval.ZERO).times(w.weight()));
              }
              yield d.min().isPresent() ? sum.floor(d.min().getAsLong()) : sum;
            }
          });
    }
    return out;
  }
}
