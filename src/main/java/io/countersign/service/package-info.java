/// What a node does with many ledgers and without HTTP.
///
/// Owns the hosting of the ledgers of one operator ([LedgerHost]): opening, finding, creating,
/// reopening after a failed disk, closing; agreements that wait for a signature, drafts to sign,
/// search, statements off the writer thread. Owns no rule of a ledger and no order of writing:
/// those are the sequencer's. Makes neither clock nor thread: both come from its caller.
@NullMarked
package io.countersign.service;

import org.jspecify.annotations.NullMarked;
