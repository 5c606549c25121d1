package io.countersign.http.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.ledger.HeldRecord;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.ledger.Workers;
import io.countersign.recorder.Recorder;
import io.countersign.sequencer.Ledger;
import io.countersign.sequencer.LedgerImage;
import io.countersign.sequencer.Setting;
import io.countersign.store.MemoryLedgerStore;
import io.countersign.store.SqliteLedgerStore;
import io.countersign.store.SqliteOutbox;
import io.countersign.testing.Child;
import io.countersign.testing.Seed;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `kill -9` of the recorder in the middle of a batch, and of the node in the middle of a commit:
/// nothing is lost, nothing doubles.
final class RecorderKillTest {
  private static final int CALLS = 400;
  private static final InstantSource CLOCK = () -> Instant.ofEpochMilli(Setting.NOW);

  private static SqliteOutbox outbox(Path folder) {
    return SqliteOutbox.open(
        folder.resolve("outbox.db"),
        Recorder.owner(Setting.GENESIS.ledgerId(), Setting.address(Setting.PROVIDER)));
  }

  private static Recorder recorder(SqliteOutbox outbox, NodeClient client) {
    return new Recorder(
        outbox,
        new RecorderClient(new LedgerClient(client, Setting.GENESIS.ledgerId())),
        Setting.GENESIS,
        Setting.PEPPER,
        Setting.PROVIDER,
        new Recorder.Settings(10, Duration.ZERO, 10_000, 1 << 20),
        new Recorder.World(CLOCK, RandomGenerator.of("L64X128MixRandom"), Workers.SEQUENTIAL));
  }

  private static NodeClient client(URI uri) {
    return new NodeClient(
        uri, new Credential.None(), CLOCK, RandomGenerator.of("L64X128MixRandom"));
  }

  private static void mustHoldAll(io.countersign.core.ledger.History history) {
    Set<String> names = new HashSet<>();
    history
        .batches()
        .forEach(
            b ->
                b.records()
                    .forEach(
                        h -> {
                          UsageRecord r = ((HeldRecord.Full) h).record();
                          assertTrue(names.add(r.source() + "/" + r.id()), "twice: " + r);
                        }));
    assertEquals(CALLS, names.size());
    assertEquals(List.of(), history.ignored());
  }

  @Test
  void recorder_killedAgainAndAgain_deliversEachRecordOnce(@TempDir Path folder) throws Exception {
    RandomGenerator random = Seed.random(Seed.pick());
    try (Ledger ledger =
            assertInstanceOf(
                    Ledger.Creation.Created.class,
                    Ledger.create(
                        new MemoryLedgerStore(),
                        Setting.opening(),
                        Setting.LOG,
                        Setting.environment()))
                .ledger();
        ShownLedger node = new ShownLedger(ledger, Setting.PEPPER)) {
      String last = "";
      int kills = 0;
      while (!last.equals("done")) {
        try (Child child = Child.start(Recording.class, folder.toString(), node.uri().toString())) {
          int lines = kills < 5 ? 1 + random.nextInt(40) : Integer.MAX_VALUE;
          for (int i = 0; i < lines && !last.equals("done"); i++) {
            last = child.line();
            assertTrue(!last.isEmpty(), "the child ended by itself");
          }
          child.kill();
          kills++;
        }
      }
      assertTrue(kills > 1, "killed " + kills + " times");
      mustHoldAll(ledger.history());
    }
  }

  /// Takes the calls a few at a time, and prints a line after each step.
  static final class Recording {
    public static void main(String[] args) {
      try (SqliteOutbox outbox = outbox(Path.of(args[0]));
          NodeClient client = client(URI.create(args[1]))) {
        Recorder recorder = recorder(outbox, client);
        List<UsageRecord> calls = Setting.calls(1, CALLS);
        for (int i = 0; i < CALLS; i += 8) {
          print(recorder.take(calls.subList(i, Math.min(i + 8, CALLS))).getClass().getSimpleName());
          recorder.step();
        }
        while (outbox.load().waiting() > 0) {
          print(recorder.step().toString());
        }
        print("done");
      }
    }

    private static void print(String line) {
      System.out.println(line);
      System.out.flush();
    }
  }

  @Test
  void node_killedAgainAndAgain_getsEachRecordOnce(@TempDir Path folder) throws Exception {
    RandomGenerator random = Seed.random(Seed.pick());
    Path file = folder.resolve("node").resolve("ledger.db");
    try (SqliteOutbox outbox = outbox(folder)) {
      List<UsageRecord> calls = Setting.calls(1, CALLS);
      boolean taken = false;
      for (int kill = 0; outbox.load().waiting() > 0 || !taken; kill++) {
        try (Child child = Child.start(Serving.class, file.toString());
            NodeClient client = client(URI.create(child.line()))) {
          Recorder recorder = recorder(outbox, client);
          if (!taken) {
            assertInstanceOf(Recorder.Intake.Done.class, recorder.take(calls));
            taken = true;
          }
          Thread killer =
              kill < 4
                  ? Thread.ofVirtual().start(() -> killAfter(child, random.nextInt(150)))
                  : Thread.ofVirtual().start(() -> {});
          for (int i = 0; i < 60; i++) {
            recorder.step();
          }
          killer.join();
          child.kill();
        }
      }
      try (SqliteLedgerStore store = SqliteLedgerStore.open(file)) {
        mustHoldAll(LedgerImage.load(store, Workers.SEQUENTIAL).history());
      }
    }
  }

  private static void killAfter(Child child, int millis) {
    try {
      Thread.sleep(millis);
      child.kill();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// A node over a ledger on the disk; prints its address.
  static final class Serving {
    public static void main(String[] args) throws InterruptedException {
      Path file = Path.of(args[0]);
      Ledger ledger =
          Files.exists(file)
              ? Ledger.open(SqliteLedgerStore.open(file), Setting.LOG, Setting.environment())
              : ((Ledger.Creation.Created)
                      Ledger.create(
                          SqliteLedgerStore.create(file),
                          Setting.opening(),
                          Setting.LOG,
                          Setting.environment()))
                  .ledger();
      try (ShownLedger node = new ShownLedger(ledger, Setting.PEPPER)) {
        System.out.println(node.uri());
        System.out.flush();
        Thread.sleep(60_000);
      }
    }
  }
}
