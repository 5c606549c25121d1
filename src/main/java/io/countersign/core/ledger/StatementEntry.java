package io.countersign.core.ledger;

import io.countersign.core.base.Bytes32;

/// A statement that keeps every rule that needs no rating. Whether its hash is the right one says
/// `core.statement`.
public record StatementEntry(
    long index, long leafTime, Bytes32 digest, Entry.Statement statement) {}
