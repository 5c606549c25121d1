package io.countersign.core.ledger;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import java.util.Optional;

/// Where immutable objects lie: terms documents, tag lists, the operator's name.
///
/// What it returns is hashed before it is used, so it need not be trusted.
@FunctionalInterface
public interface ObjectSource {
  /// The object of this SHA-256; empty if it is not held.
  Optional<Bytes> object(Bytes32 sha256);

  /// The tag list of this SHA-256, read and hashed already by a caller who vouches for it; empty if
  /// it has to be read.
  default Optional<TagList.Hashed> tags(Bytes32 sha256) {
    return Optional.empty();
  }
}
