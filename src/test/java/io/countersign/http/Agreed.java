package io.countersign.http;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Address;
import io.countersign.core.crypto.Ed25519Key;
import io.countersign.core.crypto.Secp256k1;
import io.countersign.core.crypto.Secp256k1Key;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import io.countersign.core.encoding.NoteSigner;
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
import io.countersign.sequencer.Opening;
import io.countersign.sequencer.Setting;
import io.countersign.sequencer.Submission;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/// An agreement under a name of its own, with keys that follow from the name.
final class Agreed {
  private final String name;
  private final Genesis genesis;
  private final Terms terms;

  Agreed(String name) {
    this.name = name;
    this.genesis =
        new Genesis(
            address("provider"),
            address("provider recovery"),
            address("client"),
            address("client recovery"),
            address("arbiter"),
            Setting.LOG.publicKey(),
            Sha256.hash(Bytes.utf8(Setting.OPERATOR)),
            Sha256.hash(pepper().toBytes()),
            Bytes32.ZERO,
            hash("nonce"));
    this.terms = terms();
  }

  private Bytes32 hash(String what) {
    return Sha256.hash(Bytes.utf8(name + ": " + what));
  }

  private Bytes32 pepper() {
    return hash("pepper");
  }

  Secp256k1Key key(String role) {
    return Secp256k1Key.of(hash("key of the " + role));
  }

  private Address address(String role) {
    return Secp256k1.best().address(key(role));
  }

  Ed25519Key cosigner() {
    return Ed25519Key.of(hash("cosigner"));
  }

  HttpSignatures.Signer signer(String role) {
    return role.equals("cosigner")
        ? new HttpSignatures.Signer.OfCosigner(cosigner())
        : new HttpSignatures.Signer.OfParty(key(role));
  }

  Genesis genesis() {
    return genesis;
  }

  Bytes32 id() {
    return genesis.ledgerId();
  }

  /// The client's cosigner, as it signs checkpoints.
  NoteSigner clientCosigner() {
    try {
      String origin = Genesis.origin(Setting.OPERATOR, id());
      return NoteSigner.cosigner(Keys.cosignerName(origin, Party.CLIENT), cosigner());
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  private Terms terms() {
    try (InputStream in = Agreed.class.getResourceAsStream("/samples/terms-bank-hybrid.json")) {
      if (in == null) {
        throw new AssertionError("the sample agreement is missing");
      }
      Json.Obj sample = (Json.Obj) JsonReader.relaxed(Bytes.wrap(in.readAllBytes()), 1 << 18);
      return TermsParser.parse(
          sample.with("nonce", Json.of(genesis.nonce().toHex())).toCanonical());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  private static Seen now() {
    return Seen.nothing(Setting.NOW / 1000);
  }

  Opening opening() {
    Entry.Agreement entry =
        new Entry.Agreement(1, terms.hash(), Bytes32.ZERO, terms.firstPeriod(), now());
    return new Opening(
        Envelope.opening(entry, genesis)
            .signed(Signer.CLIENT, key("client"), genesis.domain())
            .signed(Signer.PROVIDER, key("provider"), genesis.domain())
            .toBytes(),
        terms.toCanonical(),
        Setting.OPERATOR,
        pepper());
  }

  /// The provider's attester key is registered.
  Submission attester() {
    return Submission.of(
        Envelope.of(
                new Entry.Key(
                    KeyAction.ADD,
                    Party.PROVIDER,
                    KeyRole.ATTESTER,
                    address("attester").toBytes32(),
                    now()))
            .signed(Signer.KEY, key("attester"), genesis.domain())
            .signed(Signer.SIGNER, key("provider"), genesis.domain())
            .toBytes());
  }

  /// The provider's attestation number `sequence`.
  Submission attestation(long sequence, List<UsageRecord> records) {
    try {
      Payload payload = Payload.of(hash("seed " + sequence), records);
      Bytes32 root = payload.open(Party.PROVIDER, pepper(), Workers.SEQUENTIAL).root();
      Entry entry =
          new Entry.Attestation(address("provider"), sequence, records.size(), root, now());
      return Submission.attestation(
          Envelope.of(entry).signed(Signer.ATTESTER, key("provider"), genesis.domain()).toBytes(),
          payload.toBytes());
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  /// The attester key is taken back.
  Submission attesterRevoked() {
    return Submission.of(
        Envelope.of(
                new Entry.Key(
                    KeyAction.REVOKE,
                    Party.PROVIDER,
                    KeyRole.ATTESTER,
                    address("attester").toBytes32(),
                    now()))
            .signed(Signer.SIGNER, key("provider"), genesis.domain())
            .toBytes());
  }

  /// The client's signer key gives way to `newRole`'s, by the recovery key.
  Submission clientReplaced(String newRole) {
    return Submission.of(
        Envelope.of(
                new Entry.Key(
                    KeyAction.REPLACE,
                    Party.CLIENT,
                    KeyRole.SIGNER,
                    address(newRole).toBytes32(),
                    now()))
            .signed(Signer.KEY, key(newRole), genesis.domain())
            .signed(Signer.RECOVERY, key("client recovery"), genesis.domain())
            .toBytes());
  }

  /// The client's cosigner key is registered.
  Submission cosignerAdded() {
    return Submission.of(
        Envelope.of(
                new Entry.Key(
                    KeyAction.ADD, Party.CLIENT, KeyRole.COSIGNER, cosigner().publicKey(), now()))
            .signed(Signer.SIGNER, key("client"), genesis.domain())
            .toBytes());
  }
}
