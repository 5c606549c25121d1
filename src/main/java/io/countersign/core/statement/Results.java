package io.countersign.core.statement;

import io.countersign.core.base.Bytes32;
import io.countersign.core.ledger.StatedAmount;
import io.countersign.core.merkle.Frontier;
import io.countersign.core.merkle.MerkleTree;
import io.countersign.core.merkle.SumRoot;
import java.math.BigInteger;
import java.util.List;

/// The tree over a statement's lines. Source: `src/docs/formats.md` §3.
public final class Results {
  private Results() {}

  static Bytes32 root(List<StatementLine> lines) {
    Frontier tree = new Frontier();
    for (int i = 0; i < lines.size(); i++) {
      tree.append(stated(lines.get(i)).leafHash(i));
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
      tree.append(stated(lines.get(i)).leafHash(i));
    }
    return tree.inclusion(index, lines.size());
  }
}
