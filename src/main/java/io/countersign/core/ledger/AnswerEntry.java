package io.countersign.core.ledger;

import java.util.Optional;

/// An accepted answer.
///
/// @param disputeIndex of the dispute's entry
/// @param offer present where it answers in part
public record AnswerEntry(
    long index,
    long leafTime,
    long disputeIndex,
    Entry.Answer answer,
    Optional<AnswerOffer> offer) {}
