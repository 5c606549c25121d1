package io.countersign.sequencer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.ledger.Workers;
import io.countersign.store.LedgerArchive;
import io.countersign.store.LedgerStore;
import io.countersign.store.LedgerStores;
import io.countersign.store.MemoryLedgerStore;
import io.countersign.store.PostgresAccess;
import io.countersign.store.PostgresLedgerStores;
import io.countersign.store.Restored;
import io.countersign.store.SqliteLedgerStore;
import io.countersign.store.SqliteLedgerStores;
import io.countersign.store.StagingStore;
import io.countersign.store.StoreException;
import io.countersign.testing.Seed;
import io.countersign.testing.TestPostgres;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Copies of whole ledgers, and that nobody signs a second history over one.
class RestoreTest {
  private static final Bytes32 ID = Setting.GENESIS.ledgerId();

  @TempDir Path folder;

  private static Submission batch(long sequence) {
    return Setting.attestation(Setting.PROVIDER, sequence, Setting.calls(sequence, 5));
  }

  private static void append(Ledger ledger, int from, int to) {
    for (int i = from; i < to; i++) {
      Answer answer = ledger.submit(batch(i));
      assertInstanceOf(Answer.Accepted.class, answer);
    }
  }

  private static Ledger begin(LedgerStore store) {
    Ledger.Creation creation =
        Ledger.create(store, Setting.opening(), Setting.LOG, Setting.environment());
    return assertInstanceOf(Ledger.Creation.Created.class, creation).ledger();
  }

  /// A ledger of `batches` batches, in memory, open for reading once the writer is closed.
  private static MemoryLedgerStore ledger(int batches) {
    MemoryLedgerStore disk = new MemoryLedgerStore();
    append(begin(disk), 0, batches);
    disk.putCosignature(2, Bytes.utf8("second"));
    disk.putCosignature(2, Bytes.utf8("and another"));
    disk.putSeen("client", 2, root(disk, 2));
    return disk;
  }

  private static Bytes32 root(LedgerStore store, long size) {
    return LedgerImage.load(store, Workers.SEQUENTIAL).state().tree().root(size);
  }

  private static Code refused(Runnable action) {
    return assertThrows(StoreException.class, action::run).code();
  }

  /// All that a store holds, in its order, but for what belongs to the store itself.
  private static List<String> content(LedgerStore store) {
    List<String> out = new ArrayList<>();
    out.add(store.head().orElseThrow().toString());
    store.leaves(0, Long.MAX_VALUE, (i, b) -> out.add("leaf " + i + " " + b.toHex()));
    store.objects((k, b) -> out.add("object " + k + " " + b.toHex()));
    store.payloads((k, b) -> out.add("payload " + k + " " + b.toHex()));
    store.checkpoints((n, b) -> out.add("checkpoint " + n + " " + b.toHex()));
    store.cosignatures((n, b) -> out.add("cosignature " + n + " " + b.toHex()));
    store.seen().forEach((p, t) -> out.add("seen " + p + " " + t));
    store
        .meta()
        .forEach(
            (k, b) -> {
              if (!k.equals(Restored.META)) {
                out.add("meta " + k + " " + b.toHex());
              }
            });
    return out;
  }

  private Path archive(LedgerStore store, String name) throws Exception {
    Path file = folder.resolve(name);
    try (OutputStream out = Files.newOutputStream(file)) {
      LedgerArchive.write(store, ID, out);
    }
    return file;
  }

  @Test
  void ledger_throughEveryStoreAndAnArchive_isTheSameByteForByte() throws Exception {
    MemoryLedgerStore origin = ledger(4);
    List<String> want = content(origin);
    try (LedgerStores files = SqliteLedgerStores.at(folder.resolve("ledgers"));
        LedgerStores database =
            PostgresLedgerStores.open(
                new PostgresAccess(
                    TestPostgres.shared().url(), TestPostgres.freshSchema(), "postgres", "", 4),
                Thread.ofPlatform().daemon().factory())) {
      try (StagingStore file = files.create(ID)) {
        Restored.copy(origin, file);
        assertEquals(want, content(file));
      }
      try (LedgerStore file = files.read(ID);
          StagingStore row = database.create(ID)) {
        Restored.copy(file, row);
        assertEquals(want, content(row));
      }
      Path archive;
      try (LedgerStore row = database.read(ID)) {
        archive = archive(row, "from.archive");
      }
      MemoryLedgerStore back = new MemoryLedgerStore();
      LedgerArchive opened = LedgerArchive.open(archive);
      assertEquals(ID, opened.id());
      assertEquals(5, opened.size());
      Restored.read(opened, back);
      assertEquals(want, content(back));
      assertEquals(
          Code.STORE_EXISTS, refused(() -> Restored.copy(origin, back)), "not over another");
      assertTrue(Fsck.check(back, Workers.SEQUENTIAL).isSound());
    }
  }

  @Test
  void ledger_restored_isNotGoneOnFromUntilWhatOthersSawIsKnown() {
    MemoryLedgerStore origin = ledger(4);
    MemoryLedgerStore copy = new MemoryLedgerStore();
    Restored.copy(origin, copy);
    assertEquals(
        Code.STORE_RESTORED,
        refused(() -> Ledger.open(copy, Setting.LOG, Setting.environment()).close()));
    assertEquals(Code.STORE_RESTORED, refused(() -> permit(copy)));
    PeerSizes.Known client = new PeerSizes.Known("client", 4, root(origin, 4));
    assertEquals(
        Code.STORE_RESTORED,
        refused(
            () ->
                Resumption.permit(
                    copy,
                    Workers.SEQUENTIAL,
                    new PeerSizes.Told(List.of(client), List.of("witness")))));
    assertEquals(
        Code.STORE_BEHIND,
        refused(() -> permit(copy, client, new PeerSizes.Known("w", 6, Setting.hash("any")))));
    assertEquals(
        Code.STORE_OTHER_HISTORY,
        refused(() -> permit(copy, client, new PeerSizes.Known("w", 3, Setting.hash("other")))));
    assertEquals(
        Code.STORE_RESTORED,
        refused(() -> Ledger.open(copy, Setting.LOG, Setting.environment()).close()),
        "the mark stays");
    assertEquals(5, permit(copy, client));
    try (Ledger ledger = Ledger.open(copy, Setting.LOG, Setting.environment())) {
      append(ledger, 4, 6);
      assertEquals(7, ledger.size());
    }
  }

  private static long permit(LedgerStore store, PeerSizes.Known... known) {
    return Resumption.permit(
        store, Workers.SEQUENTIAL, new PeerSizes.Told(List.of(known), List.of()));
  }

  @Test
  void ledger_restoredFromAnOldCopy_isRefilledFromOneThatIsAhead() {
    MemoryLedgerStore origin = new MemoryLedgerStore();
    Ledger first = begin(origin);
    append(first, 0, 2);
    MemoryLedgerStore old = new MemoryLedgerStore();
    Restored.copy(origin, old);
    append(first, 2, 5);
    PeerSizes.Known client = new PeerSizes.Known("client", 6, root(origin, 6));
    assertEquals(Code.STORE_BEHIND, refused(() -> permit(old, client)));
    assertEquals(3, Resumption.refill(old, origin, Workers.SEQUENTIAL));
    assertEquals(0, Resumption.refill(old, origin, Workers.SEQUENTIAL), "once is enough");
    assertEquals(6, permit(old, client));
    assertTrue(Fsck.check(old, Workers.SEQUENTIAL).isSound());
    try (Ledger ledger = Ledger.open(old, Setting.LOG, Setting.environment())) {
      Answer again = ledger.submit(batch(4));
      assertEquals(5, assertInstanceOf(Answer.Duplicate.class, again).first().index());
      append(ledger, 5, 6);
    }
    assertEquals(
        Code.STORE_EXISTS, refused(() -> refill(origin, old)), "a ledger in use is not touched");
    first.close();
  }

  private static void refill(StagingStore store, LedgerStore copy) {
    assertEquals(0, Resumption.refill(store, copy, Workers.SEQUENTIAL));
  }

  @Test
  void refill_fromAnotherHistory_isRefused() {
    MemoryLedgerStore origin = new MemoryLedgerStore();
    Ledger first = begin(origin);
    append(first, 0, 2);
    MemoryLedgerStore one = new MemoryLedgerStore();
    Restored.copy(origin, one);
    MemoryLedgerStore two = new MemoryLedgerStore();
    Restored.copy(origin, two);
    Restored.clear(two); // what nobody may do: go on from an old copy
    append(first, 2, 3);
    first.close();
    try (Ledger forked = Ledger.open(two, Setting.LOG, Setting.environment())) {
      Answer answer = forked.submit(Setting.attestation(Setting.PROVIDER, 2, Setting.calls(99, 4)));
      assertInstanceOf(Answer.Accepted.class, answer);
      MemoryLedgerStore mine = new MemoryLedgerStore();
      Restored.copy(two, mine);
      MemoryLedgerStore longer = new MemoryLedgerStore();
      Restored.copy(ledgerAgain(4), longer);
      assertEquals(Code.STORE_OTHER_HISTORY, refused(() -> refill(mine, longer)));
      assertEquals(
          Code.STORE_OTHER_HISTORY,
          refused(() -> permit(mine, new PeerSizes.Known("w", 4, root(longer, 4)))));
    }
  }

  private static MemoryLedgerStore ledgerAgain(int batches) {
    MemoryLedgerStore disk = new MemoryLedgerStore();
    append(begin(disk), 0, batches);
    return disk;
  }

  @Test
  void archive_changedOrCutAnywhere_isRefused() throws Exception {
    byte[] whole = Files.readAllBytes(archive(ledger(2), "whole.archive"));
    long seed = Seed.pick();
    RandomGenerator random = Seed.random(seed);
    for (int i = 0; i < 60; i++) {
      byte[] bad = whole.clone();
      int at = random.nextInt(bad.length);
      if (i % 2 == 0) {
        bad[at] ^= (byte) (1 << random.nextInt(8));
      } else {
        bad = Arrays.copyOf(bad, at);
      }
      Path file = folder.resolve("bad" + i);
      Files.write(file, bad);
      assertEquals(
          Code.ARCHIVE_FORM,
          refused(() -> assertEquals(0, LedgerArchive.open(file).size())),
          "seed " + seed + " at " + at);
    }
  }

  @Test
  void backup_ofARunningSqliteLedger_isWholeAndMarked() {
    try (SqliteLedgerStores files = SqliteLedgerStores.at(folder.resolve("ledgers"))) {
      Ledger ledger = begin(files.create(ID));
      append(ledger, 0, 3);
      Path copy = folder.resolve("copy.db");
      assertEquals(4, files.backUp(ID, copy));
      append(ledger, 3, 4);
      assertEquals(Code.STORE_EXISTS, refused(() -> files.backUp(ID, copy)));
      ledger.close();
      try (SqliteLedgerStore store = SqliteLedgerStore.open(copy)) {
        assertTrue(Fsck.check(store, Workers.SEQUENTIAL).isSound());
        assertEquals(
            Code.STORE_RESTORED,
            refused(() -> Ledger.open(store, Setting.LOG, Setting.environment()).close()));
      }
    }
  }
}
