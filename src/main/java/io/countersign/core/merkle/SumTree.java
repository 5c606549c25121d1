package io.countersign.core.merkle;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A Merkle tree of 2^32 leaves in which every node carries the sum below it, so that an amount
/// left out or changed shows in the root, and one amount can be proved alone.
///
/// Leaf k holds the amount v of record number k, 0 where nothing was added. Its hash is
/// SHA-256(0x10 | u256 v); that of a node is SHA-256(0x11 | hash, u256 sum of the left | hash, u256
/// sum of the right). Sums stay below 2^256. A subtree of zeros has a constant hash for each height
/// and costs nothing. Cost: memory and hashes grow with the amounts that are not zero. Source:
/// `src/docs/formats.md` §7.
public final class SumTree {
  /// Levels between the leaves and the root.
  public static final int HEIGHT = 32;

  /// One more than the highest record number.
  public static final long LEAVES = 1L << HEIGHT;

  static final int H = Bytes32.SIZE;
  static final int NODE = 2 * H; // hash | u256 sum

  /// The node over 2^level leaves of zero, for levels 0 to 32.
  static final byte[][] ZERO = zeros();

  private final long[] numbers;
  private final byte[] amounts; // u256 each, in the order of numbers
  private final SumRoot root;

  private SumTree(Builder b) {
    this.numbers = Arrays.copyOf(b.numbers, b.count);
    this.amounts = Arrays.copyOf(b.amounts, b.count * H);
    this.root = new SumWalk().root(numbers, amounts);
  }

  /// Begins a tree.
  public static Builder builder() {
    return new Builder();
  }

  public SumRoot root() {
    return root;
  }

  /// The amount at record number `k`.
  public BigInteger amount(long k) {
    checkNumber(k);
    int i = Arrays.binarySearch(numbers, k);
    return i < 0 ? BigInteger.ZERO : integer(amounts, i * H);
  }

  /// The siblings of leaf `k` and its ancestors, from the leaf upwards: [#HEIGHT] of them. They
  /// reveal the neighbours' sums. Cost: linear in the amounts that are not zero.
  public List<SumRoot> path(long k) {
    checkNumber(k);
    SumWalk walk = new SumWalk();
    List<SumRoot> out = new ArrayList<>();
    for (int level = 0; level < HEIGHT; level++) {
      long sibling = k >>> level ^ 1;
      int from = position(sibling << level);
      int to = position((sibling + 1) << level);
      out.add(root(walk.subtree(numbers, amounts, from, to, level), 0));
    }
    return List.copyOf(out);
  }

  /// Index of the first amount whose record number is `k` or higher.
  private int position(long k) {
    int i = Arrays.binarySearch(numbers, k);
    return i < 0 ? -i - 1 : i;
  }

  /// The root that follows if record number `k` has `amount` and `path` is right.
  ///
  /// @throws MalformedException `SUM_PATH_FORM` unless 0 <= k < 2^32, the amount is an unsigned
  ///   256-bit integer and the path has 32 steps; `SUM_OVERFLOW` if a sum reaches 2^256
  @CheckReturnValue
  public static SumRoot rootOfPath(long k, BigInteger amount, List<SumRoot> path)
      throws MalformedException {
    if (k < 0 || k >= LEAVES) {
      throw form("sum.number", "0 to 2^32-1", Long.toString(k));
    }
    if (amount.signum() < 0 || amount.bitLength() > 256) {
      throw form("sum.amount", "0 to 2^256-1", amount.toString());
    }
    if (path.size() != HEIGHT) {
      throw form("sum.path", HEIGHT + " steps", path.size() + " steps");
    }
    SumWalk walk = new SumWalk();
    byte[] node = new byte[NODE];
    byte[] sibling = new byte[NODE];
    write(amount, node, H);
    walk.leaf(node, H, node, 0);
    for (int level = 0; level < HEIGHT; level++) {
      SumRoot step = path.get(level);
      step.hash().writeTo(sibling, 0);
      write(step.total(), sibling, H);
      boolean right = (k >>> level & 1) == 1;
      if (!walk.node(right ? sibling : node, 0, right ? node : sibling, 0, node, 0)) {
        throw new MalformedException(
            Code.SUM_OVERFLOW, "sum.path[" + level + "]", -1, "a sum below 2^256", "more");
      }
    }
    return root(node, 0);
  }

  /// Checks that the tree with `root` has `amount` at record number `k`.
  ///
  /// @throws MalformedException `SUM_ROOT_MISMATCH`, and as [#rootOfPath]
  public static void verifyPath(long k, BigInteger amount, List<SumRoot> path, SumRoot root)
      throws MalformedException {
    SumRoot found = rootOfPath(k, amount, path);
    if (!found.equals(root)) {
      throw new MalformedException(
          Code.SUM_ROOT_MISMATCH, "sum", -1, root.toString(), found.toString());
    }
  }

  /// The byte form of a path: for each step 32 bytes of hash and the u256 sum; 2,048 bytes.
  public static Bytes formatPath(List<SumRoot> path) {
    byte[] out = new byte[path.size() * NODE];
    for (int i = 0; i < path.size(); i++) {
      path.get(i).hash().writeTo(out, i * NODE);
      write(path.get(i).total(), out, i * NODE + H);
    }
    return Bytes.wrap(out);
  }

  /// Reads the byte form of a path.
  ///
  /// @throws MalformedException `SUM_PATH_FORM`
  public static List<SumRoot> parsePath(Bytes bytes) throws MalformedException {
    if (bytes.size() != HEIGHT * NODE) {
      throw form("sum.path", HEIGHT * NODE + " bytes", bytes.size() + " bytes");
    }
    List<SumRoot> out = new ArrayList<>();
    for (int i = 0; i < HEIGHT; i++) {
      out.add(root(bytes.unsafeArray(), i * NODE));
    }
    return List.copyOf(out);
  }

  private static MalformedException form(String field, String expected, String found) {
    return new MalformedException(Code.SUM_PATH_FORM, field, -1, expected, found);
  }

  private static long checkNumber(long k) {
    if (k < 0 || k >= LEAVES) {
      throw new IllegalArgumentException("record number " + k);
    }
    return k;
  }

  static SumRoot root(byte[] node, int at) {
    return new SumRoot(Bytes32.of(node, at), integer(node, at + H));
  }

  private static BigInteger integer(byte[] u256, int at) {
    return new BigInteger(1, u256, at, H);
  }

  private static void write(BigInteger value, byte[] out, int at) {
    byte[] raw = value.toByteArray();
    int n = Math.min(raw.length, H);
    Arrays.fill(out, at, at + H - n, (byte) 0);
    System.arraycopy(raw, raw.length - n, out, at + H - n, n);
  }

  private static byte[][] zeros() {
    SumWalk walk = new SumWalk();
    byte[][] out = new byte[HEIGHT + 1][NODE];
    walk.leaf(out[0], H, out[0], 0);
    for (int level = 0; level < HEIGHT; level++) {
      walk.node(out[level], 0, out[level], 0, out[level + 1], 0);
    }
    return out;
  }

  /// Collects amounts in ascending order of record numbers. Not thread-safe.
  public static final class Builder {
    private long[] numbers = new long[64];
    private byte[] amounts = new byte[64 * H];
    private int count;
    private long last = -1;

    private Builder() {}

    /// Sets the amount of record number `k`; 0 is the same as nothing.
    ///
    /// @throws IllegalArgumentException unless `k` is above all before and below 2^32, and `amount`
    ///   is not negative
    @CanIgnoreReturnValue
    public Builder add(long k, long amount) {
      if (amount < 0) {
        throw new IllegalArgumentException("amount below zero: " + amount);
      }
      int at = place(k, amount == 0);
      if (at >= 0) {
        SumWalk.LONG.set(amounts, at + H - Long.BYTES, amount);
      }
      return this;
    }

    /// The same for amounts beyond 64 bits, up to 2^256-1.
    @CanIgnoreReturnValue
    public Builder add(long k, BigInteger amount) {
      if (amount.signum() < 0 || amount.bitLength() > 256) {
        throw new IllegalArgumentException("amount outside 0 to 2^256-1: " + amount);
      }
      int at = place(k, amount.signum() == 0);
      if (at >= 0) {
        write(amount, amounts, at);
      }
      return this;
    }

    private int place(long k, boolean zero) {
      if (checkNumber(k) <= last) {
        throw new IllegalArgumentException("record number " + k + " after " + last);
      }
      last = k;
      if (zero) {
        return -1;
      }
      if (count == numbers.length) {
        numbers = Arrays.copyOf(numbers, 2 * count);
        amounts = Arrays.copyOf(amounts, 2 * count * H);
      }
      numbers[count] = k;
      return count++ * H;
    }

    /// @throws ArithmeticException if the sum reaches 2^256
    public SumTree build() {
      return new SumTree(this);
    }

    /// The root alone.
    ///
    /// @throws ArithmeticException if the sum reaches 2^256
    public SumRoot root() {
      return build().root();
    }
  }
}
