/// What a period costs on a prefix of the ledger: measures, KPIs and lines, each with its trace.
///
/// Owns the evaluator g(P, N), with a fast record loop and the reference one that tests hold it to,
/// the form of the trace and the replayer that re-derives amounts from it. Reads no statement
/// entry: adjustments and the statement document belong to `core.statement`. What a document says
/// is `core.terms`; what counts as an entry is `core.ledger`.
@NullMarked
package io.countersign.core.rating;

import org.jspecify.annotations.NullMarked;
