/// The terms language cst/1: the document's model, its parser and writer, what makes it valid, what
/// is advisable, its calendar of periods, and a short text form.
///
/// Owns what a terms document says. Does not own how records are rated by it (`core.rating`), which
/// version governs which period (`core.ledger`), or any sentence in a human language: those come
/// from a catalogue that the shell hands in.
@NullMarked
package io.countersign.core.terms;

import org.jspecify.annotations.NullMarked;
