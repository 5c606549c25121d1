package io.countersign.store;

import io.countersign.core.base.Bytes;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Documents in a table that several nodes may share.
final class PostgresNodeDocuments implements NodeDocuments {
  private final Postgres database;

  PostgresNodeDocuments(Postgres database) {
    this.database = database;
  }

  @Override
  public void put(String kind, String key, Bytes bytes) {
    NodeDocuments.check(kind, key, bytes);
    change(
        "INSERT INTO node_document (kind, key, bytes) VALUES (?, ?, ?) ON CONFLICT (kind, key) DO"
            + " UPDATE SET bytes = excluded.bytes",
        kind,
        key,
        bytes);
  }

  @Override
  public boolean putIfAbsent(String kind, String key, Bytes bytes) {
    NodeDocuments.check(kind, key, bytes);
    return change(
        "INSERT INTO node_document (kind, key, bytes) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        kind,
        key,
        bytes);
  }

  @Override
  public boolean replace(String kind, String key, Bytes before, Bytes after) {
    NodeDocuments.check(kind, key, after);
    return database.transact(
        c -> {
          try (PreparedStatement s =
              c.prepareStatement(
                  "UPDATE node_document SET bytes = ? WHERE kind = ? AND key = ? AND bytes = ?")) {
            s.setBytes(1, after.unsafeArray());
            s.setString(2, kind);
            s.setString(3, key);
            s.setBytes(4, before.unsafeArray());
            return s.executeUpdate() == 1;
          }
        });
  }

  @Override
  public Optional<Bytes> get(String kind, String key) {
    NodeDocuments.check(kind, key);
    return database.read(
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
  public List<Document> list(String kind, String after, int count) {
    NodeDocuments.checkList(kind, after, count);
    return database.read(
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
  public boolean delete(String kind, String key) {
    NodeDocuments.check(kind, key);
    return change("DELETE FROM node_document WHERE kind = ? AND key = ?", kind, key);
  }

  /// @return whether a row was changed
  private boolean change(String sql, String kind, String key, Bytes... values) {
    return database.transact(
        c -> {
          try (PreparedStatement s = c.prepareStatement(sql)) {
            s.setString(1, kind);
            s.setString(2, key);
            for (int i = 0; i < values.length; i++) {
              s.setBytes(3 + i, values[i].unsafeArray());
            }
            return s.executeUpdate() == 1;
          }
        });
  }
}
