/// The program: [io.countersign.Main] wires the parts.
///
/// Owns the making of clocks, randomness and threads, and nothing else.
@NullMarked
package io.countersign;

import org.jspecify.annotations.NullMarked;
