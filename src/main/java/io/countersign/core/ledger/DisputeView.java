package io.countersign.core.ledger;

import io.countersign.core.terms.DisputeRules;
import io.countersign.core.terms.DisputeRules.Silence;
import io.countersign.core.terms.Window;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The disputes of a prefix, what each party has seen of it, and what follows from both at an
/// instant.
///
/// Immutable, as the ledger's history is. Source: `src/docs/formats.md` §10.
///
/// @param cases in ledger order
/// @param provider what shows the provider's sight, by index, sizes ascending; so `client`
/// @param named what of the client names a statement entry, by index
/// @param arbiter whether Genesis names one
/// @param size entries of the prefix
record DisputeView(
    List<DisputeCase> cases,
    List<Shown> provider,
    List<Shown> client,
    List<Named> named,
    boolean arbiter,
    long size) {
  private static final long DAY_MILLIS = Window.DAY * 1000L;

  DisputeView prefix(long size) {
    return new DisputeView(
        Growing.below(cases, DisputeCase::index, size),
        Growing.below(provider, Shown::index, size),
        Growing.below(client, Shown::index, size),
        Growing.below(named, Named::index, size),
        arbiter,
        size);
  }

  /// The case whose dispute is entry `index`. Cost: O(log n).
  ///
  /// @throws IllegalArgumentException if that entry is no dispute of this prefix
  DisputeCase of(long index) {
    List<DisputeCase> upTo = Growing.below(cases, DisputeCase::index, index + 1);
    if (upTo.isEmpty() || upTo.getLast().index() != index) {
      throw new IllegalArgumentException("entry " + index + " is no dispute");
    }
    return upTo.getLast();
  }

  /// The first accepted entry by which `party` shows that it has seen entry `index`; empty if there
  /// is none. Cost: O(log n), and what the client named.
  Optional<Sight> sight(Party party, long index) {
    List<Shown> shown = party == Party.PROVIDER ? provider : client;
    int lo = 0;
    int hi = shown.size();
    while (lo < hi) {
      int mid = (lo + hi) >>> 1;
      if (shown.get(mid).size() > index) {
        hi = mid;
      } else {
        lo = mid + 1;
      }
    }
    Optional<Sight> by =
        lo == shown.size()
            ? Optional.empty()
            : Optional.of(new Sight(shown.get(lo).index(), shown.get(lo).leafTime()));
    if (party == Party.CLIENT) {
      for (Named n : named) {
        if (by.isPresent() && by.get().index() <= n.index()) {
          break;
        }
        if (n.statementIndex() == index) {
          return Optional.of(new Sight(n.index(), n.leafTime()));
        }
      }
    }
    return by;
  }

  /// When a window of `days` since the sight of entry `index` ends: it is over at every later
  /// millisecond. Empty while the party has not seen the entry.
  OptionalLong windowEnd(Party party, long index, int days) {
    Optional<Sight> sight = sight(party, index);
    return sight.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(sight.get().leafTime() + days * DAY_MILLIS);
  }

  /// When the provider's time to answer ends.
  OptionalLong answerEnd(DisputeCase d) {
    return windowEnd(Party.PROVIDER, d.index(), d.entry.rules().answerDays());
  }

  /// When the client's time to call the arbiter ends; empty where it does not run: no arbiter, not
  /// rejected, called already, or the client has not seen what it turns on.
  OptionalLong lapseEnd(DisputeCase d) {
    DisputeRules rules = d.entry.rules();
    if (!arbiter || d.escalation(size).isPresent()) {
      return OptionalLong.empty();
    }
    Optional<AnswerEntry> answer = d.answer(size);
    if (answer.isPresent()) {
      return answer.get().answer().answer() == AnswerKind.ACCEPT
          ? OptionalLong.empty()
          : windowEnd(Party.CLIENT, answer.get().index(), rules.disputeDays());
    }
    OptionalLong end = answerEnd(d);
    if (end.isEmpty() || rules.disputeSilence() != Silence.REJECTED) {
      return OptionalLong.empty();
    }
    // Who was not shown that the provider's window runs does not know that its own does.
    long began = sight(Party.PROVIDER, d.index()).orElseThrow().index();
    Optional<Sight> told = sight(Party.CLIENT, began);
    return told.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(
            Math.max(end.getAsLong(), told.get().leafTime()) + rules.disputeDays() * DAY_MILLIS);
  }

  static boolean isOver(OptionalLong end, long t) {
    return end.isPresent() && t > end.getAsLong();
  }

  /// Whether an accepted answer or silence settles it, whatever was before.
  private boolean settles(DisputeCase d, long t) {
    Optional<AnswerEntry> answer = d.answer(size);
    return answer.isPresent()
        ? answer.get().answer().answer() == AnswerKind.ACCEPT
        : d.entry.rules().disputeSilence() == Silence.ACCEPTED && isOver(answerEnd(d), t);
  }

  /// The state at `t`.
  ///
  /// @param t milliseconds, not before the prefix's last leaf
  DisputeState state(DisputeCase d, long t) {
    if (d.withdrawal(size).isPresent()) {
      return DisputeState.WITHDRAWN;
    }
    if (d.resolution(size).isPresent()) {
      return DisputeState.RESOLVED;
    }
    // What is closed stays as it was closed: a statement that came later replaces nothing. Answers
    // do not count on a superseded dispute, so only what time closes has to be compared.
    Optional<StatementEntry> superseding = d.superseding(size);
    long until = superseding.isPresent() ? Math.min(t, superseding.get().leafTime()) : t;
    if (settles(d, until)) {
      return DisputeState.SETTLED;
    }
    if (isOver(lapseEnd(d), until)) {
      return DisputeState.LAPSED;
    }
    if (superseding.isPresent()) {
      return DisputeState.SUPERSEDED;
    }
    if (d.escalation(size).isPresent()) {
      return DisputeState.ESCALATED;
    }
    boolean rejected =
        d.answer(size).isPresent()
            || (d.entry.rules().disputeSilence() == Silence.REJECTED && isOver(answerEnd(d), t));
    return rejected ? DisputeState.REJECTED : DisputeState.OPEN;
  }

  /// The records that it has settled at `t`: no void of them has an effect any more.
  List<RecordRange> settledRecords(DisputeCase d, long t) {
    return switch (state(d, t)) {
      case SETTLED -> d.entry.claim().records();
      case RESOLVED ->
          d.resolution(size).flatMap(ResolutionEntry::award).map(Award::records).orElse(List.of());
      case WITHDRAWN, SUPERSEDED, ESCALATED, LAPSED, REJECTED, OPEN -> List.of();
    };
  }
}
