package io.countersign.core.dispute;

import io.countersign.core.ledger.AnswerEntry;
import io.countersign.core.ledger.DisputeEntry;
import io.countersign.core.ledger.DisputeState;
import io.countersign.core.ledger.EscalationEntry;
import io.countersign.core.ledger.ResolutionEntry;
import io.countersign.core.ledger.Settlement;
import io.countersign.core.ledger.StatementEntry;
import io.countersign.core.money.Micros;
import java.util.List;
import java.util.Optional;

/// How one dispute stands at an instant.
///
/// @param contested what it keeps from being paid: the dispute's sum, nothing once it is closed
/// @param settlements what it posts, in the order of a statement
/// @param restating the statement entry that restated it; empty once it is closed
/// @param next empty once it is closed
public record DisputeStatus(
    DisputeEntry dispute,
    DisputeState state,
    Optional<AnswerEntry> answer,
    Optional<EscalationEntry> escalation,
    Optional<ResolutionEntry> resolution,
    Micros contested,
    List<Settlement> settlements,
    Optional<StatementEntry> restating,
    Optional<NextStep> next) {
  public DisputeStatus {
    settlements = List.copyOf(settlements);
  }
}
