package io.countersign.service;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Address;
import io.countersign.core.crypto.Secp256k1;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.Genesis;
import io.countersign.core.ledger.Signer;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.TermsParser;
import io.countersign.core.terms.Validity;
import java.util.ArrayList;
import java.util.List;

/// The file that goes from one party to the other before a ledger is opened: the first agreement,
/// the terms, and the secret that both keep.
///
/// Canonical JSON `{"envelope","format":1,"operator","pepper","terms"}`; envelope and terms are
/// strings that hold canonical JSON, so that no depth limit is met twice. For the two parties only:
/// who has the pepper can tell names of calls from their tags.
///
/// @param envelope the first entry with Genesis, signed by the provider at least
/// @param terms the document whose hash the envelope names
public record Proposal(Envelope envelope, Terms terms, String operator, Bytes32 pepper) {
  /// Cap on the bytes of the file.
  public static final int MAX_BYTES = 1 << 20;

  /// Reads the file and checks that its parts belong together and that the provider signed.
  ///
  /// @throws MalformedException `PROPOSAL_FORM` and codes of the parts
  public static Proposal parse(Bytes bytes) throws MalformedException {
    Fields f = Fields.of(JsonReader.canonical(bytes, MAX_BYTES), "");
    f.integer("format", 1, 1);
    Envelope envelope = Envelope.parse(Bytes.utf8(f.string("envelope")));
    Terms terms = TermsParser.parse(Bytes.utf8(f.string("terms")));
    String operator = Genesis.operatorName(f.string("operator"));
    Bytes32 pepper = f.bytes32("pepper");
    f.end();
    Proposal proposal = new Proposal(envelope, terms, operator, pepper);
    proposal.check();
    return proposal;
  }

  private void check() throws MalformedException {
    if (envelope.genesis().isEmpty() || !(envelope.entry() instanceof Entry.Agreement a)) {
      throw fault("envelope", "a first agreement with its genesis", envelope.entry().kind().text());
    }
    Genesis genesis = genesis();
    same("envelope.fields.termsHash", terms.hash(), a.termsHash());
    same("envelope.genesis.operator", Sha256.hash(Bytes.utf8(operator)), genesis.operator());
    same("envelope.genesis.pepper", Sha256.hash(pepper.toBytes()), genesis.pepper());
    same("terms.nonce", genesis.nonce(), terms.nonce());
    if (!signed(Signer.PROVIDER, genesis.provider())) {
      throw fault("envelope.signatures.provider", "a signature by " + genesis.provider(), "none");
    }
    if (envelope.signatures().containsKey(Signer.CLIENT)
        && !signed(Signer.CLIENT, genesis.client())) {
      throw fault("envelope.signatures.client", "a signature by " + genesis.client(), "another");
    }
  }

  private boolean signed(Signer role, Address by) {
    return envelope.signatures().containsKey(role)
        && Secp256k1.best()
            .recover(envelope.digest(genesis().domain()), envelope.signatures().get(role))
            .filter(by::equals)
            .isPresent();
  }

  private static void same(String field, Bytes32 expected, Bytes32 found)
      throws MalformedException {
    if (!expected.equals(found)) {
      throw fault(field, expected.toHex(), found.toHex());
    }
  }

  private static MalformedException fault(String field, String expected, String found) {
    return new MalformedException(Code.PROPOSAL_FORM, field, -1, expected, found);
  }

  public Genesis genesis() {
    return envelope
        .genesis()
        .orElseThrow(() -> new IllegalStateException("a proposal has a genesis"));
  }

  public Proposal with(Envelope signed) {
    return new Proposal(signed, terms, operator, pepper);
  }

  /// Why these terms cannot be signed; empty if they can.
  public static List<Finding> faults(Terms terms) {
    List<Finding> out = new ArrayList<>(Validity.check(terms));
    if (out.isEmpty()) {
      out.addAll(Validity.notYetRated(terms));
    }
    return out;
  }

  public Bytes toBytes() {
    return Json.object()
        .put("envelope", envelope.toBytes().toUtf8())
        .put("format", 1)
        .put("operator", operator)
        .put("pepper", pepper.toHex())
        .put("terms", terms.toCanonical().toUtf8())
        .build()
        .toCanonical();
  }

  @Override
  public String toString() {
    return "Proposal[" + terms.id() + "]";
  }
}
