package io.countersign.core.rating;

import io.countersign.core.base.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// Puts together which records count as absent, by code.
final class Ignored {
  private Ignored() {}

  /// Takes record numbers in ascending order.
  static final class Collector {
    private final TreeMap<Integer, Code> codes = new TreeMap<>();
    private final TreeMap<Integer, List<IgnoredRecords.Range>> ranges = new TreeMap<>();

    void add(Code code, long number) {
      codes.put(code.number(), code);
      List<IgnoredRecords.Range> of = ranges.computeIfAbsent(code.number(), c -> new ArrayList<>());
      int end = of.size() - 1;
      if (end >= 0 && of.get(end).last() + 1 == number) {
        of.set(end, new IgnoredRecords.Range(of.get(end).first(), number));
      } else {
        of.add(new IgnoredRecords.Range(number, number));
      }
    }

    List<IgnoredRecords> list() {
      List<IgnoredRecords> out = new ArrayList<>();
      codes.forEach(
          (number, code) -> {
            List<IgnoredRecords.Range> of = ranges.getOrDefault(number, List.of());
            long count = of.stream().mapToLong(r -> r.last() - r.first() + 1).sum();
            out.add(new IgnoredRecords(code, count, of));
          });
      return out;
    }
  }
}
