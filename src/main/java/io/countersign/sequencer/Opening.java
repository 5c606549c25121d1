package io.countersign.sequencer;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;

/// What a ledger begins with.
///
/// @param envelope the first agreement with Genesis, signed by both parties
/// @param terms the terms document, canonical
/// @param operatorName the name that Genesis commits to
/// @param pepper the parties' secret that Genesis commits to
public record Opening(Bytes envelope, Bytes terms, String operatorName, Bytes32 pepper) {
  @Override
  public String toString() {
    return "Opening[operatorName=" + operatorName + "]";
  }
}
