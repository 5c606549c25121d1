package io.countersign.core.ledger;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;

/// An accepted mark: a checkpoint of this ledger that somebody may have cosigned at a time.
///
/// @param size of the checkpoint
/// @param note the signed note with all its signatures, also those of witnesses that only a policy
///   names
public record MarkEntry(long index, long leafTime, long size, Bytes32 root, Bytes note) {}
