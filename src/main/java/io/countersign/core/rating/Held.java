package io.countersign.core.rating;

import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.ledger.Batch;
import io.countersign.core.ledger.History;
import java.util.List;
import java.util.Optional;

/// Whether the records behind every attestation are at hand. Each batch is looked at once.
final class Held {
  private int whole;

  /// The first attestation of `prefix` whose records are missing or damaged. A record whose row was
  /// erased is none of them: it counts as absent.
  Optional<Finding> missing(History prefix) {
    List<Batch> batches = prefix.batches();
    for (; whole < batches.size(); whole++) {
      Optional<Finding> fault = fault(batches.get(whole));
      if (fault.isPresent()) {
        return fault;
      }
    }
    return Optional.empty();
  }

  private static Optional<Finding> fault(Batch batch) {
    return batch
        .payloadFault()
        .map(
            f ->
                new Finding(
                    Code.RECORDS_NOT_HELD,
                    "entry " + batch.entryIndex(),
                    batch.count() + " records",
                    f.found()));
  }
}
