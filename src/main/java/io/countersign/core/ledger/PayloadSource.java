package io.countersign.core.ledger;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import java.util.Optional;

/// Where the records behind attestations lie.
///
/// What it returns is checked against the root before it is used, so it need not be trusted.
@FunctionalInterface
public interface PayloadSource {
  /// The payload file of this records root; empty if it is not held.
  Optional<Bytes> payload(Bytes32 recordsRoot);
}
