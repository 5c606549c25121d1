package io.countersign.core.ledger;

import io.countersign.core.base.Bytes32;
import io.countersign.core.terms.DisputeRules;
import io.countersign.core.terms.Period;
import java.util.List;

/// An accepted dispute.
///
/// @param claim what is kept of the object that the entry names
/// @param statementIndex of the statement entry that it is about
/// @param itemStatements for each item of the claim the hash of the statement that states it
/// @param rules those of the version that governs its period
public record DisputeEntry(
    long index,
    long leafTime,
    Bytes32 digest,
    Entry.Dispute dispute,
    Claimed claim,
    long statementIndex,
    List<Bytes32> itemStatements,
    DisputeRules rules) {
  public DisputeEntry {
    itemStatements = List.copyOf(itemStatements);
  }

  /// Whether silence of the provider can settle it at all: silence means so, and no item asks for
  /// more than that nothing is charged.
  boolean canSettleBySilence() {
    return rules.disputeSilence() == DisputeRules.Silence.ACCEPTED
        && claim.items().stream().allMatch(Claimed.Item::grantsNoCredit);
  }

  /// The period of the statement that it is about.
  public Period period() {
    return dispute.period();
  }
}
