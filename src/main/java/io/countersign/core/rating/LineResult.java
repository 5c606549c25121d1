package io.countersign.core.rating;

import io.countersign.core.base.Bytes32;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.merkle.SumRoot;
import io.countersign.core.money.Micros;
import java.util.Optional;

/// What one line comes to.
///
/// @param memo shown beside the total, not in it (tax that the lines hold already)
/// @param sum root and total over the ledger's record numbers, in a rated line whose quantities
///   cannot be negative
/// @param traceHash SHA-256 of the trace's canonical bytes
public record LineResult(
    String id, Micros amount, boolean memo, Optional<SumRoot> sum, Trace trace, Bytes32 traceHash) {

  static LineResult of(String id, Micros amount, boolean memo, Optional<SumRoot> sum, Trace trace) {
    return new LineResult(id, amount, memo, sum, trace, Sha256.hash(trace.toBytes()));
  }
}
