package io.countersign.core.ledger;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/// When a dispute has to be looked at again: after an instant, or once a party has seen an entry.
///
/// Nothing else than time, sight and the entries on a dispute changes its state, so whoever looks
/// at these looks at no other. A dispute may wait for several things; whoever is called looks anew.
final class Deadlines {
  private final TreeMap<Long, List<DisputeCase>> due = new TreeMap<>();
  private final Map<Party, NavigableMap<Long, List<DisputeCase>>> unseen =
      new EnumMap<>(Party.class);

  Deadlines() {
    for (Party p : Party.values()) {
      unseen.put(p, new TreeMap<>());
    }
  }

  /// `d` changes at the first millisecond after `end`.
  void after(long end, DisputeCase d) {
    due.computeIfAbsent(end, k -> new ArrayList<>()).add(d);
  }

  /// `d` changes, or its time begins, once `party` has seen entry `index`.
  void onSight(Party party, long index, DisputeCase d) {
    unseen(party).computeIfAbsent(index, k -> new ArrayList<>()).add(d);
  }

  private NavigableMap<Long, List<DisputeCase>> unseen(Party party) {
    NavigableMap<Long, List<DisputeCase>> map = unseen.get(party);
    if (map == null) {
      throw new IllegalStateException("no map of " + party);
    }
    return map;
  }

  /// Those whose instant lies before `t`, in the order of their instants; they stay.
  List<DisputeCase> dueBefore(long t) {
    List<DisputeCase> out = new ArrayList<>();
    due.headMap(t, false).values().forEach(out::addAll);
    return out;
  }

  /// Takes those out whose instant lies before `t`.
  void takeDueBefore(long t, Consumer<DisputeCase> look) {
    take(due.headMap(t, false), look);
  }

  /// Takes those out that wait for `party` to see one of the first `size` entries.
  void takeSeen(Party party, long size, Consumer<DisputeCase> look) {
    take(unseen(party).headMap(size, false), look);
  }

  /// Takes those out that wait for the client to see entry `index`.
  void takeNamed(long index, Consumer<DisputeCase> look) {
    List<DisputeCase> found = unseen(Party.CLIENT).remove(index);
    if (found != null) {
      found.forEach(look);
    }
  }

  /// Whoever looks may add to the maps, so what is taken out is taken out first.
  private static void take(NavigableMap<Long, List<DisputeCase>> part, Consumer<DisputeCase> look) {
    if (part.isEmpty()) {
      return;
    }
    List<DisputeCase> found = new ArrayList<>();
    part.values().forEach(found::addAll);
    part.clear();
    found.forEach(look);
  }
}
