package io.countersign.store;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What a recorder has taken and not yet delivered, in one SQLite file: every change is one durable
/// transaction.
///
/// A record is in one of four states: it waits, it is in a batch, it is done, or the ledger refused
/// it. Its name stays for ever, so that the same event sent again is known; its bytes go once it is
/// done. A batch keeps envelope and payload until its receipt is here, and the last [#KEPT_BATCHES]
/// beyond that, should the ledger have lost them. Any thread may call.
public final class SqliteOutbox implements AutoCloseable {
  /// Batches whose envelope and payload are kept after their receipt came.
  public static final int KEPT_BATCHES = 1_000;

  /// Marks the file, `CSOB`.
  private static final int APPLICATION_ID = 0x43534f42;

  private static final int SCHEMA = 1;

  private static final List<String> TABLES =
      List.of(
          "CREATE TABLE record (seq INTEGER PRIMARY KEY, source TEXT NOT NULL, id TEXT NOT NULL, rev"
              + " INTEGER NOT NULL, hash BLOB NOT NULL, bytes BLOB, size INTEGER NOT NULL, arrived"
              + " INTEGER NOT NULL, batch INTEGER, state INTEGER NOT NULL, reason TEXT, UNIQUE"
              + " (source, id, rev))",
          "CREATE INDEX record_state ON record (state, seq) WHERE state <> 2",
          "CREATE INDEX record_batch ON record (batch) WHERE state = 1",
          "CREATE TABLE batch (sequence INTEGER PRIMARY KEY, envelope BLOB, payload BLOB, receipt"
              + " BLOB, sent INTEGER NOT NULL)",
          "CREATE INDEX batch_open ON batch (sequence) WHERE sent = 0",
          "CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL)");

  private static final int REFUSED = 3;

  private final Path file;
  private final StoreLock lock;
  private final ReentrantLock using = new ReentrantLock();

  @GuardedBy("using")
  private final Connection db;

  private volatile boolean closed;

  /// A record as it was taken.
  ///
  /// @param number of the record in this outbox, ascending in the order of arrival; ignored when it
  ///   is put in
  /// @param hash SHA-256 of `bytes`
  /// @param arrived milliseconds
  public record Item(
      long number, String source, String id, long rev, Bytes hash, Bytes bytes, long arrived) {}

  /// What became of a record that was handed over.
  public enum Taken {
    /// It is durable and waits.
    NEW,
    /// The same record was taken before.
    KNOWN,
    /// Another record of this name was taken before.
    CONFLICT
  }

  /// A signed batch.
  public record Batch(long sequence, Bytes envelope, Bytes payload) {}

  /// A record that the ledger refused, with the reason.
  public record Refused(String source, String id, long rev, String reason) {}

  /// @param waiting records that wait or are in an open batch
  /// @param bytes of them
  /// @param oldest when the oldest of those that wait arrived; empty if none waits
  public record Load(long waiting, long bytes, Optional<Long> oldest, long refused) {}

  private SqliteOutbox(Path file, StoreLock lock, Connection db) {
    this.file = file;
    this.lock = lock;
    this.db = db;
  }

  /// Opens the outbox, or makes it.
  ///
  /// @param owner whose it is: ledger and key; another's is refused
  /// @throws StoreException `OUTBOX_OTHER`, `STORE_LOCKED`, `STORE_IO`, `STORE_FULL`
  public static SqliteOutbox open(Path path, String owner) {
    Path parent = path.toAbsolutePath().getParent();
    if (parent != null) {
      Sqlite.makePrivateFolder(parent);
    }
    Path file = Sqlite.real(path);
    StoreLock lock = StoreLock.acquire(file);
    @Nullable Connection db = null;
    boolean done = false;
    try {
      boolean fresh = !Files.exists(file) || Files.size(file) == 0;
      db = Sqlite.connect(file);
      Sql.run(db, "PRAGMA journal_mode=WAL");
      Sql.run(db, "PRAGMA synchronous=FULL");
      if (fresh) {
        create(db, owner);
      }
      check(file, db, owner);
      SqliteOutbox out = new SqliteOutbox(file, lock, db);
      done = true;
      return out;
    } catch (SQLException e) {
      throw Sqlite.failure(file, e);
    } catch (IOException e) {
      throw Sqlite.io(file, e);
    } finally {
      if (!done) {
        Sql.closeQuietly(db);
        lock.close();
      }
    }
  }

  private static void create(Connection db, String owner) throws SQLException {
    Sql.run(db, "BEGIN IMMEDIATE");
    for (String table : TABLES) {
      Sql.run(db, table);
    }
    put(db, "owner", Bytes.utf8(owner));
    Sql.run(db, "PRAGMA application_id=" + APPLICATION_ID);
    Sql.run(db, "PRAGMA user_version=" + SCHEMA);
    Sql.run(db, "COMMIT");
  }

  private static void check(Path file, Connection db, String owner) throws SQLException {
    if (Sql.number(db, "PRAGMA application_id") != APPLICATION_ID
        || Sql.number(db, "PRAGMA user_version") != SCHEMA) {
      throw new StoreException(
          Code.OUTBOX_OTHER, file.toString(), "a recorder's file, layout " + SCHEMA, "another");
    }
    String found = meta(db, "owner").map(Bytes::toUtf8).orElse("");
    if (!found.equals(owner)) {
      throw new StoreException(Code.OUTBOX_OTHER, file.toString(), owner, found);
    }
  }

  /// Takes records, all in one transaction: after it returns they outlive any crash.
  ///
  /// @return what became of each, in order
  public List<Taken> take(List<Item> items) {
    return write(
        c -> {
          List<Taken> out = new ArrayList<>(items.size());
          for (Item item : items) {
            out.add(take(c, item));
          }
          return out;
        });
  }

  private static Taken take(Connection c, Item item) throws SQLException {
    try (PreparedStatement s =
        c.prepareStatement(
            "INSERT OR IGNORE INTO record (source, id, rev, hash, bytes, size, arrived, state)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, 0)")) {
      s.setString(1, item.source());
      s.setString(2, item.id());
      s.setLong(3, item.rev());
      s.setBytes(4, item.hash().unsafeArray());
      s.setBytes(5, item.bytes().unsafeArray());
      s.setLong(6, item.bytes().size());
      s.setLong(7, item.arrived());
      if (s.executeUpdate() == 1) {
        return Taken.NEW;
      }
    }
    try (PreparedStatement s =
        c.prepareStatement(
            "SELECT hash, state FROM record WHERE source = ? AND id = ? AND rev = ?")) {
      s.setString(1, item.source());
      s.setString(2, item.id());
      s.setLong(3, item.rev());
      try (ResultSet r = s.executeQuery()) {
        if (r.next() && Sql.bytes(r, 1).equals(item.hash()) && r.getInt(2) != REFUSED) {
          return Taken.KNOWN;
        }
        if (r.getInt(2) != REFUSED) {
          return Taken.CONFLICT;
        }
      }
    }
    // The ledger refused the one before, so its name is free: this one is sent in its place.
    try (PreparedStatement s =
        c.prepareStatement(
            "UPDATE record SET hash = ?, bytes = ?, size = ?, arrived = ?, state = 0, reason = NULL,"
                + " batch = NULL WHERE source = ? AND id = ? AND rev = ?")) {
      s.setBytes(1, item.hash().unsafeArray());
      s.setBytes(2, item.bytes().unsafeArray());
      s.setLong(3, item.bytes().size());
      s.setLong(4, item.arrived());
      s.setString(5, item.source());
      s.setString(6, item.id());
      s.setLong(7, item.rev());
      s.executeUpdate();
    }
    return Taken.NEW;
  }

  /// The records that wait, oldest first: at most `count`, and no more once they have `maxBytes`.
  public List<Item> waiting(int count, long maxBytes) {
    return read(
        c -> {
          List<Item> out = new ArrayList<>();
          long size = 0;
          try (PreparedStatement s =
              c.prepareStatement(
                  "SELECT seq, source, id, rev, hash, bytes, arrived FROM record WHERE state = 0"
                      + " ORDER BY seq LIMIT ?")) {
            s.setInt(1, count);
            try (ResultSet r = s.executeQuery()) {
              while (size < maxBytes && r.next()) {
                out.add(item(r));
                size += out.getLast().bytes().size();
              }
            }
          }
          return out;
        });
  }

  private static Item item(ResultSet r) throws SQLException {
    return new Item(
        r.getLong(1),
        r.getString(2),
        r.getString(3),
        r.getLong(4),
        Sql.bytes(r, 5),
        Sql.bytes(r, 6),
        r.getLong(7));
  }

  /// Keeps a signed batch, and that these records are in it. From now on it is sent as it is.
  public void seal(Batch batch, List<Item> records) {
    write(
        c -> {
          try (PreparedStatement s =
              c.prepareStatement(
                  "INSERT INTO batch (sequence, envelope, payload, sent) VALUES (?, ?, ?, 0)")) {
            s.setLong(1, batch.sequence());
            s.setBytes(2, batch.envelope().unsafeArray());
            s.setBytes(3, batch.payload().unsafeArray());
            s.executeUpdate();
          }
          try (PreparedStatement s =
              c.prepareStatement("UPDATE record SET state = 1, batch = ? WHERE seq = ?")) {
            for (Item item : records) {
              s.setLong(1, batch.sequence());
              s.setLong(2, item.number());
              s.executeUpdate();
            }
          }
          return true;
        });
  }

  /// The first batch that has no receipt, or has to be sent again.
  public Optional<Batch> open() {
    return read(
        c -> {
          try (PreparedStatement s =
                  c.prepareStatement(
                      "SELECT sequence, envelope, payload FROM batch WHERE sent = 0 ORDER BY"
                          + " sequence LIMIT 1");
              ResultSet r = s.executeQuery()) {
            return r.next()
                ? Optional.of(new Batch(r.getLong(1), Sql.bytes(r, 2), Sql.bytes(r, 3)))
                : Optional.empty();
          }
        });
  }

  /// The records of a batch without receipt, in their order.
  public List<Item> records(long sequence) {
    return read(
        c -> {
          List<Item> out = new ArrayList<>();
          try (PreparedStatement s =
              c.prepareStatement(
                  "SELECT seq, source, id, rev, hash, bytes, arrived FROM record WHERE state = 1 AND"
                      + " batch = ? ORDER BY seq")) {
            s.setLong(1, sequence);
            try (ResultSet r = s.executeQuery()) {
              while (r.next()) {
                out.add(item(r));
              }
            }
          }
          return out;
        });
  }

  /// Keeps the receipt of a batch; its records are done.
  public void settle(long sequence, Bytes receipt) {
    write(
        c -> {
          try (PreparedStatement s =
              c.prepareStatement("UPDATE batch SET receipt = ?, sent = 1 WHERE sequence = ?")) {
            s.setBytes(1, receipt.unsafeArray());
            s.setLong(2, sequence);
            s.executeUpdate();
          }
          update(
              c,
              "UPDATE record SET state = 2, bytes = NULL WHERE state = 1 AND batch = ?",
              sequence);
          update(
              c,
              "UPDATE batch SET envelope = NULL, payload = NULL WHERE sent = 1 AND envelope IS NOT"
                  + " NULL AND sequence <= ?",
              sequence - KEPT_BATCHES);
          return true;
        });
  }

  /// Takes a batch apart that the ledger did not take: its records wait again, but for those that
  /// are in the ledger already, and those that it refuses with a reason.
  ///
  /// @param done numbers of records that the ledger has
  /// @param refused reasons by number
  public void dissolve(long sequence, List<Long> done, Map<Long, String> refused) {
    write(
        c -> {
          update(
              c, "DELETE FROM batch WHERE sent = 0 AND receipt IS NULL AND sequence = ?", sequence);
          for (long number : done) {
            update(c, "UPDATE record SET state = 2, bytes = NULL WHERE seq = ?", number);
          }
          try (PreparedStatement s =
              c.prepareStatement("UPDATE record SET state = 3, reason = ? WHERE seq = ?")) {
            for (Map.Entry<Long, String> e : refused.entrySet()) {
              s.setString(1, e.getValue());
              s.setLong(2, e.getKey());
              s.executeUpdate();
            }
          }
          update(
              c,
              "UPDATE record SET state = 0, batch = NULL WHERE state = 1 AND batch = ?",
              sequence);
          return true;
        });
  }

  /// Has every batch from `sequence` on sent again.
  ///
  /// @return false if one of them is no longer kept: nothing is changed then
  public boolean sendAgain(long sequence) {
    return write(
        c -> {
          try (PreparedStatement s =
              c.prepareStatement(
                  "SELECT count(*), count(envelope), coalesce(min(sequence), -1) FROM batch WHERE"
                      + " sequence >= ?")) {
            s.setLong(1, sequence);
            try (ResultSet r = s.executeQuery()) {
              r.next();
              if (r.getLong(3) != sequence || r.getLong(1) != r.getLong(2)) {
                return false;
              }
            }
          }
          update(c, "UPDATE batch SET sent = 0 WHERE sequence >= ?", sequence);
          return true;
        });
  }

  /// How many batches have a sequence from `from` to `to` - 1.
  public long batches(long from, long to) {
    return read(
        c -> {
          try (PreparedStatement s =
              c.prepareStatement(
                  "SELECT count(*) FROM batch WHERE sequence >= ? AND sequence < ?")) {
            s.setLong(1, from);
            s.setLong(2, to);
            try (ResultSet r = s.executeQuery()) {
              r.next();
              return r.getLong(1);
            }
          }
        });
  }

  /// The receipt of the last batch that has one.
  public Optional<Bytes> lastReceipt() {
    return read(
        c -> {
          try (PreparedStatement s =
                  c.prepareStatement(
                      "SELECT receipt FROM batch WHERE receipt IS NOT NULL ORDER BY sequence DESC"
                          + " LIMIT 1");
              ResultSet r = s.executeQuery()) {
            return r.next() ? Optional.of(Sql.bytes(r, 1)) : Optional.empty();
          }
        });
  }

  /// The sequence after the last batch of this outbox; 0 if there is none.
  public long nextSequence() {
    return read(c -> Sql.number(c, "SELECT coalesce(max(sequence) + 1, 0) FROM batch"));
  }

  /// What waits and what was refused. Cost: one pass over both.
  public Load load() {
    return read(
        c -> {
          try (Statement s = c.createStatement();
              ResultSet r =
                  s.executeQuery(
                      "SELECT coalesce(sum(state < 2), 0), coalesce(sum(CASE WHEN state < 2 THEN"
                          + " size ELSE 0 END), 0), min(CASE WHEN state = 0 THEN arrived END),"
                          + " coalesce(sum(state = 3), 0) FROM record WHERE state <> 2")) {
            r.next();
            long oldest = r.getLong(3);
            Optional<Long> arrived = r.wasNull() ? Optional.empty() : Optional.of(oldest);
            return new Load(r.getLong(1), r.getLong(2), arrived, r.getLong(4));
          }
        });
  }

  /// Records that the ledger refused, oldest first.
  public List<Refused> refused(int count) {
    return read(
        c -> {
          List<Refused> out = new ArrayList<>();
          try (PreparedStatement s =
              c.prepareStatement(
                  "SELECT source, id, rev, reason FROM record WHERE state = 3 ORDER BY seq LIMIT"
                      + " ?")) {
            s.setInt(1, count);
            try (ResultSet r = s.executeQuery()) {
              while (r.next()) {
                out.add(new Refused(r.getString(1), r.getString(2), r.getLong(3), r.getString(4)));
              }
            }
          }
          return out;
        });
  }

  @Override
  public void close() {
    using.lock();
    try {
      if (!closed) {
        closed = true;
        Sql.closeQuietly(db);
        lock.close();
      }
    } finally {
      using.unlock();
    }
  }

  /// Work on the connection, under its lock.
  @FunctionalInterface
  private interface Work<T> {
    T on(Connection c) throws SQLException;
  }

  private <T> T read(Work<T> work) {
    using.lock();
    try {
      checkOpen();
      return work.on(db);
    } catch (SQLException e) {
      throw Sqlite.failure(file, e);
    } finally {
      using.unlock();
    }
  }

  private <T> T write(Work<T> work) {
    using.lock();
    try {
      checkOpen();
      Sql.run(db, "BEGIN IMMEDIATE");
      boolean done = false;
      try {
        T out = work.on(db);
        Sql.run(db, "COMMIT");
        done = true;
        return out;
      } finally {
        if (!done) {
          Sql.rollBack(db);
        }
      }
    } catch (SQLException e) {
      throw Sqlite.failure(file, e);
    } finally {
      using.unlock();
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the outbox is closed");
    }
  }

  private static void update(Connection c, String sql, long value) throws SQLException {
    try (PreparedStatement s = c.prepareStatement(sql)) {
      s.setLong(1, value);
      s.executeUpdate();
    }
  }

  private static void put(Connection db, String key, Bytes value) throws SQLException {
    try (PreparedStatement s =
        db.prepareStatement("REPLACE INTO meta (key, value) VALUES (?, ?)")) {
      s.setString(1, key);
      s.setBytes(2, value.unsafeArray());
      s.executeUpdate();
    }
  }

  private static Optional<Bytes> meta(Connection db, String key) throws SQLException {
    try (PreparedStatement s = db.prepareStatement("SELECT value FROM meta WHERE key = ?")) {
      s.setString(1, key);
      try (ResultSet r = s.executeQuery()) {
        return r.next() ? Optional.of(Sql.bytes(r, 1)) : Optional.empty();
      }
    }
  }
}
