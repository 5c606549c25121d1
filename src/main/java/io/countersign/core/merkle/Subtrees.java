package io.countersign.core.merkle;

import io.countersign.core.base.Bytes32;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// What roots and proofs are computed from: the hashes of complete subtrees, wherever they lie.
///
/// @param <E> how reading fails
@FunctionalInterface
interface Subtrees<E extends Exception> {
  /// The root of the complete subtree number `index` of 2^`level` leaves.
  Bytes32 subtree(int level, long index) throws E;

  /// The root of the first `size` leaves. Source: RFC 9162 2.1.1, MTH(D_n).
  default Bytes32 rootOf(long size, MerkleHash.Nodes nodes) throws E {
    return size == 0 ? MerkleHash.emptyRoot() : range(0, size, nodes);
  }

  /// MTH of leaves [from, to). `from` is a multiple of the largest power of two that is not above
  /// the length, so that each piece is a complete subtree.
  private Bytes32 range(long from, long to, MerkleHash.Nodes nodes) throws E {
    int level = Long.numberOfTrailingZeros(to - from);
    long at = to - (1L << level);
    Bytes32 hash = subtree(level, at >>> level);
    while (at > from) {
      level = Long.numberOfTrailingZeros(at - from);
      at -= 1L << level;
      hash = nodes.node(subtree(level, at >>> level), hash);
    }
    return hash;
  }

  /// The proof that leaf `index` is in the tree of `size` leaves, from the leaf upwards. Source:
  /// RFC 9162 2.1.3.1, PATH(m, D_n).
  ///
  /// @throws IndexOutOfBoundsException unless 0 <= index < size
  default List<Bytes32> inclusionIn(long index, long size, MerkleHash.Nodes nodes) throws E {
    Objects.checkIndex(index, size);
    List<Bytes32> path = new ArrayList<>();
    long from = 0;
    long to = size;
    while (to - from > 1) {
      long split = split(from, to);
      if (index < split) {
        path.add(range(split, to, nodes));
        to = split;
      } else {
        path.add(range(from, split, nodes));
        from = split;
      }
    }
    return List.copyOf(path.reversed());
  }

  /// The proof that the first `size1` leaves are a prefix of the first `size2`; empty if equal.
  /// Source: RFC 9162 2.1.4.1, PROOF(m, D_n).
  ///
  /// @throws IndexOutOfBoundsException unless 0 < size1 <= size2
  default List<Bytes32> consistencyOf(long size1, long size2, MerkleHash.Nodes nodes) throws E {
    if (size1 < 1 || size1 > size2) {
      throw new IndexOutOfBoundsException("from size " + size1 + " to " + size2);
    }
    List<Bytes32> path = new ArrayList<>();
    long from = 0;
    long to = size2;
    boolean known = true; // SUBPROOF's b: the verifier holds the root of [from, size1)
    while (to != size1) {
      long split = split(from, to);
      if (size1 <= split) {
        path.add(range(split, to, nodes));
        to = split;
      } else {
        path.add(range(from, split, nodes));
        from = split;
        known = false;
      }
    }
    if (!known) {
      path.add(range(from, to, nodes));
    }
    return List.copyOf(path.reversed());
  }

  /// Where the leaves [from, to) part: after the largest power of two below their number.
  private static long split(long from, long to) {
    return from + Long.highestOneBit(to - from - 1);
  }
}
