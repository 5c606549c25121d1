package io.countersign.store;

import io.countersign.core.base.Bytes;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Documents in a table `node_document (kind, key, bytes)`, in SQL that each engine understands.
abstract sealed class JdbcNodeDocuments implements NodeDocuments
    permits PostgresNodeDocuments, SqliteNodeDocuments {

  /// Runs `query` on a connection of its own for that time.
  ///
  /// @throws StoreException what `query` throws, told in the engine's words
  abstract <T> T read(Sql.Query<T> query);

  /// Runs `work` in one durable transaction.
  ///
  /// @throws StoreException what `work` throws, told in the engine's words
  abstract <T> T write(Sql.Query<T> work);

  @Override
  public final void put(String kind, String key, Bytes bytes) {
    NodeDocuments.check(kind, key, bytes);
    change(
        "INSERT INTO node_document (bytes, kind, key) VALUES (?, ?, ?) ON CONFLICT (kind, key) DO"
            + " UPDATE SET bytes = excluded.bytes",
        bytes.unsafeArray(),
        kind,
        key);
  }

  @Override
  public final boolean putIfAbsent(String kind, String key, Bytes bytes) {
    NodeDocuments.check(kind, key, bytes);
    return change(
        "INSERT INTO node_document (bytes, kind, key) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        bytes.unsafeArray(),
        kind,
        key);
  }

  @Override
  public final boolean replace(String kind, String key, Bytes before, Bytes after) {
    NodeDocuments.check(kind, key, after);
    return change(
        "UPDATE node_document SET bytes = ? WHERE kind = ? AND key = ? AND bytes = ?",
        after.unsafeArray(),
        kind,
        key,
        before.unsafeArray());
  }

  @Override
  public final Optional<Bytes> get(String kind, String key) {
    NodeDocuments.check(kind, key);
    return read(
        c -> {
          try (PreparedStatement s =
              c.prepareStatement("SELECT bytes FROM node_document WHERE kind = ? AND key = ?")) {
            s.setString(1, kind);
            s.setString(2, key);
            return Sql.one(s);
          }
        });
  }

  @Override
  public final List<Document> list(String kind, String after, int count) {
    NodeDocuments.checkList(kind, after, count);
    return read(
        c -> {
          List<Document> out = new ArrayList<>();
          try (PreparedStatement s =
              c.prepareStatement(
                  "SELECT key, bytes FROM node_document WHERE kind = ? AND key > ? ORDER BY key"
                      + " LIMIT ?")) {
            s.setString(1, kind);
            s.setString(2, after);
            s.setInt(3, count);
            try (ResultSet r = s.executeQuery()) {
              while (r.next()) {
                out.add(new Document(r.getString(1), Sql.bytes(r, 2)));
              }
            }
          }
          return List.copyOf(out);
        });
  }

  @Override
  public final boolean delete(String kind, String key) {
    NodeDocuments.check(kind, key);
    return change("DELETE FROM node_document WHERE kind = ? AND key = ?", kind, key);
  }

  /// @param values a `String` or a `byte[]` each
  /// @return whether a row was changed
  private boolean change(String sql, Object... values) {
    return write(
        c -> {
          try (PreparedStatement s = c.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
              s.setObject(i + 1, values[i]);
            }
            return s.executeUpdate() == 1;
          }
        });
  }
}
