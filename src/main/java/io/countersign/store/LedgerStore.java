package io.countersign.store;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The durable parts of one ledger.
///
/// One thread appends; any thread reads. What [#append] wrote is there, whole, after any crash that
/// follows its return; of an append that did not return, all or nothing is there. Every method
/// throws [StoreException] when the disk or the file fails.
public interface LedgerStore extends AutoCloseable {
  /// Bytes of a leaf. Source: `src/docs/formats.md` §5.
  int LEAF_BYTES = 122;

  /// The end of the ledger; empty while nothing was appended.
  Optional<Head> head();

  /// Writes `append` in one durable transaction.
  ///
  /// An object or a payload that is there already stays as it is.
  ///
  /// @throws StoreException `STORE_DAMAGED` if it does not begin at the ledger's end, `STORE_FULL`,
  ///   `STORE_IO`; whether it was written is then unknown, and every later append is refused
  void append(Append append);

  /// Puts each of these payloads in the place of the one that is there under its root, durably, and
  /// takes the bytes of the old ones out of the store's files as far as it commands them. What is
  /// not there is not added. Doing it again changes nothing.
  ///
  /// Only for what an accepted erasure permits: the caller answers for that.
  void replacePayloads(List<Keyed> payloads);

  /// The leaf at `index`, empty beyond the end.
  Optional<Bytes> leaf(long index);

  /// Calls `sink` with each leaf from `from` to `to` - 1, ascending.
  void leaves(long from, long to, LeafSink sink);

  /// The object whose SHA-256 is `hash`.
  ///
  /// @throws StoreException `STORE_OBJECT_HASH` if the stored bytes have another hash
  Optional<Bytes> object(Bytes32 hash);

  /// Calls `sink` with each object, in the order in which they came.
  ///
  /// @throws StoreException `STORE_OBJECT_HASH` at the first whose bytes have another hash
  void objects(ObjectSink sink);

  /// The same without a look at the hashes: for who says of each what is wrong with it.
  void objectsAsStored(ObjectSink sink);

  /// The payload of the attestation with this records root.
  Optional<Bytes> payload(Bytes32 root);

  /// Calls `sink` with each payload, in the order in which they came.
  void payloads(ObjectSink sink);

  /// The checkpoint under which the leaf at `index` was first committed.
  Optional<Bytes> checkpointOf(long index);

  /// Calls `sink` with the checkpoint of each commit, ascending by size.
  void checkpoints(SizedSink sink);

  /// Keeps the text of a cosignature of the tree of this size; keeping it again changes nothing.
  void putCosignature(long size, Bytes line);

  /// All cosignatures of the tree of this size, in the order in which they came.
  List<Bytes> cosignatures(long size);

  /// Calls `sink` with each cosignature, ascending by size, then in the order in which they came.
  void cosignatures(SizedSink sink);

  /// Keeps the size and root that `party` was last known to have seen. A smaller size than the one
  /// kept is ignored.
  void putSeen(String party, long size, Bytes32 root);

  /// The tree that `party` was last known to have seen.
  Optional<SeenTree> seen(String party);

  /// What each party was last known to have seen, ascending by party.
  Map<String, SeenTree> seen();

  /// Keeps a value under `key`, in place of the one before.
  void putMeta(String key, Bytes value);

  Optional<Bytes> meta(String key);

  /// All values, ascending by key.
  Map<String, Bytes> meta();

  /// Releases the file and its lock. Closing twice is allowed.
  @Override
  void close();

  /// @param size leaves in the tree, at least 1
  /// @param frontier the tree's frontier as `Frontier.toBytes` writes it
  /// @param checkpoint the signed note of this size
  record Head(long size, Bytes frontier, Bytes checkpoint) {
    public Head {
      if (size < 1) {
        throw new IllegalArgumentException("size " + size);
      }
    }
  }

  /// One commit: the new leaves, what they commit to, and the new end of the ledger.
  ///
  /// @param first index of the first leaf, the ledger's size before
  /// @param objects envelopes, terms, statements: all lie under their SHA-256
  record Append(
      long first,
      List<Bytes> leaves,
      List<Bytes> objects,
      List<Keyed> payloads,
      Bytes frontier,
      Bytes checkpoint) {
    public Append {
      leaves = List.copyOf(leaves);
      objects = List.copyOf(objects);
      payloads = List.copyOf(payloads);
      if (first < 0 || leaves.isEmpty()) {
        throw new IllegalArgumentException(leaves.size() + " leaves from index " + first);
      }
      for (Bytes leaf : leaves) {
        if (leaf.size() != LEAF_BYTES) {
          throw new IllegalArgumentException("a leaf of " + leaf.size() + " bytes");
        }
      }
    }

    /// The ledger's size after this commit.
    public long size() {
      return first + leaves.size();
    }
  }

  /// Bytes under a name that is not their SHA-256.
  record Keyed(Bytes32 key, Bytes bytes) {}

  record SeenTree(long size, Bytes32 root) {}

  /// Receives leaves.
  @FunctionalInterface
  interface LeafSink {
    void accept(long index, Bytes leaf);
  }

  /// Receives objects or payloads.
  @FunctionalInterface
  interface ObjectSink {
    void accept(Bytes32 key, Bytes bytes);
  }

  /// Receives checkpoints or cosignatures.
  @FunctionalInterface
  interface SizedSink {
    void accept(long size, Bytes bytes);
  }
}
