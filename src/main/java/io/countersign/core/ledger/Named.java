package io.countersign.core.ledger;

/// An accepted dispute or acceptance: by naming a statement the client shows that it has seen it.
///
/// @param statementIndex of the statement entry
record Named(long index, long leafTime, long statementIndex) {}
