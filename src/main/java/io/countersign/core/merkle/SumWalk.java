package io.countersign.core.merkle;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.countersign.core.crypto.Sha256;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// The hashing of sum trees, with buffers of its own. Not thread-safe.
final class SumWalk {
  private static final int H = SumTree.H;
  private static final int NODE = SumTree.NODE;
  private static final int HEIGHT = SumTree.HEIGHT;
  static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final byte LEAF_PREFIX = 0x10;
  private static final byte NODE_PREFIX = 0x11;

  private final Sha256.Hasher hasher = new Sha256.Hasher();
  private final byte[] leafInput = new byte[1 + H];
  private final byte[] nodeInput = new byte[1 + 2 * NODE];

  // The node over the last leaf, and the complete left siblings that wait for it, by level.
  final byte[] node = new byte[NODE];
  private final byte[] left = new byte[HEIGHT * NODE];
  long waiting; // bit l: left has a node of level l

  SumWalk() {
    leafInput[0] = LEAF_PREFIX;
    nodeInput[0] = NODE_PREFIX;
  }

  /// Hashes the u256 at `amountAt` into `out`.
  void leaf(byte[] amount, int amountAt, byte[] out, int outAt) {
    System.arraycopy(amount, amountAt, leafInput, 1, H);
    hasher.update(leafInput).finishInto(out, outAt);
  }

  /// Writes the parent of `l` and `r` to `out`, which may be one of them.
  ///
  /// @return false if the sum overflows
  @CanIgnoreReturnValue
  boolean node(byte[] l, int lAt, byte[] r, int rAt, byte[] out, int outAt) {
    System.arraycopy(l, lAt, nodeInput, 1, NODE);
    System.arraycopy(r, rAt, nodeInput, 1 + NODE, NODE);
    boolean fits = add(nodeInput, 1 + H, nodeInput, 1 + NODE + H, out, outAt + H);
    hasher.update(nodeInput).finishInto(out, outAt);
    return fits;
  }

  /// Adds two u256.
  ///
  /// @return false if the sum reaches 2^256
  private static boolean add(byte[] a, int aAt, byte[] b, int bAt, byte[] out, int outAt) {
    long carry = 0;
    for (int i = H - Long.BYTES; i >= 0; i -= Long.BYTES) {
      long x = (long) LONG.get(a, aAt + i);
      long y = (long) LONG.get(b, bAt + i);
      long sum = x + y;
      long over = Long.compareUnsigned(sum, x) < 0 ? 1 : 0;
      long full = sum + carry;
      over += Long.compareUnsigned(full, sum) < 0 ? 1 : 0;
      LONG.set(out, outAt + i, full);
      carry = over;
    }
    return carry == 0;
  }

  SumRoot root(long[] numbers, byte[] amounts) {
    return SumTree.root(subtree(numbers, amounts, 0, numbers.length, HEIGHT), 0);
  }

  /// The node of `level` over the amounts [from, to), which all lie below it.
  byte[] subtree(long[] numbers, byte[] amounts, int from, int to, int level) {
    if (from == to) {
      return SumTree.ZERO[level];
    }
    waiting = 0;
    for (int i = from; i < to; i++) {
      if (i > from) {
        fork(numbers[i - 1], numbers[i], 0);
      }
      System.arraycopy(amounts, i * H, node, H, H);
      leaf(node, H, node, 0);
    }
    raise(numbers[to - 1], 0, level);
    return node;
  }

  /// Sets `node`, over leaf `last` and of `level`, aside before the one over leaf `next` comes.
  void fork(long last, long next, int level) {
    // their paths meet above `fork`
    int fork = 63 - Long.numberOfLeadingZeros(last ^ next);
    raise(last, level, fork);
    System.arraycopy(node, 0, left, fork * NODE, NODE);
    waiting |= 1L << fork;
  }

  /// Makes `node`, over leaf `k` and of level `from`, the complete node over it of `level`.
  void raise(long k, int from, int level) {
    for (int l = from; l < level; l++) {
      boolean fits;
      if ((waiting >>> l & 1) == 1) {
        fits = node(left, l * NODE, node, 0, node, 0);
        waiting &= ~(1L << l);
      } else if ((k >>> l & 1) == 1) {
        fits = node(SumTree.ZERO[l], 0, node, 0, node, 0);
      } else {
        fits = node(node, 0, SumTree.ZERO[l], 0, node, 0);
      }
      if (!fits) {
        throw new ArithmeticException("the sum of the amounts reaches 2^256");
      }
    }
  }
}
