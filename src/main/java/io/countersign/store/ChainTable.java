package io.countersign.store;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.crypto.Sha256;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.concurrent.ThreadFactory;

/// The least that keeps records in order: a PostgreSQL table into which rows are only inserted,
/// each with the SHA-256 of the row before and its own bytes. No signature, no tree, no receipt, no
/// check of what a record says.
///
/// It is what a ledger is measured against. The table is dropped when it is closed.
public final class ChainTable implements AutoCloseable {
  private final Postgres database;
  private Bytes32 last = Bytes32.ZERO;

  private ChainTable(Postgres database) {
    this.database = database;
  }

  /// Makes the table.
  ///
  /// @throws StoreException as [PostgresLedgerStores#open]
  public static ChainTable create(PostgresAccess access, ThreadFactory threads) {
    ChainTable out = new ChainTable(Postgres.open(access, threads));
    out.run("DROP TABLE IF EXISTS bench_chain");
    out.run(
        "CREATE TABLE bench_chain (seq bigserial PRIMARY KEY, hash bytea NOT NULL, bytes bytea NOT"
            + " NULL)");
    return out;
  }

  private void run(String sql) {
    database.transact(
        c -> {
          Sql.run(c, sql);
          return true;
        });
  }

  /// Inserts rows in one durable transaction: one statement, whatever their number.
  public void append(List<Bytes> rows) {
    database.transact(
        c -> {
          List<Bytes> hashes =
              rows.stream()
                  .map(
                      r -> {
                        last = Sha256.hash(last.toArray(), r.unsafeArray());
                        return last.toBytes();
                      })
                  .toList();
          insert(c, hashes, rows);
          return true;
        });
  }

  private static void insert(Connection c, List<Bytes> hashes, List<Bytes> rows)
      throws java.sql.SQLException {
    try (PreparedStatement s =
        c.prepareStatement(
            "INSERT INTO bench_chain (hash, bytes) SELECT h, b FROM unnest(?, ?) WITH ORDINALITY"
                + " AS t (h, b, n) ORDER BY n")) {
      s.setArray(1, Postgres.array(c, hashes));
      s.setArray(2, Postgres.array(c, rows));
      s.executeUpdate();
    }
  }

  @Override
  public void close() {
    run("DROP TABLE bench_chain");
    database.close();
  }
}
