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
/// @param sights what each party has seen
/// @param arbiter whether Genesis names one
/// @param size entries of the prefix
record DisputeView(List<DisputeCase> cases, Sights.View sights, boolean arbiter, long size) {
  private static final long DAY_MILLIS = Window.DAY * 1000L;

  DisputeView prefix(long size) {
    return new DisputeView(
        Growing.below(cases, DisputeCase::index, size), sights.prefix(size), arbiter, size);
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

  Optional<Sight> sight(Party party, long index) {
    return sights.of(party, index);
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

  /// The entry of which the client has to know that its time to call the arbiter runs: the answer,
  /// or where silence rejects the one that showed the provider's sight. Empty where that time does
  /// not run: no arbiter, not rejected, called already.
  OptionalLong lapseTurnsOn(DisputeCase d) {
    if (!arbiter || d.escalation(size).isPresent()) {
      return OptionalLong.empty();
    }
    Optional<AnswerEntry> answer = d.answer(size);
    if (answer.isPresent()) {
      return answer.get().answer().answer() == AnswerKind.ACCEPT
          ? OptionalLong.empty()
          : OptionalLong.of(answer.get().index());
    }
    Optional<Sight> began = sight(Party.PROVIDER, d.index());
    return began.isPresent() && silenceRejects(d)
        ? OptionalLong.of(began.get().index())
        : OptionalLong.empty();
  }

  /// When the client's time to call the arbiter ends; empty where it does not run: no arbiter, not
  /// rejected, called already, or the client has not seen what it turns on.
  OptionalLong lapseEnd(DisputeCase d) {
    OptionalLong turnsOn = lapseTurnsOn(d);
    Optional<Sight> told =
        turnsOn.isEmpty() ? Optional.empty() : sight(Party.CLIENT, turnsOn.getAsLong());
    if (told.isEmpty()) {
      return OptionalLong.empty();
    }
    // Who was not shown that the provider's window runs does not know that its own does.
    long from =
        d.answer(size).isPresent()
            ? told.get().leafTime()
            : Math.max(answerEnd(d).orElseThrow(), told.get().leafTime());
    return OptionalLong.of(from + d.entry.rules().disputeDays() * DAY_MILLIS);
  }

  static boolean isOver(OptionalLong end, long t) {
    return end.isPresent() && t > end.getAsLong();
  }

  boolean isRestated(DisputeCase d) {
    return d.restating(size).isPresent();
  }

  /// Whether the provider's silence settles it once its window is over: no revision may have come
  /// before that.
  boolean silenceSettles(DisputeCase d) {
    return d.entry.canSettleBySilence()
        && d.restating(size).map(r -> isOver(answerEnd(d), r.leafTime())).orElse(true);
  }

  /// Whether the provider's silence means that it rejects.
  boolean silenceRejects(DisputeCase d) {
    DisputeRules rules = d.entry.rules();
    return rules.disputeSilence() == Silence.REJECTED
        || (rules.disputeSilence() == Silence.ACCEPTED && !silenceSettles(d));
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
    Optional<AnswerEntry> answer = d.answer(size);
    boolean silent = answer.isEmpty() && isOver(answerEnd(d), t);
    if (answer.isPresent()
        ? answer.get().answer().answer() == AnswerKind.ACCEPT
        : silent && silenceSettles(d)) {
      return DisputeState.SETTLED;
    }
    if (d.escalation(size).isPresent()) {
      return DisputeState.ESCALATED;
    }
    if (isOver(lapseEnd(d), t)) {
      return DisputeState.LAPSED;
    }
    return answer.isPresent() || (silent && silenceRejects(d))
        ? DisputeState.REJECTED
        : DisputeState.OPEN;
  }
}
