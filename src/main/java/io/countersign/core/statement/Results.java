package io.countersign.core.statement;

import io.countersign.core.base.Bytes32;
import io.countersign.core.ledger.StatedAmount;
import io.countersign.core.merkle.Frontier;
import io.countersign.core.merkle.MerkleHash;
import io.countersign.core.merkle.MerkleTree;
import io.countersign.core.merkle.SumRoot;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/// The tree over a statement's lines. Source: `src/docs/formats.md` §3.
public final class Results {
  /// Bytes of one leaf: u16 line | int256 amount | 32 sumRoot | u256 sumTotal | 32 traceHash.
  public static final int LEAF_BYTES = 2 + 4 * Bytes32.SIZE;

  private Results() {}

  static Bytes32 root(List<StatementLine> lines) {
    Frontier tree = new Frontier();
    for (int i = 0; i < lines.size(); i++) {
      tree.append(MerkleHash.leaf(leaf(i, lines.get(i))));
    }
    return tree.root();
  }

  /// What the results tree says of `line`: what a dispute proves.
  public static StatedAmount stated(StatementLine line) {
    return new StatedAmount(
        line.amount(),
        line.sum().map(SumRoot::hash).orElse(Bytes32.ZERO),
        line.sum().map(SumRoot::total).orElse(BigInteger.ZERO),
        line.traceHash());
  }

  /// The path from line number `index` to the results root.
  public static List<Bytes32> path(List<StatementLine> lines, int index) {
    MerkleTree tree = new MerkleTree();
    for (int i = 0; i < lines.size(); i++) {
      tree.append(MerkleHash.leaf(leaf(i, lines.get(i))));
    }
    return tree.inclusion(index, lines.size());
  }

  /// The bytes of line number `index`; a line without a sum tree has 64 zero bytes in its place.
  public static byte[] leaf(int index, StatementLine line) {
    ByteBuffer out = ByteBuffer.allocate(LEAF_BYTES);
    out.putShort((short) index);
    out.put(int256(line.amount().value()));
    out.put(line.sum().map(SumRoot::hash).orElse(Bytes32.ZERO).toArray());
    out.put(int256(line.sum().map(SumRoot::total).orElse(BigInteger.ZERO)));
    out.put(line.traceHash().toArray());
    return out.array();
  }

  /// Two's complement of 256 bits; a sum below 2^256 fits as an unsigned number.
  private static byte[] int256(BigInteger value) {
    byte[] raw = value.toByteArray();
    int from = Math.max(0, raw.length - Bytes32.SIZE);
    if (from > 1 || (from == 1 && raw[0] != 0)) {
      throw new ArithmeticException("a number of 256 bits expected, found " + value);
    }
    byte[] out = new byte[Bytes32.SIZE];
    Arrays.fill(out, (byte) (value.signum() < 0 ? 0xff : 0));
    int length = raw.length - from;
    System.arraycopy(raw, from, out, Bytes32.SIZE - length, length);
    return out;
  }
}
