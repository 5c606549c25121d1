package io.countersign.store;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.crypto.Sha256;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/// One ledger in one SQLite file: write-ahead log, every commit forced to the disk.
///
/// Beside the file lie `-wal` and `-shm` of SQLite while it is open, and `.lock`. One connection
/// writes, another reads, so that reads do not wait for the disk. An append whose outcome is
/// unknown shuts the store for writing. Cost: one fsync an append.
///
/// Source: https://www.sqlite.org/wal.html, https://www.sqlite.org/pragma.html#pragma_synchronous
public final class SqliteLedgerStore implements StagingStore {
  /// Marks the file as a ledger, `CSTG`. Source: https://www.sqlite.org/fileformat.html, offset 68.
  static final int APPLICATION_ID = 0x43535447;

  /// The layout of the tables below; it goes up with every change of them.
  static final int SCHEMA = 1;

  private static final List<String> TABLES =
      List.of(
          "CREATE TABLE leaf (idx INTEGER PRIMARY KEY, bytes BLOB NOT NULL)",
          "CREATE TABLE object (seq INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, bytes BLOB NOT"
              + " NULL)",
          "CREATE TABLE payload (seq INTEGER PRIMARY KEY, root BLOB NOT NULL UNIQUE, bytes BLOB NOT"
              + " NULL)",
          "CREATE TABLE checkpoint (size INTEGER PRIMARY KEY, note BLOB NOT NULL)",
          "CREATE TABLE head (id INTEGER PRIMARY KEY CHECK (id = 0), size INTEGER NOT NULL, frontier"
              + " BLOB NOT NULL)",
          "CREATE TABLE cosignature (seq INTEGER PRIMARY KEY, size INTEGER NOT NULL, line BLOB NOT"
              + " NULL, UNIQUE (size, line))",
          "CREATE TABLE seen (party TEXT PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL)",
          "CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL)");

  private final Path file;
  private final Optional<StoreLock> lock;
  private final ReentrantLock writing = new ReentrantLock();
  private final ReentrantLock reading = new ReentrantLock();

  @GuardedBy("writing")
  private final SqliteWriter writer;

  @GuardedBy("reading")
  private final Connection reader;

  @GuardedBy("writing")
  private boolean unknown;

  private volatile boolean closed;

  /// @param lock empty if it is open for reading alone; writer and reader are then the same
  private SqliteLedgerStore(
      Path file, Optional<StoreLock> lock, Connection writer, Connection reader) {
    this.file = file;
    this.lock = lock;
    this.writer = new SqliteWriter(writer);
    this.reader = reader;
  }

  /// Makes the file of a new ledger. A file that an interrupted creation left behind, with no leaf
  /// in it, is taken up.
  ///
  /// @throws StoreException `STORE_EXISTS`, `STORE_LOCKED`, `STORE_FULL`, `STORE_IO`
  public static SqliteLedgerStore create(Path path) {
    try {
      Path parent = path.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
    } catch (IOException e) {
      throw Sqlite.io(path, e);
    }
    return at(path, true);
  }

  /// Opens a ledger that holds at least one leaf.
  ///
  /// @throws StoreException `STORE_NOT_FOUND`, `STORE_LOCKED`, `STORE_NOT_A_LEDGER`,
  ///   `STORE_VERSION`, `STORE_DAMAGED`, `STORE_IO`
  public static SqliteLedgerStore open(Path path) {
    checkThere(path);
    return at(path, false);
  }

  /// Opens a ledger that holds at least one leaf, for reading alone, whoever writes it meanwhile.
  ///
  /// @throws StoreException as [#open], without `STORE_LOCKED`
  public static SqliteLedgerStore read(Path path) {
    checkThere(path);
    Path file = Sqlite.real(path);
    Connection reader = null;
    boolean done = false;
    try {
      reader = Sqlite.connect(file);
      Sqlite.checkHeader(file, reader, APPLICATION_ID, SCHEMA);
      Sql.run(reader, "PRAGMA query_only=1");
      SqliteLedgerStore out = new SqliteLedgerStore(file, Optional.empty(), reader, reader);
      out.checkTogether(false);
      done = true;
      return out;
    } catch (SQLException e) {
      throw Sqlite.failure(file, e);
    } finally {
      if (!done) {
        Sql.closeQuietly(reader);
      }
    }
  }

  private static void checkThere(Path path) {
    if (!Files.isRegularFile(path)) {
      throw new StoreException(
          Code.STORE_NOT_FOUND,
          path.toString(),
          "a ledger file",
          Files.exists(path) ? "no file" : "nothing");
    }
  }

  private static SqliteLedgerStore at(Path path, boolean create) {
    Path file = Sqlite.real(path);
    StoreLock lock = StoreLock.acquire(file);
    Connection writer = null;
    Connection reader = null;
    boolean done = false;
    try {
      boolean fresh = !Files.exists(file) || Files.size(file) == 0;
      if (create && !fresh && !isEmptyLedger(file)) {
        throw new StoreException(Code.STORE_EXISTS, file.toString(), "no file", "a file");
      }
      writer = Sqlite.connect(file);
      if (fresh) {
        Sql.run(writer, "PRAGMA page_size=" + Sqlite.PAGE_BYTES);
      } else {
        Sqlite.checkHeader(file, writer, APPLICATION_ID, SCHEMA);
      }
      Sql.run(writer, "PRAGMA journal_mode=WAL");
      Sql.run(writer, "PRAGMA synchronous=FULL");
      Sql.run(writer, "PRAGMA wal_autocheckpoint=" + Sqlite.WAL_PAGES);
      Sql.run(writer, "PRAGMA secure_delete=ON");
      if (fresh) {
        Sqlite.makeTables(writer, TABLES, APPLICATION_ID, SCHEMA);
        Sqlite.syncDirectory(file);
      }
      reader = Sqlite.connect(file);
      Sql.run(reader, "PRAGMA query_only=1");
      SqliteLedgerStore out = new SqliteLedgerStore(file, Optional.of(lock), writer, reader);
      out.checkTogether(create);
      out.sweep();
      done = true;
      return out;
    } catch (SQLException e) {
      throw Sqlite.failure(file, e);
    } catch (IOException e) {
      throw Sqlite.io(file, e);
    } finally {
      if (!done) {
        Sql.closeQuietly(reader);
        Sql.closeQuietly(writer);
        lock.close();
      }
    }
  }

  /// True for a file of this layout in which nothing was ever committed.
  private static boolean isEmptyLedger(Path file) {
    try (Connection c = Sqlite.connect(file)) {
      return Sql.number(c, "PRAGMA application_id") == APPLICATION_ID
          && Sql.number(c, "PRAGMA user_version") == SCHEMA
          && Sql.number(c, "SELECT count(*) FROM leaf") == 0;
    } catch (SQLException e) {
      return false;
    }
  }

  /// The cheap check: sizes agree, no gap at the ends, and nobody saw more than is here.
  private void checkTogether(boolean create) throws SQLException {
    writing.lock();
    try {
      Connection c = writer.connection();
      Sql.run(c, "BEGIN"); // somebody else may write while this one only reads
      long leaves = Sql.number(c, "SELECT coalesce(max(idx) + 1, 0) FROM leaf");
      long first = Sql.number(c, "SELECT coalesce(min(idx), 0) FROM leaf");
      long head = Sql.number(c, "SELECT coalesce(max(size), 0) FROM head");
      long checkpoint = Sql.number(c, "SELECT coalesce(max(size), 0) FROM checkpoint");
      long seen = Sql.number(c, "SELECT coalesce(max(size), 0) FROM seen");
      long cosigned = Sql.number(c, "SELECT coalesce(max(size), 0) FROM cosignature");
      Sql.run(c, "COMMIT");
      if (leaves == 0 && !create) {
        throw new StoreException(
            Code.STORE_NOT_FOUND, file.toString(), "a ledger", "a file without any entry");
      }
      if (first != 0 || head != leaves || checkpoint != leaves) {
        throw new StoreException(
            Code.STORE_DAMAGED,
            file.toString(),
            "leaves, head and checkpoint of one size",
            "leaves " + first + " to " + leaves + ", head " + head + ", checkpoint " + checkpoint);
      }
      if (Math.max(seen, cosigned) > leaves) {
        throw new StoreException(
            Code.STORE_DAMAGED,
            file.toString(),
            "at least the " + Math.max(seen, cosigned) + " leaves that a party has seen",
            leaves + " leaves: an older copy");
      }
    } finally {
      writing.unlock();
    }
  }

  @Override
  public Optional<Head> head() {
    return read(
        c -> {
          try (PreparedStatement s =
                  c.prepareStatement(
                      "SELECT head.size, frontier, note FROM head JOIN checkpoint"
                          + " ON checkpoint.size = head.size");
              ResultSet r = s.executeQuery()) {
            return r.next()
                ? Optional.of(new Head(r.getLong(1), Sql.bytes(r, 2), Sql.bytes(r, 3)))
                : Optional.empty();
          }
        });
  }

  @Override
  public void append(Append append) {
    write(
        w -> {
          long size = w.size();
          if (size != append.first()) {
            throw MemoryLedgerStore.notAtEnd(append, size);
          }
          w.append(append);
        });
  }

  /// Marks a file in which the old bytes of payloads may still lie.
  static final String SWEEP = "sweep";

  /// The file is written anew afterwards, so that no page keeps what was there, and the write-ahead
  /// log is emptied. Cost: a copy of the whole file. A crash in between leaves a mark, by which the
  /// next opening does it.
  ///
  /// Source: https://www.sqlite.org/lang_vacuum.html,
  /// https://www.sqlite.org/pragma.html#pragma_secure_delete
  @Override
  public void replacePayloads(List<Keyed> payloads) {
    write(
        w -> {
          Connection c = w.connection();
          try (PreparedStatement s =
              c.prepareStatement("REPLACE INTO meta (key, value) VALUES (?, ?)")) {
            s.setString(1, SWEEP);
            s.setBytes(2, new byte[] {1});
            s.executeUpdate();
          }
          try (PreparedStatement s =
              c.prepareStatement("UPDATE payload SET bytes = ? WHERE root = ?")) {
            for (Keyed p : payloads) {
              s.setBytes(1, p.bytes().unsafeArray());
              s.setBytes(2, p.key().toArray());
              s.executeUpdate();
            }
          }
        });
    sweep();
  }

  /// Takes what is deleted out of the file and its log, if that is still to be done.
  private void sweep() {
    if (meta(SWEEP).isEmpty()) {
      return;
    }
    writing.lock();
    try {
      reading.lock();
      try {
        checkOpen();
        Sql.run(writer.connection(), "VACUUM");
        // somebody else who reads the file keeps the log: then the mark stays
        if (Sql.number(writer.connection(), "PRAGMA wal_checkpoint(TRUNCATE)") == 0) {
          Sql.run(writer.connection(), "DELETE FROM meta WHERE key = '" + SWEEP + "'");
        }
      } finally {
        reading.unlock();
      }
    } catch (SQLException e) {
      unknown = true;
      throw Sqlite.failure(file, e);
    } finally {
      writing.unlock();
    }
  }

  @Override
  public void stage(List<Bytes> objects, List<Keyed> payloads) {
    write(w -> w.keep(objects, payloads));
  }

  @Override
  public Optional<Bytes> leaf(long index) {
    return read(c -> Sql.one(c, "SELECT bytes FROM leaf WHERE idx = ?", index));
  }

  @Override
  public void leaves(long from, long to, LeafSink sink) {
    LeafRows.each(
        this::read,
        "SELECT idx, bytes FROM leaf WHERE idx >= ? AND idx < ? ORDER BY idx",
        List.of(),
        from,
        to,
        file.toString(),
        sink);
  }

  @Override
  public Optional<Bytes> object(Bytes32 hash) {
    Optional<Bytes> found = read(c -> Sql.one(c, "SELECT bytes FROM object WHERE hash = ?", hash));
    if (found.isPresent()) {
      checkHash(hash, found.get());
    }
    return found;
  }

  private void checkHash(Bytes32 hash, Bytes bytes) {
    Bytes32 real = Sha256.hash(bytes);
    if (!real.equals(hash)) {
      throw new StoreException(
          Code.STORE_OBJECT_HASH, file + " object", hash.toHex(), real.toHex());
    }
  }

  @Override
  public void objects(ObjectSink sink) {
    objectsAsStored(
        (key, bytes) -> {
          checkHash(key, bytes);
          sink.accept(key, bytes);
        });
  }

  @Override
  public void objectsAsStored(ObjectSink sink) {
    stream("SELECT seq, hash, bytes FROM object WHERE seq > ? ORDER BY seq LIMIT 1", sink);
  }

  /// Writes what is committed now into the new file `copy`, with SQLite's own online backup, while
  /// others read and write. The copy is a ledger like this one.
  ///
  /// Source: https://www.sqlite.org/backup.html
  public void backUp(Path copy) {
    if (Files.exists(copy)) {
      throw new StoreException(Code.STORE_EXISTS, copy.toString(), "no file", "a file");
    }
    Sqlite.checkQuotable(copy);
    read(
        c -> {
          Sql.run(c, "backup to '" + copy.toAbsolutePath() + "'");
          return true;
        });
    try {
      try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Sqlite.syncDirectory(copy.toAbsolutePath());
    } catch (IOException e) {
      throw Sqlite.io(copy, e);
    }
  }

  @Override
  public Optional<Bytes> payload(Bytes32 root) {
    return read(c -> Sql.one(c, "SELECT bytes FROM payload WHERE root = ?", root));
  }

  @Override
  public void payloads(ObjectSink sink) {
    stream("SELECT seq, root, bytes FROM payload WHERE seq > ? ORDER BY seq LIMIT 1", sink);
  }

  private void stream(String sql, ObjectSink sink) {
    long[] last = {Long.MIN_VALUE};
    while (true) {
      Optional<Keyed> row =
          read(
              c -> {
                try (PreparedStatement s = c.prepareStatement(sql)) {
                  s.setLong(1, last[0]);
                  try (ResultSet r = s.executeQuery()) {
                    if (!r.next()) {
                      return Optional.empty();
                    }
                    last[0] = r.getLong(1);
                    return Optional.of(new Keyed(Sql.hash(r, 2), Sql.bytes(r, 3)));
                  }
                }
              });
      if (row.isEmpty()) {
        return;
      }
      sink.accept(row.get().key(), row.get().bytes());
    }
  }

  @Override
  public Optional<Bytes> checkpointOf(long index) {
    return index < 0
        ? Optional.empty()
        : read(
            c ->
                Sql.one(
                    c, "SELECT note FROM checkpoint WHERE size > ? ORDER BY size LIMIT 1", index));
  }

  @Override
  public void checkpoints(SizedSink sink) {
    sized("SELECT size, note FROM checkpoint ORDER BY size", sink);
  }

  @Override
  public void putCosignature(long size, Bytes line) {
    write(
        w -> {
          try (PreparedStatement s =
              w.connection()
                  .prepareStatement(
                      "INSERT OR IGNORE INTO cosignature (size, line) VALUES (?, ?)")) {
            Sql.insert(s, size, line);
          }
        });
  }

  @Override
  public List<Bytes> cosignatures(long size) {
    return read(
        c -> {
          List<Bytes> out = new ArrayList<>();
          try (PreparedStatement s =
              c.prepareStatement("SELECT line FROM cosignature WHERE size = ? ORDER BY seq")) {
            s.setLong(1, size);
            try (ResultSet r = s.executeQuery()) {
              while (r.next()) {
                out.add(Sql.bytes(r, 1));
              }
            }
          }
          return List.copyOf(out);
        });
  }

  @Override
  public void cosignatures(SizedSink sink) {
    sized("SELECT size, line FROM cosignature ORDER BY size, seq", sink);
  }

  private void sized(String sql, SizedSink sink) {
    record Row(long size, Bytes bytes) {}
    List<Row> rows =
        read(
            c -> {
              List<Row> out = new ArrayList<>();
              try (PreparedStatement s = c.prepareStatement(sql);
                  ResultSet r = s.executeQuery()) {
                while (r.next()) {
                  out.add(new Row(r.getLong(1), Sql.bytes(r, 2)));
                }
              }
              return out;
            });
    rows.forEach(r -> sink.accept(r.size(), r.bytes()));
  }

  @Override
  public void putSeen(String party, long size, Bytes32 root) {
    write(
        w -> {
          try (PreparedStatement s =
              w.connection()
                  .prepareStatement(
                      "INSERT INTO seen (party, size, root) VALUES (?, ?, ?) ON CONFLICT (party) DO"
                          + " UPDATE SET size = excluded.size, root = excluded.root"
                          + " WHERE excluded.size > seen.size")) {
            s.setString(1, party);
            s.setLong(2, size);
            s.setBytes(3, root.toArray());
            s.executeUpdate();
          }
        });
  }

  @Override
  public Optional<SeenTree> seen(String party) {
    return read(
        c -> {
          try (PreparedStatement s =
              c.prepareStatement("SELECT size, root FROM seen WHERE party = ?")) {
            s.setString(1, party);
            try (ResultSet r = s.executeQuery()) {
              return r.next()
                  ? Optional.of(new SeenTree(r.getLong(1), Sql.hash(r, 2)))
                  : Optional.empty();
            }
          }
        });
  }

  @Override
  public Map<String, SeenTree> seen() {
    return read(
        c -> {
          Map<String, SeenTree> out = new TreeMap<>();
          try (PreparedStatement s = c.prepareStatement("SELECT party, size, root FROM seen");
              ResultSet r = s.executeQuery()) {
            while (r.next()) {
              out.put(r.getString(1), new SeenTree(r.getLong(2), Sql.hash(r, 3)));
            }
          }
          return out;
        });
  }

  @Override
  public void putMeta(String key, Bytes value) {
    write(
        w -> {
          try (PreparedStatement s =
              w.connection().prepareStatement("REPLACE INTO meta (key, value) VALUES (?, ?)")) {
            s.setString(1, key);
            s.setBytes(2, value.unsafeArray());
            s.executeUpdate();
          }
        });
  }

  @Override
  public Optional<Bytes> meta(String key) {
    return read(
        c -> {
          try (PreparedStatement s = c.prepareStatement("SELECT value FROM meta WHERE key = ?")) {
            s.setString(1, key);
            try (ResultSet r = s.executeQuery()) {
              return r.next() ? Optional.of(Sql.bytes(r, 1)) : Optional.empty();
            }
          }
        });
  }

  @Override
  public Map<String, Bytes> meta() {
    return read(
        c -> {
          Map<String, Bytes> out = new TreeMap<>();
          try (PreparedStatement s = c.prepareStatement("SELECT key, value FROM meta");
              ResultSet r = s.executeQuery()) {
            while (r.next()) {
              out.put(r.getString(1), Sql.bytes(r, 2));
            }
          }
          return out;
        });
  }

  /// The value of a setting of the writing connection, or sets it: for tests.
  String pragma(String setting) {
    writing.lock();
    try {
      return Sql.text(writer.connection(), "PRAGMA " + setting);
    } catch (SQLException e) {
      throw Sqlite.failure(file, e);
    } finally {
      writing.unlock();
    }
  }

  @Override
  public void close() {
    writing.lock();
    try {
      reading.lock();
      try {
        if (!closed) {
          closed = true;
          Sql.closeQuietly(reader);
          writer.close();
          lock.ifPresent(StoreLock::close);
        }
      } finally {
        reading.unlock();
      }
    } finally {
      writing.unlock();
    }
  }

  private <T> T read(Sql.Query<T> query) {
    reading.lock();
    try {
      checkOpen();
      return query.on(reader);
    } catch (SQLException e) {
      throw Sqlite.failure(file, e);
    } finally {
      reading.unlock();
    }
  }

  private void write(SqliteWriter.Update update) {
    writing.lock();
    try {
      checkOpen();
      if (lock.isEmpty()) {
        throw new IllegalStateException("the store is open for reading alone");
      }
      if (unknown) {
        throw new StoreException(
            Code.STORE_IO, file.toString(), "a store opened after the last failure", "this one");
      }
      try {
        writer.transact(update);
      } catch (SQLException e) {
        unknown = true;
        throw Sqlite.failure(file, e);
      }
    } finally {
      writing.unlock();
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the store is closed");
    }
  }
}
