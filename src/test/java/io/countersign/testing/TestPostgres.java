package io.countersign.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Assumptions;

/// A real PostgreSQL for tests, with durable commits. Where it cannot start, a test is skipped,
/// visibly; with `CI=true` it fails.
public final class TestPostgres implements AutoCloseable {
  private static final AtomicInteger SCHEMAS = new AtomicInteger();

  private static final ReentrantLock SHARING = new ReentrantLock();
  private static final List<TestPostgres> SHARED = new ArrayList<>();

  private final EmbeddedPostgres server;

  private TestPostgres(EmbeddedPostgres server) {
    this.server = server;
  }

  /// The one that the tests of this JVM share, started when first asked for.
  public static TestPostgres shared() {
    // No static field with an initialiser: that would turn the skipping of a test into an error.
    SHARING.lock();
    try {
      if (SHARED.isEmpty()) {
        SHARED.add(start());
      }
      return SHARED.getFirst();
    } finally {
      SHARING.unlock();
    }
  }

  private static TestPostgres start() {
    try {
      return new TestPostgres(builder().start());
    } catch (IOException | RuntimeException e) {
      throw missing(e);
    }
  }

  /// One of its own in `folder`, which may have been used before.
  ///
  /// @param port 0 for any
  public static TestPostgres in(Path folder, int port) {
    try {
      return new TestPostgres(
          builder().setDataDirectory(folder).setCleanDataDirectory(false).setPort(port).start());
    } catch (IOException | RuntimeException e) {
      throw missing(e);
    }
  }

  /// One that does not force its commits to the disk.
  public static TestPostgres forgetful() {
    try {
      return new TestPostgres(builder().setServerConfig("fsync", "off").start());
    } catch (IOException | RuntimeException e) {
      throw missing(e);
    }
  }

  private static EmbeddedPostgres.Builder builder() {
    return EmbeddedPostgres.builder()
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("full_page_writes", "on")
        .setServerConfig("max_connections", "60");
  }

  private static RuntimeException missing(Exception e) {
    if ("true".equals(System.getenv("CI"))) {
      return new IllegalStateException("PostgreSQL does not start", e);
    }
    Assumptions.abort("PostgreSQL does not start here: " + e);
    return new IllegalStateException(e);
  }

  /// The address without user.
  public String url() {
    return "jdbc:postgresql://localhost:" + server.getPort() + "/postgres";
  }

  public int port() {
    return server.getPort();
  }

  /// The name of a schema that nobody has used.
  public static String freshSchema() {
    return "test_" + SCHEMAS.incrementAndGet() + "_" + ProcessHandle.current().pid();
  }

  /// Runs `sql` as the database's own user.
  public void run(String sql) throws Exception {
    try (var c = server.getPostgresDatabase().getConnection();
        var s = c.createStatement()) {
      s.execute(sql);
    }
  }

  /// The first column of the first row.
  public String ask(String sql) throws Exception {
    try (var c = server.getPostgresDatabase().getConnection();
        var s = c.createStatement();
        var r = s.executeQuery(sql)) {
      return r.next() ? String.valueOf(r.getString(1)) : "";
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
