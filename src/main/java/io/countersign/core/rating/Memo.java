package io.countersign.core.rating;

import io.countersign.core.terms.Period;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;

/// What was computed for periods on some prefixes: a few for each period, the latest used last.
final class Memo<T> {
  /// A statement needs its own prefix and that of the statement before.
  private static final int KEPT = 3;

  private final Map<Period, List<Entry<T>>> byPeriod = new HashMap<>();

  private record Entry<T>(long size, T value) {}

  /// What is known for `period` on `size` leaves: computed there, or on another prefix that is no
  /// different for it.
  ///
  /// @param same whether a prefix of that size is no different
  Optional<T> find(Period period, long size, LongPredicate same) {
    List<Entry<T>> entries = byPeriod.getOrDefault(period, List.of());
    List<Entry<T>> nearest = new ArrayList<>(entries);
    nearest.sort((a, b) -> Long.compare(Math.abs(a.size - size), Math.abs(b.size - size)));
    for (Entry<T> e : nearest) {
      if (e.size == size || same.test(e.size)) {
        put(period, size, e.value);
        return Optional.of(e.value);
      }
    }
    return Optional.empty();
  }

  void put(Period period, long size, T value) {
    List<Entry<T>> entries = byPeriod.computeIfAbsent(period, p -> new ArrayList<>());
    entries.removeIf(e -> e.size == size);
    entries.add(new Entry<>(size, value));
    if (entries.size() > KEPT) {
      entries.removeFirst();
    }
  }
}
