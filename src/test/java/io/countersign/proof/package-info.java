/// Proof of rating: generators of contracts and ledgers, and what must hold of both evaluators on
/// all of them.
@NullMarked
package io.countersign.proof;

import org.jspecify.annotations.NullMarked;
