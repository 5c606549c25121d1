package io.countersign.core.merkle;

import io.countersign.core.base.Bytes32;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// A growing tree in memory that answers for each of its earlier sizes too.
///
/// Keeps the hash of every complete subtree: about 64 bytes a leaf. Cost: append one node hash on
/// average; root and proofs read at most two hashes a level. Not thread-safe: one writer, and
/// readers only while it rests. Source: RFC 9162 2.1.
public final class MerkleTree {
  private static final int H = Bytes32.SIZE;

  /// Hashes in each block of a level; the width of a tile, so that a full tile is one block.
  private static final int BLOCK = 256;

  private final MerkleHash.Nodes nodes = new MerkleHash.Nodes();
  private final List<Level> levels = new ArrayList<>();
  private final byte[] carry = new byte[H];
  private final Subtrees<RuntimeException> subtrees = this::subtree;
  private long size;

  /// The hashes of the complete subtrees of 2^level leaves, from left to right.
  private static final class Level {
    private byte[][] blocks = new byte[1][0];
    private long count;

    void add(byte[] hash) {
      int block = Math.toIntExact(count / BLOCK);
      int at = (int) (count % BLOCK) * H;
      if (block == blocks.length) {
        blocks = Arrays.copyOf(blocks, 2 * block);
        Arrays.fill(blocks, block, blocks.length, new byte[0]);
      }
      if (at == blocks[block].length) {
        // Full width at once, but for the first block: small trees stay small.
        int room = block > 0 ? BLOCK * H : Math.max(4 * H, 2 * at);
        blocks[block] = Arrays.copyOf(blocks[block], room);
      }
      System.arraycopy(hash, 0, blocks[block], at, H);
      count++;
    }

    byte[] block(long index) {
      return blocks[(int) (index / BLOCK)];
    }

    static int offset(long index) {
      return (int) (index % BLOCK) * H;
    }
  }

  /// The empty tree.
  public MerkleTree() {}

  /// A tree of `leafHashes`.
  public static MerkleTree of(List<Bytes32> leafHashes) {
    MerkleTree t = new MerkleTree();
    leafHashes.forEach(t::append);
    return t;
  }

  public long size() {
    return size;
  }

  /// Adds one leaf at the end.
  ///
  /// @param leafHash with its 0x00 prefix already hashed in
  /// @return its index
  public long append(Bytes32 leafHash) {
    leafHash.writeTo(carry, 0);
    long index = size;
    level(0).add(carry);
    for (int l = 0; (index >>> l & 1) == 1; l++) {
      Level below = levels.get(l);
      long left = below.count - 2;
      nodes.node(below.block(left), Level.offset(left), carry, 0);
      level(l + 1).add(carry);
    }
    size++;
    return index;
  }

  private Level level(int level) {
    while (level >= levels.size()) {
      levels.add(new Level());
    }
    return levels.get(level);
  }

  /// The hash of leaf `index`.
  public Bytes32 leafHash(long index) {
    return subtree(0, index);
  }

  /// The root of the complete subtree number `index` of 2^`level` leaves.
  ///
  /// @throws IndexOutOfBoundsException if the tree does not hold it yet
  public Bytes32 subtree(int level, long index) {
    if (level < 0 || level >= levels.size()) {
      throw new IndexOutOfBoundsException("level " + level + " of a tree of " + size);
    }
    Level l = levels.get(level);
    Objects.checkIndex(index, l.count);
    return Bytes32.of(l.block(index), Level.offset(index));
  }

  /// The root of the whole tree.
  public Bytes32 root() {
    return root(size);
  }

  /// The root of the first `size` leaves.
  ///
  /// @throws IndexOutOfBoundsException beyond [#size()]
  public Bytes32 root(long size) {
    checkSize(size);
    return subtrees.rootOf(size, nodes);
  }

  /// The proof that leaf `index` is in the tree of the first `size` leaves, from the leaf upwards.
  ///
  /// Source: RFC 9162 2.1.3.1.
  ///
  /// @throws IndexOutOfBoundsException unless 0 <= index < size <= [#size()]
  public List<Bytes32> inclusion(long index, long size) {
    checkSize(size);
    return subtrees.inclusionIn(index, size, nodes);
  }

  /// The proof that the first `size1` leaves are a prefix of the first `size2`; empty if equal.
  ///
  /// Source: RFC 9162 2.1.4.1.
  ///
  /// @throws IndexOutOfBoundsException unless 0 < size1 <= size2 <= [#size()]
  public List<Bytes32> consistency(long size1, long size2) {
    checkSize(size2);
    return subtrees.consistencyOf(size1, size2, nodes);
  }

  private void checkSize(long asked) {
    if (asked < 0 || asked > size) {
      throw new IndexOutOfBoundsException("size " + asked + " of a tree of " + size);
    }
  }

  @Override
  public String toString() {
    return "MerkleTree(size " + size + ", root " + root() + ")";
  }
}
