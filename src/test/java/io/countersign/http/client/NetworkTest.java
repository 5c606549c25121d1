package io.countersign.http.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Code;
import io.countersign.core.encoding.NoteSigner;
import io.countersign.core.encoding.SignedNote;
import io.countersign.core.ledger.Checkpoint;
import io.countersign.core.ledger.Workers;
import io.countersign.recorder.Recorder;
import io.countersign.sequencer.Answer;
import io.countersign.sequencer.Ledger;
import io.countersign.sequencer.LedgerImage;
import io.countersign.sequencer.Setting;
import io.countersign.store.MemoryLedgerStore;
import io.countersign.store.SqliteOutbox;
import io.countersign.testing.SampleLedger;
import io.countersign.testing.Seed;
import io.countersign.witness.Alarm;
import io.countersign.witness.Alarms;
import io.countersign.witness.Cosigner;
import io.countersign.witness.Mirror;
import io.countersign.witness.Round;
import io.countersign.witness.SourceException;
import io.countersign.witness.Watcher;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A watcher and a recorder over HTTP, with a network between that fails.
final class NetworkTest {
  private final InstantSource clock = () -> Instant.ofEpochMilli(Setting.NOW);
  private final Ledger ledger =
      assertInstanceOf(
              Ledger.Creation.Created.class,
              Ledger.create(
                  new MemoryLedgerStore(), Setting.opening(), Setting.LOG, Setting.environment()))
          .ledger();
  private final ShownLedger node = new ShownLedger(ledger, Setting.PEPPER);
  private final Proxy proxy = new Proxy(node.port());
  private final NodeClient client =
      new NodeClient(
          proxy.uri(), new Credential.None(), clock, RandomGenerator.of("L64X128MixRandom"));
  private final LedgerClient log = new LedgerClient(client, Setting.GENESIS.ledgerId());
  private final MemoryLedgerStore store = new MemoryLedgerStore();
  private final List<Alarm> told = new ArrayList<>();

  @AfterEach
  void end() {
    client.close();
    proxy.close();
    node.close();
    ledger.close();
  }

  private void attest(long from, int count) {
    for (long i = from; i < from + count; i++) {
      assertInstanceOf(
          Answer.Accepted.class,
          ledger.submit(Setting.attestation(Setting.PROVIDER, i, Setting.calls(i, 3))));
    }
  }

  private Mirror mirror() {
    return Mirror.open(
        Setting.GENESIS.ledgerId(),
        store,
        log,
        clock,
        Workers.SEQUENTIAL,
        Alarms.open(store, clock, told::add),
        Optional.empty());
  }

  private void mustBeWhole(Round round) {
    assertTrue(round.followed());
    LedgerImage copy = LedgerImage.load(store, Workers.SEQUENTIAL);
    assertEquals(ledger.history().root(), copy.state().tree().root());
    // The sample's year is long over, so its cut-offs have no marks: nothing else is wrong.
    told.forEach(a -> assertEquals(Code.MARK_MISSING, a.finding().code(), a::toString));
  }

  @Test
  void mirror_overHttp_holdsTheWholeLedger() {
    attest(0, 300); // more than a page
    mustBeWhole(mirror().round());
  }

  @Test
  void mirror_networkThatFails_holdsNothingWrongAndGoesOnWhenItIsBack() {
    attest(0, 20);
    Mirror mirror = mirror();
    proxy.cut = true;
    assertEquals(
        Code.NODE_UNREACHABLE, assertThrows(SourceException.class, mirror::round).finding().code());
    proxy.cut = false;
    long seed = Seed.pick();
    RandomGenerator random = Seed.random(seed);
    int failures = 0;
    for (int i = 0; i < 30; i++) {
      proxy.truncateAfter = random.nextInt(40_000);
      try {
        mirror.round();
      } catch (SourceException e) {
        failures++;
      }
      proxy.drop();
      assertTrue(mirror.held() == 0 || mirror.held() == 21, "seed " + seed);
    }
    assertTrue(failures > 0, "seed " + seed);
    proxy.truncateAfter = -1;
    mustBeWhole(mirror.round());
    attest(20, 5);
    proxy.delay = 20;
    mustBeWhole(mirror.round());
  }

  @Test
  void watcher_networkThatIsGone_raisesItsAlarmAndCosignsLater() throws Exception {
    attest(0, 3);
    Mirror mirror = mirror();
    Alarms alarms = Alarms.open(store, clock, told::add);
    NoteSigner key = NoteSigner.cosigner("witness.example.org/w1", SampleLedger.ed("witness"));
    Watcher watcher =
        new Watcher(
            mirror,
            log,
            alarms,
            clock,
            new Watcher.Schedule(Duration.ZERO, Duration.ofHours(1), Duration.ZERO),
            Optional.<Watcher.Cosigning>of(state -> new Cosigner(key, clock)),
            log);
    proxy.cut = true;
    assertFalse(watcher.look(true).clean());
    assertEquals(Code.OPERATOR_SILENT, told.getFirst().finding().code());
    proxy.cut = false;
    assertTrue(watcher.look(true).round().followed());
    SignedNote note = SignedNote.parse(node.cosigned.getFirst());
    assertEquals(4, Checkpoint.open(note, ledger.log(), List.of(key.vkey())).checkpoint().size());
  }

  @Test
  void recorder_networkThatFails_deliversEachRecordOnce(@TempDir Path folder) {
    long seed = Seed.pick();
    RandomGenerator random = Seed.random(seed);
    try (SqliteOutbox outbox =
        SqliteOutbox.open(
            folder.resolve("outbox.db"),
            Recorder.owner(Setting.GENESIS.ledgerId(), Setting.address(Setting.PROVIDER)))) {
      Recorder recorder =
          new Recorder(
              outbox,
              new RecorderClient(log),
              Setting.GENESIS,
              Setting.PEPPER,
              Setting.PROVIDER,
              new Recorder.Settings(10, Duration.ofSeconds(10), 1_000, 1 << 20),
              new Recorder.World(clock, random, Workers.SEQUENTIAL));
      assertInstanceOf(Recorder.Intake.Done.class, recorder.take(Setting.calls(1, 100)));
      for (int i = 0; i < 60; i++) {
        proxy.truncateAfter = random.nextInt(4) == 0 ? -1 : random.nextInt(8_000);
        recorder.step();
        proxy.drop();
      }
      proxy.truncateAfter = -1;
      for (int i = 0; i < 30; i++) {
        recorder.step();
      }
      long records = ledger.history().batches().stream().mapToLong(b -> b.records().size()).sum();
      assertEquals(100, records, "seed " + seed + " " + recorder.state());
      assertEquals(10, ledger.history().batches().size());
      assertEquals(0, outbox.load().waiting());
    }
  }
}
