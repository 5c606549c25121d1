package io.countersign.store;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Statements that every engine understands, without the ceremony.
final class Sql {
  private Sql() {}

  /// Something that reads, on a connection.
  @FunctionalInterface
  interface Query<T> {
    T on(Connection c) throws SQLException;
  }

  /// Something that writes, on a connection.
  @FunctionalInterface
  interface Update {
    void on(Connection c) throws SQLException;
  }

  static void rollBack(Connection c) {
    try {
      run(c, "ROLLBACK");
    } catch (SQLException e) {
      // SQLite rolled back by itself; the failure that led here is the one to report.
    }
  }

  static void run(Connection c, String sql) throws SQLException {
    try (Statement s = c.createStatement()) {
      s.execute(sql);
    }
  }

  static long number(Connection c, String sql) throws SQLException {
    try (Statement s = c.createStatement();
        ResultSet r = s.executeQuery(sql)) {
      r.next();
      return r.getLong(1);
    }
  }

  static String text(Connection c, String sql) throws SQLException {
    try (Statement s = c.createStatement();
        ResultSet r = s.executeQuery(sql)) {
      return r.next() ? r.getString(1) : "";
    }
  }

  static Optional<Bytes> one(Connection c, String sql, long key) throws SQLException {
    try (PreparedStatement s = c.prepareStatement(sql)) {
      s.setLong(1, key);
      return one(s);
    }
  }

  static Optional<Bytes> one(Connection c, String sql, Bytes32 key) throws SQLException {
    try (PreparedStatement s = c.prepareStatement(sql)) {
      s.setBytes(1, key.toArray());
      return one(s);
    }
  }

  static Optional<Bytes> one(PreparedStatement s) throws SQLException {
    try (ResultSet r = s.executeQuery()) {
      return r.next() ? Optional.of(bytes(r, 1)) : Optional.empty();
    }
  }

  static Bytes bytes(ResultSet r, int column) throws SQLException {
    byte[] value = r.getBytes(column);
    return value == null ? Bytes.EMPTY : Bytes.wrap(value);
  }

  static Bytes32 hash(ResultSet r, int column) throws SQLException {
    Bytes value = bytes(r, column);
    if (value.size() != Bytes32.SIZE) {
      throw new StoreException(
          Code.STORE_DAMAGED, "a hash", Bytes32.SIZE + " bytes", value.size() + " bytes");
    }
    return Bytes32.of(value.unsafeArray(), 0);
  }

  static void closeQuietly(@Nullable Connection c) {
    if (c != null) {
      try {
        c.close();
      } catch (SQLException e) {
        // Every commit is on the disk already; closing adds nothing to it.
      }
    }
  }

  static void insert(PreparedStatement s, long key, Bytes value) throws SQLException {
    s.setLong(1, key);
    s.setBytes(2, value.unsafeArray());
    s.executeUpdate();
  }

  static void insert(PreparedStatement s, Bytes32 key, Bytes value) throws SQLException {
    s.setBytes(1, key.toArray());
    s.setBytes(2, value.unsafeArray());
    s.executeUpdate();
  }
}
