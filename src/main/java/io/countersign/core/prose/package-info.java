/// A terms document as a contract in Chinese and in English, and back: forms that write a value and
/// read it again, the grammar made of them, and the worked examples.
///
/// Owns what each construct of the language reads like and that nothing of it is left out. Does not
/// own the templates: they come from a catalogue that the shell hands in.
@NullMarked
package io.countersign.core.prose;

import org.jspecify.annotations.NullMarked;
