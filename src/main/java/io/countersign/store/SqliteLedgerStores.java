package io.countersign.store;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A folder of ledgers, one SQLite file each: `<folder>/<id>/ledger.db`; the documents of the node
/// lie in `<folder>/node.db`. What it makes only its owner may read.
public final class SqliteLedgerStores implements LedgerStores {
  /// The ledger in its own folder.
  public static final String LEDGER_FILE = "ledger.db";

  /// The documents of the node.
  public static final String NODE_FILE = "node.db";

  private final Path folder;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private @Nullable SqliteNodeDocuments documents;

  private volatile boolean closed;

  private SqliteLedgerStores(Path folder) {
    this.folder = folder;
  }

  /// The ledgers in `folder`, which is made with the first of them.
  public static SqliteLedgerStores at(Path folder) {
    return new SqliteLedgerStores(folder);
  }

  /// The file of a ledger, whether it is there or not.
  public Path file(Bytes32 id) {
    return folder.resolve(id.toHex()).resolve(LEDGER_FILE);
  }

  @Override
  public List<Bytes32> list() {
    checkOpen();
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Bytes32> out = new ArrayList<>();
    try (Stream<Path> inside = Files.list(folder)) {
      for (Path p : (Iterable<Path>) inside::iterator) {
        if (Files.isRegularFile(p.resolve(LEDGER_FILE))) {
          id(p).ifPresent(out::add);
        }
      }
    } catch (IOException e) {
      throw Sqlite.io(folder, e);
    }
    Collections.sort(out);
    return List.copyOf(out);
  }

  /// The ledger whose folder this is; empty for a folder of another kind.
  private static Optional<Bytes32> id(Path folder) {
    try {
      return Optional.of(Bytes32.parse(String.valueOf(folder.getFileName())));
    } catch (MalformedException e) {
      return Optional.empty();
    }
  }

  @Override
  public StagingStore create(Bytes32 id) {
    checkOpen();
    Path file = file(id);
    Sqlite.makePrivateFolder(folder);
    Sqlite.makePrivateFolder(folder.resolve(id.toHex()));
    return SqliteLedgerStore.create(file);
  }

  @Override
  public StagingStore open(Bytes32 id) {
    checkOpen();
    return SqliteLedgerStore.open(file(id));
  }

  @Override
  public LedgerStore read(Bytes32 id) {
    checkOpen();
    return SqliteLedgerStore.read(file(id));
  }

  @Override
  public void discard(Bytes32 id) {
    checkOpen();
    if (!Files.exists(file(id))) {
      return;
    }
    // Creating takes up a ledger without entries, and nothing else; that it holds the lock shows
    // that nobody is about to write the first entry.
    try (LedgerStore empty = SqliteLedgerStore.create(file(id))) {
      if (empty.head().isPresent()) {
        throw new StoreException(Code.STORE_EXISTS, file(id).toString(), "no entry", "a ledger");
      }
      try (Stream<Path> files = Files.list(folder.resolve(id.toHex()))) {
        for (Path f : (Iterable<Path>) files::iterator) {
          Files.deleteIfExists(f);
        }
      }
      Files.deleteIfExists(folder.resolve(id.toHex()));
    } catch (IOException e) {
      throw Sqlite.io(folder.resolve(id.toHex()), e);
    }
  }

  /// Writes what is committed of a ledger now into the new file `copy`, with SQLite's online
  /// backup, while others read and write. The copy is marked as restored: put back in the ledger's
  /// place by hand, it is no more gone on from than one that was restored.
  ///
  /// @return the entries in it
  public long backUp(Bytes32 id, Path copy) {
    checkOpen();
    try (SqliteLedgerStore store = SqliteLedgerStore.read(file(id))) {
      store.backUp(copy);
    }
    long size;
    try (SqliteLedgerStore store = SqliteLedgerStore.open(copy)) {
      size = Restored.head(store).size();
      Restored.mark(store, size);
    }
    try {
      Files.deleteIfExists(copy.resolveSibling(copy.getFileName() + ".lock"));
    } catch (IOException e) {
      throw Sqlite.io(copy, e);
    }
    return size;
  }

  @Override
  public NodeDocuments documents() {
    checkOpen();
    lock.lock();
    try {
      SqliteNodeDocuments out = documents;
      if (out == null) {
        Sqlite.makePrivateFolder(folder);
        out = SqliteNodeDocuments.open(folder.resolve(NODE_FILE));
        documents = out;
      }
      return out;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      if (documents != null) {
        documents.close();
      }
    } finally {
      lock.unlock();
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the stores are closed");
    }
  }
}
