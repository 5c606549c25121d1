package io.countersign.witness;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What the log of one ledger shows to whoever may read it. Nothing that it returns is trusted.
///
/// Every method throws [SourceException] where the log does not answer, or answers something that
/// cannot be what was asked for. Implementations cap what they read: a log that sends without end
/// must not fill the memory of who listens.
public interface LogSource {
  /// Leaves that are asked for at once: those of one tile.
  int LEAVES = 256;

  /// The signed note of the log's end.
  Bytes checkpoint();

  /// The leaves from `from` to `to` - 1, 122 bytes each.
  ///
  /// @param to at most `from` + [#LEAVES]
  List<Bytes> leaves(long from, long to);

  /// The object with this SHA-256, of at most `maxBytes`; empty if the log does not have it.
  Optional<Bytes> object(Bytes32 hash, int maxBytes);

  /// The payload of this records root; empty if the log does not have it.
  Optional<Bytes> payload(Bytes32 root);

  /// The secret of the record tags, to which Genesis commits; empty if the log does not tell it.
  Optional<Bytes32> pepper();

  /// Whether the log shows records to who asks: one that does not is copied without them.
  default boolean showsRecords() {
    return true;
  }

  /// Waits until the log may have more than `size` leaves, at most for `atMost`.
  void await(long size, Duration atMost);
}
