/// The command line: what people type and what they read, in English and Chinese.
///
/// Owns the commands, the texts, the tables, the key files and the home directory. Does not own any
/// rule of the ledger, of rating or of verification: those are called, never repeated here. Gets
/// its clock, its randomness, its streams and its threads from [io.countersign.Main].
@NullMarked
package io.countersign.cli;

import org.jspecify.annotations.NullMarked;
