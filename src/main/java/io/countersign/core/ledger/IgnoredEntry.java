package io.countersign.core.ledger;

import io.countersign.core.base.Finding;

/// An entry that counts as absent, and why.
///
/// @param kind the number in its leaf
public record IgnoredEntry(long index, long leafTime, int kind, Finding finding) {}
