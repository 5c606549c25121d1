package io.countersign.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ThreadFactory;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;

/// One database: its connections, its tables, its failures.
final class Postgres implements AutoCloseable {
  /// The layout of the tables; it goes up with every file in `db/migration/postgresql`.
  static final int SCHEMA = 1;

  /// How long to wait for a connection of the pool, in milliseconds.
  private static final long CONNECT_MILLIS = 10_000;

  /// How long one statement may take to answer, in seconds. Its outcome is unknown afterwards.
  private static final String SOCKET_SECONDS = "60";

  /// What each connection begins with. A transaction whose client is gone must not hold the
  /// ledger's row for ever; nothing waits for ever for one that does; a commit that was answered is
  /// on the disk.
  private static final String BEGIN =
      "SELECT set_config('idle_in_transaction_session_timeout', '30s', false),"
          + " set_config('lock_timeout', '45s', false),"
          + " set_config('tcp_keepalives_idle', '10', false),"
          + " set_config('tcp_keepalives_interval', '5', false),"
          + " set_config('tcp_keepalives_count', '3', false),"
          + " set_config('synchronous_commit', CASE WHEN current_setting('synchronous_commit') IN"
          + " ('off', 'local') THEN 'on' ELSE current_setting('synchronous_commit') END, false)";

  /// How long after a commit the server is taken to be the same, in nanoseconds: shorter than any
  /// restart.
  private static final long BUSY_NANOS = 50_000_000;

  private final String where;
  private final HikariDataSource pool;
  private volatile long lastCommit = System.nanoTime() - BUSY_NANOS;
  private volatile boolean closed;

  private Postgres(String where, HikariDataSource pool) {
    this.where = where;
    this.pool = pool;
  }

  /// Connects, and brings the tables up to this release.
  ///
  /// @throws StoreException `STORE_UNREACHABLE`, `STORE_VERSION`, `STORE_NOT_DURABLE`, `STORE_IO`
  static Postgres open(PostgresAccess access, ThreadFactory threads) {
    String where = place(access.url());
    HikariDataSource pool;
    try {
      pool = new HikariDataSource(config(access, threads));
    } catch (HikariPool.PoolInitializationException e) {
      throw new StoreException(
          new Finding(
              Code.STORE_UNREACHABLE, where, "a database that lets this node in", reason(e)),
          e);
    }
    Postgres out = new Postgres(where, pool);
    boolean done = false;
    try {
      out.migrate(access.schema());
      out.checkDurable();
      done = true;
      return out;
    } finally {
      if (!done) {
        pool.close();
      }
    }
  }

  /// How long a connection may take to show that it is alive.
  private static final int ALIVE_SECONDS = 5;

  private static HikariConfig config(PostgresAccess access, ThreadFactory threads) {
    HikariConfig c = new HikariConfig();
    c.setJdbcUrl(access.url());
    c.setDriverClassName("org.postgresql.Driver");
    if (!access.user().isEmpty()) {
      c.setUsername(access.user());
    }
    if (!access.password().isEmpty()) {
      c.setPassword(access.password());
    }
    c.setSchema(access.schema());
    c.setPoolName("countersign-store");
    c.setMaximumPoolSize(access.connections());
    c.setMinimumIdle(1);
    c.setConnectionTimeout(CONNECT_MILLIS);
    c.setInitializationFailTimeout(CONNECT_MILLIS);
    c.setThreadFactory(threads);
    c.setConnectionInitSql(BEGIN);
    c.addDataSourceProperty("ApplicationName", "countersign");
    c.addDataSourceProperty("socketTimeout", SOCKET_SECONDS);
    c.addDataSourceProperty("tcpKeepAlive", "true");
    return c;
  }

  /// The address without what stands behind `?`.
  private static String place(String url) {
    int options = url.indexOf('?');
    return options < 0 ? url : url.substring(0, options);
  }

  private void migrate(String schema) {
    try {
      Flyway flyway =
          Flyway.configure(Postgres.class.getClassLoader())
              .dataSource(pool)
              .schemas(schema)
              .defaultSchema(schema)
              .createSchemas(true)
              .locations("classpath:db/migration/postgresql")
              .load();
      MigrationInfo before = flyway.info().current();
      if (before == null || number(before) < SCHEMA) {
        flyway.migrate();
      }
      MigrationInfo after = flyway.info().current();
      int layout = after == null ? 0 : number(after);
      if (layout != SCHEMA) {
        throw new StoreException(Code.STORE_VERSION, where, "layout " + SCHEMA, "layout " + layout);
      }
    } catch (FlywayException e) {
      throw new StoreException(
          new Finding(Code.STORE_VERSION, where, "tables of layout " + SCHEMA, reason(e)), e);
    }
  }

  private static int number(MigrationInfo info) {
    return info.getVersion() == null ? 0 : info.getVersion().getMajor().intValueExact();
  }

  private void checkDurable() {
    String fsync = read(c -> Sql.text(c, "SHOW fsync"));
    if (!fsync.equals("on")) {
      throw new StoreException(Code.STORE_NOT_DURABLE, where, "fsync = on", "fsync = " + fsync);
    }
  }

  /// A connection outside the pool, for whoever keeps it.
  Connection dedicated() throws SQLException {
    checkOpen();
    Properties p = new Properties();
    p.putAll(pool.getDataSourceProperties());
    if (pool.getUsername() != null) {
      p.setProperty("user", pool.getUsername());
    }
    if (pool.getPassword() != null) {
      p.setProperty("password", pool.getPassword());
    }
    Connection c = DriverManager.getConnection(pool.getJdbcUrl(), p);
    boolean done = false;
    try (Statement s = c.createStatement()) {
      c.setSchema(pool.getSchema());
      s.execute(BEGIN);
      done = true;
      return c;
    } finally {
      if (!done) {
        c.close();
      }
    }
  }

  /// For messages: the database without any credentials.
  String where() {
    return where;
  }

  <T> T read(Sql.Query<T> query) {
    checkOpen();
    try (Connection c = pool.getConnection()) {
      return query.on(c);
    } catch (SQLException e) {
      if (!isLost(e)) {
        throw failure(e);
      }
      leaveLost(e);
    }
    // The pool held connections to a server that has ended since: they are all gone, and reading
    // changes nothing, so that it may be done again. A write is never repeated.
    try (Connection c = pool.getConnection()) {
      return query.on(c);
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /// A connection that answers: one round trip, so that a write does not fail, and end its writer,
  /// because the server was restarted while the connection stood idle. While commits follow each
  /// other the last one has shown it.
  private Connection alive() throws SQLException {
    Connection c = pool.getConnection();
    if (System.nanoTime() - lastCommit < BUSY_NANOS || c.isValid(ALIVE_SECONDS)) {
      return c;
    }
    c.close();
    pool.getHikariPoolMXBean().softEvictConnections();
    return pool.getConnection();
  }

  /// Whether the connection broke, and not what was asked.
  private static boolean isLost(SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    return state.startsWith("08") || state.startsWith("57P");
  }

  /// After a broken connection no other that stands idle is used again.
  private void leaveLost(SQLException e) {
    if (isLost(e)) {
      pool.getHikariPoolMXBean().softEvictConnections();
    }
  }

  /// Runs `work` in one transaction, which is rolled back if it throws.
  ///
  /// @throws StoreException what `work` throws; for anything else whether it was committed is
  ///   unknown
  <T> T transact(Sql.Query<T> work) {
    checkOpen();
    try (Connection c = alive()) {
      c.setAutoCommit(false);
      boolean done = false;
      try {
        T out = work.on(c);
        c.commit();
        lastCommit = System.nanoTime();
        done = true;
        return out;
      } finally {
        if (!done) {
          rollBack(c);
        }
      }
    } catch (SQLException e) {
      // A write is not repeated; the next one gets a connection of its own.
      leaveLost(e);
      throw failure(e);
    }
  }

  private static void rollBack(Connection c) {
    try {
      c.rollback();
    } catch (SQLException e) {
      // The connection is gone and its transaction with it; what led here is the one to report.
    }
  }

  /// `values` as one parameter, so that many rows go in one statement.
  static Array array(Connection c, List<Bytes> values) throws SQLException {
    byte[][] out = new byte[values.size()][];
    for (int i = 0; i < out.length; i++) {
      out[i] = values.get(i).unsafeArray();
    }
    return c.createArrayOf("bytea", out);
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the stores are closed");
    }
  }

  StoreException failure(SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    Code code = Code.STORE_IO;
    String expected = "a database that reads and writes";
    if (state.startsWith("53")) {
      code = Code.STORE_FULL;
      expected = "room in the database";
    } else if (state.startsWith("XX")) {
      code = Code.STORE_DAMAGED;
      expected = "a whole database";
    } else if (state.equals("55P03")) {
      code = Code.STORE_LOCKED;
      expected = "a ledger whose last commit has ended";
    }
    return new StoreException(new Finding(code, where, expected, reason(e)), e);
  }

  /// The innermost message, on one line.
  private static String reason(Throwable e) {
    Throwable deepest = e;
    for (Throwable t = e.getCause(); t != null; t = t.getCause()) {
      deepest = t;
    }
    String text = deepest.getMessage() == null ? deepest.toString() : deepest.getMessage();
    return text.lines().findFirst().orElse("");
  }

  @Override
  public void close() {
    closed = true;
    pool.close();
  }
}
