package io.countersign.core.rating;

import io.countersign.core.ledger.History;
import java.util.LinkedHashMap;
import java.util.Map;

/// [Touched] of the pairs of prefixes that were asked for last.
final class Changes {
  private static final int KEPT = 8;

  private final History history;
  private final Map<Pair, Touched> known = new LinkedHashMap<>();

  Changes(History history) {
    this.history = history;
  }

  private record Pair(long from, long to) {}

  Touched between(long a, long b) {
    Pair pair = new Pair(Math.min(a, b), Math.max(a, b));
    Touched touched = known.get(pair);
    if (touched == null) {
      touched = Touched.between(history, pair.from, pair.to);
      known.put(pair, touched);
      if (known.size() > KEPT) {
        known.remove(known.keySet().iterator().next());
      }
    }
    return touched;
  }

  /// Whether the same versions of the terms stand on both prefixes.
  boolean sameTerms(long a, long b) {
    return history.prefix(a).versions().size() == history.prefix(b).versions().size();
  }
}
