/// Follows a ledger that somebody else keeps: believes nothing before it has checked it, keeps a
/// full copy, raises alarms, cosigns.
///
/// Owns the mirror, the alarms, the cosigner and the ports through which they reach a log. Owns no
/// network and no rule of a ledger: `LedgerState` judges entries, `Statements` computes them,
/// whoever implements [io.countersign.witness.LogSource] talks to the node.
@NullMarked
package io.countersign.witness;

import org.jspecify.annotations.NullMarked;
