package io.countersign.witness;

import static io.countersign.testing.SampleLedger.LEDGER;
import static io.countersign.testing.SampleLedger.millis;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.NoteSigner;
import io.countersign.core.encoding.SignedNote;
import io.countersign.core.ledger.Checkpoint;
import io.countersign.core.ledger.Kind;
import io.countersign.core.ledger.Policy;
import io.countersign.core.ledger.Workers;
import io.countersign.core.statement.Statement;
import io.countersign.core.statement.StatementResult;
import io.countersign.core.statement.Statements;
import io.countersign.core.terms.Period;
import io.countersign.core.verify.LedgerBundle;
import io.countersign.core.verify.Report;
import io.countersign.core.verify.Verifier;
import io.countersign.core.verify.ZipBundle;
import io.countersign.sequencer.Ledger;
import io.countersign.sequencer.LedgerImage;
import io.countersign.sequencer.Limits;
import io.countersign.store.MemoryLedgerStore;
import io.countersign.store.SqliteLedgerStore;
import io.countersign.store.StagingStore;
import io.countersign.store.StoreException;
import io.countersign.testing.SampleLedger;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A mirror over a log that is honest, and over logs that lie in each of the ways that there are.
final class MirrorTest {
  /// Right after the sample's last entry.
  private static final long NOW = millis(2026, 3, 10, 12);

  private static final SampleLedger SAMPLE = SampleLedger.small();
  private static final int ALL = (int) SAMPLE.size();

  private final StagingStore store = new MemoryLedgerStore();
  private final List<Alarm> told = new ArrayList<>();
  private long now = NOW;
  private final InstantSource clock = () -> Instant.ofEpochMilli(now);
  private final SampleLog log = new SampleLog(SAMPLE, ALL);
  private Alarms alarms = Alarms.open(store, clock, told::add);
  private Mirror mirror = open(store);

  private Mirror open(StagingStore in) {
    alarms = Alarms.open(in, clock, told::add);
    return Mirror.open(LEDGER, in, log, clock, Workers.SEQUENTIAL, alarms, Optional.empty());
  }

  private Set<Code> codes() {
    Set<Code> out = new HashSet<>();
    told.forEach(a -> out.add(a.finding().code()));
    return out;
  }

  // Honest logs.

  @Test
  void round_honestLog_holdsAllOfItAndItsBundleVerifies() throws Exception {
    Round round = mirror.round();
    assertEquals(List.of(), told);
    assertEquals(new Round(ALL, ALL, true, 0), round);
    LedgerImage image = LedgerImage.load(store, Workers.SEQUENTIAL);
    assertEquals(SAMPLE.root(ALL), image.state().tree().root());
    List<Bytes> leaves = new ArrayList<>();
    store.leaves(0, ALL, (i, leaf) -> leaves.add(leaf));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LedgerBundle.write(
        out::write,
        SignedNote.parse(mirror.checkpoint().orElseThrow()),
        leaves,
        store::object,
        store::payload,
        SampleLedger.PEPPER);
    Report report =
        Verifier.verify(
            ZipBundle.of(ByteBuffer.wrap(out.toByteArray())),
            Policy.of(LEDGER),
            Workers.SEQUENTIAL);
    assertEquals(0, report.exitCode(), report::toString);
  }

  @Test
  void round_logThatGrowsEntryByEntry_endsAsIfItHadComeAtOnce() {
    for (int size = 1; size <= ALL; size++) {
      log.show(SAMPLE, size);
      now = SAMPLE.leaves().get(size - 1).time();
      assertEquals(size, mirror.round().held());
    }
    assertEquals(List.of(), told);
    assertEquals(
        SAMPLE.root(ALL), LedgerImage.load(store, Workers.SEQUENTIAL).state().tree().root());
  }

  @Test
  void open_afterARestartAtEachSize_goesOn() {
    for (int size = 1; size <= ALL; size += 5) {
      log.show(SAMPLE, size);
      now = SAMPLE.leaves().get(size - 1).time();
      mirror = open(store);
      assertEquals(size, mirror.round().held());
    }
    assertEquals(List.of(), told);
  }

  @Test
  void round_nothingNew_asksForTheCheckpointOnly() {
    assertTrue(mirror.round().clean());
    int before = log.asked;
    assertTrue(mirror.round().clean());
    assertEquals(before + 1, log.asked);
  }

  @Test
  void ledgerOpen_onAMirror_isRefused() {
    assertTrue(mirror.round().clean());
    StoreException e =
        assertThrows(
            StoreException.class,
            () ->
                Ledger.open(
                    store,
                    SampleLedger.LOG,
                    new Ledger.Environment(
                        clock,
                        Thread.ofPlatform().daemon().factory(),
                        Workers.SEQUENTIAL,
                        Limits.STANDARD)));
    assertEquals(Code.STORE_IS_MIRROR, e.finding().code());
  }

  @Test
  void open_onALedgerThatIsNoMirror_isRefused() {
    assertTrue(mirror.round().clean());
    store.putMeta(LedgerImage.MIRROR, Bytes.utf8("another"));
    StoreException e = assertThrows(StoreException.class, () -> open(store));
    assertEquals(Code.STORE_EXISTS, e.finding().code());
  }

  @Test
  void open_sqlite_keepsCopyAlarmsAndMemoryOverARestart(@TempDir Path folder) {
    Path file = folder.resolve("ledger.db");
    try (SqliteLedgerStore sqlite = SqliteLedgerStore.create(file)) {
      mirror = open(sqlite);
      assertTrue(mirror.round().clean());
      log.show(SAMPLE, ALL - 3);
      assertFalse(mirror.round().clean());
    }
    try (SqliteLedgerStore sqlite = SqliteLedgerStore.open(file)) {
      mirror = open(sqlite);
      assertEquals(ALL, mirror.held());
      assertEquals(1, alarms.all().size());
      assertEquals(Code.LOG_ROLLED_BACK, alarms.all().getFirst().finding().code());
      assertEquals(2, alarms.all().getFirst().evidence().size());
      log.show(SAMPLE, ALL);
      assertTrue(mirror.round().clean());
      assertTrue(alarms.standing(), "that it was rolled back stays known");
    }
  }

  // Another ledger.

  @Test
  void round_anotherLedger_isNotTaken() {
    mirror =
        Mirror.open(
            SampleLedger.hash("another"),
            store,
            log,
            clock,
            Workers.SEQUENTIAL,
            alarms,
            Optional.empty());
    assertEquals(0, mirror.round().held());
    assertEquals(Set.of(Code.LOG_OTHER_LEDGER), codes());
    assertTrue(store.head().isEmpty());
  }

  @Test
  void round_anotherPepper_isNotTaken() {
    log.pepper = SampleLedger.hash("another");
    assertEquals(0, mirror.round().held());
    assertEquals(Set.of(Code.LOG_OTHER_LEDGER), codes());
  }

  // Logs that rewrite.

  /// The sample with another ending than the one that was shown first.
  private static SampleLedger other(int from) {
    SampleLedger o = SampleLedger.small();
    o.items().subList(from, o.items().size()).clear();
    long t = millis(2026, 3, 5, 9);
    o.attest(9, SampleLedger.february().subList(0, 1), t);
    o.attest(10, SampleLedger.february().subList(1, 2), t);
    o.attest(11, SampleLedger.february().subList(2, 3), t);
    return o;
  }

  @Test
  void round_sameSizeOtherRoot_isASplitViewWithBothNotes() throws Exception {
    assertTrue(mirror.round().clean());
    Bytes first = mirror.checkpoint().orElseThrow();
    log.show(other(ALL - 3), ALL);
    assertFalse(mirror.round().followed());
    assertEquals(Set.of(Code.SPLIT_VIEW), codes());
    Alarm alarm = told.getFirst();
    assertEquals(List.of(first, log.note(ALL)), alarm.evidence());
    Checkpoint a = Checkpoint.parse(SignedNote.parse(alarm.evidence().get(0)).text());
    Checkpoint b = Checkpoint.parse(SignedNote.parse(alarm.evidence().get(1)).text());
    assertEquals(a.size(), b.size());
    assertFalse(a.root().equals(b.root()));
    assertEquals(first, mirror.checkpoint().orElseThrow());
  }

  @Test
  void round_largerTreeOfAnotherHistory_isASplitView() {
    log.show(SAMPLE, ALL - 1);
    assertTrue(mirror.round().clean());
    log.show(other(ALL - 3), ALL);
    assertFalse(mirror.round().followed());
    assertEquals(Set.of(Code.SPLIT_VIEW), codes());
    assertEquals(ALL - 1, mirror.held());
  }

  @Test
  void round_splitAboveAWithheldPayload_isSeenAllTheSame() {
    Bytes32 root = lastPayload();
    log.withheld.add(root);
    mirror.round();
    assertTrue(mirror.held() < ALL - 3);
    told.clear();
    log.show(other(ALL - 3), ALL);
    mirror.round();
    assertEquals(Set.of(Code.SPLIT_VIEW), codes());
  }

  @Test
  void round_smallerTreeOfTheSameHistory_isARollback() {
    assertTrue(mirror.round().clean());
    log.show(SAMPLE, ALL - 2);
    assertFalse(mirror.round().followed());
    assertEquals(Set.of(Code.LOG_ROLLED_BACK), codes());
    assertEquals(ALL, mirror.held());
  }

  @Test
  void round_smallerTreeOfAnotherHistory_isASplitView() {
    assertTrue(mirror.round().clean());
    log.show(other(ALL - 4), ALL - 2);
    mirror.round();
    assertEquals(Set.of(Code.SPLIT_VIEW), codes());
  }

  @Test
  void compare_foreignCheckpointOfAnotherHistory_isASplitView() {
    assertTrue(mirror.round().clean());
    assertTrue(mirror.compare(new SampleLog(SAMPLE, ALL).note(ALL - 2)));
    assertEquals(List.of(), told);
    assertFalse(mirror.compare(new SampleLog(other(ALL - 3), ALL).note(ALL)));
    assertEquals(Set.of(Code.SPLIT_VIEW), codes());
  }

  @Test
  void round_checkpointByAnotherKey_isNotBelieved() throws MalformedException {
    assertTrue(mirror.round().clean());
    NoteSigner thief = NoteSigner.of(SampleLedger.origin(), SampleLedger.ed("thief"));
    SampleLog lying =
        new SampleLog(SAMPLE, ALL) {
          @Override
          public Bytes checkpoint() {
            return new Checkpoint(SampleLedger.origin(), ALL + 1, SampleLedger.hash("root"))
                .sign(thief)
                .toBytes();
          }
        };
    mirror = Mirror.open(LEDGER, store, lying, clock, Workers.SEQUENTIAL, alarms, Optional.empty());
    mirror.round();
    assertEquals(Set.of(Code.LOG_CHECKPOINT), codes());
  }

  @Test
  void round_leavesThatDoNotMakeTheRoot_areNotTaken() {
    log.show(SAMPLE, 5);
    now = SAMPLE.leaves().get(4).time();
    assertTrue(mirror.round().clean());
    now = NOW;
    SampleLog lying =
        new SampleLog(SAMPLE, ALL) {
          @Override
          public List<Bytes> leaves(long from, long to) {
            List<Bytes> out = new ArrayList<>(super.leaves(from, to));
            out.set(out.size() - 1, out.getFirst());
            return out;
          }
        };
    mirror = Mirror.open(LEDGER, store, lying, clock, Workers.SEQUENTIAL, alarms, Optional.empty());
    mirror.round();
    assertEquals(Set.of(Code.LOG_LEAVES), codes());
    assertEquals(5, mirror.held());
  }

  @Test
  void round_fewerLeavesThanAsked_isNoAnswer() {
    SampleLog lying =
        new SampleLog(SAMPLE, ALL) {
          @Override
          public List<Bytes> leaves(long from, long to) {
            List<Bytes> out = super.leaves(from, to);
            return out.size() < 2 ? out : out.subList(0, 1);
          }
        };
    mirror = Mirror.open(LEDGER, store, lying, clock, Workers.SEQUENTIAL, alarms, Optional.empty());
    SourceException e = assertThrows(SourceException.class, mirror::round);
    assertEquals(Code.NODE_ANSWER, e.finding().code());
    assertTrue(store.head().isEmpty());
  }

  @Test
  void round_aTreeBeyondTheLimit_isNotFetched() {
    SampleLog endless =
        new SampleLog(SAMPLE, ALL) {
          @Override
          public Bytes checkpoint() {
            return new Checkpoint(
                    SampleLedger.origin(), Mirror.MAX_NEW + 1L, SampleLedger.hash("root"))
                .sign(SampleLedger.logSigner())
                .toBytes();
          }
        };
    mirror =
        Mirror.open(LEDGER, store, endless, clock, Workers.SEQUENTIAL, alarms, Optional.empty());
    mirror.round();
    assertEquals(Set.of(Code.LOG_TOO_LONG), codes());
    assertTrue(endless.asked < 5);
  }

  // Logs that hold back or alter.

  private static Bytes32 lastPayload() {
    return SAMPLE.history().batches().getLast().recordsRoot();
  }

  private static long lastBatch() {
    return SAMPLE.history().batches().getLast().entryIndex();
  }

  @Test
  void round_payloadWithheld_endsTheCopyBeforeItUntilItComes() {
    log.withheld.add(lastPayload());
    Round round = mirror.round();
    assertEquals(Set.of(Code.PAYLOAD_WITHHELD), codes());
    assertEquals("entry " + lastBatch(), told.getFirst().finding().where());
    assertEquals(0, round.held(), "no checkpoint lies between");
    assertEquals(ALL, round.size());
    log.withheld.clear();
    assertEquals(ALL, mirror.round().held());
    assertFalse(alarms.standing());
  }

  @Test
  void round_payloadWithinItsDelay_isNoAlarmYet() {
    log.show(SAMPLE, (int) lastBatch());
    now = SAMPLE.leaves().get((int) lastBatch()).time() - 1;
    assertTrue(mirror.round().clean());
    log.show(SAMPLE, ALL);
    log.withheld.add(lastPayload());
    mirror.round();
    assertFalse(codes().contains(Code.PAYLOAD_WITHHELD));
    assertEquals(lastBatch(), mirror.held());
  }

  @Test
  void round_payloadAltered_isNotTakenAndTheTrueOneLaterIs() {
    Bytes32 root = lastPayload();
    Bytes honest = Optional.ofNullable(SAMPLE.payloads().get(root)).orElseThrow();
    Bytes other = Bytes.utf8(honest.toUtf8().replace("\"talk_s\":45", "\"talk_s\":46"));
    assertFalse(honest.equals(other));
    log.altered.put(root, other);
    mirror.round();
    assertEquals(Set.of(Code.SERVED_ALTERED), codes());
    assertTrue(store.payload(root).isEmpty());
    log.altered.clear();
    assertEquals(ALL, mirror.round().held());
    assertEquals(honest, store.payload(root).orElseThrow());
  }

  @Test
  void round_objectAlteredOrWithheld_isNotTaken() {
    for (Bytes32 hash : SAMPLE.objects().keySet()) {
      told.clear();
      StagingStore fresh = new MemoryLedgerStore();
      mirror = open(fresh);
      log.altered.put(hash, Bytes.utf8("something else"));
      assertEquals(0, mirror.round().held());
      assertEquals(Set.of(Code.SERVED_ALTERED), codes(), hash::toString);
      assertTrue(fresh.object(hash).isEmpty());
      log.altered.clear();
      log.withheld.add(hash);
      mirror.round();
      assertTrue(codes().contains(Code.OBJECT_WITHHELD), hash::toString);
      log.withheld.clear();
      assertEquals(ALL, mirror.round().held());
    }
  }

  // Operators that let in, or state, what they must not.

  private SampleLedger upTo(int size) {
    SampleLedger l = SampleLedger.small();
    l.items().subList(size, l.items().size()).clear();
    return l;
  }

  @Test
  void round_ignoredEntry_raisesAnAlarmAndIsKept() {
    SampleLedger l = upTo(5);
    long t = millis(2026, 1, 22, 9);
    l.attest(7, SampleLedger.february(), t); // a gap
    log.show(l, 6);
    now = t;
    assertEquals(6, mirror.round().held());
    assertEquals(Set.of(Code.ENTRY_LET_IN), codes());
    assertTrue(told.getFirst().finding().found().contains("CS-"), told::toString);
  }

  @Test
  void round_recordAttestedTwice_raisesAnAlarm() {
    SampleLedger l = upTo(5);
    long t = millis(2026, 1, 22, 9);
    l.attest(2, SampleLedger.january(0).subList(0, 1), t);
    log.show(l, 6);
    now = t;
    assertEquals(6, mirror.round().held());
    assertEquals(Set.of(Code.RECORD_LET_IN), codes());
  }

  @Test
  void round_statementThatIsNotTheFunction_raisesAnAlarm() {
    SampleLedger l = upTo(8);
    long t = millis(2026, 2, 5, 9);
    StatementResult result =
        new Statements(l.history(), Workers.SEQUENTIAL).compute(Period.of(2026, 1), t);
    Statement s = ((StatementResult.Computed) result).statement();
    ((StatementResult.Computed) result)
        .rated()
        .lines()
        .forEach(line -> l.object(line.trace().toBytes()));
    l.issue(s.toBytes(), s.resultsRoot(), s.total().value().add(BigInteger.ONE), s, t);
    log.show(l, (int) l.size());
    now = t;
    assertEquals(l.size(), mirror.round().held());
    assertEquals(Set.of(Code.STATEMENT_DIFFERS), codes());
  }

  @Test
  void round_leafThatBreaksTheChain_endsTheCopyThere() {
    SampleLedger l = upTo(5);
    SampleLog breaking =
        new SampleLog(l, 5) {
          private List<Bytes> all() {
            List<Bytes> out = new ArrayList<>(super.leaves(0, 5));
            byte[] last = out.getLast().toArray();
            last[30] ^= 1; // the hash of the leaf before
            out.set(4, Bytes.wrap(last));
            return out;
          }

          @Override
          public Bytes checkpoint() {
            io.countersign.core.merkle.Frontier f = new io.countersign.core.merkle.Frontier();
            all().forEach(b -> f.append(io.countersign.core.merkle.MerkleHash.leaf(b.toArray())));
            return new Checkpoint(SampleLedger.origin(), 5, f.root())
                .sign(SampleLedger.logSigner())
                .toBytes();
          }

          @Override
          public List<Bytes> leaves(long from, long to) {
            return all().subList((int) from, (int) to);
          }
        };
    mirror =
        Mirror.open(LEDGER, store, breaking, clock, Workers.SEQUENTIAL, alarms, Optional.empty());
    assertEquals(0, mirror.round().held());
    assertEquals(Set.of(Code.LOG_BROKEN), codes());
  }

  // Clocks and marks.

  @Test
  void round_leafDatedAhead_raisesAnAlarm() {
    now = SAMPLE.leaves().get(ALL - 1).time() - 61_000;
    mirror.round();
    assertTrue(codes().contains(Code.LEAF_CLOCK));
    now += 1_000;
    told.clear();
    mirror = open(new MemoryLedgerStore());
    mirror.round();
    assertFalse(codes().contains(Code.LEAF_CLOCK));
  }

  @Test
  void round_leafDatedBackBeforeTheLastLook_raisesAnAlarm() {
    long time = SAMPLE.leaves().get(6).time();
    log.show(SAMPLE, 6);
    now = time + 61_000;
    mirror.round();
    log.show(SAMPLE, 7);
    mirror.round();
    assertTrue(codes().contains(Code.LEAF_CLOCK));
    told.clear();
    mirror = open(new MemoryLedgerStore());
    log.show(SAMPLE, 6);
    now = time + 60_000;
    mirror.round();
    log.show(SAMPLE, 7);
    mirror.round();
    assertFalse(codes().contains(Code.LEAF_CLOCK));
  }

  @Test
  void round_cutoffWithoutMark_raisesAnAlarmAfterAnHour() {
    SampleLedger l = upTo(7); // before the mark of January
    log.show(l, 7);
    assertEquals(Kind.MARK.code(), SAMPLE.items().get(7).kind());
    now =
        SAMPLE.history().cutoffMillis(Period.of(2026, 1)).orElseThrow() + TimeWatch.MARK_MILLIS - 1;
    mirror.round();
    assertEquals(Set.of(), codes());
    now += 1;
    mirror.round();
    assertEquals(Set.of(Code.MARK_MISSING), codes());
  }

  // Alarms.

  @Test
  void raise_sameAgain_countsOnAndTellsOnce() {
    log.show(SAMPLE, ALL);
    mirror.round();
    log.show(SAMPLE, 4);
    mirror.round();
    now += 5_000;
    mirror.round();
    assertEquals(1, told.size());
    Alarm kept = Alarms.open(store, clock, told::add).all().getFirst();
    assertEquals(2, kept.times());
    assertEquals(NOW, kept.first());
    assertEquals(NOW + 5_000, kept.last());
  }

  @Test
  void raise_withoutEnd_keepsAtMostSoMany() {
    for (int i = 0; i < 3 * Alarms.MAX_OF_CODE; i++) {
      alarms.raise(Code.ENTRY_LET_IN, "entry " + i, "x".repeat(5_000), "\u0007\ud800");
    }
    assertEquals(Alarms.MAX_OF_CODE, alarms.all().size());
    assertEquals(Alarms.MAX_OF_CODE, Alarms.open(store, clock, told::add).all().size());
    assertEquals(Alarm.MAX_TEXT, alarms.all().getFirst().finding().expected().length());
  }

  // Silence.

  @Test
  void look_silentOperator_raisesAnAlarmAfterTheTimeAllowed() {
    Watcher.Schedule schedule =
        new Watcher.Schedule(Duration.ZERO, Duration.ofHours(1), Duration.ofMinutes(10));
    Watcher watcher =
        new Watcher(mirror, log, alarms, clock, schedule, Optional.empty(), note -> {});
    assertTrue(watcher.look(false).clean());
    log.silent = true;
    now += 599_999;
    assertFalse(watcher.look(false).clean());
    assertEquals(Set.of(), codes());
    now += 1;
    assertFalse(watcher.look(false).clean());
    assertEquals(Set.of(Code.OPERATOR_SILENT), codes());
    assertFalse(alarms.standing(), "it ends with its cause");
    log.silent = false;
    assertTrue(watcher.look(false).clean());
  }
}
