package io.countersign.sequencer;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.encoding.SignedNote;
import io.countersign.core.encoding.Vkey;
import io.countersign.core.ledger.Applied;
import io.countersign.core.ledger.Batch;
import io.countersign.core.ledger.Checkpoint;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.ErasurePermits;
import io.countersign.core.ledger.Genesis;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.Leaf;
import io.countersign.core.ledger.LedgerState;
import io.countersign.core.ledger.Prepared;
import io.countersign.core.ledger.Workers;
import io.countersign.core.merkle.Frontier;
import io.countersign.core.merkle.MerkleHash;
import io.countersign.core.merkle.MerkleTree;
import io.countersign.core.verify.References;
import io.countersign.store.LedgerStore;
import io.countersign.store.StoreException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Recomputes everything that a store holds and says what is wrong, where.
///
/// Unlike [LedgerImage] it does not stop at the first fault: the hash of each object, the form and
/// the chain of each leaf, the tree, the frontier, the log's signature on each checkpoint, and what
/// others have seen are each looked at whatever the others say. Signatures of envelopes, records
/// and their roots, and the objects that entries name are looked at by applying the state machine,
/// up to the first leaf that does not continue the ledger. It changes nothing.
///
/// Cost: that of applying every entry and hashing every byte. Memory: that of the ledger's state.
public final class Fsck {
  /// Findings that are kept; further ones are only counted.
  public static final int MAX_FINDINGS = 1_000;

  private static final int CHUNK = 1_024;

  private final LedgerStore store;
  private final Workers workers;
  private final List<Finding> findings = new ArrayList<>();
  private final Set<Bytes32> held = new HashSet<>();
  private final MerkleTree tree = new MerkleTree();
  private long more;
  private long records;
  private long payloads;
  private long checkpoints;
  private long ignored;

  private Fsck(LedgerStore store, Workers workers) {
    this.store = store;
    this.workers = workers;
  }

  /// What was looked at and what was found.
  ///
  /// @param ignored entries that count as absent, for everybody alike: no fault of the store
  /// @param more findings beyond those that are listed
  public record Result(
      long entries,
      long records,
      long ignored,
      long objects,
      long payloads,
      long checkpoints,
      List<Finding> findings,
      long more) {
    public Result {
      findings = List.copyOf(findings);
    }

    /// Nothing is wrong.
    public boolean isSound() {
      return findings.isEmpty();
    }
  }

  /// Looks at the whole of `store`, up to its end of this moment.
  public static Result check(LedgerStore store, Workers workers) {
    Fsck f = new Fsck(store, workers);
    f.run();
    return new Result(
        f.tree.size(),
        f.records,
        f.ignored,
        f.held.size(),
        f.payloads,
        f.checkpoints,
        f.findings,
        f.more);
  }

  private void run() {
    Optional<LedgerStore.Head> head = Optional.empty();
    try {
      head = store.head();
    } catch (StoreException e) {
      add(e.finding());
    }
    if (head.isEmpty()) {
      add(Code.STORE_DAMAGED, "head", "the end of a ledger with its checkpoint", "none");
      return;
    }
    LedgerStore.Head end = head.get();
    step(this::objects);
    step(() -> leaves(end.size()));
    step(() -> frontier(end));
    step(() -> meanings(end));
    step(() -> others(end.size()));
  }

  /// A part whose failure does not keep the others from being looked at.
  private void step(Runnable part) {
    try {
      part.run();
    } catch (StoreException e) {
      add(e.finding());
    }
  }

  private void add(Code code, String where, String expected, String found) {
    add(new Finding(code, where, expected, found));
  }

  private void add(Finding finding) {
    if (findings.size() < MAX_FINDINGS) {
      findings.add(finding);
    } else {
      more++;
    }
  }

  private void objects() {
    store.objectsAsStored(
        (hash, bytes) -> {
          Bytes32 real = Sha256.hash(bytes);
          if (real.equals(hash)) {
            held.add(hash);
          } else {
            add(Code.STORE_OBJECT_HASH, "object " + hash, hash.toHex(), real.toHex());
          }
        });
  }

  /// Form and chain of each leaf; the tree over what is there.
  private void leaves(long size) {
    Bytes32[] previous = {Bytes32.ZERO};
    store.leaves(
        0,
        size,
        (index, bytes) -> {
          String where = "entry " + index;
          try {
            Leaf leaf = Leaf.parse(bytes);
            if (leaf.index() != index) {
              add(Code.STORE_DAMAGED, where, "index " + index, "index " + leaf.index());
            }
            if (!leaf.previous().equals(previous[0])) {
              add(
                  Code.STORE_DAMAGED,
                  where,
                  "the leaf before, " + previous[0],
                  leaf.previous().toHex());
            }
          } catch (MalformedException e) {
            add(e.code(), where, e.expected(), e.found());
          }
          previous[0] = MerkleHash.leaf(bytes.unsafeArray());
          tree.append(previous[0]);
        });
    if (tree.size() != size) {
      add(Code.STORE_DAMAGED, "leaves", size + " leaves", Long.toString(tree.size()));
    }
  }

  private void frontier(LedgerStore.Head head) {
    try {
      Frontier frontier = Frontier.parse(head.frontier());
      if (frontier.size() != tree.size() || !frontier.root().equals(tree.root())) {
        add(
            Code.STORE_DAMAGED,
            "frontier",
            "size " + tree.size() + ", root " + tree.root(),
            "size " + frontier.size() + ", root " + frontier.root());
      }
    } catch (MalformedException e) {
      add(e.code(), "frontier", e.expected(), e.found());
    }
  }

  private void meanings(LedgerStore.Head head) {
    Genesis genesis;
    try {
      genesis = LedgerImage.readGenesis(store);
    } catch (MalformedException e) {
      add(e.code(), "entry 0: " + e.toFinding().where(), e.expected(), e.found());
      return;
    }
    Optional<Bytes> pepper = store.meta(LedgerImage.PEPPER);
    if (pepper.isEmpty() || pepper.get().size() != Bytes32.SIZE) {
      add(Code.STORE_DAMAGED, "pepper", "32 bytes", pepper.map(Bytes::size).orElse(0) + " bytes");
      return;
    }
    LedgerState state;
    try {
      state =
          LedgerState.open(
              genesis, this::object, Bytes32.of(pepper.get().unsafeArray(), 0), workers);
    } catch (MalformedException e) {
      add(e.code(), "entry 0: " + e.toFinding().where(), e.expected(), e.found());
      return;
    }
    Vkey log = new Vkey(state.origin(), Vkey.Type.ED25519, genesis.logKey());
    step(() -> checkpoints(head.size(), log));
    step(() -> replay(head.size(), state));
    records = state.records();
  }

  /// An object as the state machine may see it: absent where its bytes are not those of its hash.
  private Optional<Bytes> object(Bytes32 hash) {
    return held.contains(hash) ? store.object(hash) : Optional.empty();
  }

  private void checkpoints(long size, Vkey log) {
    long[] last = {0};
    store.checkpoints(
        (at, bytes) -> {
          String where = "checkpoint " + at;
          last[0] = at;
          checkpoints++;
          try {
            Checkpoint c = Checkpoint.open(SignedNote.parse(bytes), log);
            if (c.size() != at) {
              add(Code.STORE_DAMAGED, where, "size " + at, "size " + c.size());
            } else if (at <= tree.size() && !tree.root(at).equals(c.root())) {
              add(Code.STORE_DAMAGED, where, "root " + tree.root(at), "root " + c.root());
            }
          } catch (MalformedException e) {
            add(e.code(), where, e.expected(), e.found());
          }
        });
    if (last[0] < size) {
      add(Code.STORE_DAMAGED, "checkpoint " + size, "the checkpoint of the end", "none");
    }
  }

  private void replay(long size, LedgerState state) {
    long end = Math.min(size, tree.size());
    for (long from = 0; from < end; from += CHUNK) {
      List<Leaf> leaves = new ArrayList<>();
      List<Optional<Bytes>> envelopes = new ArrayList<>();
      boolean[] whole = {true};
      store.leaves(
          from,
          Math.min(end, from + CHUNK),
          (index, bytes) -> {
            try {
              leaves.add(Leaf.parse(bytes));
              envelopes.add(object(leaves.getLast().envelope()));
            } catch (MalformedException e) {
              whole[0] = false; // said when the leaves were read
            }
          });
      Prepared[] prepared = new Prepared[leaves.size()];
      workers.forRange(
          0,
          prepared.length,
          (begin, until) -> {
            for (int i = begin; i < until; i++) {
              prepared[i] = state.prepare(envelopes.get(i).orElse(Bytes.EMPTY));
            }
          });
      for (int i = 0; i < prepared.length; i++) {
        if (!apply(state, leaves.get(i), prepared[i], envelopes.get(i))) {
          return;
        }
      }
      if (!whole[0]) {
        return;
      }
    }
    erased(state.history());
  }

  /// Names and rows that are gone although no accepted erasure permits it.
  private void erased(History history) {
    ErasurePermits permits = ErasurePermits.of(history);
    for (Batch batch : history.batches()) {
      for (int i = 0; i < batch.records().size(); i++) {
        permits.fault(batch, i).ifPresent(this::add);
      }
    }
  }

  /// @return whether the ledger goes on after it
  private boolean apply(LedgerState state, Leaf leaf, Prepared prepared, Optional<Bytes> envelope) {
    String where = "entry " + leaf.index();
    if (envelope.isEmpty()) {
      add(Code.OBJECT_MISSING, where, "object " + leaf.envelope(), "none of that hash");
      return false;
    }
    switch (state.apply(leaf, prepared, this::object, this::payload)) {
      case Applied.Accepted a -> {
        a.payload().forEach(f -> add(f.code(), where + ": " + f.where(), f.expected(), f.found()));
        named(where, leaf, envelope.get());
        return true;
      }
      case Applied.Ignored i -> {
        ignored++;
        return true;
      }
      case Applied.Broken b -> {
        Finding f = b.finding();
        add(f.code(), where + ": " + f.where(), f.expected(), f.found());
        return false;
      }
    }
  }

  private Optional<Bytes> payload(Bytes32 root) {
    Optional<Bytes> found = store.payload(root);
    payloads += found.isPresent() ? 1 : 0;
    return found;
  }

  /// The objects that an entry names, and those that a statement among them names.
  private void named(String where, Leaf leaf, Bytes bytes) {
    References names = new References(this::object);
    Optional<Envelope> envelope;
    try {
      envelope = Optional.of(Envelope.parse(bytes));
    } catch (MalformedException e) {
      envelope = Optional.empty(); // a mark
    }
    names.add(leaf, envelope);
    for (Bytes32 hash : names.objects()) {
      if (!held.contains(hash)) {
        add(Code.OBJECT_MISSING, where, "object " + hash, "none of that hash");
      }
    }
  }

  /// What others signed and saw lies within the ledger and is of this history.
  private void others(long size) {
    store.cosignatures(
        (at, line) -> {
          if (at > size) {
            add(
                Code.STORE_BEHIND,
                "cosignature " + at,
                "at least " + at + " entries",
                Long.toString(size));
          }
        });
    store
        .seen()
        .forEach(
            (party, seen) -> {
              String where = "seen by " + party;
              if (seen.size() > size) {
                add(
                    Code.STORE_BEHIND,
                    where,
                    "at least " + seen.size() + " entries",
                    Long.toString(size));
              } else if (seen.size() <= tree.size()
                  && !tree.root(seen.size()).equals(seen.root())) {
                add(
                    Code.STORE_OTHER_HISTORY,
                    where + ", size " + seen.size(),
                    tree.root(seen.size()).toHex(),
                    seen.root().toHex());
              }
            });
  }
}
