package io.countersign.store;

import io.countersign.core.base.Bytes;
import io.countersign.core.crypto.Sha256;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The connection that writes a ledger's file, with the statements of an append compiled once: a
/// commit of one small entry costs little besides them.
///
/// Guarded by the store.
final class SqliteWriter {
  private final Connection connection;
  private final Map<String, PreparedStatement> statements = new HashMap<>();

  SqliteWriter(Connection connection) {
    this.connection = connection;
  }

  /// What is done in one transaction.
  @FunctionalInterface
  interface Update {
    void on(SqliteWriter w) throws SQLException;
  }

  Connection connection() {
    return connection;
  }

  /// Runs `update` in one transaction.
  ///
  /// @throws StoreException what `update` throws before it wrote anything; it was rolled back
  /// @throws SQLException whether it was committed is unknown
  void transact(Update update) throws SQLException {
    boolean refused = false;
    boolean done = false;
    try {
      statement("BEGIN IMMEDIATE").execute();
      update.on(this);
      statement("COMMIT").execute();
      done = true;
    } catch (StoreException e) {
      refused = true;
      throw e;
    } finally {
      if (refused) {
        Sql.run(connection, "ROLLBACK");
      } else if (!done) {
        Sql.rollBack(connection);
      }
    }
  }

  private PreparedStatement statement(String sql) throws SQLException {
    PreparedStatement known = statements.get(sql);
    if (known == null) {
      known = connection.prepareStatement(sql);
      statements.put(sql, known);
    }
    return known;
  }

  /// Leaves so far.
  long size() throws SQLException {
    try (ResultSet r = statement("SELECT coalesce(max(idx) + 1, 0) FROM leaf").executeQuery()) {
      r.next();
      return r.getLong(1);
    }
  }

  void append(LedgerStore.Append append) throws SQLException {
    long index = append.first();
    PreparedStatement leaf = statement("INSERT INTO leaf (idx, bytes) VALUES (?, ?)");
    for (Bytes bytes : append.leaves()) {
      Sql.insert(leaf, index++, bytes);
    }
    keep(append.objects(), append.payloads());
    Sql.insert(
        statement("INSERT INTO checkpoint (size, note) VALUES (?, ?)"),
        append.size(),
        append.checkpoint());
    Sql.insert(
        statement("REPLACE INTO head (id, size, frontier) VALUES (0, ?, ?)"),
        append.size(),
        append.frontier());
  }

  void keep(List<Bytes> objects, List<LedgerStore.Keyed> payloads) throws SQLException {
    PreparedStatement object =
        statement("INSERT OR IGNORE INTO object (hash, bytes) VALUES (?, ?)");
    for (Bytes o : objects) {
      Sql.insert(object, Sha256.hash(o), o);
    }
    PreparedStatement payload =
        statement("INSERT OR IGNORE INTO payload (root, bytes) VALUES (?, ?)");
    for (LedgerStore.Keyed p : payloads) {
      Sql.insert(payload, p.key(), p.bytes());
    }
  }

  void close() {
    for (PreparedStatement s : statements.values()) {
      try {
        s.close();
      } catch (SQLException e) {
        // The connection is closed next, and every commit is on the disk already.
      }
    }
    Sql.closeQuietly(connection);
  }
}
