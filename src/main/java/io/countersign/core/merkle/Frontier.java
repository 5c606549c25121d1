package io.countersign.core.merkle;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// The right edge of a growing tree: the roots of its complete subtrees, one for each bit of its
/// size, from which its root and every later one follow.
///
/// Serves where no proofs are made: to resume after a restart, and for the root over one batch.
/// Mutable, not thread-safe. Cost: append one node hash on average, root up to 62. Memory: 2 KiB.
///
/// Byte form: `u64 size`, then 32 bytes for each set bit of the size, from the highest (leftmost
/// subtree) to the lowest.
public final class Frontier {
  /// Most leaves that a tree may have: 2^62.
  public static final long MAX_SIZE = 1L << 62;

  private static final int LEVELS = 63;
  private static final int H = Bytes32.SIZE;

  private final MerkleHash.Nodes nodes = new MerkleHash.Nodes();
  private final byte[] hashes = new byte[LEVELS * H]; // by level; valid where size has the bit
  private final byte[] carry = new byte[H];
  private long size;

  /// The frontier of the empty tree.
  public Frontier() {}

  /// Reads the byte form.
  ///
  /// @throws MalformedException `FRONTIER_FORM`
  public static Frontier parse(Bytes bytes) throws MalformedException {
    ByteBuffer in = bytes.toBuffer();
    if (in.remaining() < Long.BYTES) {
      throw new MalformedException(
          Code.FRONTIER_FORM, "frontier", 0, "8 bytes of size", bytes.size() + " bytes");
    }
    Frontier f = new Frontier();
    f.size = in.getLong();
    if (f.size < 0 || f.size > MAX_SIZE) {
      throw new MalformedException(
          Code.FRONTIER_FORM, "frontier.size", 0, "0 to 2^62", Long.toUnsignedString(f.size));
    }
    int expected = Long.BYTES + Long.bitCount(f.size) * H;
    if (bytes.size() != expected) {
      throw new MalformedException(
          Code.FRONTIER_FORM,
          "frontier",
          bytes.size(),
          expected + " bytes for size " + f.size,
          bytes.size() + " bytes");
    }
    for (int level = LEVELS - 1; level >= 0; level--) {
      if ((f.size >>> level & 1) == 1) {
        in.get(f.hashes, level * H, H);
      }
    }
    return f;
  }

  public long size() {
    return size;
  }

  /// Adds one leaf at the end.
  ///
  /// @param leafHash with its 0x00 prefix already hashed in
  public void append(Bytes32 leafHash) {
    leafHash.writeTo(carry, 0);
    appendCarry();
  }

  /// The same for the 32 bytes of `leafHash` from `offset` on.
  public void append(byte[] leafHash, int offset) {
    System.arraycopy(leafHash, offset, carry, 0, H);
    appendCarry();
  }

  private void appendCarry() {
    if (size == MAX_SIZE) {
      throw new IllegalStateException("a tree of 2^62 leaves is full");
    }
    int level = 0;
    for (; (size >>> level & 1) == 1; level++) {
      nodes.node(hashes, level * H, carry, 0, carry, 0);
    }
    System.arraycopy(carry, 0, hashes, level * H, H);
    size++;
  }

  /// The root of the leaves so far.
  public Bytes32 root() {
    if (size == 0) {
      return MerkleHash.emptyRoot();
    }
    int level = Long.numberOfTrailingZeros(size);
    byte[] root = Arrays.copyOfRange(hashes, level * H, level * H + H);
    for (level++; size >>> level != 0; level++) {
      if ((size >>> level & 1) == 1) {
        nodes.node(hashes, level * H, root, 0, root, 0);
      }
    }
    return Bytes32.of(root, 0);
  }

  /// Back to the empty tree.
  public void clear() {
    size = 0;
  }

  /// An independent copy.
  public Frontier copy() {
    Frontier f = new Frontier();
    System.arraycopy(hashes, 0, f.hashes, 0, hashes.length);
    f.size = size;
    return f;
  }

  /// The byte form.
  public Bytes toBytes() {
    ByteBuffer out = ByteBuffer.allocate(Long.BYTES + Long.bitCount(size) * H);
    out.putLong(size);
    for (int level = LEVELS - 1; level >= 0; level--) {
      if ((size >>> level & 1) == 1) {
        out.put(hashes, level * H, H);
      }
    }
    return Bytes.wrap(out.array());
  }

  @Override
  public String toString() {
    return "Frontier(size " + size + ", root " + root() + ")";
  }
}
