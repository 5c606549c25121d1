package io.countersign.core.ledger;

import io.countersign.core.base.Bytes32;
import io.countersign.core.encoding.Json;

/// The tree that a signer had seen when it signed, which makes each signature a cosignature of all
/// history before it.
///
/// @param size leaves; 0 with a root of zeros when nothing was seen
/// @param root the ledger's root at `size`
/// @param signedAt UTC seconds by the signer's clock; nothing is computed from it
public record Seen(long size, Bytes32 root, long signedAt) {
  public Seen {
    if (size < 0 || size > Json.MAX_INT) {
      throw new IllegalArgumentException("tree size out of range: " + size);
    }
    if (signedAt < 0 || signedAt > Json.MAX_INT) {
      throw new IllegalArgumentException("signing time out of range: " + signedAt);
    }
  }

  /// Nothing seen: what the parties sign before the ledger has an entry.
  public static Seen nothing(long signedAt) {
    return new Seen(0, Bytes32.ZERO, signedAt);
  }
}
