package io.countersign.cli;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.Admission;
import io.countersign.core.ledger.Applied;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.LedgerState;
import io.countersign.core.ledger.TagList;
import io.countersign.core.terms.Period;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What a void changes, shown before it is appended. The state is used up: it holds the void then,
/// and nobody keeps it.
final class VoidEffect {
  private final Session session;
  private final LedgerState state;

  VoidEffect(Session session, LedgerState state) {
    this.session = session;
    this.state = state;
  }

  /// Shows it, and answers with the same for machines.
  ///
  /// @throws CliException what the ledger would not take
  List<Json> of(Envelope envelope, TagList list) {
    Set<Period> periods = new TreeSet<>();
    for (Bytes32 tag : list.tags()) {
      state
          .record(tag)
          .flatMap(r -> r.row())
          .ifPresent(row -> periods.add(state.history().periodOf(row.at())));
    }
    periods.addAll(resting(periods));
    Effect effect = Effect.before(session, state, periods);
    apply(envelope, list);
    return effect.after(state);
  }

  /// The months up to now that look back on one of `periods`: what is left over, a window or a
  /// sequence carries the change on into them.
  private List<Period> resting(Set<Period> periods) {
    Period now = state.history().periodOf(Math.floorDiv(session.host().clock().millis(), 1000L));
    List<Period> out = new ArrayList<>();
    periods.stream()
        .min(Comparator.naturalOrder())
        .ifPresent(
            first -> {
              for (Period p = first.next(); p.compareTo(now) <= 0; p = p.next()) {
                if (state.history().termsFor(p).filter(v -> v.terms().looksBack()).isPresent()) {
                  out.add(p);
                }
              }
            });
    return out;
  }

  /// Appends the void to a state that nobody keeps: what the ledger would say.
  private void apply(Envelope envelope, TagList list) {
    Bytes bytes = list.toBytes();
    switch (state.admit(
        envelope.toBytes(),
        session.host().clock().millis(),
        hash -> Optional.of(bytes),
        root -> Optional.empty())) {
      case Admission.Admitted a -> {
        if (!(state.append(a) instanceof Applied.Accepted)) {
          throw new IllegalStateException("admitted and not accepted");
        }
      }
      case Admission.Repeated r ->
          throw CliException.refused(
              Code.ENTRY_REPEATED, "entry", "one that is not in the ledger", "entry " + r.index());
      case Admission.Refused r -> throw CliException.refused(r.findings());
    }
  }
}
