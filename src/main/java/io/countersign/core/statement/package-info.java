/// The statement of a period: what g(P, N) says at the period's cut-off, and what later entries
/// changed about earlier periods.
///
/// Owns the statement document, its hash and results root, the check of a statement entry, and the
/// explanation that leads from a line to its records. Rates nothing itself: that is `core.rating`.
@NullMarked
package io.countersign.core.statement;

import org.jspecify.annotations.NullMarked;
