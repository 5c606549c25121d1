package io.countersign.core.terms;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What measures rest on.
final class Figures {
  private Figures() {}

  /// The ids of the record types under measures, ascending. Unknown names and cycles are passed
  /// over: other stages refuse them.
  static List<String> recordTypes(Terms terms, List<String> measures) {
    Set<String> types = new TreeSet<>();
    Set<String> seen = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(measures);
    while (!open.isEmpty()) {
      String id = open.pop();
      if (!seen.add(id)) {
        continue;
      }
      Optional<Measure> m = terms.measure(id);
      if (m.isEmpty()) {
        continue;
      }
      switch (m.get()) {
        case Measure.Count c -> types.add(c.recordType());
        case Measure.Sum s -> types.add(s.recordType());
        case Measure.Derived d -> d.of().forEach(w -> open.push(w.measure()));
      }
    }
    return List.copyOf(types);
  }

  /// The unit of a measure whose names resolve.
  static Unit unit(Terms terms, Measure measure) {
    return switch (measure) {
      case Measure.Count c -> c.unit();
      case Measure.Derived d -> d.unit();
      case Measure.Sum s -> unit(terms, s.recordType(), s.addends().getFirst());
    };
  }

  static Unit unit(Terms terms, String recordType, Addend addend) {
    return field(terms, recordType, addend).unit();
  }

  /// The int field of an addend whose names resolve.
  static Field.Int field(Terms terms, String recordType, Addend addend) {
    return (Field.Int)
        terms.recordType(recordType).flatMap(t -> t.field(addend.field())).orElseThrow();
  }
}
