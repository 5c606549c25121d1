package io.countersign.core.ledger;

import java.util.List;

/// The client's accepted acceptance of a statement.
///
/// @param statementIndex of the statement entry that it accepts
/// @param exceptLines line ids not accepted, ascending
public record AcceptanceEntry(
    long index,
    long leafTime,
    long statementIndex,
    Entry.Acceptance acceptance,
    List<String> exceptLines) {}
