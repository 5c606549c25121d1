package io.countersign.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.crypto.Sha256;
import io.countersign.testing.Child;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteLedgerStoreTest extends LedgerStoreContract {
  @TempDir Path folder;

  @Override
  LedgerStore fresh() {
    return SqliteLedgerStore.create(folder.resolve("contract.ledger"));
  }

  private Path path() {
    return folder.resolve("deep").resolve("a b.ledger");
  }

  private static Code refused(Runnable action) {
    return assertThrows(StoreException.class, action::run).code();
  }

  private void makeWith(int leaves) {
    try (SqliteLedgerStore s = SqliteLedgerStore.create(path())) {
      s.append(LedgerStoreContract.append(0, leaves));
    }
  }

  private void sql(String statement) throws Exception {
    try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + path());
        Statement s = c.createStatement()) {
      s.execute(statement);
    }
  }

  /// Small payloads lie in one page with others, large ones on pages of their own; both are looked
  /// for in every file of the folder, also while the ledger is open.
  @Test
  void replacePayloads_leavesNoOldByteInAnyFile() throws Exception {
    try (SqliteLedgerStore s = SqliteLedgerStore.create(path())) {
      for (int i = 0; i < 40; i++) {
        Bytes secret = Bytes.utf8(("secret-" + i + ";").repeat(i % 5 == 0 ? 4000 : 3));
        LedgerStore.Append plain = LedgerStoreContract.append(i, 1);
        s.append(
            new LedgerStore.Append(
                i,
                plain.leaves(),
                plain.objects(),
                List.of(new LedgerStore.Keyed(key(i), secret)),
                plain.frontier(),
                plain.checkpoint()));
      }
      assertTrue(holds("secret-7;") && holds("secret-10;"), "there before");
      for (int i : new int[] {7, 10, 11, 8}) {
        s.replacePayloads(List.of(new LedgerStore.Keyed(key(i), Bytes.utf8("erased " + i))));
        assertFalse(holds("secret-" + i + ";"), "gone, also from the log: " + i);
      }
      assertEquals(Optional.of(Bytes.utf8("erased 7")), s.payload(key(7)));
      assertTrue(holds("secret-9;"), "others stay");
      assertEquals(Optional.empty(), s.meta(SqliteLedgerStore.SWEEP));
    }
    assertFalse(holds("secret-7;"));
  }

  /// A crash between the change and the sweep.
  @Test
  void replacePayloads_interrupted_isFinishedAtTheNextOpening() throws Exception {
    makeWith(3);
    sql("UPDATE payload SET bytes = x'00' WHERE seq = 2");
    sql("INSERT INTO meta (key, value) VALUES ('" + SqliteLedgerStore.SWEEP + "', x'01')");
    try (SqliteLedgerStore s = SqliteLedgerStore.open(path())) {
      assertFalse(holds("payload 1"));
      assertTrue(holds("payload 2"));
      assertEquals(Optional.empty(), s.meta(SqliteLedgerStore.SWEEP));
    }
  }

  private boolean holds(String text) throws IOException {
    try (Stream<Path> files = Files.list(path().getParent())) {
      for (Path file : files.toList()) {
        if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text)) {
          return true;
        }
      }
    }
    return false;
  }

  @Test
  void ledger_closedAndOpened_isTheSame() {
    makeWith(3);
    try (SqliteLedgerStore s = SqliteLedgerStore.open(path())) {
      s.putSeen("client", 3, key(3));
      s.putCosignature(3, Bytes.utf8("line"));
      s.append(LedgerStoreContract.append(3, 1));
    }
    try (SqliteLedgerStore s = SqliteLedgerStore.open(path())) {
      assertEquals(4, s.head().orElseThrow().size());
      assertEquals(Optional.of(leaf(3)), s.leaf(3));
      assertEquals(Optional.of(new LedgerStore.SeenTree(3, key(3))), s.seen("client"));
      assertEquals(1, s.cosignatures(3).size());
    }
  }

  @Test
  void settings_ofTheFile_areDurable() throws Exception {
    try (SqliteLedgerStore s = SqliteLedgerStore.create(path())) {
      s.append(LedgerStoreContract.append(0, 1));
      assertEquals("wal", s.pragma("journal_mode"));
      assertEquals("2", s.pragma("synchronous"), "FULL");
      assertEquals("8192", s.pragma("page_size"));
    }
  }

  @Test
  void open_twiceInOneProcess_isRefusedAndTheFirstGoesOn() throws Exception {
    makeWith(1);
    try (SqliteLedgerStore s = SqliteLedgerStore.open(path())) {
      assertEquals(Code.STORE_LOCKED, refused(() -> SqliteLedgerStore.open(path()).close()));
      Path other = folder.resolve("link.ledger");
      Files.createSymbolicLink(other, path());
      assertEquals(Code.STORE_LOCKED, refused(() -> SqliteLedgerStore.open(other).close()));
      // The refused attempts must not have given up the first one's lock.
      assertEquals("CS-0901", Child.run(OpenMain.class, path().toString()).out().strip());
      s.append(LedgerStoreContract.append(1, 1));
    }
    SqliteLedgerStore.open(path()).close();
  }

  @Test
  void open_whileAnotherProcessHasIt_isRefusedUntilThatEnds() throws Exception {
    makeWith(1);
    try (Child child = Child.start(OpenMain.class, path().toString(), "hold")) {
      assertEquals("open 1", child.line());
      assertEquals(Code.STORE_LOCKED, refused(() -> SqliteLedgerStore.open(path()).close()));
      child.kill();
    }
    SqliteLedgerStore.open(path()).close();
  }

  /// Opens a ledger and says how many leaves it has, or the code of the refusal.
  static final class OpenMain {
    public static void main(String[] args) throws Exception {
      try (SqliteLedgerStore s = SqliteLedgerStore.open(Path.of(args[0]))) {
        System.out.println("open " + s.head().orElseThrow().size());
        if (args.length > 1) {
          Thread.sleep(60_000);
        }
      } catch (StoreException e) {
        System.out.println(e.code().id());
      }
    }
  }

  @Test
  void open_whereThereIsNothing_isRefused() {
    assertEquals(Code.STORE_NOT_FOUND, refused(() -> SqliteLedgerStore.open(path()).close()));
    assertEquals(Code.STORE_NOT_FOUND, refused(() -> SqliteLedgerStore.open(folder).close()));
    assertTrue(Files.notExists(path()), "opening makes no file");
  }

  @Test
  void create_overALedgerOrAnyFile_isRefusedAndChangesNothing() throws Exception {
    makeWith(2);
    assertEquals(Code.STORE_EXISTS, refused(() -> SqliteLedgerStore.create(path()).close()));
    try (SqliteLedgerStore s = SqliteLedgerStore.open(path())) {
      assertEquals(2, s.head().orElseThrow().size());
    }
    Path text = Files.writeString(folder.resolve("text"), "not a ledger, but somebody's");
    assertEquals(Code.STORE_EXISTS, refused(() -> SqliteLedgerStore.create(text).close()));
    assertEquals("not a ledger, but somebody's", Files.readString(text));
  }

  @Test
  void create_afterAnInterruptedCreation_takesItUp() throws Exception {
    SqliteLedgerStore.create(path()).close();
    assertEquals(Code.STORE_NOT_FOUND, refused(() -> SqliteLedgerStore.open(path()).close()));
    makeWith(1);
    Files.delete(path());
    Files.createFile(path());
    makeWith(1);
    SqliteLedgerStore.open(path()).close();
  }

  @Test
  void open_ofAnotherFile_isRefused() throws Exception {
    Files.createDirectories(path().getParent());
    Files.write(path(), new byte[20_000]);
    assertEquals(Code.STORE_NOT_A_LEDGER, refused(() -> SqliteLedgerStore.open(path()).close()));
    Files.delete(path());
    sql("CREATE TABLE other (x)");
    assertEquals(Code.STORE_NOT_A_LEDGER, refused(() -> SqliteLedgerStore.open(path()).close()));
  }

  @Test
  void open_ofAnotherLayout_isRefused() throws Exception {
    makeWith(1);
    sql("PRAGMA user_version=" + (SqliteLedgerStore.SCHEMA + 1));
    assertEquals(Code.STORE_VERSION, refused(() -> SqliteLedgerStore.open(path()).close()));
  }

  @Test
  void open_ofPartsThatDoNotBelongTogether_isRefused() throws Exception {
    String[] breakages = {
      "DELETE FROM leaf WHERE idx = 2",
      "DELETE FROM leaf WHERE idx = 0",
      "DELETE FROM head",
      "UPDATE head SET size = 2",
      "DELETE FROM checkpoint",
      "INSERT INTO checkpoint (size, note) VALUES (9, x'00')",
      "INSERT INTO seen (party, size, root) VALUES ('client', 4, x'00')",
      "INSERT INTO cosignature (size, line) VALUES (4, x'00')"
    };
    for (String breakage : breakages) {
      makeWith(3);
      sql(breakage);
      assertEquals(
          Code.STORE_DAMAGED, refused(() -> SqliteLedgerStore.open(path()).close()), breakage);
      Files.delete(path());
    }
  }

  @Test
  void object_changedOnTheDisk_isNotHandedOut() throws Exception {
    makeWith(1);
    sql("UPDATE object SET bytes = x'00'");
    try (SqliteLedgerStore s = SqliteLedgerStore.open(path())) {
      assertEquals(
          Code.STORE_OBJECT_HASH,
          refused(() -> assertTrue(s.object(Sha256.hash(Bytes.utf8("object 0"))).isEmpty())));
      assertEquals(Code.STORE_OBJECT_HASH, refused(() -> s.objects((k, b) -> {})));
    }
  }

  @Test
  void leaf_missingInTheMiddle_isFoundWhenRead() throws Exception {
    makeWith(5);
    sql("DELETE FROM leaf WHERE idx = 2");
    try (SqliteLedgerStore s = SqliteLedgerStore.open(path())) {
      assertEquals(Code.STORE_DAMAGED, refused(() -> s.leaves(0, 5, (i, l) -> {})));
    }
  }

  @Test
  void file_truncatedAnywhere_isRefusedOrWhole() throws Exception {
    try (SqliteLedgerStore s = SqliteLedgerStore.create(path())) {
      for (int i = 0; i < 40; i++) {
        s.append(LedgerStoreContract.append(i * 10, 10));
      }
    }
    byte[] whole = Files.readAllBytes(path());
    int refusals = 0;
    for (int cut = 1; cut < whole.length; cut += 4_093) {
      Files.write(path(), java.util.Arrays.copyOf(whole, cut));
      try (SqliteLedgerStore s = SqliteLedgerStore.open(path())) {
        readAll(s, 400);
      } catch (StoreException e) {
        refusals++;
      }
    }
    assertEquals((whole.length + 4_091) / 4_093, refusals, "no cut passes");
  }

  private static void readAll(SqliteLedgerStore s, int size) {
    assertEquals(size, s.head().orElseThrow().size());
    int[] next = {0};
    s.leaves(0, size, (i, l) -> assertEquals(leaf(next[0]++), l));
    assertEquals(size, next[0]);
    for (int i = 0; i < size; i++) {
      assertTrue(s.payload(key(i)).isPresent(), "payload " + i);
    }
    s.objects((k, b) -> {});
  }

  @Test
  void writeAheadLog_truncatedAnywhere_leavesAPrefixOfWholeCommits() throws Exception {
    Path live = folder.resolve("live.ledger");
    Path copy = folder.resolve("copy.ledger");
    Path liveWal = folder.resolve("live.ledger-wal");
    Path copyWal = folder.resolve("copy.ledger-wal");
    byte[] db;
    byte[] wal;
    // The child is killed, so that nobody copies the log into the file.
    try (Child child = Child.start(AppendMain.class, live.toString(), "25")) {
      for (String line = child.line(); !line.equals("250"); line = child.line()) {}
      child.kill();
      db = Files.readAllBytes(live);
      wal = Files.readAllBytes(liveWal);
    }
    assertTrue(wal.length > 100_000, "the log holds the commits: " + wal.length);
    int last = 0;
    boolean some = false;
    for (int cut = 0; cut <= wal.length; cut += Math.max(1, wal.length / 60)) {
      Files.write(copy, db);
      Files.write(copyWal, java.util.Arrays.copyOf(wal, cut));
      Files.deleteIfExists(folder.resolve("copy.ledger-shm"));
      try (SqliteLedgerStore s = SqliteLedgerStore.open(copy)) {
        int size = (int) s.head().orElseThrow().size();
        readAll(s, size);
        assertEquals(0, size % 10, "whole commits");
        assertTrue(size >= last, "more of the log, not fewer leaves");
        last = size;
        some = true;
      } catch (StoreException e) {
        assertTrue(
            e.code() == Code.STORE_NOT_FOUND || e.code() == Code.STORE_NOT_A_LEDGER, e.toString());
        assertTrue(!some, "once readable, always readable");
      }
    }
    assertTrue(last >= 200, "the last cut holds nearly all: " + last);
  }

  /// Appends ten leaves at a time, and says how many there are, until it is killed.
  static final class AppendMain {
    public static void main(String[] args) throws Exception {
      try (SqliteLedgerStore s = SqliteLedgerStore.create(Path.of(args[0]))) {
        for (int i = 0; i < Integer.parseInt(args[1]); i++) {
          s.append(LedgerStoreContract.append(i * 10, 10));
          System.out.println((i + 1) * 10);
        }
        Thread.sleep(60_000);
      }
    }
  }

  @Test
  void disk_full_isReportedAndNothingHalfIsThere() throws IOException {
    try (SqliteLedgerStore s = SqliteLedgerStore.create(path())) {
      s.append(LedgerStoreContract.append(0, 10));
      s.pragma("max_page_count=40");
      int at = 10;
      StoreException full = null;
      while (full == null && at < 100_000) {
        try {
          s.append(LedgerStoreContract.append(at, 100));
          at += 100;
        } catch (StoreException e) {
          full = e;
        }
      }
      assertEquals(Code.STORE_FULL, full == null ? null : full.code());
      assertTrue(full != null && full.getCause() != null, "the engine's own words are kept");
      int size = at;
      readAll(s, size);
      assertEquals(Optional.empty(), s.payload(key(size)));
      assertEquals(
          Code.STORE_IO,
          refused(() -> s.append(LedgerStoreContract.append(size, 1))),
          "no append after an unknown outcome");
    }
    int there = 0;
    try (SqliteLedgerStore s = SqliteLedgerStore.open(path())) {
      there = (int) s.head().orElseThrow().size();
      s.append(LedgerStoreContract.append(there, 1));
      readAll(s, there + 1);
    }
  }

  @Test
  void folder_thatCannotBeWritten_isReported() throws Exception {
    Path file = Files.writeString(folder.resolve("plain"), "x");
    assertEquals(Code.STORE_IO, refused(() -> SqliteLedgerStore.create(file.resolve("l")).close()));
  }

  @Test
  void file_damagedInTheMiddle_isNeverReadAsWhole() throws Exception {
    makeWith(300);
    try (RandomAccessFile f = new RandomAccessFile(path().toFile(), "rw")) {
      f.seek(f.length() / 2);
      f.write(new byte[16_384]);
    }
    boolean refused = false;
    try (SqliteLedgerStore s = SqliteLedgerStore.open(path())) {
      readAll(s, 300);
    } catch (StoreException | AssertionError e) {
      refused = true;
    }
    assertTrue(refused);
  }
}
