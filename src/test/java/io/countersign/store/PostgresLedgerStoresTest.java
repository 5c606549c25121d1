package io.countersign.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.testing.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresLedgerStoresTest extends LedgerStoresContract {
  private static final Bytes32 ID = LedgerStoreContract.key(7);

  @TempDir Path temp;

  static PostgresLedgerStores stores(TestPostgres server, String schema) {
    return PostgresLedgerStores.open(
        new PostgresAccess(server.url(), schema, "postgres", "postgres", 10),
        Thread.ofPlatform().daemon().factory());
  }

  @Override
  LedgerStores fresh() {
    return stores(TestPostgres.shared(), TestPostgres.freshSchema());
  }

  @Override
  boolean takesOver() {
    return true;
  }

  private static Code refused(Runnable action) {
    return assertThrows(StoreException.class, action::run).code();
  }

  @Test
  void ledgers_ofTwoSchemas_areTwoNodes() {
    String one = TestPostgres.freshSchema();
    try (PostgresLedgerStores a = stores(TestPostgres.shared(), one);
        PostgresLedgerStores b = stores(TestPostgres.shared(), TestPostgres.freshSchema())) {
      a.create(ID).close();
      assertEquals(List.of(ID), a.list());
      assertEquals(List.of(), b.list());
      try (PostgresLedgerStores again = stores(TestPostgres.shared(), one)) {
        assertEquals(List.of(ID), again.list(), "the tables are not made anew");
      }
    }
  }

  @Test
  void writers_fightingForALedger_neverForkIt() throws Exception {
    String schema = TestPostgres.freshSchema();
    TestPostgres server = TestPostgres.shared();
    AtomicLong committed = new AtomicLong();
    AtomicLong fenced = new AtomicLong();
    try (PostgresLedgerStores setUp = stores(server, schema)) {
      setUp.create(ID).close();
      try (LedgerStore s = setUp.create(ID)) {
        s.append(LedgerStoreContract.append(0, 1));
      }
    }
    List<Thread> threads = new ArrayList<>();
    List<Throwable> bugs = Collections.synchronizedList(new ArrayList<>());
    for (int n = 0; n < 3; n++) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    try (PostgresLedgerStores stores = stores(server, schema)) {
                      for (int round = 0; round < 15; round++) {
                        fight(stores, committed, fenced);
                      }
                    } catch (RuntimeException | Error e) {
                      bugs.add(e);
                    }
                  }));
    }
    for (Thread t : threads) {
      t.join();
    }
    assertEquals(List.of(), bugs);
    try (PostgresLedgerStores stores = stores(server, schema);
        LedgerStore s = stores.read(ID)) {
      assertEquals(1 + committed.get(), s.head().orElseThrow().size(), "each commit is there once");
      int[] next = {0};
      s.leaves(
          0, Long.MAX_VALUE, (i, leaf) -> assertEquals(LedgerStoreContract.leaf(next[0]++), leaf));
      assertEquals(1 + committed.get(), next[0]);
    }
    assertTrue(fenced.get() > 0, "nobody was fenced");
  }

  @Test
  void claim_ofOneNode_keepsAnotherFromTakingItsLedgers() throws Exception {
    String schema = TestPostgres.freshSchema();
    TestPostgres server = TestPostgres.shared();
    try (PostgresLedgerStores first = stores(server, schema);
        PostgresLedgerStores second = stores(server, schema);
        PostgresLedgerStores elsewhere = stores(server, TestPostgres.freshSchema())) {
      first.claim(false);
      elsewhere.claim(false);
      try (LedgerStore s = first.create(ID)) {
        s.append(LedgerStoreContract.append(0, 1));
        assertEquals(Code.STORE_CLAIMED, refused(() -> second.claim(false)));
        s.append(LedgerStoreContract.append(1, 1));
        // Its connection is lost: it has the right again before the next ledger is opened.
        end(server, schema);
        first.open(ID).close();
        assertEquals(Code.STORE_CLAIMED, refused(() -> second.claim(false)));
      }
      second.claim(true);
      try (LedgerStore s = second.open(ID)) {
        assertEquals(Code.STORE_CLAIMED, refused(() -> first.open(ID)));
        assertEquals(Code.STORE_CLAIMED, refused(() -> first.create(LedgerStoreContract.key(8))));
        s.append(LedgerStoreContract.append(2, 1));
      }
    }
    try (PostgresLedgerStores third = stores(server, schema)) {
      third.claim(false);
    }
  }

  /// Ends the connection that holds the claim of `schema`.
  private static void end(TestPostgres server, String schema) throws Exception {
    try (Connection c = DriverManager.getConnection(server.url(), "postgres", "postgres");
        PreparedStatement s =
            c.prepareStatement(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE locktype ="
                    + " 'advisory' AND ((classid::bigint << 32) | objid::bigint) ="
                    + " hashtextextended('countersign node ' || ?, 0)")) {
      s.setString(1, schema);
      try (ResultSet r = s.executeQuery()) {
        assertTrue(r.next());
        assertEquals(1, r.getInt(1));
      }
    }
  }

  private static void fight(PostgresLedgerStores stores, AtomicLong committed, AtomicLong fenced) {
    try (LedgerStore s = stores.open(ID)) {
      for (int i = 0; i < 5; i++) {
        s.append(LedgerStoreContract.append((int) s.head().orElseThrow().size(), 1));
        committed.incrementAndGet();
      }
    } catch (StoreException e) {
      // A rival's commit between head and append shows as another size, before the epoch is seen.
      assertEquals(Code.STORE_FENCED, e.code(), e.toString());
      fenced.incrementAndGet();
    }
  }

  @Test
  void connection_cutInMidCommit_endsTheStoreAndNothingIsHalfThere() throws Exception {
    TestPostgres server = TestPostgres.shared();
    String schema = TestPostgres.freshSchema();
    try (PostgresLedgerStores stores = stores(server, schema)) {
      try (LedgerStore s = stores.create(ID)) {
        s.append(LedgerStoreContract.append(0, 2));
        // The last statement of the commit cuts its own connection: everything before it was sent.
        server.run(
            "CREATE FUNCTION "
                + schema
                + ".cut() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM"
                + " pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$");
        server.run(
            "CREATE TRIGGER cut AFTER INSERT ON "
                + schema
                + ".checkpoint FOR EACH ROW EXECUTE FUNCTION "
                + schema
                + ".cut()");
        assertEquals(Code.STORE_IO, refused(() -> s.append(LedgerStoreContract.append(2, 2))));
        server.run("DROP TRIGGER cut ON " + schema + ".checkpoint");
        // Whether it was committed is unknown to this store: it writes nothing more.
        assertEquals(Code.STORE_IO, refused(() -> s.append(LedgerStoreContract.append(2, 2))));
        assertEquals(Code.STORE_IO, refused(() -> s.putMeta("k", Bytes.EMPTY)));
      }
      try (LedgerStore s = stores.open(ID)) {
        assertEquals(2, s.head().orElseThrow().size());
        assertEquals(Optional.empty(), s.payload(LedgerStoreContract.key(2)));
        s.append(LedgerStoreContract.append(2, 2));
      }
    }
  }

  @Test
  void database_withoutFsync_isRefused() throws Exception {
    try (TestPostgres forgetful = TestPostgres.forgetful()) {
      assertEquals(
          Code.STORE_NOT_DURABLE,
          refused(() -> stores(forgetful, TestPostgres.freshSchema()).close()));
    }
  }

  @Test
  void tables_ofANewerRelease_areRefused() throws Exception {
    TestPostgres server = TestPostgres.shared();
    String schema = TestPostgres.freshSchema();
    stores(server, schema).close();
    server.run(
        "INSERT INTO "
            + schema
            + ".flyway_schema_history (installed_rank, version, description, type, script,"
            + " installed_by, execution_time, success) VALUES (99, '2', 'later', 'SQL', 'V2',"
            + " 'somebody', 1, true)");
    assertEquals(Code.STORE_VERSION, refused(() -> stores(server, schema).close()));
  }

  @Test
  void address_withCredentialsOrOfNoDatabase_isRefused() throws Exception {
    for (String url :
        List.of(
            "jdbc:postgresql://me:secret@localhost/db",
            "jdbc:postgresql://localhost/db?user=me",
            "jdbc:postgresql://localhost/db?ssl=true&PASSWORD=secret",
            "jdbc:mysql://localhost/db")) {
      StoreException e =
          assertThrows(
              StoreException.class,
              () -> LedgerStores.of(url, Map.of(), Thread.ofPlatform().daemon().factory()).close());
      assertEquals(Code.STORE_ADDRESS, e.code(), url);
      assertFalse(e.toString().contains("secret"), e.toString());
    }
    Map<String, String> other = Map.of(PostgresAccess.SCHEMA_VARIABLE, "Robert'); --");
    assertEquals(
        Code.STORE_ADDRESS,
        refused(() -> PostgresAccess.of("jdbc:postgresql://localhost/db", other)));
  }

  @Test
  void credentials_comeFromTheEnvironmentOrAFileAndAreNotShown() throws Exception {
    Path file = temp.resolve("credentials");
    Files.writeString(file, "postgres\nsecret word\n");
    String url = TestPostgres.shared().url();
    PostgresAccess access =
        PostgresAccess.of(
            url,
            Map.of(
                PostgresAccess.FILE_VARIABLE,
                file.toString(),
                PostgresAccess.SCHEMA_VARIABLE,
                TestPostgres.freshSchema()));
    assertEquals("secret word", access.password());
    assertFalse(access.toString().contains("secret"));
    Files.writeString(file, "a\nb\nc\n");
    assertEquals(
        Code.STORE_ADDRESS,
        refused(
            () -> PostgresAccess.of(url, Map.of(PostgresAccess.FILE_VARIABLE, file.toString()))));
    try (LedgerStores s =
        LedgerStores.of(
            url,
            Map.of(
                PostgresAccess.USER_VARIABLE,
                "postgres",
                PostgresAccess.SCHEMA_VARIABLE,
                TestPostgres.freshSchema()),
            Thread.ofPlatform().daemon().factory())) {
      assertEquals(List.of(), s.list());
    }
  }

  @Test
  void database_thatDoesNotAnswer_isUnreachable() {
    PostgresAccess access =
        new PostgresAccess("jdbc:postgresql://localhost:1/none", "s", "postgres", "pw word", 2);
    StoreException e =
        assertThrows(
            StoreException.class,
            () -> PostgresLedgerStores.open(access, Thread.ofPlatform().daemon().factory()));
    assertEquals(Code.STORE_UNREACHABLE, e.code());
    assertFalse(e.toString().contains("pw word"));
  }
}
