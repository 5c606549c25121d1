package io.countersign.store;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
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
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// One ledger in one SQLite file: write-ahead log, every commit forced to the disk.
///
/// Beside the file lie `-wal` and `-shm` of SQLite while it is open, and `.lock`. One connection
/// writes, another reads, so that reads do not wait for the disk. An append whose outcome is
/// unknown shuts the store for writing. Cost: one fsync an append.
///
/// Source: https://www.sqlite.org/wal.html, https://www.sqlite.org/pragma.html#pragma_synchronous
public final class SqliteLedgerStore implements LedgerStore {
  /// Marks the file as a ledger, `CSTG`. Source: https://www.sqlite.org/fileformat.html, offset 68.
  static final int APPLICATION_ID = 0x43535447;

  /// The layout of the tables below; it goes up with every change of them.
  static final int SCHEMA = 1;

  private static final int PAGE_BYTES = 8_192;

  /// Pages in the write-ahead log before SQLite copies them into the file: 32 MiB.
  private static final int WAL_PAGES = 4_096;

  /// How long to wait for a foreign reader of the file that holds a lock, in milliseconds.
  private static final int BUSY_MILLIS = 5_000;

  private static final int LEAVES_PER_READ = 8_192;

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
  private final StoreLock lock;
  private final ReentrantLock writing = new ReentrantLock();
  private final ReentrantLock reading = new ReentrantLock();

  @GuardedBy("writing")
  private final Connection writer;

  @GuardedBy("reading")
  private final Connection reader;

  @GuardedBy("writing")
  private boolean unknown;

  private volatile boolean closed;

  private SqliteLedgerStore(Path file, StoreLock lock, Connection writer, Connection reader) {
    this.file = file;
    this.lock = lock;
    this.writer = writer;
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
      throw io(path, e);
    }
    return at(path, true);
  }

  /// Opens a ledger that holds at least one leaf.
  ///
  /// @throws StoreException `STORE_NOT_FOUND`, `STORE_LOCKED`, `STORE_NOT_A_LEDGER`,
  ///   `STORE_VERSION`, `STORE_DAMAGED`, `STORE_IO`
  public static SqliteLedgerStore open(Path path) {
    if (!Files.isRegularFile(path)) {
      throw new StoreException(
          Code.STORE_NOT_FOUND,
          path.toString(),
          "a ledger file",
          Files.exists(path) ? "no file" : "nothing");
    }
    return at(path, false);
  }

  private static SqliteLedgerStore at(Path path, boolean create) {
    Path file = real(path);
    StoreLock lock = StoreLock.acquire(file);
    Connection writer = null;
    Connection reader = null;
    boolean done = false;
    try {
      boolean fresh = !Files.exists(file) || Files.size(file) == 0;
      if (create && !fresh && !isEmptyLedger(file)) {
        throw new StoreException(Code.STORE_EXISTS, file.toString(), "no file", "a file");
      }
      writer = connect(file);
      if (fresh) {
        run(writer, "PRAGMA page_size=" + PAGE_BYTES);
      } else {
        checkHeader(file, writer);
      }
      run(writer, "PRAGMA journal_mode=WAL");
      run(writer, "PRAGMA synchronous=FULL");
      run(writer, "PRAGMA wal_autocheckpoint=" + WAL_PAGES);
      if (fresh) {
        makeTables(writer);
        syncDirectory(file);
      }
      reader = connect(file);
      run(reader, "PRAGMA query_only=1");
      SqliteLedgerStore out = new SqliteLedgerStore(file, lock, writer, reader);
      out.checkTogether(create);
      done = true;
      return out;
    } catch (SQLException e) {
      throw failure(file, e);
    } catch (IOException e) {
      throw io(file, e);
    } finally {
      if (!done) {
        closeQuietly(reader);
        closeQuietly(writer);
        lock.close();
      }
    }
  }

  private static Path real(Path path) {
    try {
      if (Files.exists(path)) {
        return path.toRealPath();
      }
      Path parent = path.toAbsolutePath().getParent();
      Path name = path.getFileName();
      if (parent == null || name == null) {
        throw new StoreException(
            Code.STORE_NOT_FOUND, path.toString(), "the path of a file", "a folder");
      }
      return parent.toRealPath().resolve(name);
    } catch (IOException e) {
      throw io(path, e);
    }
  }

  private static Connection connect(Path file) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("busy_timeout", Integer.toString(BUSY_MILLIS));
    return JDBC.createConnection("jdbc:sqlite:" + file, properties);
  }

  /// True for a file of this layout in which nothing was ever committed.
  private static boolean isEmptyLedger(Path file) {
    try (Connection c = connect(file)) {
      return number(c, "PRAGMA application_id") == APPLICATION_ID
          && number(c, "PRAGMA user_version") == SCHEMA
          && number(c, "SELECT count(*) FROM leaf") == 0;
    } catch (SQLException e) {
      return false;
    }
  }

  private static void checkHeader(Path file, Connection c) throws SQLException {
    long application;
    try {
      application = number(c, "PRAGMA application_id");
    } catch (SQLException e) {
      if (e instanceof SQLiteException s && s.getResultCode() == SQLiteErrorCode.SQLITE_NOTADB) {
        throw new StoreException(
            new Finding(Code.STORE_NOT_A_LEDGER, file.toString(), "a ledger file", "another file"),
            e);
      }
      throw e;
    }
    if (application != APPLICATION_ID) {
      throw new StoreException(
          Code.STORE_NOT_A_LEDGER,
          file.toString(),
          "application id " + APPLICATION_ID,
          Long.toString(application));
    }
    long schema = number(c, "PRAGMA user_version");
    if (schema != SCHEMA) {
      throw new StoreException(
          Code.STORE_VERSION, file.toString(), "layout " + SCHEMA, "layout " + schema);
    }
  }

  private static void makeTables(Connection c) throws SQLException {
    run(c, "BEGIN IMMEDIATE");
    for (String table : TABLES) {
      run(c, table);
    }
    run(c, "PRAGMA application_id=" + APPLICATION_ID);
    run(c, "PRAGMA user_version=" + SCHEMA);
    run(c, "COMMIT");
  }

  /// A new file's name is durable only once its folder is.
  private static void syncDirectory(Path file) throws IOException {
    Path parent = file.getParent();
    if (parent == null || System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("win")) {
      return; // Windows opens no folder as a channel; its names are durable with the file
    }
    try (FileChannel folder = FileChannel.open(parent, StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  /// The cheap check: sizes agree, no gap at the ends, and nobody saw more than is here.
  private void checkTogether(boolean create) throws SQLException {
    writing.lock();
    try {
      long leaves = number(writer, "SELECT coalesce(max(idx) + 1, 0) FROM leaf");
      long first = number(writer, "SELECT coalesce(min(idx), 0) FROM leaf");
      long head = number(writer, "SELECT coalesce(max(size), 0) FROM head");
      long checkpoint = number(writer, "SELECT coalesce(max(size), 0) FROM checkpoint");
      long seen = number(writer, "SELECT coalesce(max(size), 0) FROM seen");
      long cosigned = number(writer, "SELECT coalesce(max(size), 0) FROM cosignature");
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
                ? Optional.of(new Head(r.getLong(1), bytes(r, 2), bytes(r, 3)))
                : Optional.empty();
          }
        });
  }

  @Override
  public void append(Append append) {
    write(
        c -> {
          long size = number(c, "SELECT coalesce(max(idx) + 1, 0) FROM leaf");
          if (size != append.first()) {
            throw MemoryLedgerStore.notAtEnd(append, size);
          }
          try (PreparedStatement s =
              c.prepareStatement("INSERT INTO leaf (idx, bytes) VALUES (?, ?)")) {
            for (Bytes leaf : append.leaves()) {
              insert(s, size++, leaf);
            }
          }
          try (PreparedStatement s =
              c.prepareStatement("INSERT OR IGNORE INTO object (hash, bytes) VALUES (?, ?)")) {
            for (Bytes object : append.objects()) {
              insert(s, Sha256.hash(object), object);
            }
          }
          try (PreparedStatement s =
              c.prepareStatement("INSERT OR IGNORE INTO payload (root, bytes) VALUES (?, ?)")) {
            for (Keyed payload : append.payloads()) {
              insert(s, payload.key(), payload.bytes());
            }
          }
          try (PreparedStatement s =
              c.prepareStatement("INSERT INTO checkpoint (size, note) VALUES (?, ?)")) {
            insert(s, append.size(), append.checkpoint());
          }
          try (PreparedStatement s =
              c.prepareStatement("REPLACE INTO head (id, size, frontier) VALUES (0, ?, ?)")) {
            insert(s, append.size(), append.frontier());
          }
        });
  }

  private static void insert(PreparedStatement s, long key, Bytes value) throws SQLException {
    s.setLong(1, key);
    s.setBytes(2, value.unsafeArray());
    s.executeUpdate();
  }

  private static void insert(PreparedStatement s, Bytes32 key, Bytes value) throws SQLException {
    s.setBytes(1, key.toArray());
    s.setBytes(2, value.unsafeArray());
    s.executeUpdate();
  }

  @Override
  public Optional<Bytes> leaf(long index) {
    return read(c -> one(c, "SELECT bytes FROM leaf WHERE idx = ?", index));
  }

  @Override
  public void leaves(long from, long to, LeafSink sink) {
    for (long at = from; at < to; ) {
      long begin = at;
      long end = Math.min(to, at + LEAVES_PER_READ);
      List<Bytes> part =
          read(
              c -> {
                List<Bytes> out = new ArrayList<>();
                try (PreparedStatement s =
                    c.prepareStatement(
                        "SELECT idx, bytes FROM leaf WHERE idx >= ? AND idx < ? ORDER BY idx")) {
                  s.setLong(1, begin);
                  s.setLong(2, end);
                  try (ResultSet r = s.executeQuery()) {
                    while (r.next()) {
                      if (r.getLong(1) != begin + out.size()) {
                        throw new StoreException(
                            Code.STORE_DAMAGED,
                            file + " leaf " + (begin + out.size()),
                            "a leaf",
                            "none");
                      }
                      out.add(bytes(r, 2));
                    }
                  }
                }
                return out;
              });
      for (Bytes leaf : part) {
        sink.accept(at++, leaf);
      }
      if (at < end) {
        return;
      }
    }
  }

  @Override
  public Optional<Bytes> object(Bytes32 hash) {
    Optional<Bytes> found = read(c -> one(c, "SELECT bytes FROM object WHERE hash = ?", hash));
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
    stream(
        "SELECT seq, hash, bytes FROM object WHERE seq > ? ORDER BY seq LIMIT 1",
        (key, bytes) -> {
          checkHash(key, bytes);
          sink.accept(key, bytes);
        });
  }

  @Override
  public Optional<Bytes> payload(Bytes32 root) {
    return read(c -> one(c, "SELECT bytes FROM payload WHERE root = ?", root));
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
                    return Optional.of(new Keyed(hash(r, 2), bytes(r, 3)));
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
            c -> one(c, "SELECT note FROM checkpoint WHERE size > ? ORDER BY size LIMIT 1", index));
  }

  @Override
  public void putCosignature(long size, Bytes line) {
    write(
        c -> {
          try (PreparedStatement s =
              c.prepareStatement("INSERT OR IGNORE INTO cosignature (size, line) VALUES (?, ?)")) {
            insert(s, size, line);
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
                out.add(bytes(r, 1));
              }
            }
          }
          return List.copyOf(out);
        });
  }

  @Override
  public void putSeen(String party, long size, Bytes32 root) {
    write(
        c -> {
          try (PreparedStatement s =
              c.prepareStatement(
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
                  ? Optional.of(new SeenTree(r.getLong(1), hash(r, 2)))
                  : Optional.empty();
            }
          }
        });
  }

  @Override
  public void putMeta(String key, Bytes value) {
    write(
        c -> {
          try (PreparedStatement s =
              c.prepareStatement("REPLACE INTO meta (key, value) VALUES (?, ?)")) {
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
              return r.next() ? Optional.of(bytes(r, 1)) : Optional.empty();
            }
          }
        });
  }

  /// The value of a setting of the writing connection, or sets it: for tests.
  String pragma(String setting) {
    writing.lock();
    try {
      return text(writer, "PRAGMA " + setting);
    } catch (SQLException e) {
      throw failure(file, e);
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
          closeQuietly(reader);
          closeQuietly(writer);
          lock.close();
        }
      } finally {
        reading.unlock();
      }
    } finally {
      writing.unlock();
    }
  }

  /// Work on a connection.
  @FunctionalInterface
  private interface Query<T> {
    T on(Connection c) throws SQLException;
  }

  @FunctionalInterface
  private interface Update {
    void on(Connection c) throws SQLException;
  }

  private <T> T read(Query<T> query) {
    reading.lock();
    try {
      checkOpen();
      return query.on(reader);
    } catch (SQLException e) {
      throw failure(file, e);
    } finally {
      reading.unlock();
    }
  }

  private void write(Update update) {
    writing.lock();
    try {
      checkOpen();
      if (unknown) {
        throw new StoreException(
            Code.STORE_IO, file.toString(), "a store opened after the last failure", "this one");
      }
      try {
        run(writer, "BEGIN IMMEDIATE");
        update.on(writer);
        run(writer, "COMMIT");
      } catch (StoreException e) {
        run(writer, "ROLLBACK"); // refused before anything was written: the store goes on
        throw e;
      }
    } catch (SQLException e) {
      unknown = true;
      rollBack(writer);
      throw failure(file, e);
    } finally {
      writing.unlock();
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the store is closed");
    }
  }

  private static void rollBack(Connection c) {
    try {
      run(c, "ROLLBACK");
    } catch (SQLException e) {
      // SQLite rolled back by itself; the failure that led here is the one to report.
    }
  }

  private static void run(Connection c, String sql) throws SQLException {
    try (Statement s = c.createStatement()) {
      s.execute(sql);
    }
  }

  private static long number(Connection c, String sql) throws SQLException {
    try (Statement s = c.createStatement();
        ResultSet r = s.executeQuery(sql)) {
      r.next();
      return r.getLong(1);
    }
  }

  private static String text(Connection c, String sql) throws SQLException {
    try (Statement s = c.createStatement();
        ResultSet r = s.executeQuery(sql)) {
      return r.next() ? r.getString(1) : "";
    }
  }

  private static Optional<Bytes> one(Connection c, String sql, long key) throws SQLException {
    try (PreparedStatement s = c.prepareStatement(sql)) {
      s.setLong(1, key);
      return one(s);
    }
  }

  private static Optional<Bytes> one(Connection c, String sql, Bytes32 key) throws SQLException {
    try (PreparedStatement s = c.prepareStatement(sql)) {
      s.setBytes(1, key.toArray());
      return one(s);
    }
  }

  private static Optional<Bytes> one(PreparedStatement s) throws SQLException {
    try (ResultSet r = s.executeQuery()) {
      return r.next() ? Optional.of(bytes(r, 1)) : Optional.empty();
    }
  }

  private static Bytes bytes(ResultSet r, int column) throws SQLException {
    byte[] value = r.getBytes(column);
    return value == null ? Bytes.EMPTY : Bytes.wrap(value);
  }

  private static Bytes32 hash(ResultSet r, int column) throws SQLException {
    Bytes value = bytes(r, column);
    if (value.size() != Bytes32.SIZE) {
      throw new StoreException(
          Code.STORE_DAMAGED, "a hash", Bytes32.SIZE + " bytes", value.size() + " bytes");
    }
    return Bytes32.of(value.unsafeArray(), 0);
  }

  private static void closeQuietly(@Nullable Connection c) {
    if (c != null) {
      try {
        c.close();
      } catch (SQLException e) {
        // Every commit is on the disk already; closing adds nothing to it.
      }
    }
  }

  private static StoreException failure(Path file, SQLException e) {
    Code code = Code.STORE_IO;
    String expected = "a disk that reads and writes";
    if (e instanceof SQLiteException s) {
      switch (s.getResultCode()) {
        case SQLITE_FULL -> {
          code = Code.STORE_FULL;
          expected = "room on the disk";
        }
        case SQLITE_CORRUPT, SQLITE_CORRUPT_INDEX, SQLITE_CORRUPT_SEQUENCE, SQLITE_CORRUPT_VTAB -> {
          code = Code.STORE_DAMAGED;
          expected = "a whole file";
        }
        case SQLITE_NOTADB -> {
          code = Code.STORE_NOT_A_LEDGER;
          expected = "a ledger file";
        }
        case SQLITE_BUSY, SQLITE_LOCKED -> {
          code = Code.STORE_LOCKED;
          expected = "a ledger that nobody else writes";
        }
        default -> {}
      }
    }
    String found = e.getMessage() == null ? e.toString() : e.getMessage();
    return new StoreException(new Finding(code, file.toString(), expected, found), e);
  }

  private static StoreException io(Path path, IOException e) {
    return new StoreException(
        new Finding(
            Code.STORE_IO, path.toString(), "a place that can be read and written", e.toString()),
        e);
  }
}
