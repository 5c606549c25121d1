package io.countersign.core.ledger;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.MalformedException;
import java.util.Optional;

/// Where the records behind attestations lie.
///
/// What it returns is checked against the root before it is used, so it need not be trusted.
@FunctionalInterface
public interface PayloadSource {
  /// The payload file of this records root; empty if it is not held.
  Optional<Bytes> payload(Bytes32 recordsRoot);

  /// The same payload, read already as one of `party`, by a caller who vouches for it; empty if it
  /// has to be read. For a trial, so that its reading holds nobody up.
  ///
  /// @throws MalformedException why it cannot be read
  default Optional<Payload.Opened> opened(Bytes32 recordsRoot, Party party)
      throws MalformedException {
    return Optional.empty();
  }
}
