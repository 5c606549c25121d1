package io.countersign.core.ledger;

/// An accepted answer. What it offers in part stands in the object that it names.
///
/// @param disputeIndex of the dispute's entry
public record AnswerEntry(long index, long leafTime, long disputeIndex, Entry.Answer answer) {}
