package io.countersign.core.merkle;

import io.countersign.core.base.Bytes32;
import io.countersign.core.crypto.Sha256;

/// The hashes of leaves and nodes. Source: RFC 9162 2.1.1 with SHA-256 (the same as RFC 6962 2.1).
///
/// The prefixes 0x00 and 0x01 keep a node from being passed off as a leaf.
public final class MerkleHash {
  private static final byte[] LEAF = {0};
  private static final byte[] NODE = {1};
  private static final Bytes32 EMPTY = Sha256.hash(new byte[0]);

  private MerkleHash() {}

  /// The root of the tree without leaves: SHA-256 of nothing.
  public static Bytes32 emptyRoot() {
    return EMPTY;
  }

  /// SHA-256(0x00 | the concatenation of `parts`).
  public static Bytes32 leaf(byte[]... parts) {
    Sha256.Hasher h = new Sha256.Hasher().update(LEAF);
    for (byte[] part : parts) {
      h.update(part);
    }
    return h.finish();
  }

  /// SHA-256(0x01 | left | right).
  public static Bytes32 node(Bytes32 left, Bytes32 right) {
    return Sha256.hash(NODE, left.toArray(), right.toArray());
  }

  /// Node hashes for hot loops; allocates only its results. Not thread-safe: one per caller.
  static final class Nodes {
    private final Sha256.Hasher hasher = new Sha256.Hasher();
    private final byte[] input = new byte[1 + 2 * Bytes32.SIZE];

    Nodes() {
      input[0] = 1;
    }

    Bytes32 node(Bytes32 left, Bytes32 right) {
      left.writeTo(input, 1);
      right.writeTo(input, 1 + Bytes32.SIZE);
      return hasher.update(input).finish();
    }

    /// Hashes the 64 bytes of `pair` from `pairAt` on into `out` from `outAt` on.
    void node(byte[] pair, int pairAt, byte[] out, int outAt) {
      System.arraycopy(pair, pairAt, input, 1, 2 * Bytes32.SIZE);
      hasher.update(input).finishInto(out, outAt);
    }

    /// Hashes two hashes that lie apart.
    void node(byte[] left, int leftAt, byte[] right, int rightAt, byte[] out, int outAt) {
      System.arraycopy(left, leftAt, input, 1, Bytes32.SIZE);
      System.arraycopy(right, rightAt, input, 1 + Bytes32.SIZE, Bytes32.SIZE);
      hasher.update(input).finishInto(out, outAt);
    }
  }
}
