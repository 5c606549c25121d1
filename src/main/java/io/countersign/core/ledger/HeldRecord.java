package io.countersign.core.ledger;

import io.countersign.core.base.Bytes32;
import java.util.Optional;

/// A record as the ledger holds it: always its tag and row hash, and what no erasure took away.
public sealed interface HeldRecord {
  /// The record's name under the pepper; the duplicate rule goes by it.
  Bytes32 tag();

  /// SHA-256(0x03 | salt | row).
  Bytes32 rowHash();

  /// The record with its name; empty once the name is erased.
  default Optional<UsageRecord> usage() {
    return this instanceof Full f ? Optional.of(f.record) : Optional.empty();
  }

  /// What prices read; empty once the row is erased.
  default Optional<UsageRecord.Row> row() {
    return switch (this) {
      case Full f -> Optional.of(f.record.row());
      case Nameless n -> Optional.of(n.kept);
      case Rowless r -> Optional.empty();
    };
  }

  /// With name and row.
  record Full(Bytes32 tag, Bytes32 rowHash, UsageRecord record) implements HeldRecord {}

  /// Its name is erased; the amount can still be recomputed.
  record Nameless(Bytes32 tag, Bytes32 rowHash, UsageRecord.Row kept) implements HeldRecord {}

  /// Name and row are erased.
  record Rowless(Bytes32 tag, Bytes32 rowHash) implements HeldRecord {}
}
