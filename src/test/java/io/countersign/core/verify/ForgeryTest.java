package io.countersign.core.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.encoding.NoteSigner;
import io.countersign.core.encoding.SignedNote;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.KeyAction;
import io.countersign.core.ledger.KeyRole;
import io.countersign.core.ledger.Kind;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.Policy;
import io.countersign.core.ledger.Signer;
import io.countersign.testing.SampleLedger;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Forgeries by somebody who holds the log key and the provider's keys; each must be found, by the
/// check that is meant for it.
final class ForgeryTest {
  @Test
  void verify_honestLedgerUnderTheBarePolicy_passes() {
    Bytes file = BundleWriter.toBytes(Forgeries.parts(Forgeries.HONEST));
    Report r = Verifier.verify(ZipBundle.of(file), Forgeries.BARE);
    assertEquals(List.of(), r.failed());
    assertEquals(0, r.exitCode());
  }

  @Test
  void verify_forgery_foundByItsCheck() {
    List<String> wrong = new ArrayList<>();
    int found = 0;
    List<Forgeries.Forgery> all = Forgeries.all();
    for (Forgeries.Forgery f : all) {
      Report r = Verifier.verify(ZipBundle.of(BundleWriter.toBytes(f.parts())), f.policy());
      if (r.exitCode() == 1 && r.failed(f.code())) {
        found++;
      } else {
        wrong.add(f.name() + " wants " + f.code() + ", got " + r.failed());
      }
    }
    System.err.println("forgery: " + found + " of " + all.size() + " found");
    assertEquals("", String.join("\n", wrong));
  }

  /// Each check can fail: every code 08xx has a mutation in a test of this package.
  @Test
  void codes_all_haveAMutation() {
    Set<Code> shown = EnumSet.noneOf(Code.class);
    Forgeries.all().forEach(f -> shown.add(f.code()));
    shown.addAll(ProofFileTest.mutations().keySet());
    // ZipBundleTest: form and damaged parts. Here: an anchor, a fault of the verifier.
    shown.add(Code.BUNDLE_FORM);
    shown.add(Code.BUNDLE_PART);
    shown.add(Code.ANCHOR_UNCHECKED);
    shown.add(Code.VERIFIER_FAULT);
    // RenderingChecksTest: a text of one line otherwise.
    shown.add(Code.RENDERING_TEXT);
    // Never fail: they list what a proof cannot show, and what was erased.
    shown.add(Code.PROOF_SCOPE);
    shown.add(Code.RECORDS_ERASED);
    Set<Code> all = EnumSet.noneOf(Code.class);
    for (Code c : Code.values()) {
      if (c.number() >= 810 && c.number() < 900) {
        all.add(c);
      }
    }
    all.removeAll(shown);
    assertEquals(Set.of(), all);
  }

  /// The client's cosignature says that it holds everything; the provider's key must not say so.
  @Test
  void verify_cosignatureInTheOtherPartysName_reportedAsItsOwners() {
    SampleLedger l = Forgeries.HONEST.copy();
    NoteSigner liar =
        NoteSigner.cosigner(
            SampleLedger.origin() + "/cosigner/client", SampleLedger.ed("provider cosigner"));
    long t = SampleLedger.END * 1000;
    Entry.Key key =
        new Entry.Key(
            KeyAction.ADD, Party.PROVIDER, KeyRole.COSIGNER, liar.vkey().key(), l.seen(t));
    l.append(SampleLedger.sign(Envelope.of(key), Signer.SIGNER, SampleLedger.PROVIDER), t, 0);
    SignedNote note = Forgeries.logNote(l);
    note = note.with(liar.cosign(note.text(), SampleLedger.END + 1));
    Report r =
        Verifier.verify(
            ZipBundle.of(BundleWriter.toBytes(Forgeries.parts(l, note))), Forgeries.BARE);
    assertEquals(List.of(), r.failed());
    assertEquals(
        List.of(SampleLedger.origin() + "/cosigner/provider at " + (SampleLedger.END + 1)),
        r.checks().stream()
            .filter(c -> c.code() == Code.COSIGNATURE && c.where().equals("checkpoint"))
            .map(Check::found)
            .toList());
  }

  @Test
  void verify_damagedPart_found() {
    byte[] file = BundleWriter.toBytes(Forgeries.parts(Forgeries.HONEST)).toArray();
    file[100] ^= 1;
    Report r = Verifier.verify(ZipBundle.of(Bytes.wrap(file)), Forgeries.BARE);
    assertTrue(r.failed(Code.BUNDLE_PART), r.failed().toString());
  }

  @Test
  void verify_anchorDemanded_notCheckedAndExit2() {
    Policy p =
        new Policy(
            SampleLedger.LEDGER,
            List.of(),
            0,
            List.of(new Policy.Anchor(1, SampleLedger.address(SampleLedger.PROVIDER))),
            List.of(),
            OptionalLong.empty());
    Bytes file = BundleWriter.toBytes(Forgeries.parts(Forgeries.HONEST));
    Report r = Verifier.verify(ZipBundle.of(file), p);
    assertEquals(List.of(), r.failed());
    assertEquals(2, r.exitCode());
    assertTrue(r.notChecked().stream().anyMatch(c -> c.code() == Code.ANCHOR_UNCHECKED));
  }

  @Test
  void verify_kindOfALaterRelease_notCheckedAndExit2() {
    SampleLedger l = Forgeries.HONEST.copy();
    Bytes anchor = Bytes.utf8("{\"kind\":\"anchor\"}");
    l.items()
        .add(
            new SampleLedger.Item(
                Kind.ANCHOR.code(), SampleLedger.END * 1000, 0, l.object(anchor), anchor));
    Bytes file = BundleWriter.toBytes(Forgeries.parts(l));
    Report r = Verifier.verify(ZipBundle.of(file), Forgeries.BARE);
    assertEquals(List.of(), r.failed());
    assertEquals(2, r.exitCode());
  }

  @Test
  void verify_bundleThatThrows_reportedNotThrown() {
    Bundle broken =
        new Bundle() {
          @Override
          public List<String> names() {
            throw new IllegalStateException("a bug");
          }

          @Override
          public boolean has(String name) {
            throw new IllegalStateException("a bug");
          }

          @Override
          public long size(String name) {
            throw new IllegalStateException("a bug");
          }

          @Override
          public Bytes read(String name) {
            throw new IllegalStateException("a bug");
          }

          @Override
          public List<Finding> faults() {
            return List.of();
          }
        };
    Report r = Verifier.verify(broken, Forgeries.BARE);
    assertTrue(r.failed(Code.VERIFIER_FAULT));
    assertEquals(1, r.exitCode());
  }
}
