package io.countersign.core.ledger;

import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Finding;
import java.util.List;

/// An accepted void.
///
/// @param index of the entry
/// @param tags what it names, ascending
/// @param ignored one finding for each tag without effect (`VOID_TAG_UNKNOWN`, `VOID_TAG_FOREIGN`,
///   `VOID_TAG_TWICE`)
public record VoidEntry(long index, long leafTime, List<Bytes32> tags, List<Finding> ignored) {}
