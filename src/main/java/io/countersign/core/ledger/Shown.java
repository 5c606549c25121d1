package io.countersign.core.ledger;

/// An accepted entry by which a party shows that it has seen a tree.
///
/// @param size of the tree: every entry below it was seen at `leafTime` at the latest
record Shown(long index, long leafTime, long size) {}
