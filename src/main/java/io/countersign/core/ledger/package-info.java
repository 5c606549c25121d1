/// The ledger of one agreement: its entries, their envelopes and leaves, the records behind them,
/// and the state machine that says what each entry means.
///
/// Owns `src/docs/formats.md` §2 to §6, §8 and the policy file of §9. Does not own prices: which
/// records a line takes belongs to `core.rating`, whether a statement's hash is the right one to
/// `core.statement`. Reads and writes nothing itself: objects and payloads come through ports.
@NullMarked
package io.countersign.core.ledger;

import org.jspecify.annotations.NullMarked;
