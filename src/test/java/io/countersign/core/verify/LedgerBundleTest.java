package io.countersign.core.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.SignedNote;
import io.countersign.core.ledger.AnswerKind;
import io.countersign.core.ledger.Leaf;
import io.countersign.core.ledger.Settlements;
import io.countersign.core.terms.Period;
import io.countersign.testing.SampleLedger;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class LedgerBundleTest {
  private static final SampleLedger LEDGER = Forgeries.HONEST;
  private static final SignedNote NOTE = LEDGER.note(LEDGER.size(), SampleLedger.END);

  private static Bytes write(SampleLedger l, SignedNote note) throws MalformedException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LedgerBundle.write(
        out::write,
        note,
        l.leaves().stream().map(Leaf::toBytes).toList(),
        h -> Optional.ofNullable(l.objects().get(h)),
        r -> Optional.ofNullable(l.payloads().get(r)),
        SampleLedger.PEPPER);
    return Bytes.wrap(out.toByteArray());
  }

  @Test
  void write_sameLedgerFromTwoStores_sameBytes() throws Exception {
    SampleLedger other = LEDGER.copy();
    other.object(Bytes.utf8("a draft that one party keeps"));
    other.payload("a batch not yet sent", SampleLedger.late());
    assertEquals(BundleWriter.toBytes(Forgeries.parts(LEDGER, NOTE)), write(LEDGER, NOTE));
    assertEquals(write(LEDGER, NOTE), write(other, NOTE));
  }

  @Test
  void write_honestLedger_passes() throws Exception {
    Report r = Verifier.verify(ZipBundle.of(write(LEDGER, NOTE)), LEDGER.policy(16));
    assertEquals(0, r.exitCode(), r.failed().toString());
  }

  @Test
  void write_everyPrefix_verifiesWithoutFailure() throws Exception {
    SampleLedger l = LEDGER.copy();
    while (l.size() > 0) {
      SignedNote note = l.note(l.size(), l.items().getLast().time() / 1000);
      Report r = Verifier.verify(ZipBundle.of(write(l, note)), l.policy(l.size()));
      assertEquals(List.of(), r.failed(), "prefix " + l.size());
      assertEquals(0, r.exitCode(), "prefix " + l.size());
      l.items().removeLast();
    }
  }

  /// A dispute, its answer and the statement that posts what it came to: claim and offer go along.
  @Test
  void write_ledgerWithADispute_verifiesOnEveryPrefix() throws Exception {
    SampleLedger l =
        Forgeries.answered(Forgeries.disputed(15, "fee", 50_000_000), AnswerKind.ACCEPT);
    Bytes32 claim = l.history().disputes().getLast().dispute().claim();
    l.mark(SampleLedger.millis(2026, 4, 4, 0));
    l.issue(Period.of(2026, 3), SampleLedger.millis(2026, 4, 4, 11));
    assertEquals(
        List.of("fee of 2026-02 -50000000"),
        Settlements.inForce(l.history(), SampleLedger.millis(2026, 4, 4, 12)).stream()
            .map(s -> s.line() + " of " + s.period() + " " + s.amount().value())
            .toList());
    while (l.size() > 14) {
      SignedNote note = l.note(l.size(), l.items().getLast().time() / 1000);
      Bytes file = write(l, note);
      assertEquals(BundleWriter.toBytes(Forgeries.parts(l, note)), file);
      Report r = Verifier.verify(ZipBundle.of(file), l.policy(l.size()));
      assertEquals(List.of(), r.failed(), "prefix " + l.size());
      assertEquals(0, r.exitCode(), "prefix " + l.size());
      assertEquals(
          l.size() > 15,
          Forgeries.parts(l, note).containsKey("object/" + claim),
          "prefix " + l.size());
      l.items().removeLast();
    }
  }

  @Test
  void write_objectMissingOrCheckpointOfAnotherTree_refused() {
    SampleLedger l = LEDGER.copy();
    l.objects().remove(LEDGER.leaves().getFirst().envelope());
    assertEquals(
        Code.BUNDLE_MISSING, assertThrows(MalformedException.class, () -> write(l, NOTE)).code());
    SignedNote shorter = LEDGER.note(15, SampleLedger.END);
    assertEquals(
        Code.TREE_SIZE,
        assertThrows(MalformedException.class, () -> write(LEDGER, shorter)).code());
    SampleLedger changed = LEDGER.copy();
    SampleLedger.Item last = changed.items().removeLast();
    changed
        .items()
        .add(
            new SampleLedger.Item(last.kind(), last.time() + 1, 0, last.digest(), last.envelope()));
    assertEquals(
        Code.TREE_ROOT, assertThrows(MalformedException.class, () -> write(changed, NOTE)).code());
  }

  @Test
  void write_payloadNotHeld_leftForTheVerifierToSay() throws Exception {
    SampleLedger l = LEDGER.copy();
    Bytes32 root = l.payloads().firstKey();
    l.payloads().remove(root);
    Report r = Verifier.verify(ZipBundle.of(write(l, NOTE)), LEDGER.policy(16));
    assertEquals(1, r.exitCode());
    assertEquals(true, r.failed(Code.RECORDS_MISSING));
  }
}
