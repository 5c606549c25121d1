/// The client of a node: signs requests, reads answers that it does not trust, maps problems to
/// findings.
///
/// Owns addresses, credentials, timeouts, caps and retries, and implements the ports of `witness`
/// and `recorder`. Owns no judgement: whether what a node serves is right, the mirror says.
@NullMarked
package io.countersign.http.client;

import org.jspecify.annotations.NullMarked;
