/// Where a ledger lies so that it outlives the process: leaves, objects, payloads, checkpoints.
///
/// Owns durability, the lock against a second writer and the check of objects against their hashes.
/// Owns no meaning: what the bytes say belongs to `core.ledger`, in which order they come to the
/// sequencer. One ledger, one store; `LedgerStores` is a directory of them, with a place for the
/// small documents of a node.
@NullMarked
package io.countersign.store;

import org.jspecify.annotations.NullMarked;
