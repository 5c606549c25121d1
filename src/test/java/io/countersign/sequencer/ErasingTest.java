package io.countersign.sequencer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.crypto.Secp256k1Key;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.ledger.Batch;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.ErasureBitmap;
import io.countersign.core.ledger.ErasureLevel;
import io.countersign.core.ledger.HeldRecord;
import io.countersign.core.ledger.Payload;
import io.countersign.core.ledger.Seen;
import io.countersign.core.ledger.Signer;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.ledger.Workers;
import io.countersign.store.ForwardingStore;
import io.countersign.store.LedgerStore;
import io.countersign.store.SqliteLedgerStore;
import io.countersign.store.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An erasure is accepted, and then names are gone: at once, or after a crash at the next opening;
/// without an accepted erasure never.
final class ErasingTest {
  @TempDir Path folder;

  private final List<UsageRecord> calls = Setting.calls(7, 6);

  private Path file() {
    return folder.resolve("a.ledger");
  }

  private static Submission erasure(Secp256k1Key... keys) {
    Bytes bits = ErasureBitmap.of(6, i -> i < 2).toBytes();
    Envelope e =
        Envelope.of(
            new Entry.Erasure(
                1,
                ErasureLevel.NAME.code(),
                Sha256.hash(bits),
                Bytes32.ZERO,
                Seen.nothing(Setting.NOW / 1000)));
    for (Secp256k1Key key : keys) {
      e =
          e.signed(
              key.equals(Setting.CLIENT) ? Signer.CLIENT : Signer.PROVIDER,
              key,
              Setting.GENESIS.domain());
    }
    return Submission.of(e.toBytes(), List.of(bits));
  }

  private Ledger made(LedgerStore store) {
    Ledger ledger =
        assertInstanceOf(
                Ledger.Creation.Created.class,
                Ledger.create(store, Setting.opening(), Setting.LOG, Setting.environment()))
            .ledger();
    assertInstanceOf(
        Answer.Accepted.class, ledger.submit(Setting.attestation(Setting.PROVIDER, 0, calls)));
    return ledger;
  }

  private boolean onDisk(int i) throws IOException {
    String name = "\"id\":\"" + calls.get(i).id() + "\"";
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(name)) {
          return true;
        }
      }
    }
    return false;
  }

  private static List<Boolean> named(Ledger ledger) {
    Batch batch = ledger.history().batches().getFirst();
    return batch.records().stream().map(r -> r instanceof HeldRecord.Full).toList();
  }

  @Test
  void erasure_accepted_takesNamesOutOfMemoryAndFiles() throws Exception {
    try (Ledger ledger = made(SqliteLedgerStore.create(file()))) {
      assertTrue(onDisk(0));
      assertInstanceOf(
          Answer.Accepted.class, ledger.submit(erasure(Setting.CLIENT, Setting.PROVIDER)));
      assertEquals(List.of(false, false, true, true, true, true), named(ledger));
      assertFalse(onDisk(0));
      assertTrue(onDisk(2));
    }
    try (Ledger again =
        Ledger.open(SqliteLedgerStore.open(file()), Setting.LOG, Setting.environment())) {
      assertEquals(List.of(false, false, true, true, true, true), named(again));
      Fsck.Result looked = Fsck.check(again.store(), Workers.SEQUENTIAL);
      assertEquals(List.of(), looked.findings());
    }
  }

  @Test
  void erasure_interruptedBeforeTheRewriting_isDoneAtTheNextOpening() throws Exception {
    LedgerStore real = SqliteLedgerStore.create(file());
    Ledger ledger =
        made(
            new ForwardingStore(real) {
              @Override
              public void replacePayloads(List<Keyed> payloads) {
                throw new StoreException(Code.STORE_IO, "test", "a disk", "none");
              }
            });
    assertInstanceOf(Answer.Closed.class, ledger.submit(erasure(Setting.CLIENT, Setting.PROVIDER)));
    assertEquals(3, real.head().orElseThrow().size(), "the entry is there");
    assertTrue(onDisk(0));
    ledger.close();
    try (Ledger again =
        Ledger.open(SqliteLedgerStore.open(file()), Setting.LOG, Setting.environment())) {
      assertEquals(List.of(false, false, true, true, true, true), named(again));
      assertFalse(onDisk(0));
      assertInstanceOf(
          Answer.Duplicate.class, again.submit(erasure(Setting.CLIENT, Setting.PROVIDER)));
    }
  }

  @Test
  void erasure_refused_leavesEverything() throws Exception {
    try (Ledger ledger = made(SqliteLedgerStore.create(file()))) {
      Answer.Refused r =
          assertInstanceOf(Answer.Refused.class, ledger.submit(erasure(Setting.CLIENT)));
      assertEquals(Code.ERASURE_ALONE, r.findings().getFirst().code());
      assertTrue(onDisk(0));
      assertEquals(List.of(true, true, true, true, true, true), named(ledger));
    }
  }

  /// What nobody permitted is found.
  @Test
  void fsck_ofNamesGoneWithoutAnEntry_saysSo() throws Exception {
    try (Ledger ledger = made(SqliteLedgerStore.create(file()))) {
      Batch batch = ledger.history().batches().getFirst();
      Bytes whole = ledger.store().payload(batch.recordsRoot()).orElseThrow();
      Bytes less =
          Payload.parse(whole)
              .erase(
                  ErasureBitmap.of(6, i -> i == 3),
                  ErasureLevel.NAME,
                  batch.party(),
                  Setting.PEPPER,
                  Workers.SEQUENTIAL)
              .toBytes();
      ledger.store().replacePayloads(List.of(new LedgerStore.Keyed(batch.recordsRoot(), less)));
      assertEquals(
          List.of(Code.RECORD_ERASED_WITHOUT_ENTRY),
          Fsck.check(ledger.store(), Workers.SEQUENTIAL).findings().stream()
              .map(f -> f.code())
              .toList());
    }
  }
}
