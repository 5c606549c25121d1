package io.countersign.core.ledger;

/// An accepted change of keys.
///
/// @param by which key authorised it: `SIGNER`, `RECOVERY` or `ATTESTER`
public record KeyEntry(long index, long leafTime, Entry.Key key, Signer by) {}
