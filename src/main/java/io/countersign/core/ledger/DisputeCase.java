package io.countersign.core.ledger;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A dispute and what later entries made of it, at most one of each kind.
///
/// Each is written once and never changed, so a view of an earlier prefix reads the same object and
/// leaves out what lies behind it.
final class DisputeCase {
  final DisputeEntry entry;
  private List<RecordRange> records;
  private boolean closed;
  private @Nullable AnswerEntry answer;
  private @Nullable WithdrawalEntry withdrawal;
  private @Nullable EscalationEntry escalation;
  private @Nullable ResolutionEntry resolution;
  private @Nullable StatementEntry restating;

  DisputeCase(DisputeEntry entry, List<RecordRange> records) {
    this.entry = entry;
    this.records = records;
  }

  long index() {
    return entry.index();
  }

  /// The records of its claim; none once it is closed. For the ledger's owner alone.
  List<RecordRange> records() {
    return records;
  }

  /// Whether the ledger's last leaf found it closed. For the ledger's owner alone.
  boolean isKnownClosed() {
    return closed;
  }

  /// No rule asks for its records any more.
  void close() {
    closed = true;
    records = List.of();
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

  /// Notes the first later statement of its period with another hash.
  void restate(StatementEntry e) {
    if (restating == null) {
      restating = e;
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

  /// The statement that restated what it is about, if that came before it was closed.
  Optional<StatementEntry> restating(long size) {
    StatementEntry e = restating;
    return e == null || e.index() >= size ? Optional.empty() : Optional.of(e);
  }
}
