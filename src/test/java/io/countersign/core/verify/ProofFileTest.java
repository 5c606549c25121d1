package io.countersign.core.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.Leaf;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.Payload;
import io.countersign.core.ledger.Policy;
import io.countersign.core.ledger.Signer;
import io.countersign.core.ledger.TlogProof;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.merkle.MerkleTree;
import io.countersign.testing.SampleLedger;
import io.countersign.testing.Seed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class ProofFileTest {
  private static final SampleLedger LEDGER = Forgeries.HONEST;
  private static final Policy POLICY = LEDGER.policy(LEDGER.size());

  /// Entries whose signers Genesis names, or marks.
  private static final List<Integer> SHOWN = List.of(0, 7, 8, 9, 11, 13, 14, 15);

  static ProofFile entry(int index) {
    return entry(index, LEDGER.tree(), LEDGER.size());
  }

  private static ProofFile entry(int index, MerkleTree tree, long size) {
    try {
      return ProofFile.compute(
          SampleLedger.GENESIS,
          SampleLedger.OPERATOR,
          tree,
          LEDGER.leaves().get(index),
          LEDGER.items().get(index).envelope(),
          LEDGER.note(size, SampleLedger.END));
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  /// Record `index` of batch 0.
  static ProofFile record(int index) {
    try {
      Entry.Attestation a =
          (Entry.Attestation) Forgeries.envelope(LEDGER.items().get(3).envelope()).entry();
      Payload payload =
          Payload.parse(Objects.requireNonNull(LEDGER.payloads().get(a.recordsRoot())));
      return entry(3).with(payload, index, Party.PROVIDER, SampleLedger.PEPPER);
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  private static Report verify(ProofFile file) {
    return Verifier.verifyProof(file.toBytes(), POLICY);
  }

  @Test
  void proof_everyEntry_readsBackAndIsShown() throws Exception {
    for (int i = 0; i < LEDGER.size(); i++) {
      ProofFile p = entry(i);
      assertEquals(p, ProofFile.parse(p.toBytes()));
      Report r = verify(p);
      assertEquals(List.of(), r.failed(), "entry " + i);
      // What other keys may do shows only a bundle.
      assertEquals(SHOWN.contains(i) || i == 1 || i == 2 ? 0 : 2, r.exitCode(), "entry " + i);
    }
  }

  @Test
  void proof_everyRecord_readsBackAndIsShown() throws Exception {
    for (int i = 0; i < SampleLedger.january(0).size(); i++) {
      ProofFile p = record(i);
      assertEquals(p, ProofFile.parse(p.toBytes()));
      Report r = verify(p);
      assertEquals(List.of(), r.failed());
      assertEquals(2, r.exitCode());
      assertTrue(r.checks().stream().anyMatch(c -> c.code() == Code.PROOF_SCOPE && !c.demanded()));
      assertTrue(
          r.checks().stream()
              .anyMatch(c -> c.code() == Code.PROOF_RECORD && c.verdict() == Verdict.PASSED));
    }
  }

  @Test
  void proof_oneRecord_showsNoNeighbour() {
    String text = record(2).toBytes().toUtf8();
    for (UsageRecord r : SampleLedger.january(0)) {
      boolean shown = r.id().equals("a2");
      assertEquals(shown, text.contains("\"id\":\"" + r.id() + "\""), r.id());
    }
    assertFalse(text.contains(SampleLedger.hash("batch 0").toHex()), "the seed gives all salts");
    assertFalse(text.contains(SampleLedger.PEPPER.toHex()));
  }

  /// Each mutation with the code that it must fail with.
  static Map<Code, List<ProofFile>> mutations() {
    Map<Code, List<ProofFile>> out = new LinkedHashMap<>();
    ProofFile e = entry(4, LEDGER.tree(), 5);
    TlogProof t = e.proof();
    Leaf leaf = e.leaf();
    // index-4-of-5-claimed-as-1: a verifier that does not use up the size lets the leaf move.
    TlogProof moved = new TlogProof(Bytes.EMPTY, 1, t.hashes(), t.checkpoint());
    List<Bytes32> shorter = new ArrayList<>(t.hashes());
    shorter.removeLast();
    List<Bytes32> longer = new ArrayList<>(t.hashes());
    longer.add(Bytes32.ZERO);
    List<ProofFile> inclusion = new ArrayList<>();
    inclusion.add(with(e, moved));
    inclusion.add(with(e, new TlogProof(Bytes.EMPTY, 4, shorter, t.checkpoint())));
    inclusion.add(with(e, new TlogProof(Bytes.EMPTY, 4, longer, t.checkpoint())));
    inclusion.add(with(e, new TlogProof(Bytes.EMPTY, 5, t.hashes(), t.checkpoint())));
    inclusion.add(
        new ProofFile(
            e.genesis(),
            e.operator(),
            new Leaf(
                leaf.kind(),
                1,
                leaf.time(),
                leaf.records(),
                leaf.previous(),
                leaf.digest(),
                leaf.envelope()),
            e.envelope(),
            moved,
            Optional.empty()));
    out.put(Code.PROOF_INCLUSION, inclusion);
    out.put(
        Code.PROOF_LEAF,
        List.of(
            new ProofFile(
                e.genesis(),
                e.operator(),
                leaf,
                LEDGER.items().get(6).envelope(),
                t,
                Optional.empty())));
    out.put(Code.PROOF_RECORD, records());
    out.put(
        Code.PROOF_FORM,
        List.of(
            new ProofFile(
                e.genesis(), "other.example.com", leaf, e.envelope(), t, Optional.empty())));
    Entry.Attestation a = (Entry.Attestation) Forgeries.envelope(e.envelope()).entry();
    SampleLedger forged = LEDGER.copy();
    forged.attest(SampleLedger.ATTESTER, 5, SampleLedger.late(), SampleLedger.END * 1000);
    Bytes stolen =
        SampleLedger.sign(
                Envelope.of(
                    new Entry.Attestation(
                        a.attester(), 5, 1, a.recordsRoot(), LEDGER.seen(SampleLedger.END * 1000))),
                Signer.ATTESTER,
                SampleLedger.PROVIDER)
            .toBytes();
    forged.items().removeLast();
    forged.append(Forgeries.envelope(stolen), SampleLedger.END * 1000, 1);
    try {
      out.put(
          Code.PROOF_SIGNATURE,
          List.of(
              ProofFile.compute(
                  SampleLedger.GENESIS,
                  SampleLedger.OPERATOR,
                  forged.tree(),
                  forged.leaves().getLast(),
                  stolen,
                  forged.note(forged.size(), SampleLedger.END + 60)),
              acceptedByTheProvider()));
    } catch (MalformedException x) {
      throw new AssertionError(x);
    }
    return out;
  }

  /// An acceptance that the provider signed in its own name: who runs the log can put it in, where
  /// the ledger ignores it.
  private static ProofFile acceptedByTheProvider() throws MalformedException {
    SampleLedger forged = LEDGER.copy();
    Entry entry = Forgeries.envelope(LEDGER.items().get(9).envelope()).entry();
    Envelope envelope =
        SampleLedger.sign(Envelope.of(entry), Signer.PROVIDER, SampleLedger.PROVIDER);
    forged.append(envelope, SampleLedger.END * 1000, 0);
    return ProofFile.compute(
        SampleLedger.GENESIS,
        SampleLedger.OPERATOR,
        forged.tree(),
        forged.leaves().getLast(),
        envelope.toBytes(),
        forged.note(forged.size(), SampleLedger.END + 60));
  }

  private static ProofFile with(ProofFile e, TlogProof proof) {
    return new ProofFile(e.genesis(), e.operator(), e.leaf(), e.envelope(), proof, e.record());
  }

  private static List<ProofFile> records() {
    ProofFile e = record(4);
    ProofFile.Disclosed r = e.record().orElseThrow();
    ProofFile.Disclosed other = record(3).record().orElseThrow();
    List<ProofFile.Disclosed> wrong =
        List.of(
            new ProofFile.Disclosed(r.record(), r.tag(), r.salt(), 1, r.path()),
            new ProofFile.Disclosed(r.record(), r.tag(), r.salt(), 5, r.path()),
            new ProofFile.Disclosed(r.record(), r.tag(), r.salt(), 4, other.path()),
            new ProofFile.Disclosed(r.record(), other.tag(), r.salt(), 4, r.path()),
            new ProofFile.Disclosed(r.record(), r.tag(), other.salt(), 4, r.path()),
            new ProofFile.Disclosed(other.record(), r.tag(), r.salt(), 4, r.path()));
    List<ProofFile> out = new ArrayList<>();
    for (ProofFile.Disclosed d : wrong) {
      out.add(
          new ProofFile(
              e.genesis(), e.operator(), e.leaf(), e.envelope(), e.proof(), Optional.of(d)));
    }
    // A record beside an entry that attests nothing.
    ProofFile statement = entry(8);
    out.add(
        new ProofFile(
            statement.genesis(),
            statement.operator(),
            statement.leaf(),
            statement.envelope(),
            statement.proof(),
            Optional.of(r)));
    return out;
  }

  @Test
  void verifyProof_mutation_foundByItsCheck() {
    mutations()
        .forEach(
            (code, files) -> {
              for (ProofFile f : files) {
                Report r = verify(f);
                assertEquals(1, r.exitCode(), code + ": " + r.checks());
                assertTrue(r.failed(code), code + ": " + r.failed());
              }
            });
  }

  @Test
  void verifyProof_anotherLedgersPolicy_found() {
    Report r = Verifier.verifyProof(entry(8).toBytes(), Policy.of(SampleLedger.hash("another")));
    assertTrue(r.failed(Code.LEDGER_ID));
  }

  @Test
  void verifyProof_seenElsewhere_found() {
    Policy p = Policy.of(SampleLedger.LEDGER).withSeen(LEDGER.size(), Bytes32.ZERO);
    assertTrue(Verifier.verifyProof(entry(8).toBytes(), p).failed(Code.SEEN_OTHER_ROOT));
    Policy older = Policy.of(SampleLedger.LEDGER).withSeen(4, LEDGER.root(4));
    assertEquals(2, Verifier.verifyProof(entry(8).toBytes(), older).exitCode());
  }

  /// Every byte is bound but those of the record's name, which needs the pepper.
  @Test
  void verifyProof_bitFlipped_found() {
    long seed = Seed.pick();
    RandomGenerator random = Seed.random(seed);
    int found = 0;
    int tried = 0;
    for (ProofFile f : List.of(entry(8), entry(7), record(2))) {
      byte[] bytes = f.toBytes().toArray();
      String text = f.toBytes().toUtf8();
      int name = text.indexOf("\"id\":\"a2\"");
      int end = text.indexOf(",\"type\":\"call\"", Math.max(0, name));
      for (int i = 0; i < 400; i++) {
        int at = random.nextInt(bytes.length);
        if (name >= 0 && at >= name && at < end) {
          continue;
        }
        byte[] changed = bytes.clone();
        changed[at] ^= (byte) (1 << random.nextInt(8));
        tried++;
        found += Verifier.verifyProof(Bytes.wrap(changed), POLICY).exitCode() == 1 ? 1 : 0;
      }
    }
    System.err.println("tampering, a bit flipped in a proof file: " + found + " of " + tried);
    assertEquals(tried, found, "-Dseed=" + seed);
  }
}
