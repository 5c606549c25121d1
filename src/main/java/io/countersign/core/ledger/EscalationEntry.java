package io.countersign.core.ledger;

/// An accepted escalation to the arbiter.
///
/// @param disputeIndex of the dispute's entry
/// @param by the party that called
public record EscalationEntry(long index, long leafTime, long disputeIndex, Party by) {}
