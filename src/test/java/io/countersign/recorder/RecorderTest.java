package io.countersign.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.crypto.Secp256k1Key;
import io.countersign.core.ledger.HeldRecord;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.ledger.Workers;
import io.countersign.sequencer.Answer;
import io.countersign.sequencer.Ledger;
import io.countersign.sequencer.Receipt;
import io.countersign.sequencer.Setting;
import io.countersign.sequencer.Submission;
import io.countersign.store.MemoryLedgerStore;
import io.countersign.store.SqliteOutbox;
import io.countersign.store.StoreException;
import io.countersign.testing.Seed;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A recorder over a real ledger, through a node that fails in each way in which nodes fail.
final class RecorderTest {
  private static final Secp256k1Key KEY = Setting.PROVIDER;

  @TempDir Path folder;

  private final long seed = Seed.pick();
  private final RandomGenerator random = Seed.random(seed);
  private long now = Setting.NOW;
  private final InstantSource clock = () -> Instant.ofEpochMilli(now);
  private Ledger ledger = open();
  private Faulty node = new Faulty();
  private SqliteOutbox outbox;
  private Recorder recorder;

  private static Ledger open() {
    return assertInstanceOf(
            Ledger.Creation.Created.class,
            Ledger.create(
                new MemoryLedgerStore(), Setting.opening(), Setting.LOG, Setting.environment()))
        .ledger();
  }

  /// The ledger as a node shows it; `fault` changes what comes of a submission.
  private final class Faulty extends LocalNode {
    UnaryOperator<Reached<Answer>> fault = UnaryOperator.identity();
    boolean away;

    Faulty() {
      super(() -> ledger);
    }

    @Override
    public Reached<Standing> standing(io.countersign.core.crypto.Address attester) {
      return away ? gone() : super.standing(attester);
    }

    @Override
    public Reached<Answer> submit(Submission submission) {
      return away ? gone() : fault.apply(super.submit(submission));
    }
  }

  private static <T> RecorderNode.Reached<T> gone() {
    return new RecorderNode.Reached.No<>(
        new Finding(Code.NODE_UNREACHABLE, "node", "an answer", "none"));
  }

  @BeforeEach
  void begin() {
    restart(new Recorder.Settings(10, Duration.ofSeconds(10), 1_000, 1 << 20));
  }

  private void restart(Recorder.Settings settings) {
    if (outbox != null) {
      outbox.close();
    }
    outbox =
        SqliteOutbox.open(
            folder.resolve("outbox.db"),
            Recorder.owner(Setting.GENESIS.ledgerId(), Setting.address(KEY)));
    recorder =
        new Recorder(
            outbox,
            node,
            Setting.GENESIS,
            Setting.PEPPER,
            KEY,
            settings,
            new Recorder.World(clock, random, Workers.SEQUENTIAL));
  }

  @AfterEach
  void end() {
    outbox.close();
    ledger.close();
  }

  private static final List<UsageRecord> CALLS = Setting.calls(1, 2_000);

  /// The first of always the same calls.
  private static List<UsageRecord> calls(int count) {
    return CALLS.subList(0, count);
  }

  private List<Recorder.Verdict> take(List<UsageRecord> records) {
    return assertInstanceOf(Recorder.Intake.Done.class, recorder.take(records)).verdicts();
  }

  private void settle() {
    for (int i = 0; i < 200; i++) {
      recorder.step();
    }
  }

  /// Every record of the ledger by its name; fails where one stands twice.
  private Map<String, UsageRecord> held() {
    Map<String, UsageRecord> out = new HashMap<>();
    ledger
        .history()
        .batches()
        .forEach(
            b ->
                b.records()
                    .forEach(
                        h -> {
                          UsageRecord r = ((HeldRecord.Full) h).record();
                          assertEquals(null, out.put(r.source() + "/" + r.id(), r), "twice");
                        }));
    return out;
  }

  private void mustHold(List<UsageRecord> records) {
    Map<String, UsageRecord> held = held();
    assertEquals(records.size(), held.size(), () -> "seed " + seed + " " + recorder.state());
    for (UsageRecord r : records) {
      assertEquals(r, held.get(r.source() + "/" + r.id()));
    }
  }

  // Batching.

  @Test
  void step_fullBatches_goAtOnceAndTheRestAfterItsTime() {
    take(calls(25));
    settle();
    assertEquals(20, held().size());
    now += 9_999;
    settle();
    assertEquals(20, held().size());
    now += 1;
    settle();
    mustHold(calls(25));
    assertEquals(3, ledger.history().batches().size());
    assertEquals(new Recorder.State(0, 0, 3, Optional.empty()), recorder.state());
  }

  @Test
  void drain_partOfABatch_sendsIt() throws Exception {
    take(calls(3));
    assertTrue(recorder.drain(Duration.ofSeconds(1), why -> {}));
    mustHold(calls(3));
  }

  @Test
  void take_sameRecordAgain_isADuplicateBeforeAndAfterItWasSent() {
    take(calls(10));
    assertInstanceOf(Recorder.Verdict.Duplicate.class, take(calls(1)).getFirst());
    settle();
    assertInstanceOf(Recorder.Verdict.Duplicate.class, take(calls(1)).getFirst());
    restart(Recorder.Settings.STANDARD);
    assertInstanceOf(Recorder.Verdict.Duplicate.class, take(calls(1)).getFirst());
    mustHold(calls(10));
  }

  @Test
  void take_otherRecordOfTheName_isRefused() {
    take(calls(1));
    UsageRecord first = calls(1).getFirst();
    UsageRecord other =
        new UsageRecord(
            first.at() + 1, first.data(), first.id(), first.rev(), first.source(), first.type());
    Recorder.Verdict.Refused refused =
        assertInstanceOf(Recorder.Verdict.Refused.class, take(List.of(other)).getFirst());
    assertEquals(Code.EVENT_CONFLICT, refused.why().code());
  }

  @Test
  void take_againstTheTerms_refusesEachBadRecordAlone() {
    recorder.step();
    UsageRecord good = calls(2).get(0);
    UsageRecord of = calls(2).get(1);
    UsageRecord bad = new UsageRecord(of.at(), of.data(), of.id(), of.rev(), of.source(), "fax");
    UsageRecord ahead =
        new UsageRecord(now / 1_000 + 301, of.data(), "later", of.rev(), of.source(), of.type());
    List<Recorder.Verdict> verdicts = take(List.of(bad, good, ahead));
    assertEquals(
        Code.RECORD_TYPE_UNKNOWN,
        assertInstanceOf(Recorder.Verdict.Refused.class, verdicts.get(0)).why().code());
    assertInstanceOf(Recorder.Verdict.Taken.class, verdicts.get(1));
    assertEquals(
        Code.RECORD_AHEAD,
        assertInstanceOf(Recorder.Verdict.Refused.class, verdicts.get(2)).why().code());
  }

  @Test
  void take_beyondTheQueue_takesNothingUntilThereIsRoom() {
    restart(new Recorder.Settings(10, Duration.ofSeconds(10), 25, 1 << 20));
    node.away = true;
    take(calls(20));
    Recorder.Intake.Full full =
        assertInstanceOf(Recorder.Intake.Full.class, recorder.take(Setting.calls(2, 6)));
    assertEquals(Code.RECORDER_FULL, full.why().code());
    assertEquals(20, outbox.load().waiting());
    assertInstanceOf(Recorder.Intake.Done.class, recorder.take(Setting.calls(2, 5)));
    node.away = false;
    now += 60_000;
    settle();
    assertInstanceOf(Recorder.Intake.Done.class, recorder.take(Setting.calls(3, 6)));
  }

  // Nodes that fail.

  @Test
  void step_answersLost_deliversOnce() {
    node.fault = a -> random.nextInt(3) > 0 ? gone() : a;
    take(calls(100));
    settle();
    mustHold(calls(100));
    assertEquals(10, ledger.history().batches().size());
  }

  @Test
  void step_busyOrClosed_sendsTheSameAgain() {
    int[] left = {3};
    node.fault =
        a ->
            left[0]-- > 0
                ? new RecorderNode.Reached.Yes<>(
                    left[0] % 2 == 0
                        ? new Answer.Busy(
                            new Finding(Code.SEQUENCER_BUSY, "queue", "room", "none"), 5)
                        : new Answer.Closed(
                            new Finding(Code.SEQUENCER_CLOSED, "writer", "one", "none")))
                : a;
    take(calls(10));
    settle();
    mustHold(calls(10));
    assertEquals(Optional.empty(), recorder.state().trouble());
  }

  @Test
  void step_receiptOfAnotherBatch_isNoReceipt() {
    List<Receipt> receipts = new ArrayList<>();
    boolean[] lie = {true};
    node.fault =
        a -> {
          if (a instanceof RecorderNode.Reached.Yes<Answer> y
              && y.value() instanceof Answer.Accepted accepted) {
            receipts.add(accepted.receipt());
          }
          return lie[0] && receipts.size() == 2
              ? new RecorderNode.Reached.Yes<>(new Answer.Accepted(receipts.getFirst()))
              : a;
        };
    take(calls(20));
    for (int i = 0; i < 5; i++) {
      recorder.step();
    }
    assertEquals(Code.NODE_ANSWER, recorder.state().trouble().orElseThrow().code());
    assertEquals(10, outbox.load().waiting());
    lie[0] = false;
    settle();
    mustHold(calls(20));
  }

  @Test
  void step_recordsThatOnlyTheLedgerRefuses_areKeptWithTheirReasonAndTheOthersGo() {
    List<UsageRecord> all = calls(20);
    // Another machine of the provider was first with three of them; one with other content.
    UsageRecord of = all.get(4);
    UsageRecord other =
        new UsageRecord(of.at() + 1, of.data(), of.id(), of.rev(), of.source(), of.type());
    assertInstanceOf(Answer.Accepted.class, ledger.submit(Setting.attester(Setting.STRANGER)));
    assertInstanceOf(
        Answer.Accepted.class,
        ledger.submit(
            Setting.attestation(Setting.STRANGER, 0, List.of(all.get(2), other, all.get(17)))));
    take(all);
    settle();
    now += 10_000;
    settle();
    assertEquals(20, held().size());
    assertEquals(other, held().get(of.source() + "/" + of.id()));
    assertEquals(0, outbox.load().waiting());
    List<SqliteOutbox.Refused> refused = outbox.refused(10);
    assertEquals(1, refused.size());
    assertEquals(of.id(), refused.getFirst().id());
    assertTrue(refused.getFirst().reason().contains(Code.RECORD_CONFLICT.id()));
    assertEquals(2, recorder.state().nextSequence(), "a refused batch uses no number");
  }

  @Test
  void step_keyThatMayNotAttest_waitsUntilItMay() {
    outbox.close();
    outbox =
        SqliteOutbox.open(
            folder.resolve("other.db"),
            Recorder.owner(Setting.GENESIS.ledgerId(), Setting.address(Setting.STRANGER)));
    recorder =
        new Recorder(
            outbox,
            node,
            Setting.GENESIS,
            Setting.PEPPER,
            Setting.STRANGER,
            new Recorder.Settings(10, Duration.ofSeconds(10), 1_000, 1 << 20),
            new Recorder.World(clock, random, Workers.SEQUENTIAL));
    take(calls(10));
    settle();
    assertEquals(Code.RECORDER_KEY, recorder.state().trouble().orElseThrow().code());
    assertInstanceOf(Answer.Accepted.class, ledger.submit(Setting.attester(Setting.STRANGER)));
    settle();
    mustHold(calls(10));
  }

  // Files that are lost or old.

  @Test
  void open_anothersOutbox_isRefused() {
    outbox.close();
    StoreException e =
        assertThrows(
            StoreException.class, () -> SqliteOutbox.open(folder.resolve("outbox.db"), "another"));
    assertEquals(Code.OUTBOX_OTHER, e.finding().code());
    restart(Recorder.Settings.STANDARD);
  }

  @Test
  void restart_atEachStep_goesOnWithTheSameBatch() {
    node.fault = a -> gone();
    take(calls(10));
    for (int i = 0; i < 5; i++) {
      recorder.step();
      restart(new Recorder.Settings(10, Duration.ofSeconds(10), 1_000, 1 << 20));
    }
    Bytes kept = outbox.open().orElseThrow().envelope();
    node.fault = UnaryOperator.identity();
    settle();
    mustHold(calls(10));
    long entry = ledger.history().batches().getFirst().entryIndex();
    assertEquals(
        kept,
        ledger.store().object(io.countersign.core.crypto.Sha256.hash(kept)).orElseThrow(),
        "entry " + entry);
  }

  @Test
  void step_outboxThatWasLost_goesOnWithTheNumberOfTheNode() {
    take(calls(20));
    settle();
    outbox.close();
    outbox =
        SqliteOutbox.open(
            folder.resolve("fresh.db"),
            Recorder.owner(Setting.GENESIS.ledgerId(), Setting.address(KEY)));
    recorder =
        new Recorder(
            outbox,
            node,
            Setting.GENESIS,
            Setting.PEPPER,
            KEY,
            new Recorder.Settings(10, Duration.ofSeconds(10), 1_000, 1 << 20),
            new Recorder.World(clock, random, Workers.SEQUENTIAL));
    take(calls(30)); // twenty of them are in the ledger already
    now += 60_000;
    settle();
    now += 60_000;
    settle();
    mustHold(calls(30));
    assertEquals(0, outbox.load().waiting());
    assertEquals(List.of(), outbox.refused(10));
  }

  @Test
  void step_numberUsedForAnotherBatch_takesTheNext() {
    take(calls(10));
    node.fault = a -> gone();
    node.away = false;
    // Somebody else signs with the same key meanwhile, so number 0 is gone when ours arrives.
    assertInstanceOf(
        Answer.Accepted.class, ledger.submit(Setting.attestation(KEY, 0, Setting.calls(9, 1))));
    node.fault = UnaryOperator.identity();
    settle();
    List<UsageRecord> all = new ArrayList<>(calls(10));
    all.addAll(Setting.calls(9, 1));
    mustHold(all);
  }

  @Test
  void step_sealedBatchWhoseNumberIsGone_isMadeAnew() {
    node.fault = a -> gone();
    RecorderNode.Reached<?> before = node.standing(Setting.address(KEY));
    assertInstanceOf(RecorderNode.Reached.Yes.class, before);
    node.blocked = true;
    take(calls(10));
    recorder.step(); // signed and kept, but it did not arrive
    assertTrue(outbox.open().isPresent());
    node.blocked = false;
    assertInstanceOf(
        Answer.Accepted.class, ledger.submit(Setting.attestation(KEY, 0, Setting.calls(9, 1))));
    node.fault = UnaryOperator.identity();
    settle();
    List<UsageRecord> all = new ArrayList<>(calls(10));
    all.addAll(Setting.calls(9, 1));
    mustHold(all);
  }

  @Test
  void step_ledgerThatLostItsEnd_stopsAndGoesOnOnceItWasRefilled() {
    take(calls(30));
    settle();
    Ledger whole = ledger;
    ledger = open(); // the operator restored a copy from before
    take(Setting.calls(2, 10));
    settle();
    assertEquals(Map.of(), held(), "nothing is signed for another history");
    Finding trouble = recorder.state().trouble().orElseThrow();
    assertEquals(Code.RECORDER_STOPPED, trouble.code());
    assertTrue(trouble.found().contains(Code.SEEN_SIZE.id()), trouble::toString);
    ledger.close();
    ledger = whole;
    now += 120_000;
    settle();
    List<UsageRecord> all = new ArrayList<>(calls(30));
    all.addAll(Setting.calls(2, 10));
    mustHold(all);
    assertEquals(Optional.empty(), recorder.state().trouble());
  }

  @Test
  void step_nodeThatExpectsAnEarlierNumber_getsTheBatchesFromThereAgain() {
    take(calls(20));
    settle();
    List<Long> seen = new ArrayList<>();
    boolean[] once = {true};
    node.fault =
        a -> {
          if (once[0]) {
            once[0] = false;
            return new RecorderNode.Reached.Yes<>(
                new Answer.Gap(
                    0,
                    new Finding(Code.ATTESTATION_GAP, "sequence", "0", "2"),
                    ledger.checkpoint()));
          }
          if (a instanceof RecorderNode.Reached.Yes<Answer> y
              && y.value() instanceof Answer.Duplicate d) {
            seen.add(d.first().index());
          }
          return a;
        };
    take(Setting.calls(2, 10));
    settle();
    assertEquals(List.of(1L, 2L, 3L), seen.stream().distinct().sorted().toList());
    assertEquals(30, held().size());
  }

  @Test
  void take_andStep_fromManyThreads_loseAndDoubleNothing() throws Exception {
    restart(new Recorder.Settings(50, Duration.ZERO, 100_000, 1 << 30));
    node.fault = a -> random.nextInt(4) == 0 ? gone() : a;
    List<UsageRecord> all = calls(2_000);
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      int part = t;
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int i = part * 500; i < part * 500 + 500; i += 7) {
                      take(all.subList(i, Math.min(i + 7, part * 500 + 500)));
                    }
                  }));
    }
    boolean alive = true;
    while (alive) {
      recorder.step();
      alive = false;
      for (Thread t : threads) {
        alive |= t.isAlive();
      }
    }
    settle();
    settle();
    mustHold(all);
  }
}
