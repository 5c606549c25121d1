/// The node as others reach it: an HTTP server over the ledgers of one operator.
///
/// Owns the server and its limits ([Node]), one request and its answer ([Exchange], [Problem]), who
/// somebody is and what he may see ([Access], [HttpSignatures]). Owns no route of the ledger's
/// interface: those are `http.api`'s; owns no rule of a ledger. Requests are answered on virtual
/// threads; nothing that waits runs on an event loop. Clock, randomness and threads come from the
/// caller ([World]).
@NullMarked
package io.countersign.http;

import org.jspecify.annotations.NullMarked;
