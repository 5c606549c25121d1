package io.countersign.core.ledger;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A dispute and what later entries made of it, at most one of each kind.
///
/// Each is written once and never changed, so a view of an earlier prefix reads the same object and
/// leaves out what lies behind it.
final class DisputeCase {
  final DisputeEntry entry;
  private @Nullable AnswerEntry answer;
  private @Nullable WithdrawalEntry withdrawal;
  private @Nullable EscalationEntry escalation;
  private @Nullable ResolutionEntry resolution;
  private @Nullable StatementEntry superseding;

  DisputeCase(DisputeEntry entry) {
    this.entry = entry;
  }

  long index() {
    return entry.index();
  }

  void add(AnswerEntry e) {
    answer = e;
  }

  void add(WithdrawalEntry e) {
    withdrawal = e;
  }

  void add(EscalationEntry e) {
    escalation = e;
  }

  void add(ResolutionEntry e) {
    resolution = e;
  }

  /// Notes the first later revision of its period's statement with another hash.
  void supersede(StatementEntry e) {
    if (superseding == null) {
      superseding = e;
    }
  }

  /// The answer in a ledger of `size` entries; so the others.
  Optional<AnswerEntry> answer(long size) {
    AnswerEntry e = answer;
    return e == null || e.index() >= size ? Optional.empty() : Optional.of(e);
  }

  Optional<WithdrawalEntry> withdrawal(long size) {
    WithdrawalEntry e = withdrawal;
    return e == null || e.index() >= size ? Optional.empty() : Optional.of(e);
  }

  Optional<EscalationEntry> escalation(long size) {
    EscalationEntry e = escalation;
    return e == null || e.index() >= size ? Optional.empty() : Optional.of(e);
  }

  Optional<ResolutionEntry> resolution(long size) {
    ResolutionEntry e = resolution;
    return e == null || e.index() >= size ? Optional.empty() : Optional.of(e);
  }

  /// The statement that replaced its own.
  Optional<StatementEntry> superseding(long size) {
    StatementEntry e = superseding;
    return e == null || e.index() >= size ? Optional.empty() : Optional.of(e);
  }
}
