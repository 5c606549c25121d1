/// The ledger API of a node: the operations of `openapi/countersign-1.json` under `/v1`.
///
/// Owns the forms of requests and answers, pages, the feed and the stream of batches. Owns no
/// credential and no limit of the server (`http`), and nothing that could be done without HTTP
/// (`service`).
@NullMarked
package io.countersign.http.api;

import org.jspecify.annotations.NullMarked;
