/// The one writer of a ledger: takes submissions, orders them, commits them in groups, and only
/// then answers.
///
/// Owns the order of writing (`src/docs/sequencer.md`), receipts, signed refusals and the facade
/// that opens a ledger over a store. Owns no rule of admission: that is `LedgerState`, the same
/// code that verifies. Makes neither clock nor thread: both come from its caller.
@NullMarked
package io.countersign.sequencer;

import org.jspecify.annotations.NullMarked;
