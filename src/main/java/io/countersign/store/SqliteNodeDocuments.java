package io.countersign.store;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/// Documents in one SQLite file: write-ahead log, every commit forced to the disk. Several
/// processes may have it open; each call waits its turn.
public final class SqliteNodeDocuments extends JdbcNodeDocuments implements AutoCloseable {
  /// Marks the file as a node's, `CSTN`. Source: https://www.sqlite.org/fileformat.html, offset 68.
  static final int APPLICATION_ID = 0x4353544e;

  /// The layout of the table below; it goes up with every change of it.
  static final int SCHEMA = 1;

  private static final List<String> TABLES =
      List.of(
          "CREATE TABLE IF NOT EXISTS node_document (kind TEXT NOT NULL, key TEXT NOT NULL, bytes"
              + " BLOB NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID");

  private final Path file;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final Connection connection;

  @GuardedBy("lock")
  private boolean closed;

  private SqliteNodeDocuments(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  /// Opens the file, or makes it.
  ///
  /// @throws StoreException `STORE_NOT_A_LEDGER`, `STORE_VERSION`, `STORE_IO`, `STORE_FULL`
  public static SqliteNodeDocuments open(Path path) {
    Path file = Sqlite.real(path);
    Connection c = null;
    boolean done = false;
    try {
      boolean fresh = !Files.exists(file) || Files.size(file) == 0;
      c = Sqlite.connect(file);
      if (fresh) {
        Sql.run(c, "PRAGMA page_size=" + Sqlite.PAGE_BYTES);
      } else {
        Sqlite.checkHeader(file, c, APPLICATION_ID, SCHEMA);
      }
      Sql.run(c, "PRAGMA journal_mode=WAL");
      Sql.run(c, "PRAGMA synchronous=FULL");
      if (fresh) {
        Sqlite.makeTables(c, TABLES, APPLICATION_ID, SCHEMA);
        Sqlite.syncDirectory(file);
      }
      done = true;
      return new SqliteNodeDocuments(file, c);
    } catch (SQLException e) {
      throw Sqlite.failure(file, e);
    } catch (IOException e) {
      throw Sqlite.io(file, e);
    } finally {
      if (!done) {
        Sql.closeQuietly(c);
      }
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (!closed) {
        closed = true;
        Sql.closeQuietly(connection);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  <T> T read(Sql.Query<T> query) {
    return on(query);
  }

  @Override
  <T> T write(Sql.Query<T> work) {
    return on(work);
  }

  private <T> T on(Sql.Query<T> query) {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the documents are closed");
      }
      return query.on(connection);
    } catch (SQLException e) {
      throw Sqlite.failure(file, e);
    } finally {
      lock.unlock();
    }
  }
}
