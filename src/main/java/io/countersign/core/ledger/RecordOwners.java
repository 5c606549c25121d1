package io.countersign.core.ledger;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which of a set of disputes names a record.
///
/// Joined into ranges that do not overlap when it is first asked after a change, so that the void
/// of many records costs a search each. Cost: O(n log n) for the n ranges after a change, O(log n)
/// for a question.
final class RecordOwners {
  private final Set<DisputeCase> cases = new LinkedHashSet<>();

  /// Ranges that ascend and do not overlap, each with a dispute that names it.
  private @Nullable List<Owned> joined;

  private record Owned(RecordRange range, DisputeCase by) {}

  /// A copy without some.
  RecordOwners without(Set<DisputeCase> some) {
    RecordOwners out = new RecordOwners();
    cases.stream().filter(d -> !some.contains(d)).forEach(out::add);
    return out;
  }

  void add(DisputeCase d) {
    if (cases.add(d)) {
      joined = null;
    }
  }

  void remove(DisputeCase d) {
    if (cases.remove(d)) {
      joined = null;
    }
  }

  boolean isEmpty() {
    return cases.isEmpty();
  }

  /// A dispute that names record `number`.
  Optional<DisputeCase> of(long number) {
    List<Owned> all = joined();
    List<Owned> upTo = Growing.below(all, o -> o.range().first(), number + 1);
    return upTo.isEmpty() || !upTo.getLast().range().holds(number)
        ? Optional.empty()
        : Optional.of(upTo.getLast().by());
  }

  /// A dispute that names one of the records of a batch that `records` names.
  ///
  /// @param first number of the batch's first record
  Optional<DisputeCase> ofAny(long first, ErasureBitmap records) {
    List<Owned> all = joined();
    long last = first + records.count() - 1;
    // Ranges do not overlap, so their ends ascend as their beginnings do.
    int from = Growing.below(all, o -> o.range().last(), first).size();
    for (Owned o : all.subList(from, all.size())) {
      if (o.range().first() > last) {
        return Optional.empty();
      }
      if (records.namesAny(
          (int) (Math.max(o.range().first(), first) - first),
          (int) (Math.min(o.range().last(), last) - first))) {
        return Optional.of(o.by());
      }
    }
    return Optional.empty();
  }

  private List<Owned> joined() {
    List<Owned> out = joined;
    if (out == null) {
      out = join();
      joined = out;
    }
    return out;
  }

  private List<Owned> join() {
    List<Owned> all = new ArrayList<>();
    cases.forEach(d -> d.records().forEach(r -> all.add(new Owned(r, d))));
    all.sort(Comparator.comparingLong(o -> o.range().first()));
    List<Owned> out = new ArrayList<>();
    long free = 0;
    for (Owned o : all) {
      if (o.range().last() >= free) {
        long first = Math.max(free, o.range().first());
        out.add(new Owned(new RecordRange(first, o.range().last()), o.by()));
        free = o.range().last() + 1;
      }
    }
    return List.copyOf(out);
  }
}
