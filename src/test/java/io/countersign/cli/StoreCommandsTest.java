package io.countersign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.cli.Typed.Result;
import io.countersign.sequencer.Answer;
import io.countersign.sequencer.Ledger;
import io.countersign.sequencer.Setting;
import io.countersign.store.LedgerStore;
import io.countersign.store.PostgresAccess;
import io.countersign.store.SqliteLedgerStores;
import io.countersign.testing.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Looking after stores, as an operator types it.
final class StoreCommandsTest {
  @TempDir private Path temp;

  private Typed operator() {
    return Typed.at(temp.resolve("home"), "");
  }

  private Path ledgers(String home) {
    return temp.resolve(home).resolve("ledgers");
  }

  private static void fails(int exit, String code, Result r) {
    assertEquals(exit, r.exit(), r::all);
    assertTrue(r.all().contains(code), r::all);
  }

  private static void good(Result r, String part) {
    assertEquals(0, r.exit(), r::all);
    assertTrue(r.out().contains(part), r::all);
  }

  /// Appends batches to the ledger in the home, which is made if there is none.
  ///
  /// @return the file with its last checkpoint
  private Path append(int from, int to) throws Exception {
    try (SqliteLedgerStores stores = SqliteLedgerStores.at(ledgers("home"))) {
      Ledger ledger;
      if (from == 0) {
        Ledger.Creation creation =
            Ledger.create(
                stores.create(Setting.GENESIS.ledgerId()),
                Setting.opening(),
                Setting.LOG,
                Setting.environment());
        ledger = assertInstanceOf(Ledger.Creation.Created.class, creation).ledger();
      } else {
        ledger =
            Ledger.open(
                stores.open(Setting.GENESIS.ledgerId()), Setting.LOG, Setting.environment());
      }
      for (int i = from; i < to; i++) {
        Answer answer =
            ledger.submit(Setting.attestation(Setting.PROVIDER, i, Setting.calls(i, 3)));
        assertInstanceOf(Answer.Accepted.class, answer);
      }
      Path note = temp.resolve("checkpoint-" + (to + 1));
      Files.write(note, ledger.checkpoint().toBytes().toArray());
      ledger.close();
      return note;
    }
  }

  @Test
  void fsck_saysWhatIsWrongWhere() throws Exception {
    fails(64, "CS-", operator().type("fsck"));
    append(0, 2);
    good(operator().type("fsck"), "sound; 3 entries, 6 records");
    good(operator().type("fsck --json"), "\"sound\":true");
    try (Connection c =
            DriverManager.getConnection(
                "jdbc:sqlite:"
                    + ledgers("home")
                        .resolve(Setting.GENESIS.ledgerId().toHex())
                        .resolve("ledger.db"));
        Statement s = c.createStatement()) {
      s.executeUpdate("DELETE FROM payload WHERE seq = 2");
    }
    fails(1, "entry 2", operator().type("fsck"));
  }

  @Test
  void ledger_restored_goesOnOnlyWithWhatOthersSaw() throws Exception {
    Path early = append(0, 2);
    Path old = temp.resolve("old.archive");
    good(operator().run("backup", "--out", old.toString()), "3 entries");
    fails(1, "CS-1104", operator().run("backup", "--out", old.toString()));
    Path late = append(2, 4);
    Path mirror = temp.resolve("mirror.db");
    good(operator().run("backup", "--out", mirror.toString()), "5 entries");

    Typed other = Typed.at(temp.resolve("other"), "");
    good(other.run("restore", old.toString()), "3 entries, 0 of them");
    fails(1, "CS-0903", other.run("restore", old.toString()));
    fails(1, "CS-0925", other.run("ledger", "resume", "--seen", late.toString()));
    good(other.run("restore", "--refill", mirror.toString()), "5 entries, 2 of them");
    good(
        other.run("ledger", "resume", "--seen", early.toString(), "--seen", late.toString()),
        "goes on at 5");
    try (SqliteLedgerStores stores = SqliteLedgerStores.at(ledgers("other"));
        Ledger ledger =
            Ledger.open(
                stores.open(Setting.GENESIS.ledgerId()), Setting.LOG, Setting.environment())) {
      assertEquals(5, ledger.size());
    }
    Path junk = Files.writeString(temp.resolve("junk"), "no archive".repeat(20));
    fails(1, "CS-0909", other.run("restore", junk.toString()));
  }

  @Test
  void ledger_movedToPostgresAndBack_isSound() throws Exception {
    append(0, 3);
    Path out = temp.resolve("out.archive");
    good(operator().run("ledger", "export", "--out", out.toString()), "4 entries");
    TestPostgres server = TestPostgres.shared();
    Typed other =
        Typed.at(temp.resolve("other"), "")
            .with(PostgresAccess.USER_VARIABLE, "postgres")
            .with(PostgresAccess.SCHEMA_VARIABLE, TestPostgres.freshSchema());
    good(other.run("ledger", "import", out.toString(), "--store", server.url()), "4 entries");
    good(other.run("fsck", "--store", server.url()), "sound; 4 entries");
    Path back = temp.resolve("back.archive");
    good(
        other.run("ledger", "export", "--out", back.toString(), "--store", server.url()),
        "4 entries");
    assertEquals(-1, Files.mismatch(out, back), "byte for byte");
    good(other.run("ledger", "import", back.toString()), "4 entries");
    try (SqliteLedgerStores stores = SqliteLedgerStores.at(ledgers("other"));
        LedgerStore store = stores.read(Setting.GENESIS.ledgerId())) {
      assertEquals(4, store.head().orElseThrow().size());
    }
  }
}
