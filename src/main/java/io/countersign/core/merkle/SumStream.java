package io.countersign.core.merkle;

import java.math.BigInteger;

/// The root of a sum tree over amounts that come in ascending order and are not kept, also in parts
/// that are put together afterwards: subtrees over aligned stretches of record numbers, each made
/// by itself.
///
/// Gives what [SumTree] gives. Cost: the same hashes, less the leaves that it remembers, since
/// small amounts repeat; memory does not grow. Mutable, not thread-safe.
public final class SumStream {
  /// Bytes of a node: its hash, and the u256 sum below it.
  public static final int NODE_BYTES = SumTree.NODE;

  private static final int H = SumTree.H;

  /// Leaves remembered, by their amount.
  private static final int KNOWN = 1024;

  private final SumWalk walk = new SumWalk();
  private final long[] knownAmounts = new long[4 * KNOWN]; // 0 = none: zeros are no leaves
  private final byte[] knownHashes = new byte[KNOWN * H];
  private long last = -1;
  private int level;

  /// Forgets what was added.
  public void clear() {
    walk.waiting = 0;
    last = -1;
    level = 0;
  }

  /// Sets the amount of record number `k`; 0 is the same as nothing.
  ///
  /// @param amount 0 or more
  /// @throws IllegalArgumentException unless `k` is above all before and below 2^32
  public void add(long k, long amount) {
    if (amount < 0) {
      throw new IllegalArgumentException("amount below zero: " + amount);
    }
    add(k, 0, 0, 0, amount);
  }

  /// The same for an amount of 256 bits: four groups of 64, the highest first, all unsigned.
  public void add(long k, long a3, long a2, long a1, long a0) {
    if ((a3 | a2 | a1 | a0) == 0) {
      return;
    }
    next(k, 0);
    byte[] node = walk.node;
    SumWalk.LONG.set(node, H, a3);
    SumWalk.LONG.set(node, H + Long.BYTES, a2);
    SumWalk.LONG.set(node, H + 2 * Long.BYTES, a1);
    SumWalk.LONG.set(node, H + 3 * Long.BYTES, a0);
    int slot = (int) (((a0 + 31 * a1) * 0x9E3779B97F4A7C15L) >>> 54);
    int at = 4 * slot;
    long[] known = knownAmounts;
    if (known[at] == a0 && known[at + 1] == a1 && known[at + 2] == a2 && known[at + 3] == a3) {
      System.arraycopy(knownHashes, slot * H, node, 0, H);
      return;
    }
    walk.leaf(node, H, node, 0);
    System.arraycopy(node, 0, knownHashes, slot * H, H);
    known[at] = a0;
    known[at + 1] = a1;
    known[at + 2] = a2;
    known[at + 3] = a3;
  }

  /// Writes the node over the 2^`level` leaves that hold all amounts so far into `out` from `at`
  /// on.
  ///
  /// @return false if there are none: a subtree of zeros, which nobody needs
  /// @throws ArithmeticException if the sum reaches 2^256
  public boolean subtree(int level, byte[] out, int at) {
    if (last < 0) {
      return false;
    }
    walk.raise(last, this.level, level);
    System.arraycopy(walk.node, 0, out, at, NODE_BYTES);
    clear();
    return true;
  }

  /// Adds the node over the aligned 2^`level` leaves of number `index`; nodes come in ascending
  /// order and are all of one level.
  public void addSubtree(int level, long index, byte[] node, int at) {
    next(index << level, level);
    System.arraycopy(node, at, walk.node, 0, NODE_BYTES);
  }

  /// The root, and a fresh start.
  ///
  /// @throws ArithmeticException if the sum reaches 2^256
  public SumRoot root() {
    if (last < 0) {
      return SumTree.root(SumTree.ZERO[SumTree.HEIGHT], 0);
    }
    walk.raise(last, level, SumTree.HEIGHT);
    SumRoot root = SumTree.root(walk.node, 0);
    clear();
    return root;
  }

  /// The unsigned 256 bits of `value` as four groups of 64, the highest first.
  public static long[] limbs(BigInteger value) {
    if (value.signum() < 0 || value.bitLength() > 256) {
      throw new IllegalArgumentException("amount outside 0 to 2^256-1: " + value);
    }
    long[] out = new long[4];
    for (int i = 0; i < 4; i++) {
      out[i] = value.shiftRight(64 * (3 - i)).longValue();
    }
    return out;
  }

  private void next(long k, int itemLevel) {
    if (k <= last || k >= SumTree.LEAVES) {
      throw new IllegalArgumentException("record number " + k + " after " + last);
    }
    if (last >= 0) {
      walk.fork(last, k, level);
    }
    last = k;
    level = itemLevel;
  }
}
