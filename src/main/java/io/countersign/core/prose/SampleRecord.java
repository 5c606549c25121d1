package io.countersign.core.prose;

import io.countersign.core.terms.Calendar;
import io.countersign.core.terms.Cond;
import io.countersign.core.terms.Field;
import io.countersign.core.terms.RecordType;
import io.countersign.core.terms.Term;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.WallTime;
import io.countersign.core.terms.Window;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// A record that fulfils conditions, found by narrowing what each field may be.
///
/// Every test is about one field or about the instant, so a field's candidates are: all values of
/// an enum or bool; of an int the bounds, and each constant and its neighbours; instants at noon
/// and at the borders of windows in the first year of the term. Where alternatives are many the
/// search gives up after a fixed number of tests.
final class SampleRecord {
  private static final int MAX_TESTS = 200_000;
  private static final int MAX_DAYS = 366;
  private static final int NOON = 43_200;

  private final Terms terms;
  private final RecordType type;
  private final Map<String, List<Object>> fields;
  private final List<Object> instants;
  private final int[] tests;

  private SampleRecord(
      Terms terms,
      RecordType type,
      Map<String, List<Object>> fields,
      List<Object> instants,
      int[] tests) {
    this.terms = terms;
    this.type = type;
    this.fields = fields;
    this.instants = instants;
    this.tests = tests;
  }

  /// Any record of a type.
  ///
  /// @param conds conditions whose constants matter
  /// @param preferred values that int fields take where nothing forbids them
  static SampleRecord of(
      Terms terms, RecordType type, List<Cond> conds, Map<String, Long> preferred) {
    Map<String, Set<Long>> constants = new LinkedHashMap<>();
    conds.forEach(c -> constants(c, constants));
    Map<String, List<Object>> fields = new LinkedHashMap<>();
    for (Field f : type.fields()) {
      switch (f) {
        case Field.Bool b -> fields.put(b.id(), List.of(true, false));
        case Field.Choice c -> fields.put(c.id(), List.copyOf(c.values()));
        case Field.Date d -> {}
        case Field.Int i -> {
          Set<Object> values = new LinkedHashSet<>();
          long wish = preferred.getOrDefault(i.id(), i.min());
          values.add(Math.clamp(wish, i.min(), i.max()));
          for (long c : constants.getOrDefault(i.id(), Set.of())) {
            for (long v = c - 1; v <= c + 1; v++) {
              if (v >= i.min() && v <= i.max()) {
                values.add(v);
              }
            }
          }
          values.add(i.min());
          values.add(i.max());
          fields.put(i.id(), List.copyOf(values));
        }
      }
    }
    return new SampleRecord(terms, type, fields, instants(terms), new int[1]);
  }

  private static List<Object> instants(Terms terms) {
    Set<Integer> seconds = new LinkedHashSet<>(List.of(NOON));
    for (Window w : terms.windows()) {
      seconds.add(w.fromSecond());
      seconds.add(w.toSecond() % Window.DAY);
    }
    List<Object> out = new ArrayList<>();
    Term term = terms.term();
    LocalDate date = term.from();
    for (int i = 0; i < MAX_DAYS && !date.isAfter(term.to()); i++) {
      for (int s : seconds) {
        out.add(new WallTime(date, s));
      }
      date = date.plusDays(1);
    }
    return List.copyOf(out);
  }

  private static void constants(Cond c, Map<String, Set<Long>> out) {
    switch (c) {
      case Cond.All a -> a.parts().forEach(p -> constants(p, out));
      case Cond.Any a -> a.parts().forEach(p -> constants(p, out));
      case Cond.Not n -> constants(n.part(), out);
      case Cond.Compare k ->
          out.computeIfAbsent(k.field(), f -> new LinkedHashSet<>()).add(k.value());
      case Cond.Always a -> {}
      case Cond.InWindow w -> {}
      case Cond.Is i -> {}
      case Cond.In i -> {}
    }
  }

  RecordType type() {
    return type;
  }

  /// The value that a field takes: a Long, Boolean or String.
  Object value(String field) {
    return fields.getOrDefault(field, List.of(0L)).getFirst();
  }

  long number(String field) {
    return (Long) value(field);
  }

  /// The local date and second of the record.
  WallTime at() {
    return (WallTime) instants.getFirst();
  }

  /// The records among these of which the condition has this value; nothing if there are none, or
  /// the search gave up.
  Optional<SampleRecord> where(Cond cond, boolean wanted) {
    return switch (cond) {
      case Cond.Always a -> wanted ? Optional.of(this) : Optional.empty();
      case Cond.Not n -> where(n.part(), !wanted);
      case Cond.All a -> wanted ? every(a.parts(), true) : some(a.parts(), false);
      case Cond.Any a -> wanted ? some(a.parts(), true) : every(a.parts(), false);
      case Cond.InWindow w -> {
        Window window = terms.window(w.window()).orElseThrow();
        yield instants(v -> holds(window, (WallTime) v) == wanted);
      }
      case Cond.Is i -> field(i.field(), v -> v.equals(i.value()) == wanted);
      case Cond.In i -> field(i.field(), v -> i.values().contains((String) v) == wanted);
      case Cond.Compare k ->
          field(k.field(), v -> k.op().holds(Long.compare((Long) v, k.value())) == wanted);
    };
  }

  /// All conditions with one value, one after the other.
  Optional<SampleRecord> every(List<Cond> conds, boolean wanted) {
    Optional<SampleRecord> now = Optional.of(this);
    for (Cond c : conds) {
      now = now.flatMap(r -> r.where(c, wanted));
    }
    return now;
  }

  private Optional<SampleRecord> some(List<Cond> conds, boolean wanted) {
    for (Cond c : conds) {
      Optional<SampleRecord> found = where(c, wanted);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private Optional<SampleRecord> field(String id, Predicate<Object> test) {
    List<Object> left = left(fields.getOrDefault(id, List.of()), test);
    if (left.isEmpty()) {
      return Optional.empty();
    }
    Map<String, List<Object>> narrowed = new LinkedHashMap<>(fields);
    narrowed.put(id, left);
    return Optional.of(new SampleRecord(terms, type, narrowed, instants, tests));
  }

  private Optional<SampleRecord> instants(Predicate<Object> test) {
    List<Object> left = left(instants, test);
    return left.isEmpty()
        ? Optional.empty()
        : Optional.of(new SampleRecord(terms, type, fields, left, tests));
  }

  private List<Object> left(List<Object> values, Predicate<Object> test) {
    tests[0] += values.size();
    return tests[0] > MAX_TESTS ? List.of() : values.stream().filter(test).toList();
  }

  private boolean holds(Window w, WallTime at) {
    boolean day =
        switch (w.days()) {
          case Window.Weekdays d -> d.has(at.date());
          case Window.Classes c -> {
            Calendar calendar = terms.calendar(c.calendar()).orElseThrow();
            yield c.classes().contains(calendar.classOf(at.date()));
          }
        };
    return day && w.holdsSecond(at.secondOfDay());
  }
}
