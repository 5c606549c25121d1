/// Disputes as people ask about them: which there are, how each stands at an instant, who has to
/// act until when, and what of a statement is to be paid meanwhile.
///
/// Owns no rule: what counts and in which state a dispute is says `core.ledger`; what it posts is
/// stated by `core.statement`. Pure: the instant is handed in.
@NullMarked
package io.countersign.core.dispute;

import org.jspecify.annotations.NullMarked;
