package io.countersign.store;

import io.countersign.core.base.Bytes;
import java.util.List;

/// A store that takes objects and payloads ahead of the leaves that name them, so that a copy of a
/// long ledger can be fetched in steps of bounded memory.
///
/// What was staged is found by [#object] and [#payload] at once. It belongs to the ledger only when
/// a leaf names it; staging alone never moves the ledger's end.
public interface StagingStore extends LedgerStore {
  /// Keeps objects under their SHA-256 and payloads under their roots, in one durable transaction.
  ///
  /// The caller must have checked that each payload has the root that is its key. What is there
  /// already stays as it is.
  ///
  /// @throws StoreException as [#append]
  void stage(List<Bytes> objects, List<Keyed> payloads);
}
