package io.countersign.core.ledger;

import io.countersign.core.base.Bytes32;
import io.countersign.core.terms.DisputeRules;
import io.countersign.core.terms.Period;
import java.util.List;

/// An accepted dispute.
///
/// @param statementIndex of the statement entry that it is about
/// @param itemStatements for each item of the claim the hash of the statement that states it
/// @param rules those of the version that governs its period
public record DisputeEntry(
    long index,
    long leafTime,
    Bytes32 digest,
    Entry.Dispute dispute,
    Claim claim,
    long statementIndex,
    List<Bytes32> itemStatements,
    DisputeRules rules) {
  public DisputeEntry {
    itemStatements = List.copyOf(itemStatements);
  }

  /// The period of the statement that it is about.
  public Period period() {
    return dispute.period();
  }
}
