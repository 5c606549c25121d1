package io.countersign.core.verify;

import static io.countersign.testing.SampleLedger.PEPPER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.ledger.Batch;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.ErasureBitmap;
import io.countersign.core.ledger.ErasureLevel;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.Payload;
import io.countersign.core.ledger.Policy;
import io.countersign.core.ledger.Workers;
import io.countersign.testing.SampleLedger;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a verifier says of payloads from which names and rows are gone.
final class ErasureVerifyTest {
  private static final int FIRST_BATCH = 3;
  private static final int COUNT = SampleLedger.january(0).size();

  /// Long after January is final.
  private static final long LATE = SampleLedger.millis(2028, 6, 1, 9);

  private final SampleLedger ledger = SampleLedger.small();

  private static ErasureBitmap some(Integer... records) {
    return ErasureBitmap.of(COUNT, List.of(records)::contains);
  }

  private void permit(ErasureLevel level, ErasureBitmap records, String why, long at) {
    Bytes32 basis = why.isEmpty() ? Bytes32.ZERO : ledger.object(Bytes.utf8(why));
    Entry.Erasure e =
        new Entry.Erasure(
            FIRST_BATCH, level.code(), ledger.object(records.toBytes()), basis, ledger.seen(at));
    ledger.append(SampleLedger.byBoth(Envelope.of(e)), at, 0);
  }

  private void drop(ErasureLevel level, ErasureBitmap records) throws MalformedException {
    Batch batch = ledger.history().batches().getFirst();
    Bytes payload = ledger.payloads().get(batch.recordsRoot());
    ledger
        .payloads()
        .put(
            batch.recordsRoot(),
            Payload.parse(payload == null ? Bytes.EMPTY : payload)
                .erase(records, level, Party.PROVIDER, PEPPER, Workers.SEQUENTIAL)
                .toBytes());
  }

  private Report verify() {
    long end = ledger.items().getLast().time() / 1000;
    Bytes bundle = BundleWriter.toBytes(ledger.parts(ledger.note(ledger.size(), end)));
    return Verifier.verify(ZipBundle.of(bundle), Policy.of(SampleLedger.LEDGER));
  }

  private static List<String> about(Report r, Code code) {
    return r.checks().stream().filter(c -> c.code() == code).map(Check::toString).toList();
  }

  @Test
  void names_erasedByBoth_passAndAreListed() throws Exception {
    ErasureBitmap some = some(0, 4);
    permit(ErasureLevel.NAME, some, "request 17", SampleLedger.millis(2026, 3, 10, 9));
    drop(ErasureLevel.NAME, some);
    Report r = verify();
    assertEquals(List.of(), r.failed());
    assertEquals(0, r.exitCode());
    String listed = about(r, Code.RECORDS_ERASED).getFirst();
    assertTrue(listed.contains("names of 2 of 7 records of entry 3 (2026-01)"), listed);
    assertTrue(listed.contains("client and provider; gone here: 2; basis: request 17"), listed);
    assertEquals(
        List.of(), r.notChecked().stream().filter(c -> c.code() == Code.STATEMENT_HASH).toList());
  }

  @Test
  void names_permittedAndStillThere_pass() {
    permit(ErasureLevel.NAME, some(0), "", SampleLedger.millis(2026, 3, 10, 9));
    Report r = verify();
    assertEquals(0, r.exitCode());
    assertTrue(about(r, Code.RECORDS_ERASED).getFirst().contains("gone here: 0; basis: none"));
  }

  @Test
  void names_goneBeyondTheEntry_fail() throws Exception {
    permit(ErasureLevel.NAME, some(0), "", SampleLedger.millis(2026, 3, 10, 9));
    drop(ErasureLevel.NAME, some(0, 1));
    Report r = verify();
    assertEquals(1, r.exitCode());
    assertEquals(1, about(r, Code.RECORD_ERASED_WITHOUT_ENTRY).size());
    assertTrue(r.failed(Code.RECORDS_MISSING));
  }

  @Test
  void rows_goneWhereOnlyNamesMay_fail() throws Exception {
    permit(ErasureLevel.NAME, some(0), "", SampleLedger.millis(2026, 3, 10, 9));
    drop(ErasureLevel.ROW, some(0));
    Report r = verify();
    assertTrue(r.failed(Code.RECORD_ERASED_WITHOUT_ENTRY));
    assertTrue(r.failed(Code.RECORDS_MISSING), "salts in place of the seed");
    assertTrue(r.failed(Code.STATEMENT_HASH), "names excuse nothing");
  }

  @Test
  void rows_erasedByBoth_excuseTheStatementsThatRestOnThem() throws Exception {
    ErasureBitmap some = some(0, 1, 2);
    permit(ErasureLevel.ROW, some, "", LATE);
    drop(ErasureLevel.ROW, some);
    Report r = verify();
    assertEquals(List.of(), r.failed());
    List<Check> open =
        r.notChecked().stream().filter(c -> c.code() == Code.STATEMENT_HASH).toList();
    assertTrue(open.getFirst().where().startsWith("statement 202601"), open.toString());
    assertTrue(open.getFirst().expected().contains("entry 16 (client and provider)"));
    assertEquals(false, open.getFirst().demanded(), "the client accepted it");
    boolean february = open.stream().anyMatch(c -> c.where().startsWith("statement 202602"));
    assertEquals(february ? 2 : 0, r.exitCode(), "accepted but for a line: still demanded");
  }

  @Test
  void rows_erasedEarlyByBoth_areNoErasure() throws Exception {
    permit(ErasureLevel.ROW, some(0), "", SampleLedger.millis(2026, 3, 10, 9));
    Report whole = verify();
    assertTrue(whole.failed(Code.ENTRY_IGNORED), "a statement to come could rest on them");
    drop(ErasureLevel.ROW, some(0));
    assertTrue(verify().failed(Code.RECORD_ERASED_WITHOUT_ENTRY));
  }

  /// A false statement is not made true by rows that it does not rest on.
  @Test
  void rows_ofAnotherBatchGone_doNotExcuseAFalseName() throws Exception {
    ErasureBitmap some = some(3);
    permit(ErasureLevel.ROW, some, "", LATE);
    Report r = verify();
    assertEquals(List.of(), r.failed());
    assertEquals(
        List.of(),
        r.notChecked().stream().filter(c -> c.code() == Code.STATEMENT_HASH).toList(),
        "all rows are still here");
  }
}
