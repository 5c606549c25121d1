package io.countersign.core.ledger;

/// The entry by which a party first shows that it has seen another one, and its time in
/// milliseconds.
record Sight(long index, long leafTime) {}
