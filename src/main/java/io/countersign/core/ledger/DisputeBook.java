package io.countersign.core.ledger;

import io.countersign.core.base.Bytes32;
import io.countersign.core.terms.DisputeRules.Silence;
import io.countersign.core.terms.Period;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The disputes of a growing ledger: what was disputed, what each party has seen, which records are
/// settled.
///
/// Owned by the ledger's state. Only what is not closed is looked at again, so old disputes cost
/// nothing.
final class DisputeBook {
  private final boolean arbiter;
  private final Growing<DisputeCase> cases = new Growing<>();
  private final Map<Bytes32, DisputeCase> byDigest = new HashMap<>();

  /// Not yet known to be closed.
  private final List<DisputeCase> live = new ArrayList<>();

  private final Map<Subject, List<DisputeCase>> bySubject = new HashMap<>();
  private final Growing<Named> named = new Growing<>();
  private final Map<Party, Growing<Shown>> shown = new EnumMap<>(Party.class);

  /// Settled records: from the first number of a range to its last; ranges do not touch.
  private final TreeMap<Long, Long> settled = new TreeMap<>();

  private long size;
  private @Nullable Moment moment;

  /// An amount of a statement that can be disputed once.
  ///
  /// @param statement hash of the statement that says it
  private record Subject(Bytes32 statement, Period period, String line) {}

  DisputeBook(boolean arbiter) {
    this.arbiter = arbiter;
    for (Party p : Party.values()) {
      shown.put(p, new Growing<>());
    }
  }

  DisputeView view() {
    return new DisputeView(
        cases.view(),
        shown(Party.PROVIDER).view(),
        shown(Party.CLIENT).view(),
        named.view(),
        arbiter,
        size);
  }

  private Growing<Shown> shown(Party party) {
    Growing<Shown> list = shown.get(party);
    if (list == null) {
      throw new IllegalStateException("no list of " + party);
    }
    return list;
  }

  Optional<DisputeCase> find(Bytes32 digest) {
    return Optional.ofNullable(byDigest.get(digest));
  }

  /// Those that were not closed at the last leaf, in ledger order.
  List<DisputeCase> live() {
    return live;
  }

  /// The disputes about this amount, in ledger order, but for old ones that allow another.
  List<DisputeCase> about(Bytes32 statement, Period period, String line) {
    return bySubject.getOrDefault(new Subject(statement, period, line), List.of());
  }

  /// What the void of many records asks again and again: the disputes that matter to it at an
  /// instant.
  ///
  /// @param settled by silence since the last leaf, or by it
  /// @param escalated before the arbiter
  /// @param unanswered not closed, and silence means accepted
  private record Moment(
      long t,
      List<DisputeCase> settled,
      List<DisputeCase> escalated,
      List<DisputeCase> unanswered) {}

  private Moment at(long t) {
    Moment m = moment;
    if (m == null || m.t() != t) {
      m = new Moment(t, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
      DisputeView view = view();
      for (DisputeCase d : live) {
        DisputeState state = view.state(d, t);
        if (!view.settledRecords(d, t).isEmpty()) {
          m.settled().add(d);
        }
        if (state == DisputeState.ESCALATED) {
          m.escalated().add(d);
        }
        if (!state.isClosed()
            && d.answer(size).isEmpty()
            && d.entry.rules().disputeSilence() == Silence.ACCEPTED) {
          m.unanswered().add(d);
        }
      }
      moment = m;
    }
    return m;
  }

  /// Something on a dispute was appended.
  void changed() {
    moment = null;
  }

  /// Whether no void of record `number` has an effect at a leaf of time `t`.
  boolean isSettled(long number, long t) {
    Map.Entry<Long, Long> range = settled.floorEntry(number);
    if (range != null && range.getValue() >= number) {
      return true;
    }
    DisputeView view = view();
    return at(t).settled().stream()
        .anyMatch(d -> RecordRange.hold(view.settledRecords(d, t), number));
  }

  /// Whether a dispute stands before the arbiter at `t`.
  boolean isAnyEscalated(long t) {
    return !at(t).escalated().isEmpty();
  }

  /// Whether the claim of a dispute that stands before the arbiter at `t` names record `number`.
  boolean isEscalated(long number, long t) {
    return at(t).escalated().stream().anyMatch(d -> names(d, number));
  }

  /// A dispute whose claim names record `number`, and that silence could still settle at `t`.
  Optional<DisputeCase> unanswered(long number, long t) {
    return at(t).unanswered().stream().filter(d -> names(d, number)).findFirst();
  }

  /// A dispute that is not closed at `t` and whose claim names one of these records.
  ///
  /// @param first number of the batch's first record
  Optional<DisputeCase> contesting(long first, ErasureBitmap records, long t) {
    DisputeView view = view();
    return live.stream()
        .filter(d -> !view.state(d, t).isClosed() && names(d, first, records))
        .findFirst();
  }

  private static boolean names(DisputeCase d, long first, ErasureBitmap records) {
    long last = first + records.count() - 1;
    return d.entry.claim().records().stream()
        .filter(r -> r.first() <= last && r.last() >= first)
        .anyMatch(
            r ->
                records.namesAny(
                    (int) (Math.max(r.first(), first) - first),
                    (int) (Math.min(r.last(), last) - first)));
  }

  private static boolean names(DisputeCase d, long number) {
    return RecordRange.hold(d.entry.claim().records(), number);
  }

  void open(DisputeEntry e) {
    DisputeCase d = new DisputeCase(e);
    cases.add(d);
    byDigest.put(e.digest(), d);
    live.add(d);
    subjects(e).forEach(s -> bySubject.computeIfAbsent(s, k -> new ArrayList<>()).add(d));
  }

  private static List<Subject> subjects(DisputeEntry e) {
    List<Subject> out = new ArrayList<>();
    Claim claim = e.claim();
    for (int i = 0; i < claim.items().size(); i++) {
      Claim.Item item = claim.items().get(i);
      out.add(new Subject(e.itemStatements().get(i), item.period(), item.line()));
    }
    for (Claim.Adjusted a : claim.adjusted()) {
      out.add(new Subject(e.dispute().statementHash(), a.period(), a.line()));
    }
    return out;
  }

  /// What can be disputed again.
  private void forget(DisputeCase d) {
    for (Subject s : subjects(d.entry)) {
      List<DisputeCase> left = bySubject.get(s);
      if (left != null && left.remove(d) && left.isEmpty()) {
        bySubject.remove(s);
      }
    }
  }

  /// A statement entry stands: it replaces those of its period that say something else.
  void stated(StatementEntry s) {
    for (DisputeCase d : live) {
      if (d.entry.period().equals(s.statement().period())
          && !d.entry.dispute().statementHash().equals(s.statement().statementHash())) {
        d.supersede(s);
      }
    }
  }

  /// An accepted entry shows that `party` has seen the tree of `size` entries.
  void saw(Party party, Shown by) {
    Growing<Shown> list = shown(party);
    long most = list.size() == 0 ? 0 : list.get(list.size() - 1).size();
    if (by.size() > most) {
      list.add(by);
    }
  }

  /// An accepted entry of the client names a statement entry.
  void named(Named by) {
    named.add(by);
  }

  /// The ledger has `size` entries, the last one at `t`: what is closed now stays so.
  void advance(long size, long t) {
    this.size = size;
    changed();
    if (live.isEmpty()) {
      return;
    }
    DisputeView view = view();
    live.removeIf(
        d -> {
          DisputeState state = view.state(d, t);
          if (!state.isClosed()) {
            return false;
          }
          view.settledRecords(d, t).forEach(this::settle);
          if (state == DisputeState.WITHDRAWN || state == DisputeState.SUPERSEDED) {
            forget(d);
          }
          return true;
        });
  }

  /// Adds a range and joins it with those that it touches.
  private void settle(RecordRange range) {
    long first = range.first();
    long last = range.last();
    Map.Entry<Long, Long> before = settled.floorEntry(first);
    if (before != null && before.getValue() >= first - 1) {
      first = before.getKey();
      last = Math.max(last, before.getValue());
    }
    Map.Entry<Long, Long> next = settled.ceilingEntry(first);
    while (next != null && next.getKey() <= last + 1) {
      last = Math.max(last, next.getValue());
      settled.remove(next.getKey());
      next = settled.ceilingEntry(first);
    }
    settled.put(first, last);
  }
}
