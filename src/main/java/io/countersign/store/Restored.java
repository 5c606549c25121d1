package io.countersign.store;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.merkle.Frontier;
import io.countersign.core.merkle.MerkleHash;
import java.util.ArrayList;
import java.util.List;

/// Puts a whole ledger into an empty store, byte for byte, and marks it as restored.
///
/// A copy may be older than what others have seen: whoever went on from it would sign a second
/// history. So the mark comes first, before any leaf, and the sequencer opens no ledger that bears
/// it. Memory: a few megabytes, and the leaves of one commit.
public final class Restored implements LedgerContent {
  /// The name under which a store says that it was restored; its value is the size, in decimal. An
  /// empty value is no mark.
  public static final String META = "restored";

  private static final long STAGE_BYTES = 8 << 20;

  private final StagingStore store;
  private final Frontier frontier = new Frontier();
  private final List<Bytes> leaves = new ArrayList<>();
  private final List<Bytes> objects = new ArrayList<>();
  private final List<LedgerStore.Keyed> payloads = new ArrayList<>();
  private long staged;
  private boolean ended;

  private Restored(StagingStore store) {
    this.store = store;
  }

  /// Copies a ledger from one store to another.
  ///
  /// @param to empty
  /// @throws StoreException `STORE_EXISTS` if it is not; as [LedgerStore]
  public static void copy(LedgerStore from, StagingStore to) {
    LedgerContent.send(from, begin(to, head(from).size()));
  }

  /// Puts the ledger of an archive into a store.
  ///
  /// @param to empty
  /// @throws StoreException `STORE_EXISTS` if it is not; `ARCHIVE_FORM`; as [LedgerStore]
  public static void read(LedgerArchive archive, StagingStore to) {
    Restored out = begin(to, archive.size());
    archive.send(out);
    if (!out.ended) {
      throw new StoreException(Code.ARCHIVE_FORM, "archive", "an end", "none");
    }
  }

  private static Restored begin(StagingStore to, long size) {
    if (to.head().isPresent()) {
      throw new StoreException(Code.STORE_EXISTS, "ledger", "an empty store", "a ledger");
    }
    mark(to, size);
    return new Restored(to);
  }

  /// Marks a ledger as restored at `size`.
  public static void mark(LedgerStore store, long size) {
    store.putMeta(META, Bytes.utf8(Long.toString(size)));
  }

  /// Whether the ledger bears the mark.
  public static boolean isMarked(LedgerStore store) {
    return store.meta(META).filter(b -> b.size() > 0).isPresent();
  }

  /// Takes the mark away: for who knows that nobody has seen more than the ledger holds.
  public static void clear(LedgerStore store) {
    store.putMeta(META, Bytes.EMPTY);
  }

  static LedgerStore.Head head(LedgerStore store) {
    return store
        .head()
        .orElseThrow(
            () -> new StoreException(Code.STORE_NOT_FOUND, "ledger", "at least one entry", "none"));
  }

  static void checkLeaves(long expected, long found) {
    if (expected != found) {
      throw new StoreException(
          Code.STORE_DAMAGED,
          "leaves",
          expected + " leaves and their checkpoint",
          Long.toString(found));
    }
  }

  @Override
  public void meta(String key, Bytes value) {
    store.putMeta(key, value);
  }

  @Override
  public void object(Bytes32 hash, Bytes bytes) {
    Bytes32 real = Sha256.hash(bytes);
    if (!real.equals(hash)) {
      throw new StoreException(Code.STORE_OBJECT_HASH, "object", hash.toHex(), real.toHex());
    }
    objects.add(bytes);
    staged(bytes);
  }

  @Override
  public void payload(Bytes32 root, Bytes bytes) {
    payloads.add(new LedgerStore.Keyed(root, bytes));
    staged(bytes);
  }

  private void staged(Bytes bytes) {
    staged += bytes.size() + 100L;
    if (staged >= STAGE_BYTES) {
      stage();
    }
  }

  private void stage() {
    if (!objects.isEmpty() || !payloads.isEmpty()) {
      store.stage(List.copyOf(objects), List.copyOf(payloads));
      objects.clear();
      payloads.clear();
      staged = 0;
    }
  }

  @Override
  public void leaf(long index, Bytes leaf) {
    checkLeaves(index, frontier.size());
    frontier.append(MerkleHash.leaf(leaf.unsafeArray()));
    leaves.add(leaf);
  }

  @Override
  public void checkpoint(long size, Bytes note) {
    stage();
    checkLeaves(size, frontier.size());
    store.append(
        new LedgerStore.Append(
            size - leaves.size(),
            List.copyOf(leaves),
            List.of(),
            List.of(),
            frontier.toBytes(),
            note));
    leaves.clear();
  }

  @Override
  public void cosignature(long size, Bytes line) {
    store.putCosignature(size, line);
  }

  @Override
  public void seen(String party, long size, Bytes32 root) {
    store.putSeen(party, size, root);
  }

  @Override
  public void end() {
    checkLeaves(frontier.size(), frontier.size() - leaves.size());
    ended = true;
  }
}
