package io.countersign.service;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Ed25519Key;
import io.countersign.core.encoding.NoteSigner;
import io.countersign.core.encoding.SignedNote;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.Genesis;
import io.countersign.sequencer.Ledger;
import io.countersign.sequencer.Opening;
import io.countersign.store.LedgerStore;
import io.countersign.store.LedgerStores;
import io.countersign.store.NodeDocuments;
import io.countersign.store.SqliteLedgerStores;
import io.countersign.store.StoreException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The ledgers of one operator: all of a store, each with its one writer, under one log key.
///
/// A ledger that cannot be opened is listed with the reason, and tried again when somebody asks for
/// it; one whose writer the disk ended is opened anew from what is durable. Any thread may call.
public final class LedgerHost implements AutoCloseable {
  /// How long a ledger that could not be opened is left alone, in milliseconds.
  public static final long RETRY_MILLIS = 2_000;

  private final LedgerStores stores;
  private final Optional<Operator> operator;
  private final ConcurrentSkipListMap<Bytes32, Hosted> hosted = new ConcurrentSkipListMap<>();
  private volatile boolean closed;
  private volatile Optional<Finding> held = Optional.empty();

  private LedgerHost(LedgerStores stores, Optional<Operator> operator) {
    this.stores = stores;
    this.operator = operator.map(o -> new Operator(o.logKey(), o.environment().heldBy(this::held)));
  }

  /// Says why nothing is to be appended to any ledger from now on; empty once all is well.
  public void hold(Optional<Finding> reason) {
    held = reason;
  }

  private Optional<Finding> held() {
    return held;
  }

  /// Who runs the logs of this host.
  private record Operator(Ed25519Key logKey, Ledger.Environment environment) {}

  /// Opens every ledger of `stores`, which this host owns from now on. Cost: that of applying every
  /// entry.
  ///
  /// @param logKey signs the checkpoints of all of them
  /// @throws StoreException if the directory cannot be read
  public static LedgerHost open(
      LedgerStores stores, Ed25519Key logKey, Ledger.Environment environment) {
    LedgerHost host = new LedgerHost(stores, Optional.of(new Operator(logKey, environment)));
    for (Bytes32 id : stores.list()) {
      host.hosted.put(id, host.new Hosted(id));
    }
    host.hosted.values().forEach(Hosted::tryOpen);
    return host;
  }

  /// The same for a folder of SQLite files.
  public static LedgerHost open(Path folder, Ed25519Key logKey, Ledger.Environment environment) {
    return open(SqliteLedgerStores.at(folder), logKey, environment);
  }

  /// A host of one watcher's copy, for reading: it makes and opens no other ledger.
  ///
  /// @param stores for the documents of whoever serves the copy; this host's from now on
  public static LedgerHost copy(LedgerStores stores, Ledger copy) {
    LedgerHost host = new LedgerHost(stores, Optional.empty());
    Bytes32 id = copy.genesis().ledgerId();
    host.hosted.put(id, host.new Hosted(id, copy));
    return host;
  }

  private Operator operator() {
    return operator.orElseThrow(() -> new IllegalStateException("a host of a watcher's copy"));
  }

  /// The documents of the node.
  public NodeDocuments documents() {
    return stores.documents();
  }

  /// The ids of all ledgers, ascending, also of those that cannot be opened.
  public List<Bytes32> list() {
    return List.copyOf(hosted.keySet());
  }

  /// Why ledgers cannot be used, by their id; empty while all is well.
  public Map<Bytes32, Finding> failures() {
    Map<Bytes32, Finding> out = new TreeMap<>();
    hosted.forEach((id, h) -> h.failure().ifPresent(f -> out.put(id, f)));
    return out;
  }

  /// Durable entries of all ledgers together.
  public long entries() {
    return hosted.values().stream().mapToLong(Hosted::entries).sum();
  }

  /// The log's public key.
  public Bytes32 logKey() {
    return operator().logKey().publicKey();
  }

  /// A note of `text` by the node's key under `name`. Whoever calls begins the text with words that
  /// no other note of this key begins with.
  public SignedNote note(String name, String text) {
    return NoteSigner.of(name, operator().logKey()).note(text);
  }

  /// The ledger `id` with a writer that takes entries; empty if this host has none of that id.
  ///
  /// @throws StoreException why it cannot be opened
  public Optional<Ledger> find(Bytes32 id) {
    Hosted h = hosted.get(id);
    return h == null ? Optional.empty() : Optional.of(h.ledger());
  }

  /// Begins a ledger.
  ///
  /// @throws StoreException `STORE_EXISTS` if there is one with this id, and as [Ledger#create]
  public Ledger.Creation create(Opening opening) {
    Optional<Genesis> genesis;
    try {
      genesis = Envelope.parse(opening.envelope()).genesis();
    } catch (MalformedException e) {
      return new Ledger.Creation.Refused(List.of(e.toFinding()));
    }
    if (genesis.isEmpty()) {
      return new Ledger.Creation.Refused(
          List.of(
              new Finding(
                  Code.LEDGER_NOT_OPENED,
                  "entry 0",
                  "an agreement with its genesis",
                  "no genesis")));
    }
    if (closed) {
      throw closing();
    }
    Bytes32 id = genesis.get().ledgerId();
    LedgerStore store = stores.create(id);
    boolean created = false;
    try {
      Ledger.Creation creation =
          Ledger.create(store, opening, operator().logKey(), operator().environment());
      switch (creation) {
        case Ledger.Creation.Created c -> {
          created = true;
          hosted.put(id, new Hosted(id, c.ledger()));
          if (closed) {
            c.ledger().close();
          }
        }
        case Ledger.Creation.Refused r -> {}
      }
      return creation;
    } finally {
      if (!created) {
        store.close();
        discard(id);
      }
    }
  }

  private void discard(Bytes32 id) {
    try {
      stores.discard(id);
    } catch (StoreException e) {
      // Its first entry may be durable although nobody was told: it is opened when asked for.
      hosted.putIfAbsent(id, new Hosted(id));
    }
  }

  private static StoreException closing() {
    return new StoreException(
        Code.SEQUENCER_CLOSED, "node", "a node that takes entries", "one that stops");
  }

  /// Commits and answers what waits in every ledger, then closes their stores.
  @Override
  public void close() {
    closed = true;
    hosted.values().forEach(Hosted::close);
    stores.close();
  }

  /// One ledger of the host.
  private final class Hosted {
    private final Bytes32 id;
    private final ReentrantLock opening = new ReentrantLock();

    private volatile @Nullable Ledger ledger;
    private volatile @Nullable Finding failure;

    @GuardedBy("opening")
    private long triedAt;

    Hosted(Bytes32 id) {
      this.id = id;
    }

    Hosted(Bytes32 id, Ledger ledger) {
      this.id = id;
      this.ledger = ledger;
    }

    /// Opens it; what fails is kept as the reason.
    void tryOpen() {
      opening.lock();
      try {
        open();
      } catch (StoreException e) {
        // Kept in `failure`, and said to whoever asks for the ledger.
      } finally {
        opening.unlock();
      }
    }

    Ledger ledger() {
      Ledger now = ledger;
      if (now != null && now.failure().isEmpty()) {
        return now;
      }
      opening.lock();
      try {
        now = ledger;
        if (now != null && now.failure().isEmpty()) {
          return now;
        }
        if (now != null) {
          // Its writer ended: what it holds in memory is not to be trusted.
          ledger = null;
          now.close();
        }
        Finding before = failure;
        if (before != null && operator().environment().clock().millis() - triedAt < RETRY_MILLIS) {
          throw new StoreException(before, null);
        }
        return open();
      } finally {
        opening.unlock();
      }
    }

    @GuardedBy("opening")
    private Ledger open() {
      if (closed) {
        throw closing();
      }
      triedAt = operator().environment().clock().millis();
      @Nullable LedgerStore store = null;
      boolean done = false;
      try {
        store = stores.open(id);
        Ledger opened = Ledger.open(store, operator().logKey(), operator().environment());
        if (!opened.genesis().ledgerId().equals(id)) {
          opened.close();
          throw new StoreException(
              Code.STORE_DAMAGED,
              "ledger " + id,
              "the ledger of its name",
              opened.genesis().ledgerId().toString());
        }
        ledger = opened;
        failure = null;
        done = true;
        return opened;
      } catch (StoreException e) {
        failure = e.finding();
        throw e;
      } finally {
        if (!done && store != null) {
          store.close();
        }
      }
    }

    long entries() {
      Ledger now = ledger;
      return now == null ? 0 : now.durable();
    }

    Optional<Finding> failure() {
      Ledger now = ledger;
      return now == null ? Optional.ofNullable(failure) : now.failure();
    }

    void close() {
      opening.lock();
      try {
        Ledger now = ledger;
        if (now != null) {
          now.close();
        }
      } finally {
        opening.unlock();
      }
    }
  }
}
