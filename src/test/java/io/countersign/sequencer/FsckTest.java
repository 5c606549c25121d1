package io.countersign.sequencer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.ledger.Workers;
import io.countersign.store.SqliteLedgerStore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each way in which a stored ledger can be wrong, and that the check names the place.
class FsckTest {
  @TempDir Path folder;

  private Path file() {
    return folder.resolve("ledger.db");
  }

  @BeforeEach
  void make() {
    Ledger.Creation creation =
        Ledger.create(
            SqliteLedgerStore.create(file()),
            Setting.opening(),
            Setting.LOG,
            Setting.environment());
    try (Ledger ledger = assertInstanceOf(Ledger.Creation.Created.class, creation).ledger()) {
      for (int i = 0; i < 4; i++) {
        Answer answer =
            ledger.submit(Setting.attestation(Setting.PROVIDER, i, Setting.calls(i, 6)));
        assertInstanceOf(Answer.Accepted.class, answer);
      }
      ledger.store().putSeen("client", 3, ledger.look(s -> s.tree().root(3)));
    }
  }

  private Fsck.Result check() {
    try (SqliteLedgerStore store = SqliteLedgerStore.read(file())) {
      return Fsck.check(store, Workers.SEQUENTIAL);
    }
  }

  private void sql(String statement) throws Exception {
    try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement s = c.createStatement()) {
      assertTrue(s.executeUpdate(statement) > 0, statement);
    }
  }

  private void finds(String damage, Code code, String where) throws Exception {
    sql(damage);
    Fsck.Result result = check();
    List<Finding> all = result.findings();
    assertTrue(
        all.stream().anyMatch(f -> f.code() == code && f.where().startsWith(where)),
        damage + ": " + all);
  }

  @Test
  void ledger_whole_isSound() {
    Fsck.Result r = check();
    assertEquals(List.of(), r.findings());
    assertEquals(
        new Fsck.Result(5, 24, 0, r.objects(), 4, 5, List.of(), 0), r, "all of it was looked at");
    assertTrue(r.objects() >= 7, "terms, name and envelopes");
  }

  @Test
  void object_changed_isNamedWithTheEntry() throws Exception {
    finds(
        "UPDATE object SET bytes = bytes || x'00' WHERE hash = (SELECT substr(bytes, 91, 32) FROM"
            + " leaf WHERE idx = 2)",
        Code.STORE_OBJECT_HASH,
        "object ");
    assertTrue(
        check().findings().stream()
            .anyMatch(f -> f.code() == Code.OBJECT_MISSING && f.where().equals("entry 2")));
  }

  @Test
  void object_missing_isNamed() throws Exception {
    finds(
        "DELETE FROM object WHERE bytes = CAST('" + Setting.OPERATOR + "' AS BLOB)",
        Code.OBJECT_MISSING,
        "entry 0");
  }

  @Test
  void leaf_changed_isNamed() throws Exception {
    finds(
        "UPDATE leaf SET bytes = substr(bytes, 1, 100) || x'0000' || substr(bytes, 103) WHERE idx ="
            + " 3",
        Code.STORE_DAMAGED,
        "entry 4");
    assertTrue(
        check().findings().stream().anyMatch(f -> f.where().equals("frontier")), "and the tree");
  }

  @Test
  void leaf_ofAnotherForm_isNamed() throws Exception {
    finds(
        "UPDATE leaf SET bytes = x'07' || substr(bytes, 2) WHERE idx = 1",
        Code.LEAF_FORM,
        "entry 1");
  }

  @Test
  void leaf_missing_isNamed() throws Exception {
    finds("DELETE FROM leaf WHERE idx = 2", Code.STORE_DAMAGED, file().toRealPath() + " leaf 2");
  }

  @Test
  void payload_missing_isNamed() throws Exception {
    finds("DELETE FROM payload WHERE seq = 2", Code.PAYLOAD_MISSING, "entry 2");
  }

  @Test
  void payload_changed_isNamed() throws Exception {
    sql("UPDATE payload SET bytes = (SELECT bytes FROM payload WHERE seq = 1) WHERE seq = 3");
    assertTrue(
        check().findings().stream()
            .anyMatch(f -> f.code() == Code.PAYLOAD_ROOT && f.where().startsWith("entry 3")),
        check().findings().toString());
  }

  @Test
  void frontier_changed_isNamed() throws Exception {
    finds(
        "UPDATE head SET frontier = substr(frontier, 1, 20) || x'ff' || substr(frontier, 22)",
        Code.STORE_DAMAGED,
        "frontier");
  }

  @Test
  void checkpoint_ofAnotherSize_isNamed() throws Exception {
    finds(
        "UPDATE checkpoint SET note = (SELECT note FROM checkpoint WHERE size = 2) WHERE size = 4",
        Code.STORE_DAMAGED,
        "checkpoint 4");
  }

  @Test
  void checkpoint_notSignedByTheLog_isNamed() throws Exception {
    finds(
        "UPDATE checkpoint SET note = CAST(replace(CAST(note AS TEXT), char(10) || '3' || char(10),"
            + " char(10) || '4' || char(10)) AS BLOB) WHERE size = 3",
        Code.NOTE_SIGNATURE_BAD,
        "checkpoint 3");
  }

  @Test
  void seen_ofAnotherHistory_isNamed() throws Exception {
    finds("UPDATE seen SET root = zeroblob(32)", Code.STORE_OTHER_HISTORY, "seen by client");
  }

  @Test
  void pepper_changed_isNamed() throws Exception {
    finds("UPDATE meta SET value = zeroblob(32)", Code.GENESIS_PEPPER, "entry 0");
  }
}
