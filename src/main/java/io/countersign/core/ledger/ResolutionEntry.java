package io.countersign.core.ledger;

import java.util.List;

/// An accepted resolution.
///
/// @param disputeIndex of the dispute's entry
/// @param byArbiter signed by the arbiter, not by both parties
/// @param awarded the items of its award; none where it resolves by records
public record ResolutionEntry(
    long index,
    long leafTime,
    long disputeIndex,
    Entry.Resolution resolution,
    boolean byArbiter,
    List<Award.Item> awarded) {
  public ResolutionEntry {
    awarded = List.copyOf(awarded);
  }
}
