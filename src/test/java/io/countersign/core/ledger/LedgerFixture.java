package io.countersign.core.ledger;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Address;
import io.countersign.core.crypto.Ed25519Key;
import io.countersign.core.crypto.Secp256k1;
import io.countersign.core.crypto.Secp256k1Key;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import io.countersign.core.encoding.NoteSigner;
import io.countersign.core.encoding.SignedNote;
import io.countersign.core.terms.Period;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A ledger for tests: fixed keys, a short agreement, and every leaf, envelope, object and payload
/// that went into it.
///
/// `put` appends what admission lets in; `force` appends anything, as a bad operator would.
public final class LedgerFixture implements ObjectSource, PayloadSource {
  public static final Secp256k1Key PROVIDER = key("provider");
  public static final Secp256k1Key PROVIDER_RECOVERY = key("provider recovery");
  public static final Secp256k1Key CLIENT = key("client");
  public static final Secp256k1Key CLIENT_RECOVERY = key("client recovery");
  public static final Secp256k1Key ARBITER = key("arbiter");
  public static final Secp256k1Key STRANGER = key("stranger");
  public static final Ed25519Key LOG = Ed25519Key.of(hash("log"));
  public static final Bytes32 PEPPER = hash("pepper");
  public static final String OPERATOR = "ledger.example";

  /// 2026-01-01 00:00:00 in the agreement's clock, UTC+8, as UTC seconds.
  public static final long START = 1_767_196_800L;

  public static final Genesis GENESIS =
      new Genesis(
          address(PROVIDER),
          address(PROVIDER_RECOVERY),
          address(CLIENT),
          address(CLIENT_RECOVERY),
          address(ARBITER),
          LOG.publicKey(),
          Sha256.hash(Bytes.utf8(OPERATOR)),
          Sha256.hash(PEPPER.toBytes()),
          Bytes32.ZERO,
          hash("nonce"));

  private final Genesis genesis;
  private final LedgerState state;
  private final Map<Bytes32, Bytes> objects = new LinkedHashMap<>();
  private final Map<Bytes32, Bytes> payloads = new LinkedHashMap<>();
  private final List<Bytes> leaves = new ArrayList<>();
  private final List<Bytes> envelopes = new ArrayList<>();

  /// Milliseconds; each entry takes it and then moves it on by a second.
  private long now = START * 1000;

  public LedgerFixture() {
    this(GENESIS);
  }

  public LedgerFixture(Genesis genesis) {
    this.genesis = genesis;
    object(Bytes.utf8(OPERATOR));
    try {
      state = LedgerState.open(genesis, this, PEPPER, Workers.SEQUENTIAL);
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  /// A ledger that its agreement has opened.
  public static LedgerFixture opened() {
    LedgerFixture f = new LedgerFixture();
    f.put(f.openingSigned());
    return f;
  }

  public static Bytes32 hash(String text) {
    return Sha256.hash(Bytes.utf8(text));
  }

  public static Secp256k1Key key(String name) {
    return Secp256k1Key.of(hash("key of the " + name));
  }

  public static Address address(Secp256k1Key key) {
    return Secp256k1.bouncyCastle().address(key);
  }

  public Genesis genesis() {
    return genesis;
  }

  public LedgerState state() {
    return state;
  }

  public List<Bytes> leaves() {
    return leaves;
  }

  public List<Bytes> envelopes() {
    return envelopes;
  }

  public Map<Bytes32, Bytes> objects() {
    return objects;
  }

  public Map<Bytes32, Bytes> payloads() {
    return payloads;
  }

  public long now() {
    return now;
  }

  public LedgerFixture at(long millis) {
    now = millis;
    return this;
  }

  @Override
  public Optional<Bytes> object(Bytes32 sha256) {
    return Optional.ofNullable(objects.get(sha256));
  }

  @Override
  public Optional<Bytes> payload(Bytes32 recordsRoot) {
    return Optional.ofNullable(payloads.get(recordsRoot));
  }

  /// Keeps an object.
  public Bytes32 object(Bytes bytes) {
    Bytes32 hash = Sha256.hash(bytes);
    objects.put(hash, bytes);
    return hash;
  }

  public Bytes32 domain() {
    return genesis.domain();
  }

  public Seen seen() {
    return state.seen(now / 1000);
  }

  /// What admission alone refuses, and the fixture's ledgers need: milestones that the short
  /// agreement does not name, and statements whose hash is that of no document.
  private static final Set<Code> IN_THE_LOG =
      Set.of(Code.MILESTONE_UNKNOWN, Code.STATEMENT_DOCUMENT);

  /// Appends what admission lets in, and of what it refuses only what counts in the log.
  public Leaf put(Bytes envelope) {
    Admission a = state.admit(envelope, now, this, this);
    if (a instanceof Admission.Refused r && IN_THE_LOG.contains(r.reason().code())) {
      Leaf leaf = leafFor(envelope);
      if (!(force(leaf.toBytes(), envelope) instanceof Applied.Accepted)) {
        throw new AssertionError("not accepted: " + r);
      }
      return leaf;
    }
    if (!(a instanceof Admission.Admitted ok)) {
      throw new AssertionError("not admitted: " + a);
    }
    if (!(state.append(ok) instanceof Applied.Accepted)) {
      throw new AssertionError("not accepted: " + ok);
    }
    keep(ok.leaf().toBytes(), envelope);
    now += 1000;
    return ok.leaf();
  }

  public Leaf put(Envelope envelope) {
    return put(envelope.toBytes());
  }

  public Admission admit(Envelope envelope) {
    return state.admit(envelope.toBytes(), now, this, this);
  }

  /// The leaf that an operator would give this envelope, whatever it is worth.
  public Leaf leafFor(Bytes envelope) {
    Prepared p = state.prepare(envelope);
    Kind kind = p.envelope().map(e -> e.entry().kind()).orElse(Kind.MARK);
    long count =
        p.envelope().isPresent() && p.envelope().get().entry() instanceof Entry.Attestation a
            ? a.count()
            : 0;
    return new Leaf(
        kind.code(),
        state.size(),
        now,
        state.records() + count,
        state.lastLeaf(),
        p.digest(),
        p.hash());
  }

  public Applied force(Envelope envelope) {
    return force(envelope.toBytes());
  }

  public Applied force(Bytes envelope) {
    return force(leafFor(envelope).toBytes(), envelope);
  }

  public Applied force(Bytes leaf, Bytes envelope) {
    keep(leaf, envelope);
    now += 1000;
    return state.apply(leaf, envelope, this, this);
  }

  private void keep(Bytes leaf, Bytes envelope) {
    leaves.add(leaf);
    envelopes.add(envelope);
    object(envelope);
  }

  // Entries.

  public Envelope opening() {
    return opening(terms(1, Bytes32.ZERO, "2026-12-31"), Period.of(2026, 1));
  }

  public Envelope opening(Json.Obj terms, Period effective) {
    Bytes32 hash = object(terms.toCanonical());
    return Envelope.opening(
        new Entry.Agreement(1, hash, Bytes32.ZERO, effective, Seen.nothing(now / 1000)), genesis);
  }

  public Envelope openingSigned() {
    return both(opening());
  }

  public Envelope both(Envelope e) {
    return e.signed(Signer.CLIENT, CLIENT, domain()).signed(Signer.PROVIDER, PROVIDER, domain());
  }

  public Envelope amendment(long version, Json.Obj terms, Bytes32 supersedes, Period effective) {
    Bytes32 hash = object(terms.toCanonical());
    return both(Envelope.of(new Entry.Agreement(version, hash, supersedes, effective, seen())));
  }

  public Bytes32 termsHash() {
    return state.history().versions().getLast().hash();
  }

  /// Keeps the payload of `records` under a seed that follows from the sequence number.
  public Entry.Attestation attestation(Secp256k1Key key, List<UsageRecord> records) {
    return attestation(key, records, state.nextSequence(address(key)));
  }

  public Entry.Attestation attestation(Secp256k1Key key, List<UsageRecord> records, long sequence) {
    try {
      Bytes32 seed = hash("seed " + address(key) + " " + sequence + " " + records.size());
      Payload payload = Payload.of(seed, records);
      Party party = state.keys().partyOf(address(key)).orElse(Party.PROVIDER);
      Bytes32 root = payload.open(party, PEPPER, Workers.SEQUENTIAL).root();
      payloads.put(root, payload.toBytes());
      return new Entry.Attestation(address(key), sequence, records.size(), root, seen());
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  public Envelope attested(Secp256k1Key key, UsageRecord... records) {
    return Envelope.of(attestation(key, List.of(records))).signed(Signer.ATTESTER, key, domain());
  }

  public Envelope voiding(List<Bytes32> tags, Secp256k1Key key) {
    return Envelope.of(voiding(tags)).signed(Signer.ATTESTER, key, domain());
  }

  public Entry.Voiding voiding(List<Bytes32> tags) {
    TagList list = TagList.of(tags);
    object(list.toBytes());
    return list.entry(seen());
  }

  public Envelope milestone(String name, int accepted) {
    return both(Envelope.of(new Entry.Milestone(hash(name), accepted, seen())));
  }

  /// Both parties' word for two texts of the terms in force.
  ///
  /// @param text the object, kept
  public Envelope rendering(long render, Bytes text) {
    Bytes32 terms = state.history().versions().getLast().hash();
    return both(Envelope.of(new Entry.Rendering(terms, render, object(text), seen())));
  }

  /// Two texts of the terms in force, not those of any templates.
  public RenderedTexts texts(long render) {
    Bytes32 terms = state.history().versions().getLast().hash();
    return new RenderedTexts(terms, render, List.of("terms", ""), List.of("条款"));
  }

  /// The next statement of `period`, its hash that of an object that only names it.
  public Entry.Statement statement(Period period) {
    History h = state.history();
    long prefix = h.cutoffMillis(period).map(h::prefixBefore).orElse(0L);
    Optional<StatementEntry> before = h.statement(period);
    long revision = before.map(b -> b.statement().revision() + 1).orElse(0L);
    return new Entry.Statement(
        period,
        revision,
        before.map(StatementEntry::digest).orElse(Bytes32.ZERO),
        hash("statement of " + period + " revision " + revision),
        hash("results of " + period),
        h.termsFor(period).map(TermsVersion::hash).orElse(Bytes32.ZERO),
        BigInteger.valueOf(-1_230_000),
        new Seen(prefix, h.rootAt(prefix), now / 1000));
  }

  public Envelope provider(Entry entry) {
    return Envelope.of(entry).signed(Signer.PROVIDER, PROVIDER, domain());
  }

  public Envelope client(Entry entry) {
    return Envelope.of(entry).signed(Signer.CLIENT, CLIENT, domain());
  }

  public Entry.Key keyEntry(KeyAction action, Party party, KeyRole role, Bytes32 key) {
    return new Entry.Key(action, party, role, key, seen());
  }

  /// Registers `key` as an attester of `party`, by its signer.
  public Envelope attester(Party party, Secp256k1Key key) {
    return Envelope.of(keyEntry(KeyAction.ADD, party, KeyRole.ATTESTER, address(key).toBytes32()))
        .signed(Signer.KEY, key, domain())
        .signed(Signer.SIGNER, party == Party.PROVIDER ? PROVIDER : CLIENT, domain());
  }

  public NoteSigner log() {
    return NoteSigner.of(state.origin(), LOG);
  }

  /// The checkpoint of the first `size` leaves, signed by the log.
  public SignedNote checkpoint(long size) {
    return new Checkpoint(state.origin(), size, state.history().rootAt(size)).sign(log());
  }

  // Records and terms.

  public static UsageRecord call(String id, long at, long talkSeconds) {
    return call(id, at, talkSeconds, 0);
  }

  public static UsageRecord call(String id, long at, long talkSeconds, long rev) {
    return new UsageRecord(
        at,
        Json.object().put("outcome", "AGENT").put("talk_s", talkSeconds).build(),
        id,
        rev,
        "pbx-1",
        "call");
  }

  public static Bytes32 tag(Party party, UsageRecord record) {
    return RecordTag.under(PEPPER).of(party, record);
  }

  /// A short agreement: one record type, a fee by the minute and a monthly fee.
  public static Json.Obj terms(int version, Bytes32 supersedes, String to) {
    return terms(
        """
        {"cst":"1","id":"fixture-2026","version":1,"supersedes":null,"nonce":"NONCE",
         "title":{"zh":"测试协议","en":"Agreement of the tests"},
         "parties":{"provider":{"zh":"甲方","en":"Provider Co."},"client":{"zh":"乙方","en":"Client Ltd."}},
         "currency":{"code":"CNY","exponent":2},
         "term":{"from":"2026-01-01","to":"TO"},
         "clock":{"zone":"Asia/Shanghai","offsets":[{"fromUtc":0,"offsetS":28800}]},
         "calendars":{},"windows":{},"params":{},
         "cutoff":{"lateDays":5,"attestDelayS":0,"payloadDelayS":0,"finalAfterMonths":12},
         "records":{"call":{"label":{"zh":"来电","en":"call"},"by":"provider",
           "at":{"zh":"接通","en":"connected"},
           "fields":{
             "outcome":{"label":{"zh":"结果","en":"outcome"},"type":"enum","values":["AGENT","HANG"]},
             "talk_s":{"label":{"zh":"通话时长","en":"talk time"},"type":"int","unit":"s","min":0,"max":86400}}}},
         "measures":[],"kpis":[],"scores":[],
         "lines":[{"id":"monthly","kind":"fixed","label":{"zh":"月费","en":"monthly fee"},
           "amount":"5000","prorate":"none","mode":"half-up"}],
         "disputes":{"disputeDays":15,"answerDays":10,
           "threshold":{"amount":"100","pct":"1","repeatMonths":3},
           "silence":{"statement":"accepted","dispute":"open"},"match":[]},
         "erasure":{"nameAfterMonths":24,"rowAfterMonths":0},"render":1}
        """
            .replace("NONCE", GENESIS.nonce().toHex())
            .replace("\"version\":1", "\"version\":" + version)
            .replace("TO", to)
            .replace(
                "\"supersedes\":null",
                supersedes.isZero()
                    ? "\"supersedes\":null"
                    : "\"supersedes\":\"" + supersedes.toHex() + "\""));
  }

  public static Json.Obj terms(String text) {
    try {
      return (Json.Obj) JsonReader.relaxed(Bytes.utf8(text), 1 << 18);
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }
}
