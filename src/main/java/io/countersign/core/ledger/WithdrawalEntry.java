package io.countersign.core.ledger;

/// An accepted withdrawal.
///
/// @param disputeIndex of the dispute's entry
public record WithdrawalEntry(long index, long leafTime, long disputeIndex) {}
