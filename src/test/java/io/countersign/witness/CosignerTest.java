package io.countersign.witness;

import static io.countersign.testing.SampleLedger.CLIENT_COSIGNER;
import static io.countersign.testing.SampleLedger.LEDGER;
import static io.countersign.testing.SampleLedger.millis;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.encoding.NoteSigner;
import io.countersign.core.encoding.SignedNote;
import io.countersign.core.encoding.Vkey;
import io.countersign.core.ledger.Checkpoint;
import io.countersign.core.ledger.Keys;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.Workers;
import io.countersign.store.SqliteLedgerStore;
import io.countersign.store.StoreException;
import io.countersign.testing.Child;
import io.countersign.testing.SampleLedger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is cosigned, when, and what never is.
final class CosignerTest {
  private static final SampleLedger SAMPLE = SampleLedger.small();
  private static final int ALL = (int) SAMPLE.size();
  private static final NoteSigner KEY =
      NoteSigner.cosigner(
          Keys.cosignerName(SampleLedger.origin(), Party.CLIENT),
          SampleLedger.ed("client cosigner"));

  private long now = millis(2026, 3, 10, 12);
  private final InstantSource clock = () -> Instant.ofEpochMilli(now);
  private final SampleLog log = new SampleLog(SAMPLE, ALL);
  private final List<SignedNote> published = new ArrayList<>();

  @TempDir Path folder;

  private SqliteLedgerStore store() {
    Path file = folder.resolve("ledger.db");
    return Files.exists(file) ? SqliteLedgerStore.open(file) : SqliteLedgerStore.create(file);
  }

  private Watcher watcher(SqliteLedgerStore store) {
    Alarms alarms = Alarms.open(store, clock, a -> {});
    Mirror mirror =
        Mirror.open(LEDGER, store, log, clock, Workers.SEQUENTIAL, alarms, Optional.empty());
    return new Watcher(
        mirror,
        log,
        alarms,
        clock,
        Watcher.Schedule.STANDARD,
        Optional.<Watcher.Cosigning>of(state -> new Cosigner(KEY, clock)),
        published::add);
  }

  private static long sizeOf(SignedNote note) throws Exception {
    return Checkpoint.parse(note.text()).size();
  }

  private static Vkey logKey() {
    return SampleLedger.logSigner().vkey();
  }

  @Test
  void look_wholeCopy_publishesACosignatureThatVerifies() throws Exception {
    try (SqliteLedgerStore store = store()) {
      assertTrue(watcher(store).look(true).clean());
      Checkpoint.Opened opened =
          Checkpoint.open(published.getFirst(), logKey(), List.of(KEY.vkey()));
      assertEquals(ALL, opened.checkpoint().size());
      assertEquals(now / 1_000, opened.cosignatures().getFirst().time());
      assertEquals(1, store.cosignatures(ALL).size());
    }
  }

  @Test
  void look_schedule_cosignsGrowthAtOnceAndTheSameTreeAgainWhenDue() throws Exception {
    try (SqliteLedgerStore store = store()) {
      log.show(SAMPLE, ALL - 1);
      Watcher watcher = watcher(store);
      assertTrue(watcher.look(true).clean());
      assertTrue(watcher.look(true).clean());
      assertEquals(1, published.size());
      log.show(SAMPLE, ALL);
      watcher.look(true);
      assertEquals(2, published.size());
      now += Duration.ofHours(1).toMillis() - 1_000;
      watcher.look(true);
      assertEquals(2, published.size());
      now += 2_000;
      watcher.look(true);
      assertEquals(3, published.size());
      assertEquals(ALL, sizeOf(published.getLast()));
    }
  }

  @Test
  void look_somethingWithheld_cosignsNothing() throws Exception {
    try (SqliteLedgerStore store = store()) {
      log.withheld.add(SAMPLE.history().batches().getLast().recordsRoot());
      assertFalse(watcher(store).look(true).clean());
      assertEquals(List.of(), published);
    }
  }

  @Test
  void look_afterASplitView_cosignsNothingAnyMore() throws Exception {
    try (SqliteLedgerStore store = store()) {
      log.show(SAMPLE, ALL - 1);
      Watcher watcher = watcher(store);
      watcher.look(true);
      SampleLedger other = SampleLedger.small();
      other.items().removeLast();
      other.items().removeLast();
      other.mark(millis(2026, 3, 9, 9));
      log.show(other, ALL - 1);
      watcher.look(true);
      log.show(SAMPLE, ALL);
      watcher.look(true);
      assertEquals(1, published.size());
    }
  }

  @Test
  void cosign_copyRestoredFromABackup_signsNothingSmaller() throws Exception {
    Path backup = folder.resolve("backup");
    log.show(SAMPLE, 5);
    now = SAMPLE.leaves().get(4).time();
    try (SqliteLedgerStore store = store()) {
      watcher(store).look(true);
    }
    Files.copy(folder.resolve("ledger.db"), backup);
    log.show(SAMPLE, 6);
    Bytes memory;
    String name = "cosigned/" + KEY.vkey().keyId().toHex();
    try (SqliteLedgerStore store = store()) {
      watcher(store).look(true);
      memory = store.meta(name).orElseThrow();
    }
    Files.move(
        backup, folder.resolve("ledger.db"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    log.show(SAMPLE, 5);
    try (SqliteLedgerStore store = store()) {
      store.putMeta(name, memory); // the key's memory is kept, the copy is old
      StoreException e =
          assertThrows(StoreException.class, () -> watcher(store).look(true).round());
      assertEquals(Code.COSIGNED_AHEAD, e.finding().code());
      assertEquals(2, published.size());
    }
  }

  @Test
  void check_keyThatIsNotRegistered_isRefused() {
    NoteSigner wrong =
        NoteSigner.cosigner(KEY.vkey().name(), SampleLedger.ed("somebody else's key"));
    try (SqliteLedgerStore store = store()) {
      Alarms alarms = Alarms.open(store, clock, a -> {});
      Mirror mirror =
          Mirror.open(LEDGER, store, log, clock, Workers.SEQUENTIAL, alarms, Optional.empty());
      assertTrue(mirror.round().clean());
      assertEquals(
          Optional.empty(), Cosigner.check(mirror.ledger().orElseThrow(), Party.CLIENT, KEY));
      assertEquals(
          Code.COSIGNER_KEY,
          Cosigner.check(mirror.ledger().orElseThrow(), Party.CLIENT, wrong).orElseThrow().code());
      assertEquals(
          Code.COSIGNER_KEY,
          Cosigner.check(mirror.ledger().orElseThrow(), Party.PROVIDER, KEY).orElseThrow().code());
      assertEquals(
          Code.COSIGNER_KEY,
          Cosigner.check(mirror.ledger().orElseThrow(), Party.CLIENT, CLIENT_COSIGNER)
              .orElseThrow()
              .code());
    }
  }

  @Test
  void cosign_killedAtAnyMoment_neverSignsASmallerTree() throws Exception {
    long largest = 0;
    for (int kill = 0; kill < 6; kill++) {
      try (Child child = Child.start(Growing.class, folder.toString())) {
        for (int i = 0; i < 2 + kill; i++) {
          String line = child.line();
          if (line.isEmpty()) {
            break;
          }
          long size = Long.parseLong(line);
          assertTrue(size >= largest, size + " after " + largest);
          largest = size;
        }
        child.kill();
      }
    }
    assertTrue(largest >= 5, "it got ahead: " + largest);
  }

  /// Cosigns a log that grows at each look, and prints each size once its signature left.
  static final class Growing {
    public static void main(String[] args) {
      SampleLog log = new SampleLog(SAMPLE, 1);
      InstantSource clock = () -> Instant.ofEpochMilli(millis(2026, 3, 10, 12));
      Path file = Path.of(args[0], "ledger.db");
      boolean begun = Files.exists(file);
      try (SqliteLedgerStore store =
          begun ? SqliteLedgerStore.open(file) : SqliteLedgerStore.create(file)) {
        Alarms alarms = Alarms.open(store, clock, a -> {});
        Mirror mirror =
            Mirror.open(LEDGER, store, log, clock, Workers.SEQUENTIAL, alarms, Optional.empty());
        Watcher watcher =
            new Watcher(
                mirror,
                log,
                alarms,
                clock,
                Watcher.Schedule.STANDARD,
                Optional.<Watcher.Cosigning>of(state -> new Cosigner(KEY, clock)),
                note -> {
                  System.out.println(mirror.held());
                  System.out.flush();
                });
        for (int size = (int) Math.max(1, mirror.held()); size <= ALL; size++) {
          log.show(SAMPLE, size);
          watcher.look(true);
        }
      }
    }
  }
}
