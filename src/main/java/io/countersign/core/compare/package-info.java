/// What if: the same usage under other terms, and which billing mode to begin with.
///
/// Owns the rehearsal (a ledger that is thrown away), the comparison of plans month by month and
/// the adviser. Rates nothing itself: a plan's amounts are those of the statements that its terms
/// give, by `core.statement`.
@NullMarked
package io.countersign.core.compare;

import org.jspecify.annotations.NullMarked;
