package io.countersign.store;

import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/// The ledgers in one schema of a PostgreSQL database, which several nodes may share.
///
/// Opening a ledger for writing counts its epoch up; a store whose epoch is not the ledger's any
/// more is refused at its next write, in the database and in the same transaction (`STORE_FENCED`).
public final class PostgresLedgerStores implements LedgerStores {
  private final Postgres database;
  private final PostgresNodeDocuments documents;
  private volatile @Nullable PostgresClaim claim;

  private PostgresLedgerStores(Postgres database) {
    this.database = database;
    this.documents = new PostgresNodeDocuments(database);
  }

  /// Connects, and makes the tables where there are none yet.
  ///
  /// @param threads makes the threads that look after the connections
  /// @throws StoreException `STORE_UNREACHABLE`, `STORE_VERSION`, `STORE_NOT_DURABLE` if the
  ///   database does not force its commits to the disk, `STORE_IO`
  public static PostgresLedgerStores open(PostgresAccess access, ThreadFactory threads) {
    return new PostgresLedgerStores(Postgres.open(access, threads));
  }

  /// From now on this node alone opens ledgers of this schema for writing.
  ///
  /// @param over whether to take that right from a node that has it
  /// @throws StoreException `STORE_CLAIMED` if another node has it
  public void claim(boolean over) {
    claim = PostgresClaim.take(database, over);
  }

  private void checkClaim() {
    PostgresClaim mine = claim;
    if (mine != null) {
      mine.check();
    }
  }

  @Override
  public List<Bytes32> list() {
    return database.read(
        c -> {
          List<Bytes32> out = new ArrayList<>();
          try (PreparedStatement s = c.prepareStatement("SELECT id FROM head ORDER BY id");
              ResultSet r = s.executeQuery()) {
            while (r.next()) {
              out.add(Sql.hash(r, 1));
            }
          }
          return List.copyOf(out);
        });
  }

  @Override
  public StagingStore create(Bytes32 id) {
    checkClaim();
    return database.transact(
        c -> {
          try (PreparedStatement s =
              c.prepareStatement(
                  "INSERT INTO head (id, epoch, size, frontier) VALUES (?, 0, 0, '') ON CONFLICT"
                      + " (id) DO NOTHING")) {
            s.setBytes(1, id.toArray());
            s.executeUpdate();
          }
          Lease lease = takeOver(c, id);
          if (lease.size() > 0) {
            // Thrown, the transaction is rolled back: whoever writes the ledger is not fenced off.
            throw new StoreException(Code.STORE_EXISTS, where(id), "no ledger", "a ledger");
          }
          return new PostgresLedgerStore(database, id, lease.ledger(), lease.epoch(), false);
        });
  }

  @Override
  public StagingStore open(Bytes32 id) {
    checkClaim();
    return database.transact(
        c -> {
          Lease lease = takeOver(c, id);
          if (lease.size() == 0) {
            throw notFound(id);
          }
          checkTogether(c, id, lease);
          return new PostgresLedgerStore(database, id, lease.ledger(), lease.epoch(), false);
        });
  }

  @Override
  public LedgerStore read(Bytes32 id) {
    return database.read(
        c -> {
          try (PreparedStatement s =
              c.prepareStatement("SELECT ledger, epoch, size FROM head WHERE id = ?")) {
            s.setBytes(1, id.toArray());
            try (ResultSet r = s.executeQuery()) {
              if (!r.next() || r.getLong(3) == 0) {
                throw notFound(id);
              }
              return new PostgresLedgerStore(database, id, r.getLong(1), r.getLong(2), true);
            }
          }
        });
  }

  private StoreException notFound(Bytes32 id) {
    return new StoreException(Code.STORE_NOT_FOUND, where(id), "a ledger", "nothing");
  }

  private String where(Bytes32 id) {
    return database.where() + " " + id;
  }

  private record Lease(long ledger, long epoch, long size) {}

  /// Counts the epoch up. Waits for a commit under way: what is read afterwards is the whole of it.
  private Lease takeOver(Connection c, Bytes32 id) throws SQLException {
    try (PreparedStatement s =
        c.prepareStatement(
            "UPDATE head SET epoch = epoch + 1 WHERE id = ? RETURNING ledger, epoch, size")) {
      s.setBytes(1, id.toArray());
      try (ResultSet r = s.executeQuery()) {
        if (!r.next()) {
          throw notFound(id);
        }
        return new Lease(r.getLong(1), r.getLong(2), r.getLong(3));
      }
    }
  }

  /// The cheap check: sizes agree, no gap at the ends, and nobody saw more than is here.
  private void checkTogether(Connection c, Bytes32 id, Lease lease) throws SQLException {
    try (PreparedStatement s =
        c.prepareStatement(
            "SELECT (SELECT coalesce(max(idx) + 1, 0) FROM leaf WHERE ledger = h.ledger),"
                + " (SELECT coalesce(min(idx), 0) FROM leaf WHERE ledger = h.ledger),"
                + " (SELECT coalesce(max(size), 0) FROM checkpoint WHERE ledger = h.ledger),"
                + " greatest((SELECT max(size) FROM seen WHERE ledger = h.ledger),"
                + " (SELECT max(size) FROM cosignature WHERE ledger = h.ledger), 0)"
                + " FROM head h WHERE ledger = ?")) {
      s.setLong(1, lease.ledger());
      try (ResultSet r = s.executeQuery()) {
        r.next();
        if (r.getLong(1) != lease.size() || r.getLong(2) != 0 || r.getLong(3) != lease.size()) {
          throw new StoreException(
              Code.STORE_DAMAGED,
              where(id),
              "leaves, head and checkpoint of one size",
              "leaves "
                  + r.getLong(2)
                  + " to "
                  + r.getLong(1)
                  + ", head "
                  + lease.size()
                  + ", checkpoint "
                  + r.getLong(3));
        }
        if (r.getLong(4) > lease.size()) {
          throw new StoreException(
              Code.STORE_DAMAGED,
              where(id),
              "at least the " + r.getLong(4) + " leaves that a party has seen",
              lease.size() + " leaves: an older copy");
        }
      }
    }
  }

  @Override
  public void discard(Bytes32 id) {
    database.<Boolean>transact(
        c -> {
          long size = -1;
          try (PreparedStatement s =
              c.prepareStatement("SELECT size FROM head WHERE id = ? FOR UPDATE")) {
            s.setBytes(1, id.toArray());
            try (ResultSet r = s.executeQuery()) {
              if (r.next()) {
                size = r.getLong(1);
              }
            }
          }
          if (size > 0) {
            throw new StoreException(Code.STORE_EXISTS, where(id), "no entry", "a ledger");
          }
          try (PreparedStatement s = c.prepareStatement("DELETE FROM head WHERE id = ?")) {
            s.setBytes(1, id.toArray());
            return s.executeUpdate() == 1;
          }
        });
  }

  @Override
  public NodeDocuments documents() {
    database.read(c -> true); // a closed directory has none
    return documents;
  }

  @Override
  public void close() {
    PostgresClaim mine = claim;
    if (mine != null) {
      mine.close();
    }
    database.close();
  }
}
