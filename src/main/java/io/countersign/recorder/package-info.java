/// Takes usage from the machines of a call centre and brings it into a ledger: checks, keeps,
/// batches, signs, sends, and never drops.
///
/// Owns the meaning of an event, the order of keeping and sending, and what follows from each
/// answer of the node. Owns neither a socket (`http.RecorderServer` listens, `http.client` sends)
/// nor the file (`store.SqliteOutbox`).
@NullMarked
package io.countersign.recorder;

import org.jspecify.annotations.NullMarked;
