package io.countersign.core.terms;

import java.util.ArrayList;
import java.util.BitSet;
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
/// A condition becomes the set of its cases, one bit each. Cost: cases x conditions / 64.
final class CaseTable {
  /// Cap on the cases of one card or factor table.
  static final int MAX_CASES = 1 << 16;

  private final List<Dimension> dimensions;
  private final WindowMasks masks;
  private final int cases;

  private CaseTable(List<Dimension> dimensions, WindowMasks masks, int cases) {
    this.dimensions = dimensions;
    this.masks = masks;
    this.cases = cases;
  }

  /// One field, or the windows.
  ///
  /// @param stride cases between neighbouring values
  private record Dimension(Domain domain, int size, int stride) {}

  private sealed interface Domain {}

  private record Bools(String field) implements Domain {}

  private record Choices(String field, List<String> values) implements Domain {}

  /// @param starts the least value of each class, ascending
  private record Ints(String field, List<Long> starts) implements Domain {}

  private record Windows(List<Long> masks) implements Domain {}

  /// The cases of `conditions`, or nothing where there are more than 2^16.
  static Optional<CaseTable> of(RecordType type, List<Cond> conditions, WindowMasks masks) {
    Map<String, SortedSet<Long>> cuts = new TreeMap<>();
    long[] windows = new long[1];
    for (Cond c : conditions) {
      collect(c, cuts, windows, masks);
    }
    List<Domain> domains = new ArrayList<>();
    for (Map.Entry<String, SortedSet<Long>> e : cuts.entrySet()) {
      domains.add(domain(type.field(e.getKey()).orElseThrow(), e.getValue()));
    }
    if (windows[0] != 0) {
      domains.add(new Windows(masks.within(windows[0])));
    }
    List<Dimension> dimensions = new ArrayList<>();
    long cases = 1;
    for (Domain d : domains) {
      int size =
          switch (d) {
            case Bools b -> 2;
            case Choices c -> c.values().size();
            case Ints i -> i.starts().size();
            case Windows w -> w.masks().size();
          };
      dimensions.add(new Dimension(d, size, (int) cases));
      cases *= size;
      if (cases > MAX_CASES) {
        return Optional.empty();
      }
    }
    return Optional.of(new CaseTable(dimensions, masks, (int) cases));
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

  BitSet all() {
    BitSet out = new BitSet(cases);
    out.set(0, cases);
    return out;
  }

  /// The cases in which `cond` holds. Its fields and constants must be among those that the table
  /// was made of.
  BitSet cases(Cond cond) {
    return switch (cond) {
      case Cond.Always c -> all();
      case Cond.All c -> {
        BitSet out = all();
        for (Cond p : c.parts()) {
          out.and(cases(p));
        }
        yield out;
      }
      case Cond.Any c -> {
        BitSet out = new BitSet(cases);
        for (Cond p : c.parts()) {
          out.or(cases(p));
        }
        yield out;
      }
      case Cond.Not c -> {
        BitSet out = all();
        out.andNot(cases(c.part()));
        yield out;
      }
      case Cond.InWindow c -> {
        Dimension d = windows();
        Windows w = (Windows) d.domain();
        long bit = masks.bit(c.window());
        boolean[] holds = new boolean[d.size()];
        for (int i = 0; i < holds.length; i++) {
          holds[i] = (w.masks().get(i) & bit) != 0;
        }
        yield spread(d, holds);
      }
      case Cond.Is c -> spread(dimension(c.field()), new boolean[] {!c.value(), c.value()});
      case Cond.In c -> {
        Dimension d = dimension(c.field());
        Choices choices = (Choices) d.domain();
        boolean[] holds = new boolean[d.size()];
        for (int i = 0; i < holds.length; i++) {
          holds[i] = c.values().contains(choices.values().get(i));
        }
        yield spread(d, holds);
      }
      case Cond.Compare c -> {
        Dimension d = dimension(c.field());
        Ints ints = (Ints) d.domain();
        boolean[] holds = new boolean[d.size()];
        for (int i = 0; i < holds.length; i++) {
          holds[i] = c.op().holds(Long.compare(ints.starts().get(i), c.value()));
        }
        yield spread(d, holds);
      }
    };
  }

  /// The cases whose value in one dimension is marked.
  private BitSet spread(Dimension d, boolean[] holds) {
    BitSet out = new BitSet(cases);
    int round = d.stride() * d.size();
    for (int from = 0; from < cases; from += round) {
      for (int i = 0; i < holds.length; i++) {
        if (holds[i]) {
          out.set(from + i * d.stride(), from + (i + 1) * d.stride());
        }
      }
    }
    return out;
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
