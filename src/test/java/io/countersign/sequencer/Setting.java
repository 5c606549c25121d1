package io.countersign.sequencer;

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
import io.countersign.core.encoding.Vkey;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.Genesis;
import io.countersign.core.ledger.KeyAction;
import io.countersign.core.ledger.KeyRole;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.Payload;
import io.countersign.core.ledger.Seen;
import io.countersign.core.ledger.Signer;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.ledger.Workers;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.TermsParser;
import io.countersign.intake.SyntheticCalls;
import io.countersign.intake.WallClock;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/// Two parties with fixed keys, the sample agreement of 1999 and synthetic calls under it: for
/// tests and benchmarks of the shell.
public final class Setting {
  public static final Secp256k1Key PROVIDER = key("provider");
  public static final Secp256k1Key CLIENT = key("client");
  public static final Secp256k1Key STRANGER = key("stranger");

  /// The client's recovery key.
  public static final Secp256k1Key RECOVERY = key("client recovery");

  public static final Ed25519Key LOG = Ed25519Key.of(hash("log"));
  public static final Bytes32 PEPPER = hash("pepper");
  public static final String OPERATOR = "ledger.example";
  public static final Genesis GENESIS =
      new Genesis(
          address(PROVIDER),
          address(key("provider recovery")),
          address(CLIENT),
          address(RECOVERY),
          address(key("arbiter")),
          LOG.publicKey(),
          Sha256.hash(Bytes.utf8(OPERATOR)),
          Sha256.hash(PEPPER.toBytes()),
          Bytes32.ZERO,
          hash("nonce"));

  /// 2000-01-10, when the agreement's year is over.
  public static final long NOW = 947_462_400_000L;

  private static final Terms TERMS = terms();

  private Setting() {}

  static Bytes32 hash(String text) {
    return Sha256.hash(Bytes.utf8(text));
  }

  public static Secp256k1Key key(String name) {
    return Secp256k1Key.of(hash("key of the " + name));
  }

  public static Address address(Secp256k1Key key) {
    return Secp256k1.bouncyCastle().address(key);
  }

  public static Vkey logVkey() {
    try {
      return new Vkey(
          Genesis.origin(OPERATOR, GENESIS.ledgerId()), Vkey.Type.ED25519, LOG.publicKey());
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  private static Terms terms() {
    try (InputStream in = Setting.class.getResourceAsStream("/samples/terms-bank-hybrid.json")) {
      if (in == null) {
        throw new AssertionError("the sample agreement is missing");
      }
      Json.Obj sample = (Json.Obj) JsonReader.relaxed(Bytes.wrap(in.readAllBytes()), 1 << 18);
      return TermsParser.parse(
          sample.with("nonce", Json.of(GENESIS.nonce().toHex())).toCanonical());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  public static Opening opening() {
    Entry entry =
        new Entry.Agreement(
            1, TERMS.hash(), Bytes32.ZERO, TERMS.firstPeriod(), Seen.nothing(NOW / 1000));
    Envelope envelope =
        Envelope.opening((Entry.Agreement) entry, GENESIS)
            .signed(Signer.CLIENT, CLIENT, GENESIS.domain())
            .signed(Signer.PROVIDER, PROVIDER, GENESIS.domain());
    return new Opening(envelope.toBytes(), TERMS.toCanonical(), OPERATOR, PEPPER);
  }

  /// A clock that stands at [#NOW], and one writer thread that does not hold up the JVM.
  public static Ledger.Environment environment() {
    return environment(Limits.STANDARD);
  }

  public static Ledger.Environment environment(Limits limits) {
    return new Ledger.Environment(
        InstantSource.fixed(java.time.Instant.ofEpochMilli(NOW)),
        Thread.ofPlatform().daemon().name("writer").factory(),
        Workers.SEQUENTIAL,
        limits);
  }

  /// `count` synthetic calls of February 1999; another seed gives other names.
  public static List<UsageRecord> calls(long seed, int count) {
    List<UsageRecord> out = new ArrayList<>(count);
    try {
      SyntheticCalls.generate(
          seed,
          LocalDate.of(1999, 2, 1),
          28,
          count,
          WallClock.fixed(7_200),
          r ->
              out.add(
                  new UsageRecord(
                      r.at(), r.data(), seed + ":" + r.id(), r.rev(), r.source(), r.type())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out;
  }

  /// The attestation number `sequence` of `attester` over `records`.
  public static Submission attestation(
      Secp256k1Key attester, long sequence, List<UsageRecord> records) {
    return attestation(attester, attester, sequence, records);
  }

  /// The same, signed by another key than the one that it names.
  public static Submission attestation(
      Secp256k1Key attester, Secp256k1Key signer, long sequence, List<UsageRecord> records) {
    try {
      Party party = attester.equals(CLIENT) ? Party.CLIENT : Party.PROVIDER;
      Payload payload =
          Payload.of(hash("seed " + address(attester) + sequence + records.hashCode()), records);
      Bytes32 root = payload.open(party, PEPPER, Workers.SEQUENTIAL).root();
      Entry entry =
          new Entry.Attestation(
              address(attester), sequence, records.size(), root, Seen.nothing(NOW / 1000));
      return Submission.attestation(
          Envelope.of(entry).signed(Signer.ATTESTER, signer, GENESIS.domain()).toBytes(),
          payload.toBytes());
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  /// The key entry by which the provider's signer makes `attester` one of the provider's attesters.
  public static Submission attester(Secp256k1Key attester) {
    Entry entry =
        new Entry.Key(
            KeyAction.ADD,
            Party.PROVIDER,
            KeyRole.ATTESTER,
            address(attester).toBytes32(),
            Seen.nothing(NOW / 1000));
    return Submission.of(
        Envelope.of(entry)
            .signed(Signer.KEY, attester, GENESIS.domain())
            .signed(Signer.SIGNER, PROVIDER, GENESIS.domain())
            .toBytes());
  }
}
