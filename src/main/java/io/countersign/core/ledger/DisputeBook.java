package io.countersign.core.ledger;

import io.countersign.core.base.Bytes32;
import io.countersign.core.terms.Period;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The disputes of a growing ledger: what was disputed, what each party has seen, which records are
/// settled.
///
/// Owned by the ledger's state. A dispute is looked at when an entry is on it, when its time is
/// over, when a party sees what it turns on, and when its statement is replaced; a leaf that does
/// none of this to a dispute costs nothing for it, and a closed one costs nothing at all.
final class DisputeBook {
  private final boolean arbiter;
  private final Growing<DisputeCase> cases = new Growing<>();
  private final Map<Bytes32, DisputeCase> byDigest = new HashMap<>();
  private final Sights sights = new Sights();
  private final Contested contested = new Contested();
  private final Deadlines deadlines = new Deadlines();

  /// Not closed, and about the latest statement of their period: of a period all about one hash.
  private final Map<Period, Set<DisputeCase>> current = new HashMap<>();

  /// Not closed, by the statements whose amounts they contest.
  private final Map<Bytes32, Set<DisputeCase>> onStatement = new HashMap<>();

  private final RecordOwners escalated = new RecordOwners();

  /// Not answered, and silence could settle them.
  private final RecordOwners unanswered = new RecordOwners();

  /// Not closed.
  private final RecordOwners open = new RecordOwners();

  /// Settled records: from the first number of a range to its last; ranges do not touch.
  private final TreeMap<Long, Long> settled = new TreeMap<>();

  private long size;
  private long looks;
  private @Nullable Moment moment;

  /// What time did before the instant `t` and no leaf has told yet.
  ///
  /// @param settled by silence
  /// @param open not closed
  private record Moment(long t, RecordOwners settled, RecordOwners open) {}

  DisputeBook(boolean arbiter) {
    this.arbiter = arbiter;
  }

  DisputeView view() {
    return new DisputeView(cases.view(), sights.view(size), arbiter, size);
  }

  Optional<DisputeCase> find(Bytes32 digest) {
    return Optional.ofNullable(byDigest.get(digest));
  }

  Contested contested() {
    return contested;
  }

  /// How often the state of a dispute was asked for so far, by leaves and by questions about the
  /// next one: what the disputes of a ledger cost.
  long looks() {
    return looks;
  }

  private DisputeState state(DisputeView view, DisputeCase d, long t) {
    looks++;
    return view.state(d, t);
  }

  /// The state at the time `t` of the next leaf.
  DisputeState state(DisputeCase d, long t) {
    return state(view(), d, t);
  }

  /// The disputes that are not closed at `t` and contest an amount of the statement of this hash,
  /// in ledger order.
  List<DisputeCase> about(Bytes32 statementHash, long t) {
    DisputeView view = view();
    return onStatement.getOrDefault(statementHash, Set.of()).stream()
        .filter(d -> !state(view, d, t).isClosed())
        .toList();
  }

  // Records.

  /// Whether no void by one party or the arbiter of record `number` has an effect at a leaf of time
  /// `t`.
  boolean isSettled(long number, long t) {
    Map.Entry<Long, Long> range = settled.floorEntry(number);
    return (range != null && range.getValue() >= number) || at(t).settled().of(number).isPresent();
  }

  private Moment at(long t) {
    Moment m = moment;
    if (m == null || m.t() != t) {
      DisputeView view = view();
      RecordOwners settles = new RecordOwners();
      Set<DisputeCase> closes = new HashSet<>();
      for (DisputeCase d : deadlines.dueBefore(t)) {
        DisputeState state = d.isKnownClosed() ? DisputeState.OPEN : state(view, d, t);
        if (state == DisputeState.SETTLED) {
          settles.add(d);
        }
        if (state.isClosed()) {
          closes.add(d);
        }
      }
      m = new Moment(t, settles, closes.isEmpty() ? open : open.without(closes));
      moment = m;
    }
    return m;
  }

  /// Whether a dispute stands before the arbiter.
  boolean isAnyEscalated() {
    return !escalated.isEmpty();
  }

  /// Whether the claim of a dispute that stands before the arbiter names record `number`.
  boolean isEscalated(long number) {
    return escalated.of(number).isPresent();
  }

  /// A dispute that is not answered, that silence could settle, and whose claim names record
  /// `number`.
  Optional<DisputeCase> unanswered(long number) {
    return unanswered.of(number);
  }

  // What entries do.

  /// A dispute that is not closed at `t` and whose claim names one of these records.
  ///
  /// @param first number of the batch's first record
  Optional<DisputeCase> contesting(long first, ErasureBitmap records, long t) {
    return at(t).open().ofAny(first, records);
  }

  void open(DisputeEntry e, List<RecordRange> records) {
    DisputeCase d = new DisputeCase(e, records);
    cases.add(d);
    byDigest.put(e.digest(), d);
    contested.add(d);
    current.computeIfAbsent(e.period(), k -> new LinkedHashSet<>()).add(d);
    statements(e).forEach(s -> onStatement.computeIfAbsent(s, k -> new LinkedHashSet<>()).add(d));
    open.add(d);
    if (e.canSettleBySilence()) {
      unanswered.add(d);
    }
    deadlines.onSight(Party.PROVIDER, e.index(), d);
  }

  /// The hashes of the statements whose amounts a dispute contests.
  private static Set<Bytes32> statements(DisputeEntry e) {
    Set<Bytes32> out = new LinkedHashSet<>(e.itemStatements());
    if (!e.claim().adjusted().isEmpty()) {
      out.add(e.dispute().statementHash());
    }
    return out;
  }

  void answered(DisputeCase d, AnswerEntry e) {
    d.add(e);
    unanswered.remove(d);
    look(view(), d, e.leafTime());
  }

  void withdrawn(DisputeCase d, WithdrawalEntry e) {
    d.add(e);
    contested.remove(d);
    look(view(), d, e.leafTime());
  }

  void escalated(DisputeCase d, EscalationEntry e) {
    d.add(e);
    unanswered.remove(d);
    escalated.add(d);
  }

  /// @param records that the award settles
  void resolved(DisputeCase d, ResolutionEntry e, List<RecordRange> records) {
    d.add(e);
    records.forEach(this::settle);
    look(view(), d, e.leafTime());
  }

  /// A statement entry stands: it restates the disputes of its period that are about another.
  void stated(StatementEntry s) {
    sights.stated(s.index());
    Period period = s.statement().period();
    Set<DisputeCase> of = current.getOrDefault(period, Set.of());
    Bytes32 hash = s.statement().statementHash();
    if (of.stream()
        .findFirst()
        .filter(d -> !d.entry.dispute().statementHash().equals(hash))
        .isEmpty()) {
      return;
    }
    current.remove(period);
    for (DisputeCase d : of) {
      looks++;
      d.restate(s);
      unanswered.remove(d);
    }
  }

  /// An accepted entry shows that `party` has seen the tree of `by.size()` entries.
  void saw(Party party, Shown by) {
    if (sights.saw(party, by)) {
      DisputeView view = view();
      deadlines.takeSeen(party, by.size(), d -> look(view, d, by.leafTime()));
    }
  }

  /// An accepted entry of the client is about a statement entry.
  void named(long statementIndex, Sight by) {
    sights.named(statementIndex, by);
    DisputeView view = view();
    deadlines.takeNamed(statementIndex, d -> look(view, d, by.leafTime()));
  }

  /// The ledger has `size` entries, the last one at `t`: what is closed now stays so.
  void advance(long size, long t) {
    this.size = size;
    moment = null;
    DisputeView view = view();
    deadlines.takeDueBefore(t, d -> look(view, d, t));
  }

  /// Notes what a dispute has come to, or what it waits for.
  private void look(DisputeView view, DisputeCase d, long t) {
    if (d.isKnownClosed()) {
      return;
    }
    DisputeState state = state(view, d, t);
    if (state.isClosed()) {
      if (state == DisputeState.SETTLED) {
        d.records().forEach(this::settle);
      }
      close(d);
    } else if (state != DisputeState.ESCALATED) {
      await(view, d, t);
    }
  }

  private void await(DisputeView view, DisputeCase d, long t) {
    OptionalLong answerEnd = view.answerEnd(d);
    boolean answered = d.answer(size).isPresent();
    if (!answered && answerEnd.isEmpty()) {
      deadlines.onSight(Party.PROVIDER, d.index(), d);
    } else if (!answered && t <= answerEnd.getAsLong()) {
      deadlines.after(answerEnd.getAsLong(), d);
    } else {
      OptionalLong turnsOn = view.lapseTurnsOn(d);
      OptionalLong lapseEnd = view.lapseEnd(d);
      if (lapseEnd.isPresent()) {
        deadlines.after(lapseEnd.getAsLong(), d);
      } else if (turnsOn.isPresent()) {
        deadlines.onSight(Party.CLIENT, turnsOn.getAsLong(), d);
      }
    }
  }

  private void close(DisputeCase d) {
    escalated.remove(d);
    unanswered.remove(d);
    open.remove(d);
    drop(current, d.entry.period(), d);
    statements(d.entry).forEach(s -> drop(onStatement, s, d));
    d.close();
    moment = null;
  }

  private static <K> void drop(Map<K, Set<DisputeCase>> map, K key, DisputeCase d) {
    Set<DisputeCase> set = map.get(key);
    if (set != null && set.remove(d) && set.isEmpty()) {
      map.remove(key);
    }
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
