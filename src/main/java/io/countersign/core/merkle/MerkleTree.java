package io.countersign.core.merkle;

import io.countersign.core.base.Bytes32;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// A growing tree in memory that answers for each of its earlier sizes too.
///
/// Keeps the hash of every complete subtree: about 64 bytes a leaf. Cost: append one node hash on
/// average; root and proofs read at most two hashes a level.
///
/// One thread appends; any thread reads meanwhile, what it asks being of a size that it has seen.
/// Hashes are never written again once the size says that they are there, and every array is filled
/// before a reader can get hold of it. Source: RFC 9162 2.1.
public final class MerkleTree {
  private static final int H = Bytes32.SIZE;

  /// Hashes in each block of a level; the width of a tile, so that a full tile is one block.
  private static final int BLOCK = 256;

  private static final VarHandle BLOCKS = MethodHandles.arrayElementVarHandle(byte[][].class);

  private final Subtrees<RuntimeException> subtrees = this::subtree;

  // Owned by the writer.
  private final MerkleHash.Nodes nodes = new MerkleHash.Nodes();
  private final byte[] carry = new byte[H];

  /// Replaced as a whole when a level is added.
  private volatile Level[] levels = {};

  /// Written last by each append: who reads it sees all hashes below it.
  private volatile long size;

  /// The hashes of the complete subtrees of 2^level leaves, from left to right.
  private static final class Level {
    /// Replaced as a whole when it is full; each block is put in with its hashes in it.
    private volatile byte[][] blocks = new byte[1][0];

    private long count; // the writer's

    void add(byte[] hash) {
      int block = Math.toIntExact(count / BLOCK);
      int at = (int) (count % BLOCK) * H;
      byte[][] all = blocks;
      if (block == all.length) {
        all = Arrays.copyOf(all, 2 * block);
        Arrays.fill(all, block, all.length, new byte[0]);
        blocks = all;
      }
      byte[] here = all[block];
      if (at == here.length) {
        // Full width at once, but for the first block: small trees stay small.
        int room = block > 0 ? BLOCK * H : Math.max(4 * H, 2 * at);
        here = Arrays.copyOf(here, room);
        BLOCKS.setRelease(all, block, here);
      }
      System.arraycopy(hash, 0, here, at, H);
      count++;
    }

    byte[] block(long index) {
      return (byte[]) BLOCKS.getAcquire(blocks, (int) (index / BLOCK));
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
      Level below = levels[l];
      long left = below.count - 2;
      nodes.node(below.block(left), Level.offset(left), carry, 0);
      level(l + 1).add(carry);
    }
    size = index + 1;
    return index;
  }

  private Level level(int level) {
    Level[] all = levels;
    if (level == all.length) {
      all = Arrays.copyOf(all, level + 1);
      all[level] = new Level();
      levels = all;
    }
    return all[level];
  }

  /// The hash of leaf `index`.
  public Bytes32 leafHash(long index) {
    return subtree(0, index);
  }

  /// The root of the complete subtree number `index` of 2^`level` leaves.
  ///
  /// @throws IndexOutOfBoundsException if the tree does not hold it yet
  public Bytes32 subtree(int level, long index) {
    long leaves = size; // before what it guards
    if (level < 0 || level >= Long.SIZE) {
      throw new IndexOutOfBoundsException("level " + level + " of a tree of " + leaves);
    }
    Objects.checkIndex(index, leaves >>> level);
    return Bytes32.of(levels[level].block(index), Level.offset(index));
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
    return subtrees.rootOf(size, new MerkleHash.Nodes());
  }

  /// The proof that leaf `index` is in the tree of the first `size` leaves, from the leaf upwards.
  ///
  /// Source: RFC 9162 2.1.3.1.
  ///
  /// @throws IndexOutOfBoundsException unless 0 <= index < size <= [#size()]
  public List<Bytes32> inclusion(long index, long size) {
    checkSize(size);
    return subtrees.inclusionIn(index, size, new MerkleHash.Nodes());
  }

  /// The proof that the first `size1` leaves are a prefix of the first `size2`; empty if equal.
  ///
  /// Source: RFC 9162 2.1.4.1.
  ///
  /// @throws IndexOutOfBoundsException unless 0 < size1 <= size2 <= [#size()]
  public List<Bytes32> consistency(long size1, long size2) {
    checkSize(size2);
    return subtrees.consistencyOf(size1, size2, new MerkleHash.Nodes());
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
