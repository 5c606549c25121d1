package io.countersign.sequencer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.crypto.Ed25519Key;
import io.countersign.core.crypto.Secp256k1Key;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.Batch;
import io.countersign.core.ledger.Checkpoint;
import io.countersign.core.ledger.LedgerState;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.ledger.Workers;
import io.countersign.store.LedgerStore;
import io.countersign.store.MemoryLedgerStore;
import io.countersign.store.SqliteLedgerStore;
import io.countersign.store.StoreException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SequencerTest {
  private final List<Ledger> opened = new ArrayList<>();

  @TempDir Path folder;

  @AfterEach
  void shut() {
    opened.forEach(Ledger::close);
  }

  private Ledger fresh(LedgerStore store, Ledger.Environment environment) {
    Ledger.Creation creation = Ledger.create(store, Setting.opening(), Setting.LOG, environment);
    Ledger ledger = assertInstanceOf(Ledger.Creation.Created.class, creation).ledger();
    opened.add(ledger);
    return ledger;
  }

  private Ledger fresh() {
    return fresh(new MemoryLedgerStore(), Setting.environment());
  }

  private static Receipt accepted(Answer answer) throws Exception {
    Receipt receipt = assertInstanceOf(Answer.Accepted.class, answer).receipt();
    check(receipt);
    return receipt;
  }

  /// A receipt proves itself with the log's key alone, and survives its file form.
  private static void check(Receipt receipt) throws Exception {
    Checkpoint checkpoint = receipt.verify(Setting.logVkey());
    assertTrue(checkpoint.size() > receipt.index());
    Receipt back = Receipt.parse(receipt.toProof().toBytes());
    assertEquals(receipt.leaf(), back.leaf());
    assertEquals(checkpoint, back.verify(Setting.logVkey()));
  }

  private static Submission batch(long sequence, int seed) {
    return Setting.attestation(Setting.PROVIDER, sequence, Setting.calls(seed, 5));
  }

  @Test
  void ledger_created_holdsItsAgreement() throws Exception {
    Ledger ledger = fresh();
    assertEquals(1, ledger.size());
    assertEquals(1, ledger.history().versions().size());
    check(LedgerImage.load(ledger.store(), Workers.SEQUENTIAL).receipt(0));
    assertEquals(Setting.GENESIS, LedgerImage.genesis(ledger.store()));
    assertEquals(Setting.GENESIS, ledger.genesis());
  }

  @Test
  void submission_good_isAcceptedWithAReceiptThatVerifies() throws Exception {
    Ledger ledger = fresh();
    for (int i = 0; i < 20; i++) {
      Receipt receipt = accepted(ledger.submit(batch(i, i)));
      assertEquals(i + 1, receipt.index());
      assertEquals(5L * (i + 1), receipt.leaf().records());
      assertEquals(receipt.checkpoint(), ledger.checkpoint());
    }
  }

  @Test
  void submission_again_isTheFirstReceiptToTheByte() throws Exception {
    Ledger ledger = fresh();
    Receipt first = accepted(ledger.submit(batch(0, 0)));
    accepted(ledger.submit(batch(1, 1)));
    Answer answer = ledger.submit(batch(0, 0));
    Receipt again = assertInstanceOf(Answer.Duplicate.class, answer).first();
    assertEquals(first, again);
    assertEquals(3, ledger.size());
  }

  @Test
  void sequence_usedForAnotherBatch_isAConflictWithTheFirstReceipt() throws Exception {
    Ledger ledger = fresh();
    Receipt first = accepted(ledger.submit(batch(0, 0)));
    Answer answer = ledger.submit(batch(0, 9));
    Answer.Conflict conflict = assertInstanceOf(Answer.Conflict.class, answer);
    assertEquals(first, conflict.first());
    Refusal refusal = Refusal.open(conflict.note().toBytes(), Setting.logVkey());
    assertEquals(Code.ATTESTATION_CONFLICT.id(), refusal.code());
    assertEquals(2, ledger.size());
  }

  @Test
  void sequence_tooHigh_isAGapWithTheNextNumberAndUsesNone() throws Exception {
    Ledger ledger = fresh();
    accepted(ledger.submit(batch(0, 0)));
    Answer answer = ledger.submit(batch(3, 3));
    Answer.Gap gap = assertInstanceOf(Answer.Gap.class, answer);
    assertEquals(1, gap.next());
    Refusal refusal = Refusal.open(gap.note().toBytes(), Setting.logVkey());
    assertEquals(
        new Refusal(
            Setting.GENESIS.ledgerId(),
            refusal.digest(),
            Code.ATTESTATION_GAP.id(),
            2,
            Setting.NOW / 1000),
        refusal);
    accepted(ledger.submit(batch(1, 1)));
  }

  @Test
  void batch_withBadRecords_isRefusedWithEachAndUsesNoNumber() throws Exception {
    Ledger ledger = fresh();
    accepted(ledger.submit(batch(0, 0)));
    List<UsageRecord> records = new ArrayList<>(Setting.calls(1, 6));
    UsageRecord old = Setting.calls(0, 5).get(2);
    records.set(1, old);
    records.set(
        3,
        new UsageRecord(
            old.at(),
            old.data().with("talk_s", Json.of(77_777)),
            Setting.calls(0, 5).get(3).id(),
            0,
            Setting.calls(0, 5).get(3).source(),
            "call"));
    records.set(4, new UsageRecord(1, old.data(), "before", 0, "s", "call"));
    records.set(5, new UsageRecord(Setting.NOW / 1000 + 301, old.data(), "ahead", 0, "s", "call"));
    records.add(new UsageRecord(old.at(), old.data().without("talk_s"), "bare", 0, "s", "call"));
    records.add(new UsageRecord(old.at(), old.data(), "typed", 0, "s", "chat"));
    Answer answer = ledger.submit(Setting.attestation(Setting.PROVIDER, 1, records));
    Answer.Refused refused = assertInstanceOf(Answer.Refused.class, answer);
    assertEquals(
        List.of(
            Code.RECORD_DUPLICATE,
            Code.RECORD_CONFLICT,
            Code.RECORD_OUTSIDE_TERM,
            Code.RECORD_AHEAD,
            Code.RECORD_FIELD_MISSING,
            Code.RECORD_TYPE_UNKNOWN),
        refused.findings().stream().map(f -> f.code()).toList());
    Refusal refusal = Refusal.open(refused.note().orElseThrow().toBytes(), Setting.logVkey());
    assertEquals(Code.RECORD_DUPLICATE.id(), refusal.code());
    assertEquals(2, ledger.size());
    accepted(ledger.submit(batch(1, 1)));
  }

  @Test
  void submission_ofAStranger_isRefusedWithoutASignedNote() throws Exception {
    Ledger ledger = fresh();
    Submission[] bad = {
      Setting.attestation(Setting.STRANGER, 0, Setting.calls(1, 2)),
      Setting.attestation(Setting.PROVIDER, Setting.STRANGER, 0, Setting.calls(1, 2)),
      Submission.of(Bytes.utf8("{\"fields\":{}")),
      Submission.of(Bytes.utf8("neither JSON nor a note")),
      Submission.of(Bytes.EMPTY)
    };
    for (Submission submission : bad) {
      Answer answer = ledger.submit(submission);
      assertEquals(
          Optional.empty(), assertInstanceOf(Answer.Refused.class, answer).note(), "" + answer);
    }
    assertEquals(1, ledger.size());
  }

  @Test
  void batch_withoutOrWithAnotherPayload_isRefused() throws Exception {
    Ledger ledger = fresh();
    Submission good = batch(0, 0);
    Answer none = ledger.submit(Submission.of(good.envelope()));
    assertEquals(
        Code.PAYLOAD_MISSING, assertInstanceOf(Answer.Refused.class, none).reason().code());
    Answer other =
        ledger.submit(Submission.attestation(good.envelope(), batch(0, 1).payload().orElseThrow()));
    assertEquals(Code.PAYLOAD_ROOT, assertInstanceOf(Answer.Refused.class, other).reason().code());
    Answer cut =
        ledger.submit(
            Submission.attestation(
                good.envelope(),
                Bytes.wrap(
                    java.util.Arrays.copyOf(good.payload().orElseThrow().unsafeArray(), 100))));
    assertEquals(Code.PAYLOAD_FORM, assertInstanceOf(Answer.Refused.class, cut).reason().code());
    accepted(ledger.submit(good));
  }

  @Test
  void objects_thatTheEntryDoesNotName_areNotKept() throws Exception {
    Ledger ledger = fresh();
    Submission good = batch(0, 0);
    Bytes stray = Bytes.utf8("stray");
    accepted(ledger.submit(new Submission(good.envelope(), List.of(stray), good.payload())));
    List<Bytes> objects = new ArrayList<>();
    ledger.store().objects((k, b) -> objects.add(b));
    assertTrue(!objects.contains(stray));
    Opening opening = Setting.opening();
    assertEquals(
        Set.of(
            opening.envelope(),
            opening.terms(),
            Bytes.utf8(opening.operatorName()),
            good.envelope()),
        new HashSet<>(objects));
  }

  @Test
  void time_ofLeaves_neverGoesBack() throws Exception {
    AtomicLong now = new AtomicLong(Setting.NOW);
    InstantSource clock =
        new InstantSource() {
          @Override
          public Instant instant() {
            return Instant.ofEpochMilli(now.get());
          }
        };
    Ledger.Environment e = Setting.environment();
    Ledger ledger =
        fresh(
            new MemoryLedgerStore(),
            new Ledger.Environment(clock, e.threads(), e.workers(), e.limits()));
    now.addAndGet(10_000);
    assertEquals(Setting.NOW + 10_000, accepted(ledger.submit(batch(0, 0))).leaf().time());
    now.addAndGet(-5_000);
    assertEquals(Setting.NOW + 10_000, accepted(ledger.submit(batch(1, 1))).leaf().time());
    now.addAndGet(6_000);
    assertEquals(Setting.NOW + 11_000, accepted(ledger.submit(batch(2, 2))).leaf().time());
  }

  @Test
  void group_ofManyThreads_isCommittedTogetherAndEachGetsItsOwnReceipt() throws Exception {
    int threads = 16;
    int each = 12;
    CountingStore store = new CountingStore(new MemoryLedgerStore());
    Ledger ledger = fresh(store, Setting.environment());
    List<Secp256k1Key> attesters = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      attesters.add(Setting.key("attester " + t));
      accepted(ledger.submit(Setting.attester(attesters.get(t))));
    }
    List<List<Submission>> work = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      List<Submission> mine = new ArrayList<>();
      for (int i = 0; i < each; i++) {
        mine.add(Setting.attestation(attesters.get(t), i, Setting.calls(1_000L + t * 100L + i, 3)));
      }
      work.add(mine);
    }
    int before = store.appends();
    store.holdFirst();
    List<Receipt> receipts = java.util.Collections.synchronizedList(new ArrayList<>());
    List<Throwable> faults = java.util.Collections.synchronizedList(new ArrayList<>());
    List<Thread> running = new ArrayList<>();
    for (List<Submission> mine : work) {
      running.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      List<Pending> pending = mine.stream().map(ledger::enqueue).toList();
                      for (Pending p : pending) {
                        receipts.add(accepted(p.await()));
                      }
                    } catch (Throwable e) {
                      faults.add(e);
                    }
                  }));
    }
    Thread.sleep(100);
    store.release();
    for (Thread t : running) {
      t.join();
    }
    assertEquals(List.of(), faults);
    Set<Long> indexes = new HashSet<>();
    receipts.forEach(r -> indexes.add(r.index()));
    assertEquals(threads * each, indexes.size());
    assertEquals(1L + threads + (long) threads * each, ledger.size());
    assertTrue(
        store.appends() - before < threads * each / 2,
        "groups: " + (store.appends() - before) + " commits");
    LedgerImage image = LedgerImage.load(ledger.store(), Workers.SEQUENTIAL);
    assertEquals(ledger.size(), image.state().size());
  }

  @Test
  void duplicate_withinOneGroup_getsTheReceiptOfTheSameCommit() throws Exception {
    CountingStore store = new CountingStore(new MemoryLedgerStore());
    Ledger ledger = fresh(store, Setting.environment());
    store.holdFirst();
    Pending hold = ledger.enqueue(batch(0, 0));
    store.awaitHeld();
    Pending a = ledger.enqueue(batch(1, 1));
    Pending b = ledger.enqueue(batch(1, 1));
    Pending c = ledger.enqueue(batch(1, 2));
    store.release();
    accepted(hold.await());
    Receipt first = accepted(a.await());
    assertEquals(first, assertInstanceOf(Answer.Duplicate.class, b.await()).first());
    assertEquals(first, assertInstanceOf(Answer.Conflict.class, c.await()).first());
  }

  @Test
  void queue_full_answersBusyAndTakesMoreLater() throws Exception {
    CountingStore store = new CountingStore(new MemoryLedgerStore());
    Ledger ledger = fresh(store, Setting.environment(new Limits(2, 1 << 20, 10, 1 << 20, 250)));
    store.holdFirst();
    Pending held = ledger.enqueue(batch(0, 0));
    store.awaitHeld();
    Pending one = ledger.enqueue(batch(1, 1));
    Pending two = ledger.enqueue(batch(2, 2));
    Answer answer = ledger.submit(batch(3, 3));
    Answer.Busy busy = assertInstanceOf(Answer.Busy.class, answer);
    assertEquals(250, busy.retryAfterMillis());
    assertEquals(Code.SEQUENCER_BUSY, busy.finding().code());
    store.release();
    accepted(held.await());
    accepted(one.await());
    accepted(two.await());
    accepted(ledger.submit(batch(3, 3)));
  }

  @Test
  void queue_fullByBytes_answersBusyButTakesOneOfAnySize() throws Exception {
    CountingStore store = new CountingStore(new MemoryLedgerStore());
    Ledger ledger = fresh(store, Setting.environment(new Limits(100, 100, 10, 100, 1)));
    store.holdFirst();
    Pending held = ledger.enqueue(batch(0, 0));
    store.awaitHeld();
    Pending one = ledger.enqueue(batch(1, 1));
    Answer answer = ledger.submit(batch(2, 2));
    assertInstanceOf(Answer.Busy.class, answer);
    store.release();
    accepted(held.await());
    accepted(one.await());
  }

  @Test
  void close_answersWhatWaitsAndThenTakesNothing() throws Exception {
    CountingStore store = new CountingStore(new MemoryLedgerStore());
    Ledger ledger = fresh(store, Setting.environment());
    store.holdFirst();
    Pending held = ledger.enqueue(batch(0, 0));
    store.awaitHeld();
    Pending waiting = ledger.enqueue(batch(1, 1));
    Thread closer = Thread.ofVirtual().start(ledger::close);
    Thread.sleep(50);
    store.release();
    closer.join();
    accepted(held.await());
    accepted(waiting.await());
    Answer answer = ledger.submit(batch(2, 2));
    assertEquals(
        Code.SEQUENCER_CLOSED, assertInstanceOf(Answer.Closed.class, answer).finding().code());
    assertThrows(IllegalStateException.class, ledger::size);
  }

  @Test
  void ledger_reopened_goesOnWhereItWas() throws Exception {
    Path file = folder.resolve("l.ledger");
    Bytes checkpoint;
    Receipt first;
    try (Ledger ledger = fresh(SqliteLedgerStore.create(file), Setting.environment())) {
      first = accepted(ledger.submit(batch(0, 0)));
      accepted(ledger.submit(batch(1, 1)));
      checkpoint = ledger.checkpoint().toBytes();
    }
    try (Ledger ledger =
        Ledger.open(SqliteLedgerStore.open(file), Setting.LOG, Setting.environment())) {
      assertEquals(3, ledger.size());
      assertEquals(checkpoint, ledger.checkpoint().toBytes());
      Answer again = ledger.submit(batch(0, 0));
      assertEquals(first, assertInstanceOf(Answer.Duplicate.class, again).first());
      // The duplicate rule was rebuilt from the records.
      Answer reused =
          ledger.submit(
              Setting.attestation(Setting.PROVIDER, 2, Setting.calls(0, 5).subList(0, 1)));
      assertEquals(
          Code.RECORD_DUPLICATE, assertInstanceOf(Answer.Refused.class, reused).reason().code());
      assertEquals(3, accepted(ledger.submit(batch(2, 2))).index());
    }
  }

  @Test
  void open_withAnotherLogKey_isRefused() throws Exception {
    Path file = folder.resolve("l.ledger");
    fresh(SqliteLedgerStore.create(file), Setting.environment()).close();
    try (LedgerStore store = SqliteLedgerStore.open(file)) {
      Ed25519Key other = Ed25519Key.of(Setting.hash("other"));
      StoreException e =
          assertThrows(
              StoreException.class, () -> Ledger.open(store, other, Setting.environment()));
      assertEquals(Code.SEQUENCER_LOG_KEY, e.code());
    }
  }

  @Test
  void create_withWhatGenesisDoesNotName_isRefusedAndLeavesTheStoreEmpty() {
    Opening good = Setting.opening();
    Opening[] bad = {
      new Opening(good.envelope(), good.terms(), "other.example", good.pepper()),
      new Opening(good.envelope(), good.terms(), good.operatorName(), Bytes32.ZERO),
      new Opening(good.envelope(), Bytes.utf8("{}"), good.operatorName(), good.pepper()),
      new Opening(Bytes.utf8("{}"), good.terms(), good.operatorName(), good.pepper()),
      new Opening(batch(0, 0).envelope(), good.terms(), good.operatorName(), good.pepper())
    };
    for (Opening opening : bad) {
      MemoryLedgerStore store = new MemoryLedgerStore();
      assertInstanceOf(
          Ledger.Creation.Refused.class,
          Ledger.create(store, opening, Setting.LOG, Setting.environment()));
      assertEquals(Optional.empty(), store.head());
    }
    MemoryLedgerStore store = new MemoryLedgerStore();
    assertInstanceOf(
        Ledger.Creation.Refused.class,
        Ledger.create(store, good, Ed25519Key.of(Setting.hash("other")), Setting.environment()));
    assertEquals(Optional.empty(), store.head());
  }

  @Test
  void create_inAStoreWithALedger_isRefused() {
    Ledger ledger = fresh();
    StoreException e =
        assertThrows(
            StoreException.class,
            () ->
                Ledger.create(
                    ledger.store(), Setting.opening(), Setting.LOG, Setting.environment()));
    assertEquals(Code.STORE_EXISTS, e.code());
  }

  @Test
  void look_seesOnlyWhatIsDurable() throws Exception {
    CountingStore store = new CountingStore(new MemoryLedgerStore());
    Ledger ledger = fresh(store, Setting.environment());
    store.holdFirst();
    Pending held = ledger.enqueue(batch(0, 0));
    store.awaitHeld();
    CountDownLatch done = new CountDownLatch(1);
    List<Long> sizes = java.util.Collections.synchronizedList(new ArrayList<>());
    Thread.ofVirtual()
        .start(
            () -> {
              sizes.add(ledger.look(LedgerState::size));
              sizes.add(store.head().orElseThrow().size());
              done.countDown();
            });
    Thread.sleep(50);
    assertEquals(List.of(), sizes);
    store.release();
    accepted(held.await());
    done.await();
    assertEquals(List.of(2L, 2L), sizes);
    assertThrows(
        ArithmeticException.class,
        () ->
            ledger.look(
                s -> {
                  throw new ArithmeticException("of the question");
                }));
    accepted(ledger.submit(batch(1, 1)));
  }

  @Test
  void history_ofALedger_holdsItsRecords() throws Exception {
    Ledger ledger = fresh();
    accepted(ledger.submit(batch(0, 0)));
    List<Batch> batches = ledger.history().batches();
    assertEquals(1, batches.size());
    assertEquals(
        Setting.calls(0, 5),
        batches.getFirst().records().stream().map(r -> r.usage().orElseThrow()).toList());
    assertNotEquals(Setting.calls(1, 5), Setting.calls(0, 5));
  }
}
