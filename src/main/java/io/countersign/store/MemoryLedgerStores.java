package io.countersign.store;

import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Ledgers that end with the process: for tests and for the demonstration.
public final class MemoryLedgerStores implements LedgerStores {
  private final Object lock = new Object();
  // All below are owned by `lock`.
  private final TreeMap<Bytes32, MemoryLedgerStore.Data> ledgers = new TreeMap<>();
  private final Set<Bytes32> writing = new HashSet<>();
  private boolean closed;

  private final MemoryNodeDocuments documents = new MemoryNodeDocuments();

  @Override
  public List<Bytes32> list() {
    synchronized (lock) {
      checkOpen();
      return List.copyOf(ledgers.keySet());
    }
  }

  @Override
  public StagingStore create(Bytes32 id) {
    synchronized (lock) {
      checkOpen();
      MemoryLedgerStore.Data data = ledgers.computeIfAbsent(id, i -> new MemoryLedgerStore.Data());
      checkUnlocked(id);
      if (!data.isEmpty()) {
        throw new StoreException(Code.STORE_EXISTS, id.toHex(), "no ledger", "a ledger");
      }
      return writer(id, data);
    }
  }

  @Override
  public StagingStore open(Bytes32 id) {
    synchronized (lock) {
      MemoryLedgerStore.Data data = find(id);
      checkUnlocked(id);
      return writer(id, data);
    }
  }

  private StagingStore writer(Bytes32 id, MemoryLedgerStore.Data data) {
    writing.add(id);
    return new MemoryLedgerStore(
        data,
        false,
        () -> {
          synchronized (lock) {
            writing.remove(id);
          }
        });
  }

  @Override
  public LedgerStore read(Bytes32 id) {
    synchronized (lock) {
      return new MemoryLedgerStore(find(id), true, () -> {});
    }
  }

  private MemoryLedgerStore.Data find(Bytes32 id) {
    checkOpen();
    MemoryLedgerStore.@Nullable Data data = ledgers.get(id);
    if (data == null || data.isEmpty()) {
      throw new StoreException(Code.STORE_NOT_FOUND, id.toHex(), "a ledger", "nothing");
    }
    return data;
  }

  private void checkUnlocked(Bytes32 id) {
    if (writing.contains(id)) {
      throw new StoreException(
          Code.STORE_LOCKED,
          id.toHex(),
          "a ledger that nobody has open",
          "another part of this process has it");
    }
  }

  @Override
  public void discard(Bytes32 id) {
    synchronized (lock) {
      checkOpen();
      MemoryLedgerStore.@Nullable Data data = ledgers.get(id);
      if (data != null) {
        checkUnlocked(id);
        if (!data.isEmpty()) {
          throw new StoreException(Code.STORE_EXISTS, id.toHex(), "no entry", "a ledger");
        }
        ledgers.remove(id);
      }
    }
  }

  @Override
  public NodeDocuments documents() {
    synchronized (lock) {
      checkOpen();
      return documents;
    }
  }

  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      documents.close();
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the stores are closed");
    }
  }
}
