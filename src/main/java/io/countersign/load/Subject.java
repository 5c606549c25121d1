package io.countersign.load;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Address;
import io.countersign.core.crypto.Secp256k1;
import io.countersign.core.crypto.Secp256k1Key;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.Genesis;
import io.countersign.core.ledger.KeyAction;
import io.countersign.core.ledger.KeyRole;
import io.countersign.core.ledger.Keys;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.Payload;
import io.countersign.core.ledger.Seen;
import io.countersign.core.ledger.Signer;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.ledger.Workers;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.TermsParser;
import io.countersign.http.client.AgreementClient;
import io.countersign.sequencer.Submission;
import io.countersign.service.Proposal;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// A ledger that is made to be filled: an agreement between two parties with fresh keys, and
/// attesters of the provider, each of which numbers its own attestations.
///
/// Everything follows from one seed. Any thread may sign.
public final class Subject {
  /// Attesters at most: as many as a ledger allows one party.
  public static final int MAX_SENDERS = Keys.MAX_KEYS;

  private final Bytes32 seed;
  private final Proposal proposal;
  private final long signedAt;
  private final List<Secp256k1Key> senders = new ArrayList<>();

  private Subject(Bytes32 seed, Proposal proposal, long signedAt, int count) {
    this.seed = seed;
    this.proposal = proposal;
    this.signedAt = signedAt;
    for (int i = 0; i < count; i++) {
      senders.add(key(seed, "attester " + i));
    }
  }

  /// Makes an agreement on `sample`, signed by both.
  ///
  /// @param senders attesters, 1 to [#MAX_SENDERS]
  /// @param signedAt UTC seconds
  /// @throws MalformedException if the terms cannot take a nonce
  public static Subject of(
      Terms sample, AgreementClient.Operator by, long signedAt, int senders, RandomGenerator random)
      throws MalformedException {
    byte[] fresh = new byte[Bytes32.SIZE];
    random.nextBytes(fresh);
    Bytes32 seed = Bytes32.of(fresh);
    Bytes32 nonce = hash(seed, "nonce");
    Bytes32 pepper = hash(seed, "pepper");
    Terms terms = TermsParser.document(sample.toJson().with("nonce", Json.of(nonce.toHex())));
    Genesis genesis =
        new Genesis(
            address(seed, "provider"),
            address(seed, "provider recovery"),
            address(seed, "client"),
            address(seed, "client recovery"),
            Address.ZERO,
            by.logKey(),
            Sha256.hash(Bytes.utf8(by.operator())),
            Sha256.hash(pepper.toBytes()),
            Bytes32.ZERO,
            nonce);
    Entry.Agreement agreement =
        new Entry.Agreement(
            1, terms.hash(), Bytes32.ZERO, terms.firstPeriod(), Seen.nothing(signedAt));
    Envelope envelope =
        Envelope.opening(agreement, genesis)
            .signed(Signer.PROVIDER, key(seed, "provider"), genesis.domain())
            .signed(Signer.CLIENT, key(seed, "client"), genesis.domain());
    return new Subject(
        seed, new Proposal(envelope, terms, by.operator(), pepper), signedAt, senders);
  }

  private static Bytes32 hash(Bytes32 seed, String what) {
    return Sha256.hash(seed.toArray(), Bytes.utf8(what).toArray());
  }

  private static Secp256k1Key key(Bytes32 seed, String role) {
    return Secp256k1Key.of(hash(seed, role));
  }

  private static Address address(Bytes32 seed, String role) {
    return Secp256k1.best().address(key(seed, role));
  }

  public Proposal proposal() {
    return proposal;
  }

  public Bytes32 id() {
    return proposal.genesis().ledgerId();
  }

  public int senders() {
    return senders.size();
  }

  /// The entries that let the attesters attest, in the order in which they are to be appended.
  public List<Submission> keyEntries() {
    List<Submission> out = new ArrayList<>();
    for (Secp256k1Key k : senders) {
      Entry.Key entry =
          new Entry.Key(
              KeyAction.ADD,
              Party.PROVIDER,
              KeyRole.ATTESTER,
              Secp256k1.best().address(k).toBytes32(),
              Seen.nothing(signedAt));
      out.add(
          Submission.of(
              Envelope.of(entry)
                  .signed(Signer.KEY, k, proposal.genesis().domain())
                  .signed(Signer.SIGNER, key(seed, "provider"), proposal.genesis().domain())
                  .toBytes()));
    }
    return out;
  }

  /// Attestation number `sequence` of the attester `sender`.
  ///
  /// @throws MalformedException if the records are too large for one batch
  public Submission attestation(int sender, long sequence, List<UsageRecord> records)
      throws MalformedException {
    Secp256k1Key k = senders.get(sender);
    Payload payload = Payload.of(hash(seed, "batch " + sender + " " + sequence), records);
    Bytes32 root = payload.open(Party.PROVIDER, proposal.pepper(), Workers.SEQUENTIAL).root();
    Entry entry =
        new Entry.Attestation(
            Secp256k1.best().address(k), sequence, records.size(), root, Seen.nothing(signedAt));
    return Submission.attestation(
        Envelope.of(entry).signed(Signer.ATTESTER, k, proposal.genesis().domain()).toBytes(),
        payload.toBytes());
  }
}
