package io.countersign.core.compare;

import io.countersign.core.ledger.Batch;
import io.countersign.core.ledger.HeldRecord;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.terms.Line;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.TermsClock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What happened, apart from what it costs: the records and the milestones that were accepted.
///
/// Of records with one source and id only the latest revision is kept, as revision 0: a rehearsal
/// has nothing to void.
///
/// @param records in any order
/// @param accepted dates of acceptance by the names of milestones
public record Usage(List<UsageRecord> records, Map<String, LocalDate> accepted) {
  public Usage {
    records = latest(records);
    accepted = Map.copyOf(accepted);
    for (String name : accepted.keySet()) {
      if (!Line.Item.NAME.matcher(name).matches()) {
        throw new IllegalArgumentException("the name of a milestone expected, found " + name);
      }
    }
  }

  /// The first and the last instant of the records, UTC seconds; empty where there are none.
  public Optional<Extent> extent() {
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (UsageRecord r : records) {
      first = Math.min(first, r.at());
      last = Math.max(last, r.at());
    }
    return records.isEmpty() ? Optional.empty() : Optional.of(new Extent(first, last));
  }

  /// UTC seconds, both included.
  public record Extent(long first, long last) {}

  /// What stands on a ledger: the records that count as present on all its leaves, and the accepted
  /// milestones that one of its versions names.
  public static Usage of(History history) {
    List<UsageRecord> records = new ArrayList<>();
    List<Batch> batches = history.batches();
    for (int b = 0; b < batches.size(); b++) {
      List<HeldRecord> held = batches.get(b).records();
      for (int i = 0; i < held.size(); i++) {
        if (history.absence(b, i).isEmpty()) {
          records.add(named(held.get(i), b, i));
        }
      }
    }
    Map<String, LocalDate> accepted = new LinkedHashMap<>();
    Milestones.names(history)
        .forEach(
            (name, hash) ->
                history.milestones().stream()
                    .filter(m -> m.milestone().name().equals(hash))
                    .findFirst()
                    .ifPresent(m -> accepted.put(name, Milestones.date(m.milestone()))));
    return new Usage(records, accepted);
  }

  /// A record whose name was erased gets one of its place: what it costs does not depend on it.
  private static UsageRecord named(HeldRecord held, int batch, int index) {
    return switch (held) {
      case HeldRecord.Full r -> r.record();
      case HeldRecord.Nameless r ->
          new UsageRecord(
              r.kept().at(),
              r.kept().data(),
              batch + ":" + index,
              0,
              "erased:name",
              r.kept().type());
      case HeldRecord.Rowless r -> throw new IllegalStateException("a record without its row");
    };
  }

  private static List<UsageRecord> latest(List<UsageRecord> records) {
    Map<Name, UsageRecord> out = new LinkedHashMap<>();
    for (UsageRecord r : records) {
      out.merge(new Name(r.source(), r.id()), r, (a, b) -> b.rev() > a.rev() ? b : a);
    }
    return out.values().stream()
        .map(
            r ->
                r.rev() == 0
                    ? r
                    : new UsageRecord(r.at(), r.data(), r.id(), 0, r.source(), r.type()))
        .toList();
  }

  private record Name(String source, String id) {}

  /// The records whose local date lies in the term of a plan.
  List<UsageRecord> within(Terms terms) {
    TermsClock clock = TermsClock.of(terms.offsets());
    return records.stream().filter(r -> clock.within(terms.term(), r.at())).toList();
  }
}
