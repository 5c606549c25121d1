package io.countersign.core.ledger;

import java.util.Optional;

/// An accepted resolution.
///
/// @param disputeIndex of the dispute's entry
/// @param byArbiter signed by the arbiter, not by both parties
/// @param award present where it resolves by amounts
public record ResolutionEntry(
    long index,
    long leafTime,
    long disputeIndex,
    Entry.Resolution resolution,
    boolean byArbiter,
    Optional<Award> award) {}
