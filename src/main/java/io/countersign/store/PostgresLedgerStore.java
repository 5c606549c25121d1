package io.countersign.store;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.crypto.Sha256;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;

/// One ledger in a PostgreSQL database.
///
/// Each commit changes the ledger's row in `head` for its own epoch and size: two writers cannot
/// both commit at one size, and one whose ledger was taken over commits nothing. An append whose
/// outcome is unknown shuts the store for writing. Cost: one transaction an append, with one
/// statement a table whatever the number of rows.
///
/// Source: https://www.postgresql.org/docs/current/transaction-iso.html#XACT-READ-COMMITTED
final class PostgresLedgerStore implements StagingStore {
  /// Rows whose lengths are asked for at once.
  private static final int ROWS_PER_READ = 1_024;

  /// Bytes at which a read takes no further row.
  private static final long BYTES_PER_READ = 4 << 20;

  /// Bytes at which a statement takes no further row.
  private static final long BYTES_PER_WRITE = 16 << 20;

  private final Postgres database;
  private final String where;
  private final long ledger;
  private final long epoch;
  private final boolean readOnly;
  private volatile boolean unknown;
  private volatile boolean closed;

  PostgresLedgerStore(Postgres database, Bytes32 id, long ledger, long epoch, boolean readOnly) {
    this.database = database;
    this.where = database.where() + " " + id;
    this.ledger = ledger;
    this.epoch = epoch;
    this.readOnly = readOnly;
  }

  @Override
  public Optional<Head> head() {
    return read(
        c -> {
          try (PreparedStatement s =
              c.prepareStatement(
                  "SELECT h.size, h.frontier, p.note FROM head h JOIN checkpoint p ON p.ledger ="
                      + " h.ledger AND p.size = h.size WHERE h.ledger = ?")) {
            s.setLong(1, ledger);
            try (ResultSet r = s.executeQuery()) {
              return r.next()
                  ? Optional.of(new Head(r.getLong(1), Sql.bytes(r, 2), Sql.bytes(r, 3)))
                  : Optional.empty();
            }
          }
        });
  }

  @Override
  public void append(Append append) {
    SequencedMap<Bytes32, Bytes> objects = hashed(append.objects());
    SequencedMap<Bytes32, Bytes> payloads = keyed(append.payloads());
    write(
        c -> {
          moveHead(c, append);
          try (PreparedStatement s =
              c.prepareStatement(
                  "INSERT INTO leaf (ledger, idx, bytes) SELECT ?, ? + n - 1, b FROM unnest(?)"
                      + " WITH ORDINALITY AS t (b, n)")) {
            s.setLong(1, ledger);
            s.setLong(2, append.first());
            s.setArray(3, Postgres.array(c, append.leaves()));
            s.executeUpdate();
          }
          insertAll(c, "object", objects);
          insertAll(c, "payload", payloads);
          try (PreparedStatement s =
              c.prepareStatement("INSERT INTO checkpoint (ledger, size, note) VALUES (?, ?, ?)")) {
            s.setLong(1, ledger);
            s.setLong(2, append.size());
            s.setBytes(3, append.checkpoint().unsafeArray());
            s.executeUpdate();
          }
        });
  }

  private static SequencedMap<Bytes32, Bytes> hashed(List<Bytes> objects) {
    SequencedMap<Bytes32, Bytes> out = new LinkedHashMap<>();
    objects.forEach(o -> out.putIfAbsent(Sha256.hash(o), o));
    return out;
  }

  private static SequencedMap<Bytes32, Bytes> keyed(List<Keyed> payloads) {
    SequencedMap<Bytes32, Bytes> out = new LinkedHashMap<>();
    payloads.forEach(p -> out.putIfAbsent(p.key(), p.bytes()));
    return out;
  }

  @Override
  public void stage(List<Bytes> objects, List<Keyed> payloads) {
    SequencedMap<Bytes32, Bytes> hashed = hashed(objects);
    SequencedMap<Bytes32, Bytes> keyed = keyed(payloads);
    write(
        c -> {
          checkEpoch(c);
          insertAll(c, "object", hashed);
          insertAll(c, "payload", keyed);
        });
  }

  /// The old bytes are dead rows then, until PostgreSQL's own vacuum takes them up; its log and its
  /// backups are not the store's to command.
  @Override
  public void replacePayloads(List<Keyed> payloads) {
    write(
        c -> {
          checkEpoch(c);
          try (PreparedStatement s =
              c.prepareStatement("UPDATE payload SET bytes = ? WHERE ledger = ? AND hash = ?")) {
            for (Keyed p : payloads) {
              s.setBytes(1, p.bytes().unsafeArray());
              s.setLong(2, ledger);
              s.setBytes(3, p.key().toArray());
              s.executeUpdate();
            }
          }
        });
  }

  private void moveHead(Connection c, Append append) throws SQLException {
    try (PreparedStatement s =
        c.prepareStatement(
            "UPDATE head SET size = ?, frontier = ? WHERE ledger = ? AND epoch = ? AND size = ?")) {
      s.setLong(1, append.size());
      s.setBytes(2, append.frontier().unsafeArray());
      s.setLong(3, ledger);
      s.setLong(4, epoch);
      s.setLong(5, append.first());
      if (s.executeUpdate() == 1) {
        return;
      }
    }
    checkEpoch(c);
    throw MemoryLedgerStore.notAtEnd(append, size(c));
  }

  private long size(Connection c) throws SQLException {
    try (PreparedStatement s = c.prepareStatement("SELECT size FROM head WHERE ledger = ?")) {
      s.setLong(1, ledger);
      try (ResultSet r = s.executeQuery()) {
        r.next();
        return r.getLong(1);
      }
    }
  }

  /// Holds the ledger's row until the transaction ends, so that nobody takes it over meanwhile.
  private void checkEpoch(Connection c) throws SQLException {
    try (PreparedStatement s =
        c.prepareStatement("SELECT epoch FROM head WHERE ledger = ? FOR SHARE")) {
      s.setLong(1, ledger);
      try (ResultSet r = s.executeQuery()) {
        long now = r.next() ? r.getLong(1) : -1;
        if (now != epoch) {
          throw new StoreException(
              Code.STORE_FENCED,
              where,
              "epoch " + epoch + ", in which it was opened",
              Long.toString(now));
        }
      }
    }
  }

  private void insertAll(Connection c, String table, SequencedMap<Bytes32, Bytes> rows)
      throws SQLException {
    List<Bytes> keys = new ArrayList<>();
    List<Bytes> values = new ArrayList<>();
    long bytes = 0;
    for (Map.Entry<Bytes32, Bytes> row : rows.entrySet()) {
      if (bytes + row.getValue().size() > BYTES_PER_WRITE) {
        insertSome(c, table, keys, values);
        keys.clear();
        values.clear();
        bytes = 0;
      }
      keys.add(row.getKey().toBytes());
      values.add(row.getValue());
      bytes += row.getValue().size();
    }
    insertSome(c, table, keys, values);
  }

  private void insertSome(Connection c, String table, List<Bytes> keys, List<Bytes> values)
      throws SQLException {
    if (keys.isEmpty()) {
      return;
    }
    try (PreparedStatement s =
        c.prepareStatement(
            "INSERT INTO "
                + table
                + " (ledger, hash, bytes) SELECT ?, h, b FROM unnest(?, ?) WITH ORDINALITY AS t (h,"
                + " b, n) ORDER BY n ON CONFLICT (ledger, hash) DO NOTHING")) {
      s.setLong(1, ledger);
      s.setArray(2, Postgres.array(c, keys));
      s.setArray(3, Postgres.array(c, values));
      s.executeUpdate();
    }
  }

  @Override
  public Optional<Bytes> leaf(long index) {
    return one("SELECT bytes FROM leaf WHERE ledger = ? AND idx = ?", index);
  }

  @Override
  public void leaves(long from, long to, LeafSink sink) {
    LeafRows.each(
        this::read,
        "SELECT idx, bytes FROM leaf WHERE ledger = ? AND idx >= ? AND idx < ? ORDER BY idx",
        List.of(ledger),
        from,
        to,
        where,
        sink);
  }

  @Override
  public Optional<Bytes> object(Bytes32 hash) {
    Optional<Bytes> found = keyed("object", hash);
    if (found.isPresent()) {
      checkHash(hash, found.get());
    }
    return found;
  }

  private void checkHash(Bytes32 hash, Bytes bytes) {
    Bytes32 real = Sha256.hash(bytes);
    if (!real.equals(hash)) {
      throw new StoreException(
          Code.STORE_OBJECT_HASH, where + " object", hash.toHex(), real.toHex());
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
    stream("object", sink);
  }

  @Override
  public Optional<Bytes> payload(Bytes32 root) {
    return keyed("payload", root);
  }

  @Override
  public void payloads(ObjectSink sink) {
    stream("payload", sink);
  }

  private Optional<Bytes> keyed(String table, Bytes32 key) {
    return read(
        c -> {
          try (PreparedStatement s =
              c.prepareStatement("SELECT bytes FROM " + table + " WHERE ledger = ? AND hash = ?")) {
            s.setLong(1, ledger);
            s.setBytes(2, key.toArray());
            return Sql.one(s);
          }
        });
  }

  /// Reads a table in the order in which its rows came, a few megabytes at a time.
  private void stream(String table, ObjectSink sink) {
    long last = Long.MIN_VALUE;
    while (true) {
      SequencedMap<Long, Integer> lengths = lengths(table, last);
      if (lengths.isEmpty()) {
        return;
      }
      long from = lengths.firstEntry().getKey();
      long bytes = 0;
      for (Map.Entry<Long, Integer> row : lengths.entrySet()) {
        if (bytes > 0 && bytes + row.getValue() > BYTES_PER_READ) {
          rows(table, from, last).forEach(k -> sink.accept(k.key(), k.bytes()));
          from = row.getKey();
          bytes = 0;
        }
        bytes += row.getValue();
        last = row.getKey();
      }
      rows(table, from, last).forEach(k -> sink.accept(k.key(), k.bytes()));
    }
  }

  private SequencedMap<Long, Integer> lengths(String table, long after) {
    return read(
        c -> {
          TreeMap<Long, Integer> out = new TreeMap<>();
          try (PreparedStatement s =
              c.prepareStatement(
                  "SELECT seq, octet_length(bytes) FROM "
                      + table
                      + " WHERE ledger = ? AND seq > ? ORDER BY seq LIMIT ?")) {
            s.setLong(1, ledger);
            s.setLong(2, after);
            s.setInt(3, ROWS_PER_READ);
            try (ResultSet r = s.executeQuery()) {
              while (r.next()) {
                out.put(r.getLong(1), r.getInt(2));
              }
            }
          }
          return out;
        });
  }

  private List<Keyed> rows(String table, long from, long to) {
    return read(
        c -> {
          List<Keyed> out = new ArrayList<>();
          try (PreparedStatement s =
              c.prepareStatement(
                  "SELECT hash, bytes FROM "
                      + table
                      + " WHERE ledger = ? AND seq BETWEEN ? AND ? ORDER BY seq")) {
            s.setLong(1, ledger);
            s.setLong(2, from);
            s.setLong(3, to);
            try (ResultSet r = s.executeQuery()) {
              while (r.next()) {
                out.add(new Keyed(Sql.hash(r, 1), Sql.bytes(r, 2)));
              }
            }
          }
          return out;
        });
  }

  @Override
  public Optional<Bytes> checkpointOf(long index) {
    return index < 0
        ? Optional.empty()
        : one(
            "SELECT note FROM checkpoint WHERE ledger = ? AND size > ? ORDER BY size LIMIT 1",
            index);
  }

  @Override
  public void checkpoints(SizedSink sink) {
    sized("SELECT size, note FROM checkpoint WHERE ledger = ? ORDER BY size", sink);
  }

  @Override
  public void putCosignature(long size, Bytes line) {
    write(
        c -> {
          checkEpoch(c);
          try (PreparedStatement s =
              c.prepareStatement(
                  "INSERT INTO cosignature (ledger, size, line) VALUES (?, ?, ?) ON CONFLICT DO"
                      + " NOTHING")) {
            s.setLong(1, ledger);
            s.setLong(2, size);
            s.setBytes(3, line.unsafeArray());
            s.executeUpdate();
          }
        });
  }

  @Override
  public List<Bytes> cosignatures(long size) {
    return read(
        c -> {
          List<Bytes> out = new ArrayList<>();
          try (PreparedStatement s =
              c.prepareStatement(
                  "SELECT line FROM cosignature WHERE ledger = ? AND size = ? ORDER BY seq")) {
            s.setLong(1, ledger);
            s.setLong(2, size);
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
    sized("SELECT size, line FROM cosignature WHERE ledger = ? ORDER BY size, seq", sink);
  }

  private void sized(String sql, SizedSink sink) {
    record Row(long size, Bytes bytes) {}
    List<Row> rows =
        read(
            c -> {
              List<Row> out = new ArrayList<>();
              try (PreparedStatement s = c.prepareStatement(sql)) {
                s.setLong(1, ledger);
                try (ResultSet r = s.executeQuery()) {
                  while (r.next()) {
                    out.add(new Row(r.getLong(1), Sql.bytes(r, 2)));
                  }
                }
              }
              return out;
            });
    rows.forEach(r -> sink.accept(r.size(), r.bytes()));
  }

  @Override
  public void putSeen(String party, long size, Bytes32 root) {
    write(
        c -> {
          checkEpoch(c);
          try (PreparedStatement s =
              c.prepareStatement(
                  "INSERT INTO seen (ledger, party, size, root) VALUES (?, ?, ?, ?) ON CONFLICT"
                      + " (ledger, party) DO UPDATE SET size = excluded.size, root = excluded.root"
                      + " WHERE excluded.size > seen.size")) {
            s.setLong(1, ledger);
            s.setString(2, party);
            s.setLong(3, size);
            s.setBytes(4, root.toArray());
            s.executeUpdate();
          }
        });
  }

  @Override
  public Optional<SeenTree> seen(String party) {
    return Optional.ofNullable(seen().get(party));
  }

  @Override
  public Map<String, SeenTree> seen() {
    return read(
        c -> {
          Map<String, SeenTree> out = new TreeMap<>();
          try (PreparedStatement s =
              c.prepareStatement("SELECT party, size, root FROM seen WHERE ledger = ?")) {
            s.setLong(1, ledger);
            try (ResultSet r = s.executeQuery()) {
              while (r.next()) {
                out.put(r.getString(1), new SeenTree(r.getLong(2), Sql.hash(r, 3)));
              }
            }
          }
          return out;
        });
  }

  @Override
  public void putMeta(String key, Bytes value) {
    write(
        c -> {
          checkEpoch(c);
          try (PreparedStatement s =
              c.prepareStatement(
                  "INSERT INTO meta (ledger, key, value) VALUES (?, ?, ?) ON CONFLICT (ledger, key)"
                      + " DO UPDATE SET value = excluded.value")) {
            s.setLong(1, ledger);
            s.setString(2, key);
            s.setBytes(3, value.unsafeArray());
            s.executeUpdate();
          }
        });
  }

  @Override
  public Optional<Bytes> meta(String key) {
    return Optional.ofNullable(meta().get(key));
  }

  @Override
  public Map<String, Bytes> meta() {
    return read(
        c -> {
          Map<String, Bytes> out = new TreeMap<>();
          try (PreparedStatement s =
              c.prepareStatement("SELECT key, value FROM meta WHERE ledger = ?")) {
            s.setLong(1, ledger);
            try (ResultSet r = s.executeQuery()) {
              while (r.next()) {
                out.put(r.getString(1), Sql.bytes(r, 2));
              }
            }
          }
          return out;
        });
  }

  /// Gives the ledger up. Nothing has to be released: the next to open it takes it over.
  @Override
  public void close() {
    closed = true;
  }

  private Optional<Bytes> one(String sql, long key) {
    return read(
        c -> {
          try (PreparedStatement s = c.prepareStatement(sql)) {
            s.setLong(1, ledger);
            s.setLong(2, key);
            return Sql.one(s);
          }
        });
  }

  private <T> T read(Sql.Query<T> query) {
    checkOpen();
    return database.read(query);
  }

  private void write(Sql.Update update) {
    checkOpen();
    if (readOnly) {
      throw new IllegalStateException("the store is open for reading alone");
    }
    if (unknown) {
      throw new StoreException(
          Code.STORE_IO, where, "a store opened after the last failure", "this one");
    }
    boolean known = false;
    try {
      database.transact(
          c -> {
            update.on(c);
            return true;
          });
      known = true;
    } catch (StoreException e) {
      known = e.getCause() == null; // refused before anything was committed: the store goes on
      throw e;
    } finally {
      unknown |= !known;
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the store is closed");
    }
  }
}
