package io.countersign.core.ledger;

import io.countersign.core.base.Bytes32;
import io.countersign.core.money.Micros;
import io.countersign.core.terms.Period;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What was disputed and may not be disputed again, and how many disputes a statement has had.
///
/// Withdrawn disputes allow another, but count towards the limit. Source: `src/docs/formats.md`
/// §10, `dispute-twice` and `dispute-limit`.
final class Contested {
  /// Items of a line, by what was stated.
  private final Map<Line, TreeMap<Micros, List<DisputeCase>>> items = new HashMap<>();

  private final Map<Adjusted, List<DisputeCase>> adjusted = new HashMap<>();
  private final Map<Bytes32, Integer> counts = new HashMap<>();

  private record Line(Period period, String line) {}

  /// @param of the period of the statement that adjusts the line
  private record Adjusted(Period of, Period period, String line) {}

  /// A dispute with an item of this line whose stated amount is above `claimed`.
  Optional<DisputeCase> above(Period period, String line, Micros claimed) {
    TreeMap<Micros, List<DisputeCase>> stated = items.get(new Line(period, line));
    return stated == null || stated.lastKey().compareTo(claimed) <= 0
        ? Optional.empty()
        : Optional.of(stated.lastEntry().getValue().getFirst());
  }

  /// A dispute about what a statement of `of` adjusts this line by.
  Optional<DisputeCase> adjusted(Period of, Period period, String line) {
    return Optional.ofNullable(adjusted.get(new Adjusted(of, period, line))).map(List::getFirst);
  }

  /// Disputes about the statement of this hash, withdrawn ones among them.
  int count(Bytes32 statementHash) {
    return counts.getOrDefault(statementHash, 0);
  }

  void add(DisputeCase d) {
    counts.merge(d.entry.dispute().statementHash(), 1, Integer::sum);
    Claimed claim = d.entry.claim();
    for (Claimed.Item i : claim.items()) {
      items
          .computeIfAbsent(new Line(i.period(), i.line()), k -> new TreeMap<>())
          .computeIfAbsent(i.stated(), k -> new ArrayList<>())
          .add(d);
    }
    for (Claim.Adjusted a : claim.adjusted()) {
      adjusted
          .computeIfAbsent(
              new Adjusted(d.entry.period(), a.period(), a.line()), k -> new ArrayList<>())
          .add(d);
    }
  }

  /// Takes a withdrawn dispute out.
  void remove(DisputeCase d) {
    Claimed claim = d.entry.claim();
    for (Claimed.Item i : claim.items()) {
      Line line = new Line(i.period(), i.line());
      TreeMap<Micros, List<DisputeCase>> stated = items.getOrDefault(line, new TreeMap<>());
      remove(stated, i.stated(), d);
      if (stated.isEmpty()) {
        items.remove(line);
      }
    }
    for (Claim.Adjusted a : claim.adjusted()) {
      remove(adjusted, new Adjusted(d.entry.period(), a.period(), a.line()), d);
    }
  }

  private static <K> void remove(Map<K, List<DisputeCase>> map, K key, DisputeCase d) {
    List<DisputeCase> list = map.get(key);
    if (list != null && list.remove(d) && list.isEmpty()) {
      map.remove(key);
    }
  }
}
