package io.countersign.core.dispute;

import io.countersign.core.ledger.DisputeEntry;
import io.countersign.core.ledger.DisputeState;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.Settlement;
import io.countersign.core.ledger.Settlements;
import io.countersign.core.ledger.Signer;
import io.countersign.core.money.Micros;
import io.countersign.core.terms.DisputeRules.Silence;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/// All disputes of a ledger at an instant.
///
/// Source: `src/docs/formats.md` §10.
public final class Disputes {
  private Disputes() {}

  /// Every dispute of `history`, in ledger order.
  ///
  /// @param t milliseconds UTC, not before the last leaf
  public static List<DisputeStatus> at(History history, long t) {
    Map<Long, List<Settlement>> inForce =
        Settlements.inForce(history, t).stream()
            .collect(Collectors.groupingBy(Settlement::disputeIndex));
    List<DisputeStatus> out = new ArrayList<>();
    for (DisputeEntry d : history.disputes()) {
      DisputeState state = history.stateAt(d, t);
      out.add(
          new DisputeStatus(
              d,
              state,
              history.answer(d),
              history.escalation(d),
              history.resolution(d),
              state.isClosed() ? Micros.ZERO : new Micros(d.dispute().contestedMicros()),
              inForce.getOrDefault(d.index(), List.of()),
              state.isClosed() ? Optional.empty() : history.restating(d),
              next(history, d, state, t)));
    }
    return List.copyOf(out);
  }

  /// What can happen to one of them next; empty once it is closed.
  public static Optional<NextStep> next(History history, DisputeEntry d, long t) {
    return next(history, d, history.stateAt(d, t), t);
  }

  private static Optional<NextStep> next(
      History history, DisputeEntry d, DisputeState state, long t) {
    return switch (state) {
      case OPEN -> Optional.of(open(history, d, t));
      case REJECTED -> Optional.of(rejected(history, d));
      case ESCALATED -> Optional.of(resolve(EnumSet.of(Signer.ARBITER), state));
      case WITHDRAWN, RESOLVED, SETTLED, LAPSED -> Optional.empty();
    };
  }

  private static NextStep open(History history, DisputeEntry d, long t) {
    OptionalLong end = history.answerEnd(d);
    if (end.isEmpty() || t <= end.getAsLong()) {
      return new NextStep(
          NextStep.Act.ANSWER, EnumSet.of(Signer.PROVIDER), end, bySilence(history, d));
    }
    return hasArbiter(history)
        ? new NextStep(
            NextStep.Act.ESCALATE,
            EnumSet.of(Signer.CLIENT, Signer.PROVIDER),
            OptionalLong.empty(),
            DisputeState.OPEN)
        : resolve(EnumSet.of(Signer.CLIENT, Signer.PROVIDER), DisputeState.OPEN);
  }

  private static DisputeState bySilence(History history, DisputeEntry d) {
    return history.silenceSettles(d)
        ? DisputeState.SETTLED
        : d.rules().disputeSilence() == Silence.OPEN ? DisputeState.OPEN : DisputeState.REJECTED;
  }

  private static NextStep rejected(History history, DisputeEntry d) {
    return hasArbiter(history)
        ? new NextStep(
            NextStep.Act.ESCALATE,
            EnumSet.of(Signer.CLIENT, Signer.PROVIDER),
            history.lapseEnd(d),
            DisputeState.LAPSED)
        : resolve(EnumSet.of(Signer.CLIENT, Signer.PROVIDER), DisputeState.REJECTED);
  }

  private static NextStep resolve(EnumSet<Signer> by, DisputeState state) {
    return new NextStep(NextStep.Act.RESOLVE, by, OptionalLong.empty(), state);
  }

  private static boolean hasArbiter(History history) {
    return !history.genesis().arbiter().isZero();
  }
}
