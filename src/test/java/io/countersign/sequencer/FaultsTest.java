package io.countersign.sequencer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Secp256k1Key;
import io.countersign.core.ledger.Checkpoint;
import io.countersign.core.ledger.Leaf;
import io.countersign.core.ledger.Workers;
import io.countersign.core.merkle.MerkleTree;
import io.countersign.core.merkle.Proofs;
import io.countersign.store.ForwardingStore;
import io.countersign.store.LedgerStore;
import io.countersign.store.LedgerStores;
import io.countersign.store.MemoryLedgerStore;
import io.countersign.store.PostgresAccess;
import io.countersign.store.PostgresLedgerStores;
import io.countersign.store.SqliteLedgerStore;
import io.countersign.store.SqliteLedgerStores;
import io.countersign.store.StoreException;
import io.countersign.testing.Child;
import io.countersign.testing.Seed;
import io.countersign.testing.TestPostgres;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The promise under failure: a receipt is given for what is durable, and for nothing else.
class FaultsTest {
  @TempDir Path folder;

  private static Submission batch(long sequence) {
    return Setting.attestation(Setting.PROVIDER, sequence, Setting.calls(sequence, 7));
  }

  /// Appends batches, and prints each receipt once it has it.
  static final class AppendMain {
    public static void main(String[] args) throws Exception {
      LedgerStores stores = stores(args[0], args[1]);
      Ledger ledger;
      if (hasEntries(stores)) {
        ledger = Ledger.open(stores.open(ID), Setting.LOG, Setting.environment());
      } else {
        Ledger.Creation creation =
            Ledger.create(stores.create(ID), Setting.opening(), Setting.LOG, Setting.environment());
        ledger = ((Ledger.Creation.Created) creation).ledger();
      }
      System.out.println("open " + ledger.size());
      long next = ledger.look(s -> s.nextSequence(Setting.address(Setting.PROVIDER)));
      List<Pending> waiting = new ArrayList<>();
      for (long sequence = next; ; sequence++) {
        waiting.add(ledger.enqueue(batch(sequence)));
        if (waiting.size() == 3) {
          for (Pending p : waiting) {
            Answer answer = p.await();
            Receipt receipt = ((Answer.Accepted) answer).receipt();
            System.out.println(receipt.toProof().toBytes().toHex() + ".");
          }
          waiting.clear();
        }
      }
    }
  }

  private static final Bytes32 ID = Setting.GENESIS.ledgerId();

  /// @param schema empty for a folder of files
  private static LedgerStores stores(String place, String schema) {
    return schema.isEmpty()
        ? SqliteLedgerStores.at(Path.of(place))
        : PostgresLedgerStores.open(
            new PostgresAccess(place, schema, "postgres", "", 3),
            Thread.ofPlatform().daemon().factory());
  }

  private static boolean hasEntries(LedgerStores stores) {
    try (LedgerStore s = stores.read(ID)) {
      return s.head().isPresent();
    } catch (StoreException e) {
      assertEquals(Code.STORE_NOT_FOUND, e.code());
      return false;
    }
  }

  /// `-Dkills=` says how often.
  private static final int KILLS = Integer.getInteger("kills", 10);

  @Test
  @Timeout(3_600)
  void process_killedAtAnyMoment_losesNoReceipt() throws Exception {
    killInALoop(folder.resolve("ledgers").toString(), "");
  }

  @Test
  @Timeout(3_600)
  void process_killedAtAnyMomentOverPostgres_losesNoReceipt() throws Exception {
    killInALoop(TestPostgres.shared().url(), TestPostgres.freshSchema());
  }

  private static void killInALoop(String place, String schema) throws Exception {
    long seed = Seed.pick();
    RandomGenerator random = Seed.random(seed);
    List<Receipt> receipts = new ArrayList<>();
    Known known = new Known(receipts);
    for (int round = 0; round < KILLS; round++) {
      try (Child child = Child.start(AppendMain.class, place, schema)) {
        // In some rounds while it still starts, in the others soon after some receipts: how many
        // there are then does not hang on how busy the machine is.
        Thread killer = round % 5 == 1 ? killAfter(child, random.nextInt(100, 1_500)) : null;
        int enough = receipts.size() + random.nextInt(5, 40);
        for (String line = child.line(); !line.isEmpty(); line = child.line()) {
          if (line.endsWith(".")) { // else the kill cut it off, and nobody got it
            receipts.add(Receipt.parse(Bytes.parseHex(line.substring(0, line.length() - 1))));
          }
          if (receipts.size() >= enough && killer == null) {
            killer = killAfter(child, random.nextInt(0, 60));
          }
        }
        if (killer == null) {
          fail("it ended by itself: seed " + seed + " round " + round);
        } else {
          killer.join();
        }
      }
      try (LedgerStores stores = stores(place, schema)) {
        known.check(stores, "seed " + seed + " round " + round);
      }
    }
    assertTrue(receipts.size() > 20, "receipts before the kills: " + receipts.size());
    try (LedgerStores stores = stores(place, schema);
        Ledger ledger = Ledger.open(stores.open(ID), Setting.LOG, Setting.environment())) {
      long next = ledger.look(s -> s.nextSequence(Setting.address(Setting.PROVIDER)));
      assertEquals(known.size - 1, next, "sequences without gaps");
      Answer last = ledger.submit(batch(next - 1));
      assertInstanceOf(Answer.Duplicate.class, last, "sent again, it is there once");
      Answer more = ledger.submit(batch(next));
      assertInstanceOf(Answer.Accepted.class, more);
    }
  }

  @Test
  @Timeout(600)
  void postgres_restartedUnderLoad_losesNothingAndAnswersEverybody() throws Exception {
    Path data = folder.resolve("postgres");
    String schema = "restarted";
    List<Receipt> receipts = Collections.synchronizedList(new ArrayList<>());
    AtomicInteger closed = new AtomicInteger();
    TestPostgres server = TestPostgres.in(data, 0);
    int port = server.port();
    LedgerStores stores = stores(server.url(), schema);
    Ledger.Creation creation =
        Ledger.create(stores.create(ID), Setting.opening(), Setting.LOG, Setting.environment());
    Ledger ledger = assertInstanceOf(Ledger.Creation.Created.class, creation).ledger();
    CountDownLatch under = new CountDownLatch(20);
    List<Thread> callers = new ArrayList<>();
    for (int n = 0; n < 3; n++) {
      Secp256k1Key attester = n == 0 ? Setting.PROVIDER : Setting.key("attester " + n);
      if (n > 0) {
        Answer added = ledger.submit(Setting.attester(attester));
        assertInstanceOf(Answer.Accepted.class, added);
      }
      long seed = 1_000L * n;
      callers.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; ; i++) {
                      Submission s = Setting.attestation(attester, i, Setting.calls(seed + i, 3));
                      switch (ledger.submit(s)) {
                        case Answer.Accepted a -> receipts.add(a.receipt());
                        case Answer.Closed c -> {
                          closed.incrementAndGet();
                          return;
                        }
                        case Answer other -> throw new AssertionError(other);
                      }
                      under.countDown();
                    }
                  }));
    }
    under.await();
    server.close();
    for (Thread t : callers) {
      t.join();
    }
    assertEquals(3, closed.get(), "every caller is answered");
    assertEquals(Code.STORE_IO, ledger.failure().orElseThrow().code());
    ledger.close();
    try (TestPostgres again = TestPostgres.in(data, port)) {
      assertEquals(port, again.port());
      assertTrue(receipts.size() >= 20, receipts.size() + " receipts");
      new Known(receipts).check(stores, "after the restart");
      // The connections of before are replaced by themselves; nothing has to be set up anew.
      try (Ledger reopened = Ledger.open(stores.open(ID), Setting.LOG, Setting.environment())) {
        long next = reopened.look(s -> s.nextSequence(Setting.address(Setting.PROVIDER)));
        Answer more = reopened.submit(batch(next));
        assertInstanceOf(Answer.Accepted.class, more);
      }
      stores.close();
    }
  }

  @Test
  void ledger_takenOverByAnotherProcess_refusesWithoutAFork() {
    String url = TestPostgres.shared().url();
    String schema = TestPostgres.freshSchema();
    try (LedgerStores one = stores(url, schema);
        LedgerStores two = stores(url, schema)) {
      Ledger.Creation creation =
          Ledger.create(one.create(ID), Setting.opening(), Setting.LOG, Setting.environment());
      Ledger first = assertInstanceOf(Ledger.Creation.Created.class, creation).ledger();
      Answer a = first.submit(batch(0));
      Receipt receipt = assertInstanceOf(Answer.Accepted.class, a).receipt();
      Ledger second = Ledger.open(two.open(ID), Setting.LOG, Setting.environment());
      Answer late = first.submit(batch(1));
      assertEquals(Code.STORE_FENCED, assertInstanceOf(Answer.Closed.class, late).finding().code());
      Answer b = second.submit(Setting.attestation(Setting.PROVIDER, 1, Setting.calls(77, 2)));
      assertInstanceOf(Answer.Accepted.class, b);
      Answer again = second.submit(batch(0));
      assertEquals(receipt, assertInstanceOf(Answer.Duplicate.class, again).first());
      second.close();
      first.close();
    }
  }

  private static Thread killAfter(Child child, int millis) {
    return Thread.ofVirtual()
        .start(
            () -> {
              try {
                Thread.sleep(millis);
                child.kill();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
  }

  /// What is known of a ledger: receipts, and the tree that was last found.
  private static final class Known {
    private final List<Receipt> receipts;

    /// How many of `receipts` were proved to be of the tree that was last found.
    private int proved;

    private long size;
    private Bytes32 root = Bytes32.ZERO;

    /// @param receipts goes on to grow
    Known(List<Receipt> receipts) {
      this.receipts = receipts;
    }

    void check(LedgerStores stores, String context) throws Exception {
      LedgerStore opened;
      try {
        opened = stores.open(ID);
      } catch (StoreException e) {
        assertEquals(Code.STORE_NOT_FOUND, e.code(), context);
        assertEquals(0, size, context);
        return;
      }
      check(opened, context);
    }

    /// Every leaf that a receipt names is there, byte for byte; the tree of before is a prefix of
    /// the one of now, and so is the tree of each new receipt.
    void check(LedgerStore opened, String context) throws Exception {
      try (LedgerStore store = opened) {
        LedgerImage image = LedgerImage.load(store, Workers.SEQUENTIAL);
        MerkleTree tree = image.state().tree();
        List<Bytes> leaves = new ArrayList<>();
        store.leaves(0, tree.size(), (index, leaf) -> leaves.add(leaf));
        for (Receipt receipt : receipts) {
          assertTrue(receipt.index() < leaves.size(), context);
          assertEquals(
              receipt.leaf().toBytes(), leaves.get(Math.toIntExact(receipt.index())), context);
        }
        for (; proved < receipts.size(); proved++) {
          Checkpoint old = receipts.get(proved).verify(Setting.logVkey());
          isPrefix(old.size(), old.root(), tree);
        }
        if (size > 0) {
          isPrefix(size, root, tree);
        }
        size = tree.size();
        root = tree.root();
      }
    }

    private static void isPrefix(long size, Bytes32 root, MerkleTree tree)
        throws MalformedException {
      Proofs.checkConsistency(
          size, tree.size(), root, tree.root(), tree.consistency(size, tree.size()));
    }
  }

  /// Where a commit fails.
  enum Place {
    BEFORE,
    AFTER
  }

  /// A store whose disk fails at one append: before anything is written, or after all of it.
  private static final class FailingStore extends ForwardingStore {
    private final Place place;
    private int countdown;

    FailingStore(LedgerStore store, Place place, int countdown) {
      super(store);
      this.place = place;
      this.countdown = countdown;
    }

    @Override
    public void append(Append append) {
      boolean fails = --countdown == 0;
      if (!fails || place == Place.AFTER) {
        super.append(append);
      }
      if (fails) {
        throw new StoreException(
            new Finding(Code.STORE_FULL, "disk", "room on the disk", "none"),
            new java.io.IOException("no space left"));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void disk_failing_endsTheWriterWithoutAReceiptAndReopeningShowsTheTruth(Place place) {
    MemoryLedgerStore disk = new MemoryLedgerStore();
    FailingStore store = new FailingStore(disk, place, 4);
    Ledger.Creation creation =
        Ledger.create(store, Setting.opening(), Setting.LOG, Setting.environment());
    Ledger ledger = assertInstanceOf(Ledger.Creation.Created.class, creation).ledger();
    for (int i = 0; i < 2; i++) {
      Answer answer = ledger.submit(batch(i));
      assertInstanceOf(Answer.Accepted.class, answer);
    }
    Answer third = ledger.submit(batch(2));
    assertEquals(Code.STORE_FULL, assertInstanceOf(Answer.Closed.class, third).finding().code());
    Answer later = ledger.submit(batch(3));
    assertEquals(Code.STORE_FULL, assertInstanceOf(Answer.Closed.class, later).finding().code());
    assertEquals(Code.STORE_FULL, ledger.failure().orElseThrow().code());
    assertThrows(IllegalStateException.class, ledger::size);

    try (Ledger again = Ledger.open(disk, Setting.LOG, Setting.environment())) {
      assertEquals(place == Place.AFTER ? 4 : 3, again.size());
      Answer resent = again.submit(batch(2));
      if (place == Place.AFTER) {
        assertEquals(3, assertInstanceOf(Answer.Duplicate.class, resent).first().index());
      } else {
        assertEquals(3, assertInstanceOf(Answer.Accepted.class, resent).receipt().index());
      }
    }
  }

  @Test
  void disk_failingUnderManyWaiting_answersThemAll() {
    MemoryLedgerStore disk = new MemoryLedgerStore();
    FailingStore store = new FailingStore(disk, Place.BEFORE, 3);
    Ledger.Creation creation =
        Ledger.create(
            store,
            Setting.opening(),
            Setting.LOG,
            Setting.environment(new Limits(100, 1 << 30, 2, 1 << 30, 1)));
    Ledger ledger = assertInstanceOf(Ledger.Creation.Created.class, creation).ledger();
    List<Pending> pending = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      pending.add(ledger.enqueue(batch(i)));
    }
    int accepted = 0;
    int closed = 0;
    for (Pending p : pending) {
      Answer answer = p.await();
      accepted += answer instanceof Answer.Accepted ? 1 : 0;
      closed += answer instanceof Answer.Closed ? 1 : 0;
    }
    assertEquals(30, accepted + closed);
    assertTrue(closed >= 26, closed + " closed");
    assertEquals(1 + accepted, disk.head().orElseThrow().size(), "a receipt is durable");
    ledger.close();
  }

  @Test
  void diskFull_inSqlite_givesNoReceiptForWhatIsNotThere() throws Exception {
    Path file = folder.resolve("full.ledger");
    SqliteLedgerStore sqlite = SqliteLedgerStore.create(file);
    Ledger.Creation creation =
        Ledger.create(sqlite, Setting.opening(), Setting.LOG, Setting.environment());
    Ledger ledger = assertInstanceOf(Ledger.Creation.Created.class, creation).ledger();
    io.countersign.store.Fault.limitPages(sqlite, 30);
    List<Receipt> receipts = new ArrayList<>();
    Finding reason = null;
    for (int i = 0; reason == null && i < 10_000; i++) {
      switch (ledger.submit(batch(i))) {
        case Answer.Accepted a -> receipts.add(a.receipt());
        case Answer.Closed c -> reason = c.finding();
        case Answer other -> throw new AssertionError(other);
      }
    }
    assertEquals(Code.STORE_FULL, reason == null ? null : reason.code());
    assertTrue(receipts.size() > 3, receipts.size() + " receipts");
    ledger.close();
    Known known = new Known(receipts);
    known.check(SqliteLedgerStore.open(file), "after the full disk");
    assertEquals(receipts.size() + 1L, known.size);
    try (Ledger again =
        Ledger.open(SqliteLedgerStore.open(file), Setting.LOG, Setting.environment())) {
      Answer answer = again.submit(batch(receipts.size()));
      assertInstanceOf(Answer.Accepted.class, answer);
    }
  }

  /// A store that hands out something else than was put in.
  private static final class LyingStore extends ForwardingStore {
    private final String what;

    LyingStore(LedgerStore store, String what) {
      super(store);
      this.what = what;
    }

    private static Bytes flip(Bytes bytes) {
      byte[] b = bytes.toArray();
      b[b.length / 2] ^= 1;
      return Bytes.wrap(b);
    }

    @Override
    public Optional<Head> head() {
      return super.head()
          .map(
              h ->
                  switch (what) {
                    case "frontier" -> new Head(h.size(), flip(h.frontier()), h.checkpoint());
                    case "checkpoint" -> new Head(h.size(), h.frontier(), flip(h.checkpoint()));
                    case "head shorter" -> new Head(h.size() - 1, h.frontier(), h.checkpoint());
                    case "first checkpoint" ->
                        new Head(h.size(), h.frontier(), super.checkpointOf(0).orElseThrow());
                    default -> h;
                  });
    }

    @Override
    public void leaves(long from, long to, LeafSink sink) {
      super.leaves(
          from,
          to,
          (i, leaf) -> {
            if (!(what.equals("leaf missing") && i == 2)) {
              sink.accept(i, what.equals("leaf") && i == 2 ? flip(leaf) : leaf);
            }
          });
    }

    @Override
    public Optional<Bytes> object(Bytes32 hash) {
      Optional<Bytes> object = super.object(hash);
      return switch (what) {
        case "object" -> object.map(o -> o.toUtf8().contains("attestation") ? flip(o) : o);
        case "operator" -> object.map(o -> o.toUtf8().equals(Setting.OPERATOR) ? flip(o) : o);
        default -> object;
      };
    }

    @Override
    public Optional<Bytes> payload(Bytes32 root) {
      return switch (what) {
        case "payload" -> super.payload(root).map(LyingStore::flip);
        case "payload missing" -> Optional.empty();
        default -> super.payload(root);
      };
    }

    @Override
    public Optional<Bytes> meta(String key) {
      return switch (what) {
        case "pepper" -> super.meta(key).map(LyingStore::flip);
        case "pepper missing" -> Optional.empty();
        default -> super.meta(key);
      };
    }
  }

  @Test
  void store_thatHandsOutSomethingElse_isNotOpened() {
    MemoryLedgerStore disk = new MemoryLedgerStore();
    Ledger.Creation creation =
        Ledger.create(disk, Setting.opening(), Setting.LOG, Setting.environment());
    Ledger ledger = assertInstanceOf(Ledger.Creation.Created.class, creation).ledger();
    for (int i = 0; i < 4; i++) {
      Answer answer = ledger.submit(batch(i));
      assertInstanceOf(Answer.Accepted.class, answer);
    }
    assertEquals(5, LedgerImage.load(disk, Workers.SEQUENTIAL).state().size());
    String[] lies = {
      "frontier",
      "checkpoint",
      "head shorter",
      "first checkpoint",
      "leaf",
      "leaf missing",
      "object",
      "operator",
      "payload",
      "payload missing",
      "pepper",
      "pepper missing"
    };
    for (String lie : lies) {
      StoreException e =
          assertThrows(
              StoreException.class,
              () -> LedgerImage.load(new LyingStore(disk, lie), Workers.SEQUENTIAL),
              lie);
      assertEquals(Code.STORE_DAMAGED, e.code(), lie);
    }
    ledger.close();
  }

  @Test
  void leaf_ofAReceipt_isTheStoredOne() throws Exception {
    MemoryLedgerStore disk = new MemoryLedgerStore();
    Ledger.Creation creation =
        Ledger.create(disk, Setting.opening(), Setting.LOG, Setting.environment());
    try (Ledger ledger = assertInstanceOf(Ledger.Creation.Created.class, creation).ledger()) {
      Answer answer = ledger.submit(batch(0));
      Receipt receipt = assertInstanceOf(Answer.Accepted.class, answer).receipt();
      assertEquals(receipt.leaf(), Leaf.parse(disk.leaf(1).orElseThrow()));
    }
  }
}
