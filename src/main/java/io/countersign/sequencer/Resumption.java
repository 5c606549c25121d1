package io.countersign.sequencer;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.ledger.Workers;
import io.countersign.core.merkle.Frontier;
import io.countersign.core.merkle.MerkleHash;
import io.countersign.store.LedgerStore;
import io.countersign.store.Restored;
import io.countersign.store.StagingStore;
import io.countersign.store.StoreException;
import java.util.ArrayList;
import java.util.List;

/// How a restored ledger may go on: only once it holds everything that anybody is known to have
/// seen of it. Otherwise its log would sign a second history over entries that are receipted.
public final class Resumption {
  private Resumption() {}

  /// Takes the mark of a restored ledger away if nobody has seen more than it holds, or something
  /// else. The ledger is read and checked whole.
  ///
  /// @param store open for writing, not yet given to a [Ledger]
  /// @param told what its cosigners and watchers have seen; at least one of them, and nobody silent
  /// @return the size at which it goes on
  /// @throws StoreException `STORE_RESTORED` if nobody was asked or somebody is silent,
  ///   `STORE_BEHIND` if somebody has seen more, `STORE_OTHER_HISTORY` if somebody has seen other
  ///   entries; as [LedgerImage#load]. The mark stays then.
  public static long permit(LedgerStore store, Workers workers, PeerSizes.Told told) {
    if (told.known().isEmpty() || !told.silent().isEmpty()) {
      throw new StoreException(
          Code.STORE_RESTORED,
          "ledger",
          "the sizes that its cosigners and watchers have seen",
          told.silent().isEmpty() ? "none" : "no answer from " + String.join(", ", told.silent()));
    }
    LedgerImage image = LedgerImage.load(store, workers);
    List<PeerSizes.Known> all = new ArrayList<>(told.known());
    store
        .seen()
        .forEach((party, tree) -> all.add(new PeerSizes.Known(party, tree.size(), tree.root())));
    long size = image.state().size();
    for (PeerSizes.Known k : all) {
      if (k.size() > size) {
        throw new StoreException(
            Code.STORE_BEHIND,
            "ledger",
            "at least the " + k.size() + " entries that " + k.who() + " has seen",
            size + " entries");
      }
      Bytes32 root = image.state().tree().root(k.size());
      if (!root.equals(k.root())) {
        throw otherHistory(k.who() + ", size " + k.size(), root, k.root());
      }
    }
    Restored.clear(store);
    return size;
  }

  private static StoreException otherHistory(String where, Bytes32 expected, Bytes32 found) {
    return new StoreException(Code.STORE_OTHER_HISTORY, where, expected.toHex(), found.toHex());
  }

  /// Appends what `copy` holds beyond the end of `store`, under the checkpoints by which the log
  /// signed it. A copy that is not ahead changes nothing. The copy is read and checked whole before
  /// anything is written.
  ///
  /// @param store restored; it holds at least one entry
  /// @param copy of the same ledger: a watcher's, or another backup
  /// @return the entries that were appended
  /// @throws StoreException `STORE_OTHER_HISTORY` if the copy is of another ledger or does not
  ///   extend this one; as [LedgerImage#load]
  public static long refill(StagingStore store, LedgerStore copy, Workers workers) {
    if (!Restored.isMarked(store)) {
      throw new StoreException(
          Code.STORE_EXISTS, "ledger", "a restored ledger", "one that is written");
    }
    LedgerImage from = LedgerImage.load(copy, workers);
    LedgerImage to = LedgerImage.load(store, workers);
    if (!from.state().id().equals(to.state().id())) {
      throw otherHistory("ledger", to.state().id(), from.state().id());
    }
    long have = to.state().size();
    long common = Math.min(have, from.state().size());
    Bytes32 root = to.state().tree().root(common);
    if (!from.state().tree().root(common).equals(root)) {
      throw otherHistory("size " + common, root, from.state().tree().root(common));
    }
    long end = from.state().size();
    if (end <= have) {
      return 0;
    }
    copy.objects((hash, bytes) -> store.stage(List.of(bytes), List.of()));
    copy.payloads(
        (key, bytes) -> store.stage(List.of(), List.of(new LedgerStore.Keyed(key, bytes))));
    append(store, copy, to.frontier(), end);
    return end - have;
  }

  private static void append(LedgerStore store, LedgerStore copy, Frontier frontier, long end) {
    record Note(long size, Bytes bytes) {}
    List<Note> notes = new ArrayList<>();
    copy.checkpoints(
        (size, note) -> {
          if (size > frontier.size() && size <= end) {
            notes.add(new Note(size, note));
          }
        });
    for (Note note : notes) {
      List<Bytes> leaves = new ArrayList<>();
      long first = frontier.size();
      copy.leaves(
          first,
          note.size(),
          (index, leaf) -> {
            frontier.append(MerkleHash.leaf(leaf.unsafeArray()));
            leaves.add(leaf);
          });
      store.append(
          new LedgerStore.Append(
              first, leaves, List.of(), List.of(), frontier.toBytes(), note.bytes()));
    }
  }
}
