package io.countersign.witness;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.ledger.Checkpoint;
import io.countersign.core.ledger.Leaf;
import io.countersign.core.merkle.MerkleTree;
import io.countersign.testing.SampleLedger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The log of a sample ledger, which shows as much of it as a test likes, and lies where told to.
class SampleLog implements LogSource {
  private SampleLedger ledger;
  private List<Bytes> leaves = List.of();
  private int shown;

  /// Objects and payloads that it pretends not to have.
  final Set<Bytes32> withheld = new HashSet<>();

  /// What it serves in place of the right bytes.
  final Map<Bytes32, Bytes> altered = new HashMap<>();

  boolean silent;
  int asked;
  Bytes32 pepper = SampleLedger.PEPPER;

  SampleLog(SampleLedger ledger, int shown) {
    this.ledger = ledger;
    show(ledger, shown);
  }

  /// From now on it shows the first `size` entries of this ledger.
  void show(SampleLedger other, int size) {
    ledger = other;
    shown = size;
    List<Bytes> out = new ArrayList<>();
    for (Leaf leaf : other.leaves()) {
      out.add(leaf.toBytes());
    }
    leaves = out;
  }

  private void count() {
    asked++;
    if (silent) {
      throw new SourceException(
          io.countersign.core.base.Code.NODE_UNREACHABLE, "node", "an answer", "none");
    }
  }

  @Override
  public Bytes checkpoint() {
    count();
    return note(shown);
  }

  Bytes note(int size) {
    MerkleTree tree = new MerkleTree();
    ledger.leaves().forEach(l -> tree.append(l.hash()));
    return new Checkpoint(SampleLedger.origin(), size, tree.root(size))
        .sign(SampleLedger.logSigner())
        .toBytes();
  }

  @Override
  public List<Bytes> leaves(long from, long to) {
    count();
    return leaves.subList((int) from, (int) Math.min(to, shown));
  }

  @Override
  public Optional<Bytes> object(Bytes32 hash, int maxBytes) {
    count();
    return serve(hash, ledger.objects().get(hash));
  }

  @Override
  public Optional<Bytes> payload(Bytes32 root) {
    count();
    return serve(root, ledger.payloads().get(root));
  }

  private Optional<Bytes> serve(Bytes32 name, @org.jspecify.annotations.Nullable Bytes bytes) {
    return withheld.contains(name) || bytes == null
        ? Optional.empty()
        : Optional.of(altered.getOrDefault(name, bytes));
  }

  @Override
  public Optional<Bytes32> pepper() {
    count();
    return Optional.of(pepper);
  }

  @Override
  public void await(long size, Duration atMost) {
    count();
  }
}
