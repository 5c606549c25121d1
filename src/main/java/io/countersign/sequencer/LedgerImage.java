package io.countersign.sequencer;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.SignedNote;
import io.countersign.core.encoding.Vkey;
import io.countersign.core.ledger.Applied;
import io.countersign.core.ledger.Checkpoint;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.Genesis;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.Leaf;
import io.countersign.core.ledger.LedgerState;
import io.countersign.core.ledger.Prepared;
import io.countersign.core.ledger.Workers;
import io.countersign.core.merkle.Frontier;
import io.countersign.store.LedgerStore;
import io.countersign.store.StoreException;
import java.util.ArrayList;
import java.util.List;

/// A ledger read from its store into memory, and found to be what its checkpoint says.
///
/// Every leaf went through the state machine, its records with it, and the tree's root is the one
/// that the log signed. This is not the verifier: it holds no policy and asks no witness.
public final class LedgerImage {
  /// The name under which the store keeps the secret of the record tags.
  public static final String PEPPER = "pepper";

  /// The name under which the store of a watcher's copy says that it is one: nobody opens it to
  /// append, since its end is what the log signed.
  public static final String MIRROR = "mirror";

  /// The name under which the store of a copy says that its owner was shown no records: nothing
  /// that needs them works on it.
  public static final String WITHOUT_RECORDS = "without-records";

  private static final int CHUNK = 1_024;

  private final LedgerStore store;
  private final LedgerState state;
  private final Frontier frontier;
  private final Vkey log;
  private final SignedNote checkpoint;

  private LedgerImage(
      LedgerStore store, LedgerState state, Frontier frontier, Vkey log, SignedNote checkpoint) {
    this.store = store;
    this.state = state;
    this.frontier = frontier;
    this.log = log;
    this.checkpoint = checkpoint;
  }

  /// Reads what `store` holds. Cost: that of applying every entry and hashing every record.
  ///
  /// @throws StoreException `STORE_NOT_FOUND` for a store without entries, `STORE_DAMAGED` with
  ///   what does not fit, `COPY_WITHOUT_RECORDS`, and as [LedgerStore]
  public static LedgerImage load(LedgerStore store, Workers workers) {
    if (isWithoutRecords(store)) {
      throw new StoreException(
          Code.COPY_WITHOUT_RECORDS, "ledger", "a copy with its records", "one without");
    }
    return loadLog(store, workers);
  }

  /// Whether `store` holds a copy whose owner was shown no records.
  public static boolean isWithoutRecords(LedgerStore store) {
    return store.meta(WITHOUT_RECORDS).isPresent();
  }

  /// The same as [#load], also of a copy without records.
  public static LedgerImage loadLog(LedgerStore store, Workers workers) {
    LedgerStore.Head head =
        store
            .head()
            .orElseThrow(
                () ->
                    new StoreException(
                        Code.STORE_NOT_FOUND, "ledger", "at least one entry", "none"));
    try {
      Genesis genesis = readGenesis(store);
      LedgerState state = opened(store, genesis, workers);
      replay(store, 0, head.size(), state, workers);
      Frontier frontier = Frontier.parse(head.frontier());
      Vkey log = new Vkey(state.origin(), Vkey.Type.ED25519, genesis.logKey());
      SignedNote note = SignedNote.parse(head.checkpoint());
      Checkpoint checkpoint = Checkpoint.open(note, log);
      Bytes32 root = state.tree().root();
      if (state.size() != head.size()
          || frontier.size() != head.size()
          || checkpoint.size() != head.size()
          || !frontier.root().equals(root)
          || !checkpoint.root().equals(root)) {
        throw damaged(
            "checkpoint",
            "size " + state.size() + " and root " + root + " as the leaves have them",
            "checkpoint "
                + checkpoint.size()
                + " "
                + checkpoint.root()
                + ", frontier "
                + frontier.size()
                + " "
                + frontier.root());
      }
      return new LedgerImage(store, state, frontier, log, note);
    } catch (MalformedException e) {
      throw new StoreException(
          new Finding(Code.STORE_DAMAGED, "ledger", "a whole ledger", e.toFinding().toString()), e);
    }
  }

  private static LedgerState opened(LedgerStore store, Genesis genesis, Workers workers)
      throws MalformedException {
    if (isWithoutRecords(store)) {
      Bytes name =
          store
              .object(genesis.operator())
              .orElseThrow(() -> damaged("ledger", "the operator's name", "nothing"));
      return LedgerState.openWithoutRecords(genesis, name.toUtf8(), workers);
    }
    Bytes pepper = store.meta(PEPPER).orElseThrow(() -> damaged("ledger", "the pepper", "nothing"));
    if (pepper.size() != Bytes32.SIZE) {
      throw damaged("ledger", "a pepper of 32 bytes", pepper.size() + " bytes");
    }
    return LedgerState.open(genesis, store::object, Bytes32.of(pepper.unsafeArray(), 0), workers);
  }

  /// Genesis of the ledger that `store` holds, without reading the rest of it.
  ///
  /// @throws StoreException `STORE_NOT_FOUND`, `STORE_DAMAGED`
  public static Genesis genesis(LedgerStore store) {
    if (store.head().isEmpty()) {
      throw new StoreException(Code.STORE_NOT_FOUND, "ledger", "at least one entry", "none");
    }
    try {
      return readGenesis(store);
    } catch (MalformedException e) {
      throw new StoreException(
          new Finding(Code.STORE_DAMAGED, "entry 0", "a genesis", e.toFinding().toString()), e);
    }
  }

  static Genesis readGenesis(LedgerStore store) throws MalformedException {
    Bytes leaf = store.leaf(0).orElseThrow(() -> damaged("entry 0", "a leaf", "nothing"));
    return Envelope.parse(envelope(store, Leaf.parse(leaf)))
        .genesis()
        .orElseThrow(() -> damaged("entry 0", "an envelope with a genesis", "none"));
  }

  private static Bytes envelope(LedgerStore store, Leaf leaf) {
    return store
        .object(leaf.envelope())
        .orElseThrow(
            () -> damaged("entry " + leaf.index(), "object " + leaf.envelope(), "nothing"));
  }

  /// Applies to `state` what `store` holds of the same ledger beyond it.
  ///
  /// @param size leaves to be applied then
  /// @throws StoreException `STORE_DAMAGED`; the state is of no use then
  static void extend(LedgerStore store, long size, LedgerState state, Workers workers) {
    try {
      replay(store, state.size(), size, state, workers);
    } catch (MalformedException e) {
      throw new StoreException(
          new Finding(Code.STORE_DAMAGED, "ledger", "a whole ledger", e.toFinding().toString()), e);
    }
  }

  private static void replay(
      LedgerStore store, long begin, long size, LedgerState state, Workers workers)
      throws MalformedException {
    for (long from = begin; from < size; from += CHUNK) {
      List<Bytes> bytes = new ArrayList<>();
      store.leaves(from, Math.min(size, from + CHUNK), (i, leaf) -> bytes.add(leaf));
      List<Leaf> leaves = new ArrayList<>(bytes.size());
      List<Bytes> envelopes = new ArrayList<>(bytes.size());
      for (Bytes leaf : bytes) {
        leaves.add(Leaf.parse(leaf));
        envelopes.add(envelope(store, leaves.getLast()));
      }
      Prepared[] prepared = new Prepared[leaves.size()];
      workers.forRange(
          0,
          prepared.length,
          (first, end) -> {
            for (int i = first; i < end; i++) {
              prepared[i] = state.prepare(envelopes.get(i));
            }
          });
      for (int i = 0; i < prepared.length; i++) {
        String where = "entry " + (from + i);
        switch (state.apply(leaves.get(i), prepared[i], store::object, store::payload)) {
          case Applied.Accepted a -> {
            if (!a.payload().isEmpty() && !state.isWithoutRecords()) {
              throw damaged(where, "the records that it signs", a.payload().getFirst().toString());
            }
          }
          case Applied.Ignored ignored -> {} // counts as absent, for everybody alike
          case Applied.Broken b ->
              throw damaged(where, "a leaf that continues the ledger", b.finding().toString());
        }
      }
    }
  }

  private static StoreException damaged(String where, String expected, String found) {
    return new StoreException(Code.STORE_DAMAGED, where, expected, found);
  }

  public LedgerStore store() {
    return store;
  }

  /// The state after the last entry.
  public LedgerState state() {
    return state;
  }

  public History history() {
    return state.history();
  }

  /// The key that signs the ledger's checkpoints.
  public Vkey log() {
    return log;
  }

  /// The signed note of the ledger's end.
  public SignedNote checkpoint() {
    return checkpoint;
  }

  Frontier frontier() {
    return frontier;
  }

  /// The receipt of the entry at `index`, under the ledger's last checkpoint.
  ///
  /// @throws IndexOutOfBoundsException beyond the ledger's end
  public Receipt receipt(long index) {
    List<Bytes32> proof = state.tree().inclusion(index, state.size());
    Bytes leaf =
        store.leaf(index).orElseThrow(() -> damaged("entry " + index, "a leaf", "nothing"));
    try {
      return new Receipt(Leaf.parse(leaf), proof, checkpoint);
    } catch (MalformedException e) {
      throw damaged("entry " + index, "a leaf", e.toString());
    }
  }
}
