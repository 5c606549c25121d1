package io.countersign.core.terms;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// All cases that a set of conditions can tell apart: the product of the values of the enum and
/// bool fields they test, the classes of int values between their constants, and the sets of
/// windows that occur.
///
/// A condition becomes the set of its cases, one bit each. Cost: cases x conditions / 64, whatever
/// the conditions are; the cases of a window, which may change with every case, are worked out once
/// for each window.
final class CaseTable {
  /// Cap on the cases of one card or factor table.
  static final int MAX_CASES = 1 << 16;

  private final List<Dimension> dimensions;
  private final WindowMasks masks;
  private final int cases;
  private final Steps steps;
  private final Map<String, CaseSet> byWindow = new HashMap<>();

  private CaseTable(List<Dimension> dimensions, WindowMasks masks, int cases, Steps steps) {
    this.dimensions = dimensions;
    this.masks = masks;
    this.cases = cases;
    this.steps = steps;
  }

  /// One field, or the windows.
  ///
  /// @param stride cases between neighbouring values
  private record Dimension(Domain domain, int size, int stride) {}

  private sealed interface Domain {}

  private record Bools(String field) implements Domain {}

  private record Choices(String field, List<String> values) implements Domain {}

  /// @param starts the least value of each class, ascending
  private record Ints(String field, List<Long> starts) implements Domain {
    /// How many classes begin below `value`.
    int below(long value) {
      int i = Collections.binarySearch(starts, value);
      return i < 0 ? -i - 1 : i;
    }
  }

  private record Windows(List<Long> masks) implements Domain {}

  /// The cases of `conditions`, or nothing where there are more than 2^16.
  ///
  /// @param steps counts what this and later calls of the table do
  static Optional<CaseTable> of(
      RecordType type, List<Cond> conditions, WindowMasks masks, Steps steps) {
    Map<String, SortedSet<Long>> cuts = new TreeMap<>();
    long[] windows = new long[1];
    for (Cond c : conditions) {
      collect(c, cuts, windows, masks);
    }
    List<Dimension> dimensions = new ArrayList<>();
    int cases = 1;
    for (Map.Entry<String, SortedSet<Long>> e : cuts.entrySet()) {
      Domain domain = domain(type.field(e.getKey()).orElseThrow(), e.getValue());
      int size =
          switch (domain) {
            case Bools b -> 2;
            case Choices c -> c.values().size();
            case Ints i -> i.starts().size();
            case Windows w -> w.masks().size();
          };
      if (size > MAX_CASES / cases) {
        return Optional.empty();
      }
      dimensions.add(new Dimension(domain, size, cases));
      cases *= size;
    }
    if (windows[0] != 0) {
      Optional<List<Long>> sets = masks.within(windows[0], MAX_CASES / cases, steps);
      if (sets.isEmpty()) {
        return Optional.empty();
      }
      int size = sets.get().size();
      dimensions.add(new Dimension(new Windows(sets.get()), size, cases));
      cases *= size;
    }
    return Optional.of(new CaseTable(dimensions, masks, cases, steps));
  }

  /// Notes each field with the constants that cut it, and the windows.
  private static void collect(
      Cond cond, Map<String, SortedSet<Long>> cuts, long[] windows, WindowMasks masks) {
    switch (cond) {
      case Cond.Always c -> {}
      case Cond.All c -> c.parts().forEach(p -> collect(p, cuts, windows, masks));
      case Cond.Any c -> c.parts().forEach(p -> collect(p, cuts, windows, masks));
      case Cond.Not c -> collect(c.part(), cuts, windows, masks);
      case Cond.InWindow c -> windows[0] |= masks.bit(c.window());
      case Cond.Is c -> cuts.computeIfAbsent(c.field(), k -> new TreeSet<>());
      case Cond.In c -> cuts.computeIfAbsent(c.field(), k -> new TreeSet<>());
      case Cond.Compare c -> {
        SortedSet<Long> at = cuts.computeIfAbsent(c.field(), k -> new TreeSet<>());
        switch (c.op()) {
          case GE, LT -> at.add(c.value());
          case GT, LE -> at.add(c.value() + 1);
          case EQ -> {
            at.add(c.value());
            at.add(c.value() + 1);
          }
        }
      }
    }
  }

  private static Domain domain(Field field, SortedSet<Long> cuts) {
    return switch (field) {
      case Field.Bool f -> new Bools(f.id());
      case Field.Choice f -> new Choices(f.id(), f.values());
      case Field.Int f -> {
        SortedSet<Long> starts = new TreeSet<>();
        starts.add(f.min());
        for (long c : cuts) {
          if (c > f.min() && c <= f.max()) {
            starts.add(c);
          }
        }
        yield new Ints(f.id(), List.copyOf(starts));
      }
      case Field.Date f -> throw new IllegalArgumentException("a condition on the date " + f.id());
    };
  }

  /// How many cases there are.
  int size() {
    return cases;
  }

  CaseSet none() {
    return CaseSet.none(cases, steps);
  }

  /// The cases in which `cond` holds; the caller may change the set. The fields and constants of
  /// `cond` must be among those that the table was made of.
  CaseSet cases(Cond cond) {
    return switch (cond) {
      case Cond.Always c -> CaseSet.all(cases, steps);
      case Cond.All c -> {
        CaseSet out = cases(c.parts().getFirst());
        for (Cond p : c.parts().subList(1, c.parts().size())) {
          out.and(cases(p));
        }
        yield out;
      }
      case Cond.Any c -> {
        CaseSet out = cases(c.parts().getFirst());
        for (Cond p : c.parts().subList(1, c.parts().size())) {
          out.or(cases(p));
        }
        yield out;
      }
      case Cond.Not c -> {
        CaseSet out = cases(c.part());
        out.negate();
        yield out;
      }
      case Cond.InWindow c -> byWindow.computeIfAbsent(c.window(), this::inWindow).copy();
      case Cond.Is c -> between(dimension(c.field()), c.value() ? 1 : 0, c.value() ? 2 : 1);
      case Cond.In c -> {
        Dimension d = dimension(c.field());
        List<String> values = ((Choices) d.domain()).values();
        CaseSet out = none();
        for (String value : c.values()) {
          int i = values.indexOf(value);
          out.addRange(i * d.stride(), (i + 1) * d.stride());
        }
        out.repeat(d.stride() * d.size());
        yield out;
      }
      case Cond.Compare c -> {
        Dimension d = dimension(c.field());
        Ints ints = (Ints) d.domain();
        int from = ints.below(c.value());
        int after = ints.below(c.value() + 1);
        yield switch (c.op()) {
          case GE -> between(d, from, d.size());
          case GT -> between(d, after, d.size());
          case LE -> between(d, 0, after);
          case LT -> between(d, 0, from);
          case EQ -> between(d, from, after);
        };
      }
    };
  }

  private CaseSet inWindow(String window) {
    Dimension d = windows();
    List<Long> sets = ((Windows) d.domain()).masks();
    long bit = masks.bit(window);
    CaseSet out = none();
    for (int i = 0; i < sets.size(); i++) {
      if ((sets.get(i) & bit) != 0) {
        out.addRange(i * d.stride(), (i + 1) * d.stride());
      }
    }
    steps.add(sets.size());
    return out;
  }

  /// The cases whose value in one dimension is one from `lo` to `hi` - 1.
  private CaseSet between(Dimension d, int lo, int hi) {
    return CaseSet.repeated(cases, lo * d.stride(), hi * d.stride(), d.stride() * d.size(), steps);
  }

  private Dimension dimension(String field) {
    for (Dimension d : dimensions) {
      boolean found =
          switch (d.domain()) {
            case Bools b -> b.field().equals(field);
            case Choices c -> c.field().equals(field);
            case Ints i -> i.field().equals(field);
            case Windows w -> false;
          };
      if (found) {
        return d;
      }
    }
    throw new IllegalArgumentException("no field " + field);
  }

  private Dimension windows() {
    Dimension last = dimensions.getLast();
    if (last.domain() instanceof Windows) {
      return last;
    }
    throw new IllegalArgumentException("no windows");
  }

  /// One case in words: `service=PS, talk_s>=10, night`.
  String describe(int index) {
    List<String> out = new ArrayList<>();
    for (Dimension d : dimensions) {
      int i = index / d.stride() % d.size();
      out.add(
          switch (d.domain()) {
            case Bools b -> b.field() + "=" + (i == 1);
            case Choices c -> c.field() + "=" + c.values().get(i);
            case Ints n ->
                i + 1 < n.starts().size()
                    ? n.starts().get(i) + "<=" + n.field() + "<" + n.starts().get(i + 1)
                    : n.field() + ">=" + n.starts().get(i);
            case Windows w -> masks.names(w.masks().get(i));
          });
    }
    return out.isEmpty() ? "any record" : String.join(", ", out);
  }
}
