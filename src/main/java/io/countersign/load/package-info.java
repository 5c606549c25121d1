/// Owns the measuring of a node from outside: a ledger with fresh keys to be filled, requests sent
/// at a constant rate over kept connections, streams of batches, the process of the node and its
/// processor time, and the baselines of the same run. Does not own what is measured: it reaches the
/// node over HTTP like anybody else.
@NullMarked
package io.countersign.load;

import org.jspecify.annotations.NullMarked;
