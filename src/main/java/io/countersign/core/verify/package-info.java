/// The verifier: a bundle and a policy in, a report out, nothing else needed.
///
/// Owns the bundle's form (a canonical zip), the proof file, the checks and their report. Owns no
/// rule of its own: what an entry means is `core.ledger`'s, what a period costs is
/// `core.statement`'s; this package recomputes both and compares.
@NullMarked
package io.countersign.core.verify;

import org.jspecify.annotations.NullMarked;
