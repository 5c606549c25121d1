/// Bytes to structure and back: canonical JSON, EIP-712, base64, signed notes and the line formats
/// of transparency logs.
///
/// Owns syntax only. What an entry, a checkpoint or a record means belongs to `core.ledger`.
@NullMarked
package io.countersign.core.encoding;

import org.jspecify.annotations.NullMarked;
