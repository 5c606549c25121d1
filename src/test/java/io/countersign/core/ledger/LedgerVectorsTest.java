package io.countersign.core.ledger;

import static io.countersign.core.ledger.LedgerFixture.ARBITER;
import static io.countersign.core.ledger.LedgerFixture.CLIENT;
import static io.countersign.core.ledger.LedgerFixture.CLIENT_RECOVERY;
import static io.countersign.core.ledger.LedgerFixture.GENESIS;
import static io.countersign.core.ledger.LedgerFixture.PROVIDER;
import static io.countersign.core.ledger.LedgerFixture.PROVIDER_RECOVERY;
import static io.countersign.core.ledger.LedgerFixture.START;
import static io.countersign.core.ledger.LedgerFixture.STRANGER;
import static io.countersign.core.ledger.LedgerFixture.address;
import static io.countersign.core.ledger.LedgerFixture.call;
import static io.countersign.core.ledger.LedgerFixture.hash;
import static io.countersign.core.ledger.LedgerFixture.key;
import static io.countersign.core.ledger.LedgerFixture.tag;
import static io.countersign.core.ledger.LedgerFixture.terms;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Ed25519Key;
import io.countersign.core.crypto.Secp256k1;
import io.countersign.core.crypto.Secp256k1Key;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.crypto.Signature65;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.NoteSigner;
import io.countersign.core.encoding.SignedNote;
import io.countersign.core.terms.Period;
import io.countersign.testing.Vectors;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// Golden vectors of the state machine: a whole ledger each, and what every entry of it means. One
/// for each code that an entry, a payload or a record can be listed with.
final class LedgerVectorsTest {
  private static final Period JANUARY = Period.of(2026, 1);
  private static final Period FEBRUARY = Period.of(2026, 2);
  private static final long DAY = 86_400_000L;
  private static final Secp256k1Key SCRIBE = key("scribe");
  private static final Secp256k1Key OTHER_SCRIBE = key("other scribe");
  private static final Ed25519Key COSIGNER = Ed25519Key.of(hash("client's cosigner"));

  private final Vectors vectors = Vectors.of("ledger");
  private final Set<String> covered = new HashSet<>();

  @Test
  void apply_eachCase_meansWhatItMeant() {
    happyPaths();
    structure();
    envelopes();
    signatures();
    attestations();
    agreements();
    voids();
    statements();
    keys();
    marks();
    renderings();
    records();
    disputes();
    erasures();
    vectors.check(LedgerVectorsTest::replay);
  }

  @Test
  void codes_ofEntriesAndRecords_eachHasAVector() {
    happyPaths();
    structure();
    envelopes();
    signatures();
    attestations();
    agreements();
    voids();
    statements();
    keys();
    marks();
    renderings();
    records();
    disputes();
    erasures();
    // What is never the answer to a leaf: faults of Genesis and of what surrounds a ledger, which
    // have tests of their own, and codes of admission alone.
    Set<Code> elsewhere =
        Set.of(
            Code.LEDGER_FULL,
            Code.GENESIS_FORM,
            Code.GENESIS_KEYS,
            Code.GENESIS_PEPPER,
            Code.GENESIS_LEDGER,
            Code.OPERATOR_NAME_FORM,
            Code.MILESTONE_UNKNOWN,
            Code.VOID_DISPUTED,
            Code.ERASURE_REVISION,
            Code.MILESTONE_AHEAD,
            Code.STATEMENT_DOCUMENT,
            Code.STATEMENT_SETTLED,
            Code.RECORD_CONFLICT);
    List<String> without = new ArrayList<>();
    for (Code c : Code.values()) {
      boolean mine =
          (c.number() > 500 && c.number() < 600)
              || (c.number() > 650 && c.number() < 700)
              || (c.number() > 1300 && c.number() < 1400);
      if (mine && !elsewhere.contains(c) && !covered.contains(c.slug())) {
        without.add(c.slug());
      }
    }
    assertEquals(List.of(), without);
  }

  private void add(String name, String desc, Code code, LedgerFixture f) {
    add(name, desc, "src/docs/formats.md §3 to §6, §8", code, f);
  }

  private void add(String name, String desc, String source, Code code, LedgerFixture f) {
    String slug = code.slug();
    covered.add(slug);
    vectors.add(name, desc, source, inputs(f), slug);
  }

  private void disputes() {
    DisputeCases.all(sink("src/docs/formats.md §10"));
  }

  private void erasures() {
    ErasureCases.all(sink("src/docs/formats.md §4, §11"));
  }

  private DisputeCases.Sink sink(String source) {
    return new DisputeCases.Sink() {
      @Override
      public void happy(String name, String desc, LedgerFixture f) {
        vectors.add("happy-path-" + name, desc, source, inputs(f), "");
      }

      @Override
      public void add(String name, String desc, Code code, LedgerFixture f) {
        LedgerVectorsTest.this.add(name, desc, source, code, f);
      }
    };
  }

  /// A case that begins with an opened ledger.
  private void add(String name, String desc, Code code, Consumer<LedgerFixture> steps) {
    LedgerFixture f = LedgerFixture.opened();
    steps.accept(f);
    add(name, desc, code, f);
  }

  private void happy(String name, String desc, LedgerFixture f) {
    vectors.add("happy-path-" + name, desc, "src/docs/formats.md §3 to §6, §8", inputs(f), "");
  }

  // Cases.

  private void happyPaths() {
    happy("opening", "Both parties sign version 1 of the terms.", LedgerFixture.opened());

    LedgerFixture month = LedgerFixture.opened();
    month.put(month.attester(Party.PROVIDER, SCRIBE));
    month.at((START + 5000) * 1000);
    UsageRecord a = call("a", START + 100, 61);
    month.put(month.attested(SCRIBE, a, call("b", START + 200, 30)));
    month.put(month.attested(CLIENT, call("a", START + 101, 60)));
    month.put(month.voiding(List.of(tag(Party.PROVIDER, a)), SCRIBE));
    month.put(month.attested(SCRIBE, call("a", START + 100, 60, 1)));
    month.put(month.milestone("pilot", 20260115));
    month.put(cosigned(month, month.state().size(), month.now() / 1000 + 1));
    month.at(START * 1000 + 40 * DAY);
    Entry.Statement s = month.statement(JANUARY);
    month.put(month.provider(s));
    month.put(month.provider(month.statement(JANUARY)));
    Entry.Statement standing = month.state().history().statement(JANUARY).get().statement();
    LineList lines = LineList.of(List.of("monthly"));
    month.put(
        month.client(
            new Entry.Acceptance(
                JANUARY, standing.statementHash(), month.object(lines.toBytes()), month.seen())));
    covered.add(Code.RECORD_VOIDED.slug());
    happy("month", "From terms to an acceptance that leaves a line out.", month);

    LedgerFixture k = LedgerFixture.opened();
    k.put(k.attester(Party.PROVIDER, SCRIBE));
    k.at((START + 5000) * 1000);
    UsageRecord r = call("r", START + 1, 5);
    k.put(k.attested(SCRIBE, r));
    k.put(replaceAttester(k));
    k.put(k.voiding(List.of(tag(Party.PROVIDER, r)), OTHER_SCRIBE));
    k.put(
        Envelope.of(
                k.keyEntry(
                    KeyAction.REPLACE, Party.CLIENT, KeyRole.SIGNER, address(STRANGER).toBytes32()))
            .signed(Signer.KEY, STRANGER, k.domain())
            .signed(Signer.RECOVERY, CLIENT_RECOVERY, k.domain()));
    k.put(
        Envelope.of(k.keyEntry(KeyAction.ADD, Party.CLIENT, KeyRole.COSIGNER, COSIGNER.publicKey()))
            .signed(Signer.SIGNER, STRANGER, k.domain()));
    k.put(cosigned(k, 3, k.now() / 1000));
    Secp256k1Key recovery = key("client's second recovery");
    k.put(
        Envelope.of(
                k.keyEntry(
                    KeyAction.REPLACE,
                    Party.CLIENT,
                    KeyRole.RECOVERY,
                    address(recovery).toBytes32()))
            .signed(Signer.KEY, recovery, k.domain())
            .signed(Signer.RECOVERY, CLIENT_RECOVERY, k.domain()));
    k.put(
        Envelope.of(
                k.keyEntry(
                    KeyAction.REVOKE, Party.CLIENT, KeyRole.SIGNER, address(STRANGER).toBytes32()))
            .signed(Signer.RECOVERY, recovery, k.domain()));
    k.put(
        Envelope.of(
                k.keyEntry(
                    KeyAction.REVOKE,
                    Party.PROVIDER,
                    KeyRole.ATTESTER,
                    address(OTHER_SCRIBE).toBytes32()))
            .signed(Signer.SIGNER, PROVIDER, k.domain()));
    happy("keys", "Keys are added, rotated, revoked and recovered.", k);

    LedgerFixture amended = LedgerFixture.opened();
    amended.put(
        amended.amendment(
            2, terms(2, amended.termsHash(), "2027-06-30"), amended.termsHash(), FEBRUARY));
    amended.at(START * 1000 + 70 * DAY);
    amended.put(amended.provider(amended.statement(FEBRUARY)));
    amended.put(amended.provider(amended.statement(JANUARY)));
    happy("amendment", "Version 2 governs from February on.", amended);
  }

  private static Envelope replaceAttester(LedgerFixture f) {
    return Envelope.of(
            f.keyEntry(
                KeyAction.REPLACE,
                Party.PROVIDER,
                KeyRole.ATTESTER,
                address(OTHER_SCRIBE).toBytes32()))
        .signed(Signer.ATTESTER, SCRIBE, f.domain())
        .signed(Signer.KEY, OTHER_SCRIBE, f.domain());
  }

  private static Bytes cosigned(LedgerFixture f, long size, long time) {
    NoteSigner client =
        NoteSigner.cosigner(Keys.cosignerName(f.state().origin(), Party.CLIENT), COSIGNER);
    SignedNote note = f.checkpoint(size);
    return note.with(client.cosign(note.text(), time)).toBytes();
  }

  private void structure() {
    leaf("leaf-121-bytes", Code.LEAF_FORM, b -> Arrays.copyOf(b, 121));
    leaf("leaf-version-2", Code.LEAF_FORM, b -> set(b, 0, 2));
    leaf("leaf-kind-0", Code.LEAF_FORM, b -> set(b, 1, 0));
    leaf("leaf-time-beyond-2100", Code.LEAF_FORM, b -> set(b, 12, 0xff));
    leaf("leaf-index-plus-1", Code.LEAF_INDEX, b -> set(b, 9, b[9] + 1));
    leaf("leaf-previous-flipped", Code.LEAF_CHAIN, b -> set(b, 57, b[57] ^ 1));
    leaf("leaf-envelope-flipped", Code.LEAF_ENVELOPE, b -> set(b, 121, b[121] ^ 1));
    leaf("leaf-records-plus-1", Code.LEAF_RECORDS, b -> set(b, 25, b[25] + 1));
    leaf("leaf-records-of-a-void-too", Code.LEAF_RECORDS, b -> set(b, 25, b[25] - 1));
    add(
        "leaf-time-minus-1",
        "A leaf one millisecond before the leaf before it.",
        Code.LEAF_TIME_BACK,
        f -> {
          f.put(f.milestone("pilot", 20260115));
          f.at(f.now() - 1001);
          f.force(f.milestone("next", 20260116));
        });
    add(
        "entry-after-broken",
        "Nothing counts after a broken leaf, however good.",
        Code.LEAF_CHAIN,
        f -> {
          Bytes e = f.milestone("pilot", 20260115).toBytes();
          f.force(Bytes.wrap(set(f.leafFor(e).toBytes().toArray(), 57, 7)), e);
          f.force(f.milestone("pilot", 20260115));
        });

    opening("opening-by-one-party", f -> f.opening().signed(Signer.PROVIDER, PROVIDER, f.domain()));
    opening("opening-without-genesis", f -> f.both(Envelope.of(f.opening().entry())));
    opening(
        "opening-with-a-genesis-of-others",
        f ->
            f.both(
                Envelope.opening(
                    (Entry.Agreement) f.opening().entry(), genesisWith(hash("other nonce")))));
    opening("opening-is-no-agreement", f -> f.milestone("pilot", 20260115));
    LedgerFixture lost = new LedgerFixture();
    Envelope signed = lost.openingSigned();
    lost.objects().remove(((Entry.Agreement) signed.entry()).termsHash());
    lost.force(signed);
    add("object-terms-missing", "The terms are not held.", Code.OBJECT_MISSING, lost);
    add(
        "object-tags-missing",
        "The list behind a void is not held: whatever follows cannot be verified.",
        Code.OBJECT_MISSING,
        f -> {
          Envelope v = f.voiding(List.of(hash("tag")), PROVIDER);
          f.objects().remove(((Entry.Voiding) v.entry()).list());
          f.force(v);
        });
  }

  private void renderings() {
    LedgerFixture signed = LedgerFixture.opened();
    signed.put(signed.rendering(1, signed.texts(1).toBytes()));
    signed.put(signed.rendering(7, signed.texts(7).toBytes()));
    happy(
        "rendering",
        "Both parties sign texts of the terms, by templates 1 and, unknown to this release, 7.",
        signed);
    add(
        "rendering-of-other-terms",
        "No version of this ledger's terms has the hash.",
        Code.RENDERING_TERMS,
        f -> {
          Bytes32 other = hash("other terms");
          Bytes text = new RenderedTexts(other, 1, List.of("terms"), List.of("条款")).toBytes();
          f.force(f.both(Envelope.of(new Entry.Rendering(other, 1, f.object(text), f.seen()))));
        });
    add(
        "object-texts-missing",
        "The texts are not held.",
        Code.OBJECT_MISSING,
        f -> {
          Envelope e = f.rendering(1, f.texts(1).toBytes());
          f.objects().remove(((Entry.Rendering) e.entry()).text());
          f.force(e);
        });
    add(
        "rendering-of-a-line-list",
        "The object holds no texts.",
        Code.RENDERING_OBJECT,
        f -> f.force(f.rendering(1, LineList.of(List.of("monthly")).toBytes())));
    add(
        "rendering-by-other-templates",
        "The object says templates 2, the entry templates 1.",
        Code.RENDERING_OBJECT,
        f -> f.force(f.rendering(1, f.texts(2).toBytes())));
    add(
        "rendering-texts-of-other-terms",
        "The entry names these terms, the object others.",
        Code.RENDERING_OBJECT,
        f ->
            f.force(
                f.rendering(
                    1,
                    new RenderedTexts(hash("other"), 1, List.of("terms"), List.of("条款"))
                        .toBytes())));
    add(
        "rendering-by-the-client-alone",
        "Both parties sign the texts, or nobody.",
        Code.SIGNATURE_ROLES,
        f -> f.force(f.client(f.rendering(1, f.texts(1).toBytes()).entry())));
  }

  private void leaf(String name, Code code, UnaryOperator<byte[]> mutation) {
    add(
        name,
        "One field of a leaf is not what follows from the ledger.",
        code,
        f -> {
          f.at((START + 5000) * 1000);
          f.put(f.attested(PROVIDER, call("a", START + 1, 1)));
          Bytes e = f.milestone("pilot", 20260115).toBytes();
          f.force(Bytes.wrap(mutation.apply(f.leafFor(e).toBytes().toArray())), e);
        });
  }

  private void opening(String name, Function<LedgerFixture, Envelope> envelope) {
    LedgerFixture f = new LedgerFixture();
    f.force(envelope.apply(f));
    add(name, "A ledger that is not opened.", Code.LEDGER_NOT_OPENED, f);
  }

  private static Genesis genesisWith(Bytes32 nonce) {
    return new Genesis(
        GENESIS.provider(),
        GENESIS.providerRecovery(),
        GENESIS.client(),
        GENESIS.clientRecovery(),
        GENESIS.arbiter(),
        GENESIS.logKey(),
        GENESIS.operator(),
        GENESIS.pepper(),
        GENESIS.continues(),
        nonce);
  }

  private static byte[] set(byte[] b, int at, int value) {
    b[at] = (byte) value;
    return b;
  }

  private static Leaf with(Leaf l, int kind, Bytes32 digest) {
    return new Leaf(kind, l.index(), l.time(), l.records(), l.previous(), digest, l.envelope());
  }

  private void envelopes() {
    for (int kind : new int[] {18, 255}) {
      add(
          "kind-" + kind,
          "A kind without a meaning.",
          Code.ENTRY_KIND_UNKNOWN,
          f -> {
            Leaf l = f.leafFor(Bytes.utf8("{}"));
            f.force(with(l, kind, l.digest()).toBytes(), Bytes.utf8("{}"));
          });
    }
    for (Kind kind : Kind.values()) {
      if (!kind.isSupported()) {
        add(
            "kind-" + kind.text(),
            "A kind that this release does not read.",
            Code.ENTRY_KIND_LATER,
            f -> {
              Bytes e = Bytes.utf8("{\"kind\":\"" + kind.text() + "\"}");
              f.force(with(f.leafFor(e), kind.code(), hash("digest")).toBytes(), e);
            });
      }
    }
    form("envelope-space", s -> s.replace(",\"kind\"", ", \"kind\""));
    form("envelope-trailing-garbage", s -> s + " ");
    form("envelope-unknown-member", s -> s.replace("{\"fields\"", "{\"a\":1,\"fields\""));
    form("envelope-unknown-field", s -> s.replace("{\"accepted\"", "{\"a\":1,\"accepted\""));
    form("envelope-field-missing", s -> s.replace("\"accepted\":20260115,", ""));
    form("envelope-no-date", s -> s.replace("20260115", "20260230"));
    form("envelope-upper-case-hex", s -> s.replaceFirst("\"seenRoot\":\"[0-9a-f]{8}", "$0A"));
    form("envelope-unknown-role", s -> s.replace("\"provider\":", "\"witness\":"));
    form("envelope-role-twice", s -> s.replace("\"provider\":", "\"client\":"));
    form("envelope-signature-short", s -> s.replace("\"}}", "").replaceFirst("..$", "\"}}"));
    add(
        "envelope-high-s",
        "The same signature with n - s and the other v.",
        Code.ENVELOPE_FORM,
        f -> {
          Envelope e = f.milestone("pilot", 20260115);
          Signature65 s = Objects.requireNonNull(e.signatures().get(Signer.CLIENT));
          String high = highS(s);
          Bytes bad = Bytes.utf8(e.toBytes().toUtf8().replace(s.toHex(), high));
          Leaf l = f.leafFor(bad);
          f.force(with(l, Kind.MILESTONE.code(), l.digest()).toBytes(), bad);
        });
    add(
        "envelope-kind-other",
        "The leaf says void, the envelope is a milestone's.",
        Code.ENVELOPE_KIND,
        f -> {
          Bytes e = f.milestone("pilot", 20260115).toBytes();
          Leaf l = f.leafFor(e);
          f.force(with(l, Kind.VOID.code(), l.digest()).toBytes(), e);
        });
    add(
        "envelope-kind-that-comes-later",
        "The leaf says milestone, the word in the envelope is an anchor's.",
        Code.ENVELOPE_KIND,
        f -> {
          Bytes e = f.milestone("pilot", 20260115).toBytes();
          Bytes bad = Bytes.utf8(e.toUtf8().replace("\"milestone\"", "\"anchor\""));
          Leaf l = f.leafFor(bad);
          f.force(with(l, Kind.MILESTONE.code(), l.digest()).toBytes(), bad);
        });
    add(
        "genesis-in-the-second-envelope",
        "Genesis stands at index 0 only.",
        Code.ENVELOPE_GENESIS,
        f -> f.force(f.openingSigned()));
    add(
        "digest-flipped",
        "The leaf carries the digest of nothing.",
        Code.ENTRY_DIGEST,
        f -> {
          Bytes e = f.milestone("pilot", 20260115).toBytes();
          Leaf l = f.leafFor(e);
          f.force(with(l, l.kind(), hash("another digest")).toBytes(), e);
        });
    add(
        "entry-twice",
        "The same entry once more: the first one counts.",
        Code.ENTRY_REPEATED,
        f -> {
          Bytes e = f.milestone("pilot", 20260115).toBytes();
          f.put(e);
          f.force(e);
          f.force(f.milestone("next", 20260116));
        });
    add(
        "entry-after-its-ignored-twin",
        "An ignored entry leaves no trace: the same digest with good signatures counts later.",
        Code.SIGNATURE_ROLES,
        f -> {
          Entry e = f.milestone("pilot", 20260115).entry();
          f.force(f.client(e));
          f.force(f.both(Envelope.of(e)));
        });
  }

  private void form(String name, UnaryOperator<String> mutation) {
    add(
        name,
        "The envelope is not in its one form.",
        Code.ENVELOPE_FORM,
        f -> {
          String good = f.milestone("pilot", 20260115).toBytes().toUtf8();
          String bad = mutation.apply(good);
          if (bad.equals(good)) {
            throw new AssertionError(name + " changes nothing in " + good);
          }
          Leaf l = f.leafFor(Bytes.utf8(bad));
          f.force(with(l, Kind.MILESTONE.code(), l.digest()).toBytes(), Bytes.utf8(bad));
        });
  }

  private static String highS(Signature65 s) {
    BigInteger n =
        new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
    String high = n.subtract(new BigInteger(s.s().toHex(), 16)).toString(16);
    return s.r().toHex() + "0".repeat(64 - high.length()) + high + (s.v() == 27 ? "1c" : "1b");
  }

  private void signatures() {
    add(
        "signature-missing",
        "A milestone that the client alone signed.",
        Code.SIGNATURE_ROLES,
        f -> f.force(f.client(f.milestone("pilot", 20260115).entry())));
    add(
        "signature-too-many",
        "A statement that the client signed too.",
        Code.SIGNATURE_ROLES,
        f -> {
          f.at(START * 1000 + 40 * DAY);
          f.force(f.both(Envelope.of(f.statement(JANUARY))));
        });
    add(
        "signature-none",
        "An attestation that nobody signed.",
        Code.SIGNATURE_ROLES,
        f -> {
          f.at((START + 5000) * 1000);
          f.force(Envelope.of(f.attested(PROVIDER, call("a", START, 1)).entry()));
        });
    add(
        "signature-of-no-key",
        "r is the x of no point of the curve.",
        Code.SIGNATURE_INVALID,
        f -> {
          Envelope e = f.milestone("pilot", 20260115);
          f.force(e.with(Signer.CLIENT, ofNoKey(e.digest(f.domain()))));
        });
    add(
        "signature-by-a-stranger",
        "The client's signature is by a key that is none of the client's.",
        Code.SIGNATURE_KEY,
        f -> f.force(f.milestone("pilot", 20260115).signed(Signer.CLIENT, STRANGER, f.domain())));
    add(
        "signature-for-another-ledger",
        "Signed under the id of another ledger, it recovers to some other key.",
        Code.SIGNATURE_KEY,
        f -> {
          Bytes32 other = genesisWith(hash("other nonce")).domain();
          f.force(f.milestone("pilot", 20260115).signed(Signer.CLIENT, CLIENT, other));
        });
    add(
        "signatures-swapped",
        "Each party signed in the other's role.",
        Code.SIGNATURE_KEY,
        f -> {
          Entry e = f.milestone("pilot", 20260115).entry();
          f.force(
              Envelope.of(e)
                  .signed(Signer.CLIENT, PROVIDER, f.domain())
                  .signed(Signer.PROVIDER, CLIENT, f.domain()));
        });
    add(
        "signature-by-the-recovery-key",
        "A recovery key signs key entries only.",
        Code.SIGNATURE_KEY,
        f ->
            f.force(
                f.milestone("pilot", 20260115).signed(Signer.CLIENT, CLIENT_RECOVERY, f.domain())));
    add(
        "signature-by-an-attester",
        "An attester signs attestations and voids only.",
        Code.SIGNATURE_KEY,
        f -> {
          f.put(f.attester(Party.CLIENT, SCRIBE));
          f.force(f.milestone("pilot", 20260115).signed(Signer.CLIENT, SCRIBE, f.domain()));
        });
    add(
        "signature-by-a-revoked-key",
        "An attester's key is revoked: from the next index on it signs nothing.",
        Code.SIGNATURE_KEY,
        f -> {
          f.put(f.attester(Party.PROVIDER, SCRIBE));
          f.at((START + 5000) * 1000);
          f.put(f.attested(SCRIBE, call("a", START + 1, 1)));
          f.put(
              Envelope.of(
                      f.keyEntry(
                          KeyAction.REVOKE,
                          Party.PROVIDER,
                          KeyRole.ATTESTER,
                          address(SCRIBE).toBytes32()))
                  .signed(Signer.SIGNER, PROVIDER, f.domain()));
          f.force(f.attested(SCRIBE, call("b", START + 2, 1)));
        });
    add(
        "attester-field-of-another",
        "The attestation names a key that did not sign it.",
        Code.SIGNATURE_KEY,
        f -> {
          f.at((START + 5000) * 1000);
          f.force(
              Envelope.of(f.attestation(PROVIDER, List.of(call("a", START, 1))))
                  .signed(Signer.ATTESTER, CLIENT, f.domain()));
        });
    seen("seen-size-plus-1", Code.SEEN_SIZE, f -> new Seen(2, hash("root"), 1));
    seen("seen-root-flipped", Code.SEEN_ROOT, f -> new Seen(1, hash("root"), 1));
    seen("seen-nothing-with-a-root", Code.SEEN_ROOT, f -> new Seen(0, f.seen().root(), 1));
    seen(
        "seen-nothing-with-the-empty-root",
        Code.SEEN_ROOT,
        f -> new Seen(0, Sha256.hash(Bytes.EMPTY), 1));
  }

  private void seen(String name, Code code, Function<LedgerFixture, Seen> seen) {
    add(
        name,
        "The signer saw another tree.",
        code,
        f ->
            f.force(
                f.both(Envelope.of(new Entry.Milestone(hash("pilot"), 20260115, seen.apply(f))))));
  }

  private static Signature65 ofNoKey(Bytes32 digest) {
    for (int i = 1; ; i++) {
      byte[] r = new byte[32];
      r[31] = (byte) i;
      Signature65 s = new Signature65(Bytes32.of(r), Bytes32.of(r), 27);
      if (Secp256k1.bouncyCastle().recover(digest, s).isEmpty()) {
        return s;
      }
    }
  }

  private void attestations() {
    add(
        "sequence-plus-1",
        "The attester's first attestation carries number 1.",
        Code.ATTESTATION_GAP,
        f -> {
          f.at((START + 5000) * 1000);
          f.force(sequence(f, 1, call("a", START + 1, 1)));
          f.force(sequence(f, 0, call("a", START + 1, 1)));
        });
    add(
        "sequence-repeated",
        "Another batch under a number that is used: the first one stands.",
        Code.ATTESTATION_CONFLICT,
        f -> {
          f.at((START + 5000) * 1000);
          f.put(f.attested(PROVIDER, call("a", START + 1, 1)));
          f.force(sequence(f, 0, call("b", START + 1, 1)));
          f.force(sequence(f, 1, call("b", START + 1, 1)));
        });
    payload("payload-missing", Code.PAYLOAD_MISSING, s -> Optional.empty());
    payload(
        "payload-seconds-plus-1",
        Code.PAYLOAD_ROOT,
        s -> Optional.of(s.replace("\"talk_s\":7", "\"talk_s\":8")));
    payload(
        "payload-id-changed",
        Code.PAYLOAD_ROOT,
        s -> Optional.of(s.replace("\"id\":\"a\"", "\"id\":\"c\"")));
    payload(
        "payload-seed-flipped",
        Code.PAYLOAD_ROOT,
        s -> Optional.of(s.replaceFirst("\"seed\":\"........", "\"seed\":\"00000000")));
    payload(
        "payload-record-dropped",
        Code.PAYLOAD_ROOT,
        s -> Optional.of(s.replaceFirst("\n[^\n]*\n$", "\n")));
    payload(
        "payload-records-swapped",
        Code.PAYLOAD_ROOT,
        s -> {
          String[] l = s.split("\n", -1);
          return Optional.of(l[0] + "\n" + l[2] + "\n" + l[1] + "\n");
        });
    payload("payload-without-last-newline", Code.PAYLOAD_FORM, s -> Optional.of(s.strip()));
    payload("payload-empty-line", Code.PAYLOAD_FORM, s -> Optional.of(s + "\n"));
    payload(
        "payload-of-no-records", Code.PAYLOAD_FORM, s -> Optional.of(s.split("\n", -1)[0] + "\n"));
    payload(
        "payload-space",
        Code.PAYLOAD_FORM,
        s -> Optional.of(s.replace(",\"id\":\"b\"", ", \"id\":\"b\"")));
    payload(
        "payload-row-erased-under-a-seed",
        Code.PAYLOAD_FORM,
        s -> {
          String[] l = s.split("\n", -1);
          String bare = "{\"rowHash\":\"" + hash("row") + "\",\"tag\":\"" + hash("tag") + "\"}";
          return Optional.of(l[0] + "\n" + bare + "\n" + l[2] + "\n");
        });
    add(
        "payload-count-other",
        "The attester signed a count that its own root does not have.",
        Code.PAYLOAD_COUNT,
        f -> {
          f.at((START + 5000) * 1000);
          Entry.Attestation a =
              f.attestation(PROVIDER, List.of(call("a", START, 1), call("b", START, 2)));
          Entry.Attestation more =
              new Entry.Attestation(a.attester(), a.sequence(), 3, a.recordsRoot(), a.seen());
          f.force(Envelope.of(more).signed(Signer.ATTESTER, PROVIDER, f.domain()));
          f.force(f.attested(PROVIDER, call("a", START, 1)));
        });
  }

  private static Envelope sequence(LedgerFixture f, long sequence, UsageRecord r) {
    return Envelope.of(f.attestation(PROVIDER, List.of(r), sequence))
        .signed(Signer.ATTESTER, PROVIDER, f.domain());
  }

  private void payload(String name, Code code, Function<String, Optional<String>> mutation) {
    add(
        name,
        "The entry counts, its records are absent, and a verifier must say so.",
        code,
        f -> {
          f.at((START + 5000) * 1000);
          Envelope e = f.attested(PROVIDER, call("a", START + 1, 7), call("b", START + 2, 9));
          Bytes32 root = ((Entry.Attestation) e.entry()).recordsRoot();
          String good = f.payload(root).orElseThrow().toUtf8();
          Optional<String> bad = mutation.apply(good);
          if (bad.isEmpty()) {
            f.payloads().remove(root);
          } else {
            f.payloads().put(root, Bytes.utf8(bad.get()));
          }
          f.force(e);
          f.force(f.attested(PROVIDER, call("c", START + 3, 1)));
        });
  }

  private void agreements() {
    amendment(
        "version-3-after-1",
        Code.AGREEMENT_VERSION,
        f -> f.amendment(3, terms(3, f.termsHash(), "2027-06-30"), f.termsHash(), FEBRUARY));
    amendment(
        "version-of-the-document-other",
        Code.AGREEMENT_VERSION,
        f -> f.amendment(2, terms(3, f.termsHash(), "2027-06-30"), f.termsHash(), FEBRUARY));
    amendment(
        "supersedes-zero",
        Code.AGREEMENT_SUPERSEDES,
        f -> f.amendment(2, terms(2, f.termsHash(), "2027-06-30"), Bytes32.ZERO, FEBRUARY));
    amendment(
        "supersedes-of-the-document-other",
        Code.AGREEMENT_SUPERSEDES,
        f -> f.amendment(2, terms(2, hash("x"), "2027-06-30"), f.termsHash(), FEBRUARY));
    amendment(
        "effective-in-the-running-period",
        Code.AGREEMENT_PERIOD,
        f -> f.amendment(2, terms(2, f.termsHash(), "2027-06-30"), f.termsHash(), JANUARY));
    LedgerFixture first = new LedgerFixture();
    first.force(first.both(first.opening(terms(1, Bytes32.ZERO, "2026-12-31"), FEBRUARY)));
    add(
        "opening-effective-late",
        "Version 1 governs from the first period of the term.",
        Code.LEDGER_NOT_OPENED,
        first);
    amendment(
        "terms-not-canonical",
        Code.AGREEMENT_TERMS,
        f -> {
          Bytes doc =
              Bytes.utf8(
                  terms(2, f.termsHash(), "2027-06-30").toText().replace(",\"id\"", ", \"id\""));
          return f.both(
              Envelope.of(
                  new Entry.Agreement(2, f.object(doc), f.termsHash(), FEBRUARY, f.seen())));
        });
    amendment(
        "terms-name-unknown",
        Code.AGREEMENT_TERMS,
        f ->
            f.amendment(
                2,
                terms(
                    terms(2, f.termsHash(), "2027-06-30")
                        .toText()
                        .replace("\"5000\"", "{\"param\":\"nothing\"}")),
                f.termsHash(),
                FEBRUARY));
    amendment(
        "terms-nonce-other",
        Code.AGREEMENT_NONCE,
        f ->
            f.amendment(
                2,
                terms(2, f.termsHash(), "2027-06-30").with("nonce", Json.of(hash("n").toHex())),
                f.termsHash(),
                FEBRUARY));
    amendment(
        "amendment-changes-id",
        Code.AGREEMENT_CHANGE,
        f ->
            f.amendment(
                2,
                terms(2, f.termsHash(), "2027-06-30").with("id", Json.of("another-2026")),
                f.termsHash(),
                FEBRUARY));
    amendment(
        "amendment-changes-currency",
        Code.AGREEMENT_CHANGE,
        f ->
            f.amendment(
                2,
                terms(2, f.termsHash(), "2027-06-30")
                    .with("currency", Json.object().put("code", "EUR").put("exponent", 2).build()),
                f.termsHash(),
                FEBRUARY));
    amendment(
        "amendment-changes-term-start",
        Code.AGREEMENT_CHANGE,
        f ->
            f.amendment(
                2,
                terms(2, f.termsHash(), "2027-06-30")
                    .with(
                        "term",
                        Json.object().put("from", "2026-01-02").put("to", "2026-12-31").build()),
                f.termsHash(),
                FEBRUARY));
    amendment(
        "amendment-changes-past-clock",
        Code.AGREEMENT_CHANGE,
        f ->
            f.amendment(
                2,
                terms(2, f.termsHash(), "2027-06-30")
                    .with(
                        "clock",
                        terms("{\"zone\":\"x\",\"offsets\":[{\"fromUtc\":0,\"offsetS\":25200}]}")),
                f.termsHash(),
                FEBRUARY));
    windows();
    add(
        "milestone-twice",
        "The milestone was accepted before, on another date.",
        Code.MILESTONE_TWICE,
        f -> {
          f.put(f.milestone("pilot", 20260115));
          f.force(f.milestone("pilot", 20260110));
        });
  }

  /// The term begins in January: quarters begin in January, April, July and October.
  private void windows() {
    String open = "February is the second month of the quarter, of the year and of the term: ";
    window(false, "drops-tiers-of-a-quarter", open + "no tiers.", FEBRUARY, "\"q\"", "\"r\"");
    window(
        false,
        "drops-cap-of-the-term",
        open + "no cap over the term.",
        FEBRUARY,
        "\"kind\":\"cap\",\"label\":{\"en\":\"c\",\"zh\":\"c\"},\"mode\":\"half-up\",\"of\":[\"monthly\"],\"prorate\":\"none\",\"window\":\"term\"",
        "\"kind\":\"minimum\",\"label\":{\"en\":\"c\",\"zh\":\"c\"},\"mode\":\"half-up\",\"of\":[\"monthly\"],\"prorate\":\"none\",\"window\":\"term\"");
    window(
        false,
        "shortens-minimum-of-a-year",
        open + "the minimum by the quarter.",
        FEBRUARY,
        "\"prorate\":\"none\",\"window\":\"year\"",
        "\"prorate\":\"none\",\"window\":\"quarter\"");
    window(
        false,
        "tiers-of-other-unit",
        open + "tiers of seconds for tiers of calls.",
        FEBRUARY,
        "\"measure\":\"calls\",\"model\"",
        "\"measure\":\"talk\",\"model\"");
    window(
        false,
        "minimum-share-of-other-unit",
        open + "a share of seconds for a share of calls.",
        FEBRUARY,
        "\"measure\":\"calls\",\"pct\"",
        "\"measure\":\"talk\",\"pct\"");
    window(
        false,
        "kpi-of-other-unit",
        open + "calls for calls over a KPI of seconds for calls.",
        FEBRUARY,
        "\"num\":\"talk\"",
        "\"num\":\"calls\"");
    window(
        false,
        "drops-cap-in-the-last-month",
        "December is the last month of the term: what runs over the term is still open.",
        Period.of(2026, 12),
        "\"window\":\"term\"",
        "\"window\":\"year\"");
    window(
        true,
        "changes-prices-in-a-window",
        "Id, kind, window and unit stay; the price of the tiers changes.",
        FEBRUARY,
        "\"price\":\"0.5\"",
        "\"price\":\"0.45\"");
    window(
        true,
        "drops-tiers-after-a-quarter",
        "April begins a quarter: the tiers of the first have settled.",
        Period.of(2026, 4),
        "\"q\"",
        "\"r\"");
    window(
        true,
        "drops-cap-after-the-term",
        "January 2027 is after the term of version 1: all its windows have ended.",
        Period.of(2027, 1),
        "\"window\":\"term\"",
        "\"window\":\"year\"");
    pending();
  }

  /// Version 2 drops the tiers from April on, when their quarter has settled; version 3 takes its
  /// place from February on.
  private void pending() {
    LedgerFixture f = new LedgerFixture();
    f.put(f.both(f.opening(windowed(terms(1, Bytes32.ZERO, "2026-12-31")), JANUARY)));
    Json.Obj second = windowed(terms(2, f.termsHash(), "2026-12-31"));
    f.put(
        f.amendment(
            2,
            terms(second.toText().replace("\"q\"", "\"r\"")),
            f.termsHash(),
            Period.of(2026, 4)));
    Json.Obj third = windowed(terms(3, f.termsHash(), "2026-12-31"));
    f.force(
        f.amendment(3, terms(third.toText().replace("\"q\"", "\"r\"")), f.termsHash(), FEBRUARY));
    f.put(f.attester(Party.PROVIDER, SCRIBE));
    add(
        "amendment-drops-tiers-behind-a-pending-one",
        "The version in force in January decides which windows are open in February, not the one agreed for April.",
        Code.AGREEMENT_WINDOW,
        f);
  }

  /// Version 2 is version 1 with `to` for each `from`, effective in `effective`.
  private void window(
      boolean counts, String name, String desc, Period effective, String from, String to) {
    LedgerFixture f = new LedgerFixture();
    // Forced: a release that cannot rate windows yet does not admit what is valid all the same.
    f.force(f.both(f.opening(windowed(terms(1, Bytes32.ZERO, "2026-12-31")), JANUARY)));
    Json.Obj before = windowed(terms(2, f.termsHash(), "2027-12-31"));
    Json.Obj now = terms(before.toText().replace(from, to));
    assertEquals(false, now.equals(before), name);
    f.force(f.amendment(2, now, f.termsHash(), effective));
    f.put(f.attester(Party.PROVIDER, SCRIBE));
    if (counts) {
      happy("amendment-" + name, desc, f);
    } else {
      add("amendment-" + name, desc, Code.AGREEMENT_WINDOW, f);
    }
  }

  private static Json.Obj windowed(Json.Obj terms) {
    String tail =
        ",\"label\":{\"zh\":\"c\",\"en\":\"c\"},\"of\":[\"monthly\"],\"prorate\":\"none\",\"mode\":\"half-up\"}";
    return terms(
        terms
            .toText()
            .replace(
                "\"measures\":[]",
                """
                "measures":[
                 {"id":"calls","label":{"zh":"c","en":"c"},"kind":"count","unit":"call","record":"call","where":{"always":true}},
                 {"id":"talk","label":{"zh":"t","en":"t"},"kind":"quantity","record":"call","where":{"always":true},"sum":[{"field":"talk_s"}]}]""")
            .replace(
                "\"kpis\":[]",
                """
                "kpis":[{"id":"aht","label":{"zh":"k","en":"k"},"num":"talk","den":"calls","scale":1,"show":"number","minDen":1,"window":"year"}]""")
            .replace(
                "\"lines\":[",
                """
                "lines":[{"id":"q","kind":"tiered","label":{"zh":"q","en":"q"},"measure":"calls","per":1,"model":"graduated",
                 "tiers":[{"upTo":1000,"price":"1","flat":"0"},{"upTo":null,"price":"0.5","flat":"0"}],
                 "window":"quarter","prorate":"none","sign":"charge","round":[{"at":"line","to":"0.01","mode":"half-up"}]},""")
            .replace(
                "\"prorate\":\"none\"}]",
                "\"prorate\":\"none\"},"
                    + "{\"id\":\"floor\",\"kind\":\"minimum\",\"window\":\"year\",\"amount\":{\"measure\":\"calls\",\"pct\":\"80\",\"price\":\"1\",\"per\":1}"
                    + tail
                    + ",{\"id\":\"most\",\"kind\":\"cap\",\"window\":\"term\",\"amount\":\"90000\""
                    + tail
                    + "]"));
  }

  private void amendment(String name, Code code, Function<LedgerFixture, Envelope> envelope) {
    add(name, "A second version that does not follow.", code, f -> f.force(envelope.apply(f)));
  }

  private void voids() {
    Bytes32 a = tag(Party.PROVIDER, call("a", START + 1, 1));
    voiding(
        "tags-not-ascending",
        Code.VOID_LIST,
        f -> {
          List<Bytes32> two = TagList.of(List.of(a, hash("x"))).tags();
          byte[] list = new byte[64];
          two.get(1).writeTo(list, 0);
          two.get(0).writeTo(list, 32);
          return new Entry.Voiding(2, TagList.of(two).root(), f.object(Bytes.wrap(list)), f.seen());
        });
    voiding(
        "tags-cut-off",
        Code.VOID_LIST,
        f -> new Entry.Voiding(1, hash("x"), f.object(Bytes.wrap(new byte[31])), f.seen()));
    voiding(
        "tags-count-plus-1",
        Code.VOID_LIST,
        f -> {
          Entry.Voiding v = f.voiding(List.of(a));
          return new Entry.Voiding(2, v.tagsRoot(), v.list(), v.seen());
        });
    voiding(
        "tags-root-flipped",
        Code.VOID_LIST,
        f -> {
          Entry.Voiding v = f.voiding(List.of(a));
          return new Entry.Voiding(1, hash("x"), v.list(), v.seen());
        });
    add(
        "void-by-arbiter",
        "The arbiter acts on an escalated dispute only.",
        Code.VOID_ARBITER,
        f -> {
          f.at((START + 5000) * 1000);
          f.put(f.attested(PROVIDER, call("a", START + 1, 1)));
          f.force(Envelope.of(f.voiding(List.of(a))).signed(Signer.ARBITER, ARBITER, f.domain()));
        });
    voiding("void-of-an-unknown-tag", Code.VOID_TAG_UNKNOWN, f -> f.voiding(List.of(hash("x"))));
    add(
        "void-by-the-other-party",
        "The client cannot void what the provider attested.",
        Code.VOID_TAG_FOREIGN,
        f -> {
          f.at((START + 5000) * 1000);
          f.put(f.attested(PROVIDER, call("a", START + 1, 1)));
          f.force(f.voiding(List.of(a), CLIENT));
        });
    add(
        "void-by-another-attester",
        "An attester voids its own records only, a signer all of its party.",
        Code.VOID_TAG_FOREIGN,
        f -> {
          f.put(f.attester(Party.PROVIDER, SCRIBE));
          f.at((START + 5000) * 1000);
          f.put(f.attested(PROVIDER, call("a", START + 1, 1)));
          f.force(f.voiding(List.of(a), SCRIBE));
        });
    add(
        "void-twice",
        "A record is voided once; the other tag of the list takes effect.",
        Code.VOID_TAG_TWICE,
        f -> {
          f.at((START + 5000) * 1000);
          f.put(f.attested(PROVIDER, call("a", START + 1, 1), call("b", START + 1, 1)));
          f.put(f.voiding(List.of(a), PROVIDER));
          f.force(
              f.both(
                  Envelope.of(
                      f.voiding(List.of(a, tag(Party.PROVIDER, call("b", START + 1, 1)))))));
        });
  }

  private void voiding(String name, Code code, Function<LedgerFixture, Entry.Voiding> entry) {
    add(
        name,
        "A void of what cannot be voided so.",
        code,
        f -> {
          f.at((START + 5000) * 1000);
          f.put(f.attested(PROVIDER, call("a", START + 1, 1)));
          f.force(Envelope.of(entry.apply(f)).signed(Signer.ATTESTER, PROVIDER, f.domain()));
        });
  }

  private void statements() {
    statement("statement-before-the-term", Code.STATEMENT_PERIOD, 40, s -> s, Period.of(2025, 12));
    long cutoff = (START + 31 * 86_400 + 5 * 86_400) * 1000;
    add(
        "statement-cutoff-minus-1",
        "One millisecond before the cut-off.",
        Code.STATEMENT_EARLY,
        f -> {
          f.at(cutoff - 1);
          f.force(f.provider(f.statement(JANUARY)));
          f.at(cutoff);
          f.force(f.provider(withPrefix(f, f.statement(JANUARY), 2)));
        });
    statement(
        "statement-prefix-minus-1",
        Code.STATEMENT_PREFIX,
        40,
        s ->
            new Entry.Statement(
                s.period(),
                0,
                s.replaces(),
                s.statementHash(),
                s.resultsRoot(),
                s.termsHash(),
                s.totalMicros(),
                new Seen(0, Bytes32.ZERO, 1)),
        JANUARY);
    statement(
        "statement-prefix-root-flipped",
        Code.STATEMENT_PREFIX_ROOT,
        40,
        s ->
            new Entry.Statement(
                s.period(),
                0,
                s.replaces(),
                s.statementHash(),
                s.resultsRoot(),
                s.termsHash(),
                s.totalMicros(),
                new Seen(1, hash("x"), 1)),
        JANUARY);
    statement(
        "statement-terms-other",
        Code.STATEMENT_TERMS,
        40,
        s ->
            new Entry.Statement(
                s.period(),
                0,
                s.replaces(),
                s.statementHash(),
                s.resultsRoot(),
                hash("x"),
                s.totalMicros(),
                s.seen()),
        JANUARY);
    statement(
        "statement-revision-1-first",
        Code.STATEMENT_REVISION,
        40,
        s ->
            new Entry.Statement(
                s.period(),
                1,
                s.replaces(),
                s.statementHash(),
                s.resultsRoot(),
                s.termsHash(),
                s.totalMicros(),
                s.seen()),
        JANUARY);
    statement(
        "statement-replaces-something",
        Code.STATEMENT_REPLACES,
        40,
        s ->
            new Entry.Statement(
                s.period(),
                0,
                hash("x"),
                s.statementHash(),
                s.resultsRoot(),
                s.termsHash(),
                s.totalMicros(),
                s.seen()),
        JANUARY);
    accept("acceptance-of-no-statement", Code.ACCEPTANCE_STATEMENT, s -> hash("x"), 1);
    add(
        "acceptance-of-a-replaced-revision",
        "Revision 1 stands, revision 0 is accepted.",
        Code.ACCEPTANCE_STATEMENT,
        f -> {
          f.at(START * 1000 + 40 * DAY);
          Entry.Statement s = f.statement(JANUARY);
          f.put(f.provider(s));
          f.put(f.provider(f.statement(JANUARY)));
          f.force(
              f.client(new Entry.Acceptance(JANUARY, s.statementHash(), Bytes32.ZERO, f.seen())));
        });
    accept("acceptance-twice", Code.ACCEPTANCE_TWICE, Entry.Statement::statementHash, 2);
    Map<String, String> lists =
        Map.of(
            "none", "[]",
            "descending", "[\"b\",\"a\"]",
            "twice", "[\"a\",\"a\"]",
            "object", "{}",
            "number", "[1]");
    for (var bad : lists.entrySet()) {
      String list = bad.getValue();
      add(
          "acceptance-lines-" + bad.getKey(),
          "The lines left out are not in their form: " + list,
          Code.ACCEPTANCE_LINES,
          f -> {
            f.at(START * 1000 + 40 * DAY);
            Entry.Statement s = f.statement(JANUARY);
            f.put(f.provider(s));
            f.force(
                f.client(
                    new Entry.Acceptance(
                        JANUARY, s.statementHash(), f.object(Bytes.utf8(list)), f.seen())));
          });
    }
  }

  private static Entry.Statement withPrefix(LedgerFixture f, Entry.Statement s, long prefix) {
    return new Entry.Statement(
        s.period(),
        s.revision(),
        s.replaces(),
        s.statementHash(),
        s.resultsRoot(),
        s.termsHash(),
        s.totalMicros(),
        new Seen(prefix, f.state().history().rootAt(prefix), 1));
  }

  private void statement(
      String name, Code code, int days, UnaryOperator<Entry.Statement> change, Period period) {
    add(
        name,
        "A statement that does not follow from the ledger.",
        code,
        f -> {
          f.at(START * 1000 + days * DAY);
          f.force(f.provider(change.apply(f.statement(period))));
        });
  }

  private void accept(String name, Code code, Function<Entry.Statement, Bytes32> hash, int times) {
    add(
        name,
        "An acceptance without a statement to accept.",
        code,
        f -> {
          f.at(START * 1000 + 40 * DAY);
          Entry.Statement s = f.statement(JANUARY);
          f.put(f.provider(s));
          for (int i = 0; i < times; i++) {
            f.force(f.client(new Entry.Acceptance(JANUARY, hash.apply(s), Bytes32.ZERO, f.seen())));
          }
        });
  }

  private void keys() {
    Bytes32 scribe = address(SCRIBE).toBytes32();
    recoveryKey("key-recovery-added", Code.KEY_ROLE, KeyAction.ADD, KeyRole.RECOVERY, scribe);
    recoveryKey("key-recovery-revoked", Code.KEY_ROLE, KeyAction.REVOKE, KeyRole.RECOVERY, scribe);
    add(
        "key-not-padded",
        "An address is left-padded with zeros.",
        Code.KEY_ROLE,
        f ->
            f.force(
                Envelope.of(
                        f.keyEntry(KeyAction.REVOKE, Party.PROVIDER, KeyRole.ATTESTER, hash("x")))
                    .signed(Signer.SIGNER, PROVIDER, f.domain())));
    add(
        "key-cosigner-of-small-order",
        "The point of order one is no Ed25519 key.",
        Code.KEY_ROLE,
        f ->
            f.force(
                Envelope.of(
                        f.keyEntry(
                            KeyAction.ADD,
                            Party.CLIENT,
                            KeyRole.COSIGNER,
                            Bytes32.of(set(new byte[32], 0, 1))))
                    .signed(Signer.SIGNER, CLIENT, f.domain())));
    add(
        "key-without-possession",
        "The new key did not sign its own registration.",
        Code.SIGNATURE_ROLES,
        f ->
            f.force(
                Envelope.of(f.keyEntry(KeyAction.ADD, Party.PROVIDER, KeyRole.ATTESTER, scribe))
                    .signed(Signer.SIGNER, PROVIDER, f.domain())));
    add(
        "key-possession-of-another",
        "Another key signed in the new key's place.",
        Code.SIGNATURE_KEY,
        f -> f.force(f.attester(Party.PROVIDER, SCRIBE).signed(Signer.KEY, STRANGER, f.domain())));
    add(
        "key-registered-by-the-other-party",
        "The client cannot register a key of the provider.",
        Code.SIGNATURE_KEY,
        f -> f.force(f.attester(Party.PROVIDER, SCRIBE).signed(Signer.SIGNER, CLIENT, f.domain())));
    add(
        "key-taken-by-the-other-party",
        "A key of the client cannot attest for the provider.",
        Code.KEY_TAKEN,
        f -> f.force(f.attester(Party.PROVIDER, CLIENT)));
    add(
        "key-comes-back",
        "A revoked key stays revoked.",
        Code.KEY_TAKEN,
        f -> {
          f.put(f.attester(Party.PROVIDER, SCRIBE));
          f.put(
              Envelope.of(f.keyEntry(KeyAction.REVOKE, Party.PROVIDER, KeyRole.ATTESTER, scribe))
                  .signed(Signer.SIGNER, PROVIDER, f.domain()));
          f.force(f.attester(Party.PROVIDER, SCRIBE));
        });
    add(
        "key-revoked-that-is-none",
        "Only a current key of the role is revoked.",
        Code.KEY_UNKNOWN,
        f ->
            f.force(
                Envelope.of(f.keyEntry(KeyAction.REVOKE, Party.PROVIDER, KeyRole.ATTESTER, scribe))
                    .signed(Signer.SIGNER, PROVIDER, f.domain())));
    add(
        "key-last-signer-revoked",
        "A signer cannot leave its party without one; the recovery key can.",
        Code.KEY_LAST_SIGNER,
        f -> {
          Entry.Key k =
              f.keyEntry(
                  KeyAction.REVOKE, Party.PROVIDER, KeyRole.SIGNER, address(PROVIDER).toBytes32());
          f.force(Envelope.of(k).signed(Signer.SIGNER, PROVIDER, f.domain()));
          f.force(Envelope.of(k).signed(Signer.RECOVERY, PROVIDER_RECOVERY, f.domain()));
        });
    add(
        "key-65th-attester",
        "A party has at most 64 keys of a role.",
        Code.KEY_LIMIT,
        f -> {
          for (int i = 0; i < Keys.MAX_KEYS; i++) {
            f.put(f.attester(Party.PROVIDER, LedgerFixture.key("attester " + i)));
          }
          f.force(f.attester(Party.PROVIDER, SCRIBE));
        });
  }

  private void recoveryKey(String name, Code code, KeyAction action, KeyRole role, Bytes32 key) {
    add(
        name,
        "Recovery keys are only replaced.",
        code,
        f ->
            f.force(
                Envelope.of(f.keyEntry(action, Party.PROVIDER, role, key))
                    .signed(Signer.RECOVERY, PROVIDER_RECOVERY, f.domain())));
  }

  private void marks() {
    add(
        "mark-by-another-log-key",
        "The note is signed by a key that is not the log's.",
        Code.MARK_NOTE,
        f ->
            f.force(
                new Checkpoint(f.state().origin(), 1, f.state().history().rootAt(1))
                    .sign(NoteSigner.of(f.state().origin(), COSIGNER))
                    .toBytes()));
    add("mark-is-no-note", "Any bytes.", Code.MARK_NOTE, f -> f.force(Bytes.utf8("not a note")));
    add(
        "mark-cosignature-flipped",
        "A known cosigner's line that does not verify spoils the note.",
        Code.MARK_NOTE,
        f -> {
          cosigner(f);
          SignedNote good = f.checkpoint(1);
          SignedNote other = f.checkpoint(2);
          NoteSigner client =
              NoteSigner.cosigner(Keys.cosignerName(f.state().origin(), Party.CLIENT), COSIGNER);
          f.force(good.with(client.cosign(other.text(), START)).toBytes());
        });
    add(
        "mark-of-another-log",
        "The log's key signed a text that names another log.",
        Code.MARK_ORIGIN,
        f -> {
          String text =
              new Checkpoint("other.example/ledger/1", 1, f.state().history().rootAt(1)).text();
          f.force(f.log().note(text).toBytes());
        });
    add(
        "mark-size-plus-1",
        "A checkpoint of more than stands before the mark.",
        Code.MARK_SIZE,
        f -> f.force(new Checkpoint(f.state().origin(), 2, hash("x")).sign(f.log()).toBytes()));
    add(
        "mark-root-flipped",
        "The log signed another history.",
        Code.MARK_ROOT,
        f -> f.force(new Checkpoint(f.state().origin(), 1, hash("x")).sign(f.log()).toBytes()));
    add(
        "mark-61-seconds-after-the-next-leaf",
        "Appended after the cosignature, the next leaf carries a time 61 s before it.",
        Code.MARK_BACKDATED,
        f -> {
          cosigner(f);
          f.put(f.milestone("pilot", 20260115));
          f.force(cosigned(f, 2, START + 2 + 61));
        });
    add(
        "mark-60-seconds-after-the-next-leaf",
        "60 s are tolerated, 61 s before the last leaf below are not.",
        Code.MARK_POSTDATED,
        f -> {
          cosigner(f);
          f.put(f.milestone("pilot", 20260115));
          f.force(cosigned(f, 2, START + 2 + 60));
          f.force(cosigned(f, 3, START + 2 - 60));
          f.force(cosigned(f, 3, START + 2 - 61));
        });
  }

  private static void cosigner(LedgerFixture f) {
    f.put(
        Envelope.of(f.keyEntry(KeyAction.ADD, Party.CLIENT, KeyRole.COSIGNER, COSIGNER.publicKey()))
            .signed(Signer.SIGNER, CLIENT, f.domain()));
  }

  private void records() {
    record(
        "record-name-used-before",
        Code.RECORD_DUPLICATE,
        f -> {
          f.put(f.attested(PROVIDER, call("a", START + 1, 1)));
          f.force(f.attested(PROVIDER, call("b", START + 1, 1), call("a", START + 1, 2)));
        });
    record(
        "record-name-twice-in-a-batch",
        Code.RECORD_DUPLICATE,
        f -> f.force(f.attested(PROVIDER, call("a", START + 1, 1), call("a", START + 1, 1))));
    record(
        "record-name-used-after-its-void",
        Code.RECORD_DUPLICATE,
        f -> {
          UsageRecord a = call("a", START + 1, 1);
          f.put(f.attested(PROVIDER, a));
          f.put(f.voiding(List.of(tag(Party.PROVIDER, a)), PROVIDER));
          f.force(f.attested(PROVIDER, a));
        });
    record(
        "record-revision-without-void",
        Code.RECORD_REVISION,
        f -> {
          f.put(f.attested(PROVIDER, call("a", START + 1, 1)));
          f.force(f.attested(PROVIDER, call("a", START + 1, 2, 1)));
        });
    record(
        "record-revision-2-after-0",
        Code.RECORD_REVISION,
        f -> {
          UsageRecord a = call("a", START + 1, 1);
          f.put(f.attested(PROVIDER, a));
          f.put(f.voiding(List.of(tag(Party.PROVIDER, a)), PROVIDER));
          f.force(f.attested(PROVIDER, call("a", START + 1, 2, 2)));
        });
    record(
        "record-301-seconds-ahead",
        Code.RECORD_AHEAD,
        f -> {
          long now = f.now() / 1000;
          f.force(f.attested(PROVIDER, call("a", now + 300, 1), call("b", now + 301, 1)));
        });
    record(
        "record-before-the-term",
        Code.RECORD_OUTSIDE_TERM,
        f -> f.force(f.attested(PROVIDER, call("a", START, 1), call("b", START - 1, 1))));
    add(
        "record-after-the-term",
        "The last second of the term counts, the next does not.",
        Code.RECORD_OUTSIDE_TERM,
        f -> {
          long end = START + 365 * 86_400;
          f.at(end * 1000 + DAY);
          f.force(f.attested(PROVIDER, call("a", end - 1, 1), call("b", end, 1)));
        });
    record(
        "record-of-an-unknown-type",
        Code.RECORD_TYPE_UNKNOWN,
        f -> f.force(f.attested(PROVIDER, row("chat", call("a", START + 1, 1).data()))));
    record(
        "record-without-a-field",
        Code.RECORD_FIELD_MISSING,
        f ->
            f.force(
                f.attested(PROVIDER, row("call", call("a", START, 1).data().without("talk_s")))));
    record(
        "record-with-a-field-more",
        Code.RECORD_FIELD_UNKNOWN,
        f ->
            f.force(
                f.attested(
                    PROVIDER, row("call", call("a", START, 1).data().with("x", Json.of(1))))));
    record(
        "record-field-minus-1",
        Code.RECORD_FIELD_RANGE,
        f -> f.force(f.attested(PROVIDER, call("a", START + 1, -1))));
    record(
        "record-row-erased",
        Code.RECORD_ERASED,
        f -> {
          Entry.Attestation a =
              f.attestation(PROVIDER, List.of(call("a", START + 1, 1), call("b", START + 2, 2)));
          eraseFirst(f, a);
          f.force(Envelope.of(a).signed(Signer.ATTESTER, PROVIDER, f.domain()));
        });
  }

  private static UsageRecord row(String type, Json.Obj data) {
    return new UsageRecord(START + 1, data, "a", 0, "pbx-1", type);
  }

  /// Rewrites a payload of two records: the first loses its row, the second its name.
  private static void eraseFirst(LedgerFixture f, Entry.Attestation a) {
    try {
      Bytes32 root = a.recordsRoot();
      String[] lines = f.payload(root).orElseThrow().toUtf8().split("\n", -1);
      Bytes32 seed = Bytes32.parse(lines[0].replaceAll(".*\"seed\":\"([0-9a-f]{64}).*", "$1"));
      Payload.Opened opened =
          Payload.parse(f.payload(root).orElseThrow())
              .open(Party.PROVIDER, LedgerFixture.PEPPER, Workers.SEQUENTIAL);
      HeldRecord first = opened.records().get(0);
      HeldRecord second = opened.records().get(1);
      String erased =
          "{\"format\":1,\"salts\":[null,\""
              + Payload.salt(seed, 1).toHex()
              + "\"]}\n{\"rowHash\":\""
              + first.rowHash()
              + "\",\"tag\":\""
              + first.tag()
              + "\"}\n"
              + second
                  .row()
                  .get()
                  .toBytes()
                  .toUtf8()
                  .replace(",\"type\"", ",\"tag\":\"" + second.tag() + "\",\"type\"")
              + "\n";
      f.payloads().put(root, Bytes.utf8(erased));
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  private void record(String name, Code code, Consumer<LedgerFixture> steps) {
    add(
        name,
        "A record that counts as absent.",
        code,
        f -> {
          f.at((START + 5000) * 1000);
          steps.accept(f);
        });
  }

  // Form of the vectors.

  private static Json.Obj inputs(LedgerFixture f) {
    List<Json> objects = new ArrayList<>();
    for (Bytes o : f.objects().values()) {
      if (!f.envelopes().contains(o)) {
        objects.add(blob(o));
      }
    }
    List<Json> payloads = new ArrayList<>();
    f.payloads()
        .forEach(
            (root, bytes) ->
                payloads.add(
                    Json.object().put("bytes", blob(bytes)).put("root", root.toHex()).build()));
    List<Json> entries = new ArrayList<>();
    for (int i = 0; i < f.leaves().size(); i++) {
      entries.add(
          Json.object()
              .put("envelope", blob(f.envelopes().get(i)))
              .put("leaf", f.leaves().get(i).toHex())
              .build());
    }
    return Json.object()
        .put("genesis", f.genesis().toBytes().toHex())
        .put("pepper", LedgerFixture.PEPPER.toHex())
        .put("objects", objects)
        .put("payloads", payloads)
        .put("entries", entries)
        .build();
  }

  /// Lines of text, or hex where the bytes are no text.
  private static Json blob(Bytes bytes) {
    String text = bytes.toUtf8();
    if (Bytes.utf8(text).equals(bytes)
        && text.chars().allMatch(c -> c == '\n' || (c >= 0x20 && c != 0x7f))) {
      return Vectors.lines(text);
    }
    return Json.of(bytes.toHex());
  }

  private static Bytes blob(Json value) throws MalformedException {
    if (value instanceof Json.Str s) {
      return Bytes.parseHex(s.value());
    }
    return Bytes.utf8(Vectors.text(Fields.of(Json.object().put("x", value).build(), ""), "x"));
  }

  /// What became of the disputes after each entry, and what is in force at the end.
  private static void disputes(History h, Json.Builder want) {
    List<Json> states = new ArrayList<>();
    for (DisputeEntry d : h.disputes()) {
      List<String> after = new ArrayList<>();
      for (long size = d.index() + 1; size <= h.size(); size++) {
        after.add(h.prefix(size).stateAt(d, h.leafTime(size - 1)).text());
      }
      states.add(Json.of("entry " + d.index() + ": " + String.join(" ", after)));
    }
    List<Json> settlements = new ArrayList<>();
    for (Settlement s : Settlements.inForce(h, h.leafTime(h.size() - 1))) {
      settlements.add(
          Json.of(
              "entry "
                  + s.disputeIndex()
                  + ": "
                  + s.line()
                  + " of "
                  + s.period()
                  + " "
                  + s.amount().value()));
    }
    want.put("disputes", states).put("settlements", settlements);
  }

  /// What the ledger of a case means.
  private static Json.Obj replay(Fields inputs) throws MalformedException {
    Map<Bytes32, Bytes> objects = new HashMap<>();
    for (Json o : inputs.array("objects", 0, 1000)) {
      objects.put(Sha256.hash(blob(o)), blob(o));
    }
    Map<Bytes32, Bytes> payloads = new HashMap<>();
    for (Fields p : inputs.objects("payloads", 0, 1000)) {
      payloads.put(p.bytes32("root"), blob(p.any("bytes")));
    }
    ObjectSource objectSource = h -> Optional.ofNullable(objects.get(h));
    PayloadSource payloadSource = r -> Optional.ofNullable(payloads.get(r));
    LedgerState state =
        LedgerState.open(
            Genesis.parse(inputs.hex("genesis")),
            objectSource,
            inputs.bytes32("pepper"),
            Workers.SEQUENTIAL);
    List<Json> results = new ArrayList<>();
    List<Json> absent = new ArrayList<>();
    List<String> codes = new ArrayList<>();
    for (Fields e : inputs.objects("entries", 1, 1000)) {
      Applied applied =
          state.apply(e.hex("leaf"), blob(e.any("envelope")), objectSource, payloadSource);
      switch (applied) {
        case Applied.Accepted a -> {
          results.add(
              Json.of(
                  a.payload().isEmpty()
                      ? "accepted"
                      : "accepted " + a.payload().getFirst().code()));
          a.payload().forEach(x -> codes.add(x.code().slug()));
        }
        case Applied.Ignored i -> {
          results.add(Json.of("ignored " + i.finding().code()));
          codes.add(i.finding().code().slug());
        }
        case Applied.Broken b -> {
          results.add(Json.of("broken " + b.finding().code()));
          codes.add(b.finding().code().slug());
        }
      }
    }
    History h = state.history();
    for (VoidEntry v : h.voids()) {
      for (Finding x : v.ignored()) {
        absent.add(Json.of(x.code() + " " + x.where()));
        codes.add(x.code().slug());
      }
    }
    for (int b = 0; b < h.batches().size(); b++) {
      for (int i = 0; i < h.batches().get(b).records().size(); i++) {
        Optional<Finding> x = h.absence(b, i);
        if (x.isPresent()) {
          absent.add(Json.of(x.get().code() + " " + x.get().where()));
          boolean permitted = x.get().code() == Code.RECORD_ERASED && !h.erasures().isEmpty();
          if (x.get().code() != Code.RECORD_VOIDED && !permitted) {
            codes.add(x.get().code().slug());
          }
        }
      }
    }
    Json.Builder want =
        Json.object()
            .put("results", results)
            .put("absent", absent)
            .put("ledger", h.ledger().toHex())
            .put("origin", h.origin())
            .put("size", h.size())
            .put("records", state.records())
            .put("root", h.root().toHex());
    if (!h.disputes().isEmpty()) {
      disputes(h, want);
    }
    return codes.isEmpty() ? want.build() : want.put("error", codes.getFirst()).build();
  }
}
