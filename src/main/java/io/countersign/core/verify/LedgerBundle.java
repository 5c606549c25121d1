package io.countersign.core.verify;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.SignedNote;
import io.countersign.core.ledger.Checkpoint;
import io.countersign.core.ledger.EntryBundle;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.Leaf;
import io.countersign.core.ledger.ObjectSource;
import io.countersign.core.ledger.PayloadSource;
import io.countersign.core.merkle.MerkleHash;
import io.countersign.core.merkle.MerkleTree;
import io.countersign.core.merkle.TilePath;
import io.countersign.core.merkle.Tiles;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Writes the bundle of a ledger's prefix: exactly the parts that its entries account for.
///
/// Whoever calls it with the same checkpoint note gets the same bytes. Cost: every object and
/// payload is read once and held one at a time.
public final class LedgerBundle {
  private LedgerBundle() {}

  /// Writes a whole bundle.
  ///
  /// A payload that the source does not hold is left out, since a verifier has to say so; an object
  /// must be there.
  ///
  /// @param checkpoint the note, with the cosignatures that shall be in the bundle
  /// @param leaves as many as the checkpoint says, 122 bytes each
  /// @throws MalformedException `CHECKPOINT_FORM`, `TREE_SIZE` and `TREE_ROOT` if checkpoint and
  ///   leaves do not belong together, `BUNDLE_MISSING` for an object, codes of a malformed leaf or
  ///   first envelope
  public static void write(
      BundleWriter.Output out,
      SignedNote checkpoint,
      List<Bytes> leaves,
      ObjectSource objects,
      PayloadSource payloads,
      Bytes32 pepper)
      throws MalformedException {
    Checkpoint c = Checkpoint.parse(checkpoint.text());
    MerkleTree tree = new MerkleTree();
    References references = new References(objects);
    for (Bytes bytes : leaves) {
      tree.append(MerkleHash.leaf(bytes.unsafeArray()));
      Leaf leaf = Leaf.parse(bytes);
      Optional<Envelope> envelope = envelope(object(objects, leaf.envelope()));
      envelope.flatMap(Envelope::genesis).ifPresent(references::operator);
      references.add(leaf, envelope);
    }
    if (c.size() != tree.size()) {
      throw new MalformedException(
          Code.TREE_SIZE, Layout.CHECKPOINT, -1, c.size() + " leaves", tree.size() + " leaves");
    }
    if (!c.root().equals(tree.root())) {
      throw new MalformedException(
          Code.TREE_ROOT, Layout.CHECKPOINT, -1, "root " + c.root(), "root " + tree.root());
    }
    BundleWriter w = new BundleWriter(out);
    w.add(Layout.CHECKPOINT, checkpoint.toBytes());
    for (Bytes32 hash : references.objects()) {
      w.add(Layout.object(hash), object(objects, hash));
    }
    for (Bytes32 root : references.payloads()) {
      Optional<Bytes> payload = payloads.payload(root);
      if (payload.isPresent()) {
        w.add(Layout.payload(root), payload.get());
      }
    }
    w.add(Layout.PEPPER, pepper.toBytes());
    for (Map.Entry<String, Bytes> tile : tiles(tree, leaves).entrySet()) {
      w.add(tile.getKey(), tile.getValue());
    }
    w.finish();
  }

  private static Bytes object(ObjectSource objects, Bytes32 hash) throws MalformedException {
    Optional<Bytes> bytes = objects.object(hash);
    if (bytes.isEmpty()) {
      throw new MalformedException(
          Code.BUNDLE_MISSING, Layout.object(hash), -1, "this object", "nothing");
    }
    return bytes.get();
  }

  private static Optional<Envelope> envelope(Bytes bytes) {
    try {
      return Optional.of(Envelope.parse(bytes));
    } catch (MalformedException e) {
      // A mark, or an entry that does not count.
      return Optional.empty();
    }
  }

  private static SortedMap<String, Bytes> tiles(MerkleTree tree, List<Bytes> leaves) {
    SortedMap<String, Bytes> tiles = new TreeMap<>();
    for (TilePath.Hashes path : Tiles.hashTiles(tree.size())) {
      tiles.put(path.format(), Tiles.compute(tree, path));
    }
    for (TilePath.Entries path : Tiles.entryTiles(tree.size())) {
      int from = Math.toIntExact(path.index() * TilePath.WIDTH);
      tiles.put(path.format(), EntryBundle.format(leaves.subList(from, from + path.width())));
    }
    return tiles;
  }
}
