package io.countersign.core.rating;

import io.countersign.core.terms.Cond;
import io.countersign.core.terms.Field;
import io.countersign.core.terms.RecordType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// All cases that some conditions can tell apart, numbered: the product of the classes of each
/// field that they test and of the classes of time.
///
/// Two values are of one class if every test of the field says the same of both. So a condition has
/// one value in each case, and whoever asks it of one example of the case knows it for all records
/// that fall into it. Immutable.
final class CaseSpace {
  /// Most cuts that are compared one by one.
  private static final int FEW = 8;

  /// Most values of a field that get a table of their own.
  private static final int TABLE = 1 << 16;

  private final List<Dimension> dimensions;
  private final int size;

  private CaseSpace(List<Dimension> dimensions, int size) {
    this.dimensions = dimensions;
    this.size = size;
  }

  /// What is tested, before classes are numbered. A value that can be added to.
  static final class Tests {
    private final RecordType type;
    private final List<String> windowIds;
    private final Map<Integer, TreeSet<Long>> cuts = new TreeMap<>();
    private final Map<Integer, List<Long>> sets = new TreeMap<>();
    private long windows;
    private boolean days;

    Tests(RecordType type, List<String> windowIds) {
      this.type = type;
      this.windowIds = windowIds;
    }

    /// These tests and those of `other`.
    Tests and(Tests other) {
      Tests out = new Tests(type, windowIds);
      for (Tests t : List.of(this, other)) {
        t.cuts.forEach((f, c) -> out.cuts.computeIfAbsent(f, k -> new TreeSet<>()).addAll(c));
        t.sets.forEach((f, s) -> out.sets.computeIfAbsent(f, k -> new ArrayList<>()).addAll(s));
        out.windows |= t.windows;
        out.days |= t.days;
      }
      return out;
    }

    /// Also tells the stretches of days apart.
    void days() {
      days = true;
    }

    /// Also tells the values of an enum field apart, each from each.
    void values(String field) {
      int f = RecordReader.indexOf(type, field);
      int n = ((Field.Choice) type.fields().get(f)).values().size();
      for (int v = 0; v < n; v++) {
        sets.computeIfAbsent(f, k -> new ArrayList<>()).add(1L << v);
      }
    }

    void add(Cond cond) {
      switch (cond) {
        case Cond.Always c -> {}
        case Cond.All c -> c.parts().forEach(this::add);
        case Cond.Any c -> c.parts().forEach(this::add);
        case Cond.Not c -> add(c.part());
        case Cond.InWindow c -> windows |= 1L << windowIds.indexOf(c.window());
        case Cond.Is c -> set(c.field(), 0b10);
        case Cond.In c -> {
          int f = RecordReader.indexOf(type, c.field());
          List<String> values = ((Field.Choice) type.fields().get(f)).values();
          long set = 0;
          for (String v : c.values()) {
            set |= 1L << values.indexOf(v);
          }
          set(c.field(), set);
        }
        case Cond.Compare c -> {
          switch (c.op()) {
            case GE, LT -> cut(c.field(), c.value());
            case GT, LE -> cut(c.field(), c.value() + 1);
            case EQ -> {
              cut(c.field(), c.value());
              cut(c.field(), c.value() + 1);
            }
          }
        }
      }
    }

    private void set(String field, long set) {
      sets.computeIfAbsent(RecordReader.indexOf(type, field), k -> new ArrayList<>()).add(set);
    }

    private void cut(String field, long at) {
      int f = RecordReader.indexOf(type, field);
      Field.Int of = (Field.Int) type.fields().get(f);
      TreeSet<Long> all = cuts.computeIfAbsent(f, k -> new TreeSet<>());
      if (at > of.min() && at <= of.max()) {
        all.add(at);
      }
    }

    /// How many cases there are; more than an `int` holds counts as the most that it holds.
    int size(TimeClasses time) {
      long out = timeClasses(time).size();
      for (Map.Entry<Integer, TreeSet<Long>> e : cuts.entrySet()) {
        out = Math.min(Integer.MAX_VALUE, out * (e.getValue().size() + 1));
      }
      for (int f : sets.keySet()) {
        out = Math.min(Integer.MAX_VALUE, out * setClasses(f).size());
      }
      return (int) out;
    }

    /// The classes of time that matter, each with one example.
    private Map<TimeKey, Integer> timeClasses(TimeClasses time) {
      Map<TimeKey, Integer> out = new HashMap<>();
      time.distinct().forEach(c -> out.putIfAbsent(key(c), out.size()));
      return out;
    }

    private TimeKey key(TimeClasses.TimeClass c) {
      return new TimeKey(c.windows() & windows, days ? c.segment() : 0);
    }

    /// For each class of an enum or bool field, by the sets that hold it, one value.
    private Map<List<Boolean>, Integer> setClasses(int field) {
      Map<List<Boolean>, Integer> out = new HashMap<>();
      for (int v = 0; v < values(field); v++) {
        out.putIfAbsent(signature(field, v), v);
      }
      return out;
    }

    private List<Boolean> signature(int field, int value) {
      return sets.getOrDefault(field, List.of()).stream()
          .map(set -> (set >>> value & 1) != 0)
          .toList();
    }

    private int values(int field) {
      return type.fields().get(field) instanceof Field.Choice c ? c.values().size() : 2;
    }

    CaseSpace space(TimeClasses time) {
      List<Dimension> out = new ArrayList<>();
      int stride = 1;
      for (Map.Entry<Integer, TreeSet<Long>> e : cuts.entrySet()) {
        // a field that no cut parts has one class, and an example all the same
        Field.Int of = (Field.Int) type.fields().get(e.getKey());
        out.add(ints(e.getKey(), of, List.copyOf(e.getValue()), stride));
        stride *= e.getValue().size() + 1;
      }
      for (int f : sets.keySet()) {
        Map<List<Boolean>, Integer> numbers = new HashMap<>();
        int[] table = new int[values(f)];
        List<Long> examples = new ArrayList<>();
        for (int v = 0; v < table.length; v++) {
          int fresh = numbers.size();
          int number = numbers.computeIfAbsent(signature(f, v), k -> fresh);
          if (number == fresh) {
            examples.add((long) v);
          }
          table[v] = number * stride;
        }
        out.add(new Table(f, 0, table, longs(examples), stride));
        stride *= examples.size();
      }
      Map<TimeKey, Integer> numbers = new HashMap<>();
      int[] table = new int[time.distinct().size()];
      List<TimeClasses.TimeClass> examples = new ArrayList<>();
      for (int c = 0; c < table.length; c++) {
        TimeClasses.TimeClass of = time.distinct().get(c);
        int fresh = numbers.size();
        int number = numbers.computeIfAbsent(key(of), k -> fresh);
        if (number == fresh) {
          examples.add(of);
        }
        table[c] = number * stride;
      }
      out.add(new Time(table, examples, stride));
      return new CaseSpace(List.copyOf(out), stride * examples.size());
    }

    private static Dimension ints(int field, Field.Int of, List<Long> cuts, int stride) {
      List<Long> examples = new ArrayList<>(List.of(of.min()));
      examples.addAll(cuts);
      long span = of.max() - of.min();
      if (cuts.size() <= FEW || span >= TABLE) {
        return new Cuts(field, longs(cuts), longs(examples), stride);
      }
      int[] table = new int[(int) span + 1];
      for (int v = 0, c = 0; v < table.length; v++) {
        while (c < cuts.size() && cuts.get(c) <= of.min() + v) {
          c++;
        }
        table[v] = c * stride;
      }
      return new Table(field, of.min(), table, longs(examples), stride);
    }

    private static long[] longs(List<Long> values) {
      return values.stream().mapToLong(Long::longValue).toArray();
    }
  }

  private record TimeKey(long windows, int segment) {}

  /// One field, or time: adds its share to the number of the case.
  private sealed interface Dimension {
    int stride();

    int classes();
  }

  /// A field whose value - `least` looks its share up.
  private static final class Table implements Dimension {
    final int field;
    final long least;
    final int[] shares;
    final long[] examples;
    final int stride;

    Table(int field, long least, int[] shares, long[] examples, int stride) {
      this.field = field;
      this.least = least;
      this.shares = shares;
      this.examples = examples;
      this.stride = stride;
    }

    @Override
    public int stride() {
      return stride;
    }

    @Override
    public int classes() {
      return examples.length;
    }
  }

  /// A field whose share is the stride times the cuts that it reaches.
  private static final class Cuts implements Dimension {
    final int field;
    final long[] cuts;
    final long[] examples;
    final int stride;

    Cuts(int field, long[] cuts, long[] examples, int stride) {
      this.field = field;
      this.cuts = cuts;
      this.examples = examples;
      this.stride = stride;
    }

    @Override
    public int stride() {
      return stride;
    }

    @Override
    public int classes() {
      return examples.length;
    }
  }

  private static final class Time implements Dimension {
    final int[] shares;
    final List<TimeClasses.TimeClass> examples;
    final int stride;

    Time(int[] shares, List<TimeClasses.TimeClass> examples, int stride) {
      this.shares = shares;
      this.examples = List.copyOf(examples);
      this.stride = stride;
    }

    @Override
    public int stride() {
      return stride;
    }

    @Override
    public int classes() {
      return examples.size();
    }
  }

  int size() {
    return size;
  }

  /// The fields that decide.
  List<Integer> fields() {
    List<Integer> out = new ArrayList<>();
    for (Dimension d : dimensions) {
      switch (d) {
        case Table t -> out.add(t.field);
        case Cuts c -> out.add(c.field);
        case Time t -> {}
      }
    }
    return out;
  }

  /// The instants of a record of case `index`: one class of time that stands for them. Writes
  /// values of the fields that decide into `values`.
  TimeClasses.TimeClass example(int index, long[] values) {
    for (Dimension d : dimensions) {
      int c = index / d.stride() % d.classes();
      switch (d) {
        case Table t -> values[t.field] = t.examples[c];
        case Cuts t -> values[t.field] = t.examples[c];
        case Time t -> {
          return t.examples.get(c);
        }
      }
    }
    throw new IllegalStateException("no time");
  }

  /// The case of each of `n` records.
  ///
  /// @param values by field, of each record
  /// @param times classes of [TimeClasses]
  void number(long[][] values, int[] times, int n, int[] out) {
    Arrays.fill(out, 0, n, 0);
    for (Dimension d : dimensions) {
      switch (d) {
        case Table t -> look(values[t.field], t.least, t.shares, n, out);
        case Cuts c -> {
          if (c.cuts.length <= FEW) {
            for (long cut : c.cuts) {
              compare(values[c.field], cut, c.stride, n, out);
            }
          } else {
            search(values[c.field], c.cuts, c.stride, n, out);
          }
        }
        case Time t -> look(times, t.shares, n, out);
      }
    }
  }

  private static void look(long[] values, long least, int[] shares, int n, int[] out) {
    for (int i = 0; i < n; i++) {
      out[i] += shares[(int) (values[i] - least)];
    }
  }

  private static void look(int[] times, int[] shares, int n, int[] out) {
    if (shares.length > 1) {
      for (int i = 0; i < n; i++) {
        out[i] += shares[times[i]];
      }
    }
  }

  private static void compare(long[] values, long cut, int stride, int n, int[] out) {
    for (int i = 0; i < n; i++) {
      // the sign of cut - 1 - value says whether the cut is reached, without a branch
      out[i] += (int) ((cut - 1 - values[i]) >> 63) & stride;
    }
  }

  private static void search(long[] values, long[] cuts, int stride, int n, int[] out) {
    for (int i = 0; i < n; i++) {
      int at = Arrays.binarySearch(cuts, values[i]);
      out[i] += stride * (at >= 0 ? at + 1 : -at - 1);
    }
  }
}
