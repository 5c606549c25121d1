package io.countersign.core.verify;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Address;
import io.countersign.core.crypto.Secp256k1;
import io.countersign.core.crypto.Signature65;
import io.countersign.core.encoding.SignedNote;
import io.countersign.core.encoding.Vkey;
import io.countersign.core.ledger.Checkpoint;
import io.countersign.core.ledger.Cosignature;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.Genesis;
import io.countersign.core.ledger.Kind;
import io.countersign.core.ledger.Leaf;
import io.countersign.core.ledger.Policy;
import io.countersign.core.ledger.Signer;
import io.countersign.core.merkle.Proofs;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The checks of a proof file, and the list of what a single proof cannot show.
final class ProofChecks {
  private final Policy policy;
  private final Report.Builder report;

  ProofChecks(Policy policy, Report.Builder report) {
    this.policy = policy;
    this.report = report;
  }

  void check(Bytes bytes) {
    ProofFile file;
    try {
      file = ProofFile.parse(bytes);
      report.add(Check.passed(Code.PROOF_FORM, "proof", bytes.size() + " bytes"));
    } catch (MalformedException e) {
      report.add(Check.failed(Code.PROOF_FORM, "proof", e));
      return;
    }
    Genesis genesis = file.genesis();
    Bytes32 id = genesis.ledgerId();
    same(Code.LEDGER_ID, "genesis", "ledger " + policy.ledger(), "ledger " + id);
    SignedNote note = file.proof().checkpoint();
    Optional<Checkpoint> checkpoint = checkpoint(file, note, id);
    if (checkpoint.isPresent()) {
      inclusion(file, checkpoint.get());
    }
    Optional<Envelope> envelope = leaf(file);
    envelope.ifPresent(e -> signatures(e, genesis));
    if (file.record().isPresent()) {
      record(file, file.record().get(), envelope);
    }
    scope(file);
  }

  private Optional<Checkpoint> checkpoint(ProofFile file, SignedNote note, Bytes32 id) {
    String where = Layout.CHECKPOINT;
    try {
      Checkpoint claimed = Checkpoint.parse(note.text());
      Optional<Vkey> log = TreeChecks.operator(claimed.origin(), file.genesis(), id, report);
      if (log.isEmpty()) {
        report.add(
            Check.notChecked(
                Code.CHECKPOINT_NOTE, where, "the name of the log's key", "another origin"));
        return Optional.empty();
      }
      same(
          Code.PROOF_FORM,
          "operator",
          file.operator(),
          log.get().name().substring(0, log.get().name().indexOf(TreeChecks.LOG_SUFFIX)));
      Checkpoint c = Checkpoint.open(note, log.get());
      report.add(
          Check.passed(
              Code.CHECKPOINT_NOTE, where, c.size() + " leaves, signed by " + log.get().name()));
      PolicyChecks owner = new PolicyChecks(policy, report);
      List<Cosignature> good = owner.cosignatures(where, note, Set.of(), log.get());
      owner.quorum(good, file.leaf().time());
      owner.seen(c);
      owner.anchors();
      Leaf leaf = file.leaf();
      if (leaf.index() < c.size()) {
        for (Cosignature cosignature : good) {
          owner.notLater(leaf, cosignature);
        }
      }
      return Optional.of(c);
    } catch (MalformedException e) {
      report.add(Check.failed(Code.CHECKPOINT_NOTE, where, e));
      return Optional.empty();
    }
  }

  private void inclusion(ProofFile file, Checkpoint c) {
    String where = "leaf " + file.leaf().index();
    same(
        Code.PROOF_INCLUSION,
        where + " index",
        Long.toString(file.leaf().index()),
        Long.toString(file.proof().index()));
    try {
      Proofs.checkInclusion(
          file.proof().index(), c.size(), file.leaf().hash(), file.proof().hashes(), c.root());
      report.add(
          Check.passed(
              Code.PROOF_INCLUSION, where, "at this index of a tree of " + c.size() + " leaves"));
    } catch (MalformedException e) {
      report.add(Check.failed(Code.PROOF_INCLUSION, where, e));
    }
  }

  /// Whether the envelope is the leaf's; present if it is an entry that parses.
  private Optional<Envelope> leaf(ProofFile file) {
    Leaf leaf = file.leaf();
    String where = "leaf " + leaf.index();
    same(
        Code.PROOF_LEAF, where + " envelope", leaf.envelope().toHex(), file.envelopeHash().toHex());
    if (leaf.kind() == Kind.MARK.code()) {
      same(Code.PROOF_LEAF, where + " digest", leaf.digest().toHex(), file.envelopeHash().toHex());
      return Optional.empty();
    }
    try {
      Envelope envelope = Envelope.parse(file.envelope());
      same(
          Code.PROOF_LEAF,
          where + " kind",
          Integer.toString(leaf.kind()),
          Integer.toString(envelope.entry().kind().code()));
      same(
          Code.PROOF_LEAF,
          where + " digest",
          leaf.digest().toHex(),
          envelope.digest(file.genesis().domain()).toHex());
      return Optional.of(envelope);
    } catch (MalformedException e) {
      report.add(Check.failed(Code.PROOF_LEAF, where, e));
      return Optional.empty();
    }
  }

  /// Who signed; whether its key is one of Genesis. Other keys come from key entries, which only a
  /// bundle shows.
  private void signatures(Envelope envelope, Genesis genesis) {
    if (!envelope.isSignedByItsRoles()) {
      report.add(
          Check.failed(
              Code.PROOF_SIGNATURE,
              "envelope",
              "the signatures that a " + envelope.entry().kind().text() + " needs",
              envelope.signatures().isEmpty()
                  ? "none"
                  : "those of "
                      + String.join(
                          " and ",
                          envelope.signatures().keySet().stream().map(Signer::text).toList())));
    }
    Bytes32 digest = envelope.digest(genesis.domain());
    for (Map.Entry<Signer, Signature65> s : envelope.signatures().entrySet()) {
      String where = "signature of " + s.getKey().text();
      Optional<Address> by = Secp256k1.best().recover(digest, s.getValue());
      if (by.isEmpty()) {
        report.add(Check.failed(Code.PROOF_SIGNATURE, where, "a valid signature", "one of no key"));
        continue;
      }
      boolean claimed =
          !(envelope.entry() instanceof Entry.Attestation a) || a.attester().equals(by.get());
      if (!claimed) {
        report.add(
            Check.failed(
                Code.PROOF_SIGNATURE, where, "by the attester that it names", "by " + by.get()));
      } else if (known(s.getKey(), envelope.entry(), genesis, by.get())) {
        report.add(Check.passed(Code.PROOF_SIGNATURE, where, by.get() + ", a key of Genesis"));
      } else {
        report.add(
            Check.notChecked(
                Code.PROOF_SIGNATURE,
                where,
                "a key of Genesis",
                by.get() + ", whose registration only a bundle shows"));
      }
    }
  }

  private static boolean known(Signer role, Entry entry, Genesis genesis, Address by) {
    return switch (role) {
      case PROVIDER -> by.equals(genesis.provider());
      case CLIENT -> by.equals(genesis.client());
      case ARBITER -> by.equals(genesis.arbiter());
      case ATTESTER -> by.equals(genesis.provider()) || by.equals(genesis.client());
      case SIGNER -> entry instanceof Entry.Key k && by.equals(genesis.signer(k.party()));
      case RECOVERY -> entry instanceof Entry.Key k && by.equals(genesis.recovery(k.party()));
      case KEY -> entry instanceof Entry.Key k && by.toBytes32().equals(k.key());
    };
  }

  private void record(ProofFile file, ProofFile.Disclosed r, Optional<Envelope> envelope) {
    String where = "record " + r.index();
    if (envelope.isEmpty() || !(envelope.get().entry() instanceof Entry.Attestation a)) {
      report.add(Check.failed(Code.PROOF_RECORD, where, "an attestation", "another entry or none"));
      return;
    }
    try {
      Proofs.checkInclusion(r.index(), a.count(), r.hash(), r.path(), a.recordsRoot());
      long first = file.leaf().records() - a.count();
      report.add(
          Check.passed(
              Code.PROOF_RECORD,
              where,
              "record " + (first + r.index()) + " of the ledger, " + r.index() + " of its batch"));
    } catch (MalformedException e) {
      report.add(Check.failed(Code.PROOF_RECORD, where, e));
    }
    report.add(
        Check.notDemanded(
            Code.PROOF_SCOPE,
            where,
            "that the name "
                + r.record().source()
                + " "
                + r.record().id()
                + " is the one behind its tag",
            "the tag only; the pepper is not in a proof"));
  }

  private void scope(ProofFile file) {
    boolean attestation = file.leaf().kind() == Kind.ATTESTATION.code();
    scope("that the ledger counts this entry", "one entry without those before it");
    scope("that its keys were not revoked before it", "one entry without those before it");
    scope("that nothing was left out or came later", "one entry");
    if (attestation && file.record().isPresent()) {
      scope("that the record was not voided", "one entry without those after it");
    }
  }

  private void scope(String expected, String found) {
    report.add(Check.notDemanded(Code.PROOF_SCOPE, "proof", expected, found));
  }

  private void same(Code code, String where, String expected, String found) {
    report.add(
        expected.equals(found)
            ? Check.passed(code, where, found)
            : Check.failed(code, where, expected, found));
  }
}
