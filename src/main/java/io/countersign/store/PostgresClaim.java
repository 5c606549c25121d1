package io.countersign.store;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.countersign.core.base.Code;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.locks.ReentrantLock;

/// The right of one node to write the ledgers of a schema: an advisory lock that a connection of
/// its own holds for as long as the node runs.
///
/// The epochs of the ledgers keep two writers from forking one; this keeps two nodes from taking
/// ledgers from each other without end. A node that lost its connection gets the lock again before
/// it opens the next ledger, or opens none.
final class PostgresClaim implements AutoCloseable {
  private static final String KEY = "hashtextextended('countersign node ' || current_schema(), 0)";

  private static final String TRY = "SELECT pg_try_advisory_lock(" + KEY + ")";

  /// Ends whoever holds it: his connection, not his process.
  private static final String END_HOLDER =
      "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted AND"
          + " pid <> pg_backend_pid() AND objsubid = 1 AND database = (SELECT oid FROM pg_database"
          + " WHERE datname = current_database()) AND ((classid::bigint << 32) | objid::bigint) = "
          + KEY;

  private static final String WAIT = "SELECT pg_advisory_lock(" + KEY + ")";
  private static final int ALIVE_SECONDS = 5;

  private final Postgres database;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private Connection held;

  private PostgresClaim(Postgres database, Connection held) {
    this.database = database;
    this.held = held;
  }

  /// Takes the right.
  ///
  /// @param over whether to take it from a node that has it
  /// @throws StoreException `STORE_CLAIMED`, and as [Postgres]
  static PostgresClaim take(Postgres database, boolean over) {
    return new PostgresClaim(database, connect(database, over));
  }

  /// Makes sure that this node still has the right.
  ///
  /// @throws StoreException `STORE_CLAIMED` if another has it now
  void check() {
    lock.lock();
    try {
      if (!held.isValid(ALIVE_SECONDS)) {
        held.close();
        held = connect(database, false);
      }
    } catch (SQLException e) {
      throw database.failure(e);
    } finally {
      lock.unlock();
    }
  }

  private static Connection connect(Postgres database, boolean over) {
    try {
      Connection c = database.dedicated();
      boolean done = false;
      try {
        done = isTrue(c, TRY);
        if (!done && over) {
          try (Statement s = c.createStatement()) {
            s.execute(END_HOLDER);
          }
          // Waits as long as the connection's lock_timeout says.
          try (Statement s = c.createStatement()) {
            s.execute(WAIT);
          }
          done = true;
        }
        if (!done) {
          throw new StoreException(
              Code.STORE_CLAIMED,
              database.where(),
              "a schema whose ledgers no other node writes",
              "another node: stop it, or take over with --take-over");
        }
        return c;
      } finally {
        if (!done) {
          c.close();
        }
      }
    } catch (SQLException e) {
      throw database.failure(e);
    }
  }

  private static boolean isTrue(Connection c, String query) throws SQLException {
    try (PreparedStatement s = c.prepareStatement(query);
        ResultSet r = s.executeQuery()) {
      return r.next() && r.getBoolean(1);
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      held.close();
    } catch (SQLException e) {
      // The server ends the lock with the connection, whichever way that goes.
    } finally {
      lock.unlock();
    }
  }
}
