package io.countersign.core.ledger;

import static io.countersign.core.ledger.LedgerFixture.ARBITER;
import static io.countersign.core.ledger.LedgerFixture.CLIENT;
import static io.countersign.core.ledger.LedgerFixture.GENESIS;
import static io.countersign.core.ledger.LedgerFixture.PROVIDER;
import static io.countersign.core.ledger.LedgerFixture.START;
import static io.countersign.core.ledger.LedgerFixture.call;
import static io.countersign.core.ledger.LedgerFixture.hash;
import static io.countersign.core.ledger.LedgerFixture.tag;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.crypto.Address;
import io.countersign.core.crypto.Ed25519Key;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.NoteSigner;
import io.countersign.core.encoding.SignedNote;
import io.countersign.core.merkle.MerkleTree;
import io.countersign.core.money.Micros;
import io.countersign.core.terms.Period;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A ledger for tests of disputes: two lines and a memo, three calls, invented results behind each
/// statement, and both parties' cosigners, so that a test says when a party sees what.
public final class DisputeFixture {
  public static final Period JANUARY = Period.of(2026, 1);
  public static final long DAY = 86_400_000L;
  public static final String MONTHLY = "monthly";
  public static final String EXTRA = "extra";
  public static final String TAX = "tax";

  /// What a statement says unless a test says otherwise: 5,000 and 1,000; a memo of 300.
  public static final long STATED = 5_000_000_000L;

  public static final long STATED_EXTRA = 1_000_000_000L;

  private final LedgerFixture f;
  private final Map<Bytes32, List<StatedAmount>> results = new HashMap<>();

  /// @param silence what it means that the provider does not answer
  public DisputeFixture(String silence) {
    this(silence, GENESIS);
  }

  public DisputeFixture(String silence, Genesis genesis) {
    this(silence, 3, genesis);
  }

  public DisputeFixture(String silence, int repeatMonths, Genesis genesis) {
    f = new LedgerFixture(genesis);
    f.put(f.both(f.opening(terms(silence, repeatMonths), JANUARY)));
    cosigner(Party.PROVIDER);
    cosigner(Party.CLIENT);
    f.at((START + 5000) * 1000);
    f.put(f.attested(PROVIDER, call("a", START + 1, 60), call("b", START + 2, 60), record("c")));
  }

  public static UsageRecord record(String id) {
    return call(id, START + 3, 60);
  }

  /// The tag of one of the three calls a, b and c, which have the numbers 0, 1 and 2.
  public static Bytes32 tagOf(String id) {
    return tag(Party.PROVIDER, record(id));
  }

  public static Json.Obj terms(String silence, int repeatMonths) {
    return LedgerFixture.terms(
        LedgerFixture.terms(1, Bytes32.ZERO, "2026-12-31")
            .toText()
            .replace(
                "\"prorate\":\"none\"}]",
                """
                "prorate":"none"},
                {"id":"extra","kind":"fixed","label":{"zh":"附加","en":"extra"},
                 "amount":"1000","prorate":"none","mode":"half-up"},
                {"id":"tax","kind":"percent","label":{"zh":"税","en":"tax"},"of":["monthly","extra"],
                 "pct":"6","inclusive":true,"mode":"half-up"}]""")
            .replace("\"dispute\":\"open\"", "\"dispute\":\"" + silence + "\"")
            .replace("\"repeatMonths\":3", "\"repeatMonths\":" + repeatMonths));
  }

  /// Genesis of a ledger without an arbiter.
  public static Genesis withoutArbiter() {
    return new Genesis(
        GENESIS.provider(),
        GENESIS.providerRecovery(),
        GENESIS.client(),
        GENESIS.clientRecovery(),
        Address.ZERO,
        GENESIS.logKey(),
        GENESIS.operator(),
        GENESIS.pepper(),
        GENESIS.continues(),
        GENESIS.nonce());
  }

  public LedgerFixture ledger() {
    return f;
  }

  public History history() {
    return f.state().history();
  }

  public DisputeFixture at(long millis) {
    f.at(millis);
    return this;
  }

  // Sight.

  private static Ed25519Key cosignerOf(Party p) {
    return Ed25519Key.of(hash(p.text() + "'s cosigner"));
  }

  private void cosigner(Party p) {
    f.put(
        Envelope.of(f.keyEntry(KeyAction.ADD, p, KeyRole.COSIGNER, cosignerOf(p).publicKey()))
            .signed(Signer.SIGNER, p == Party.PROVIDER ? PROVIDER : CLIENT, f.domain()));
  }

  /// A mark by which `party` has seen all that is in the ledger.
  public Bytes mark(Party party) {
    NoteSigner cosigner =
        NoteSigner.cosigner(Keys.cosignerName(f.state().origin(), party), cosignerOf(party));
    SignedNote note = f.checkpoint(f.state().size());
    return note.with(cosigner.cosign(note.text(), f.now() / 1000)).toBytes();
  }

  /// Appends it.
  ///
  /// @return the time of the sight
  public long sees(Party party) {
    return f.put(mark(party)).time();
  }

  // Statements.

  /// The cut-off of `period`, milliseconds.
  public long cutoff(Period period) {
    return history().cutoffMillis(period).orElseThrow();
  }

  /// The next statement of `period` with these amounts, results that prove them, and what it
  /// charges January besides: 400 to the monthly line by two adjustments and 300 to the extra one,
  /// one part of it a settlement.
  public Entry.Statement statement(Period period, long monthly, long extra) {
    String january = "\",\"period\":202601}";
    return statement(
        period,
        monthly,
        extra,
        "{\"adjustments\":[{\"amount\":\"500000000\",\"line\":\"monthly"
            + january
            + ",{\"amount\":\"-100000000\",\"line\":\"monthly"
            + january
            + ",{\"amount\":\"250000000\",\"line\":\"extra"
            + january
            + "],\"name\":\"NAME\",\"settlements\":[{\"amount\":\"50000000\",\"line\":\"extra"
            + january
            + "]}");
  }

  /// The same with a document; NAME in it becomes the statement's.
  public Entry.Statement statement(Period period, long monthly, long extra, String document) {
    Entry.Statement s = f.statement(period);
    String name = period + " " + s.revision() + " ";
    List<StatedAmount> lines =
        List.of(
            new StatedAmount(Micros.of(monthly), Bytes32.ZERO, BigInteger.ZERO, hash(name + 0)),
            new StatedAmount(
                Micros.of(extra), hash(name + "sum"), BigInteger.valueOf(77), hash(name + 1)),
            new StatedAmount(Micros.of(300_000_000), Bytes32.ZERO, BigInteger.ZERO, hash(name)));
    Bytes32 root = tree(lines).root();
    results.put(root, lines);
    return new Entry.Statement(
        period,
        s.revision(),
        s.replaces(),
        f.object(Bytes.utf8(document.replace("NAME", name.strip()))),
        root,
        s.termsHash(),
        BigInteger.valueOf(monthly + extra),
        s.seen());
  }

  private static MerkleTree tree(List<StatedAmount> lines) {
    List<Bytes32> leaves = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      leaves.add(lines.get(i).leafHash(i));
    }
    return MerkleTree.of(leaves);
  }

  /// Issues a statement of the usual amounts.
  public StatementEntry issue(Period period) {
    return issue(period, STATED, STATED_EXTRA);
  }

  public StatementEntry issue(Period period, long monthly, long extra) {
    f.at(Math.max(f.now(), cutoff(period)));
    f.put(f.provider(statement(period, monthly, extra)));
    return history().statement(period).orElseThrow();
  }

  // Disputes.

  /// An item of the latest statement of `period`.
  public Claim.Item item(Period period, String line, long claimed) {
    Bytes32 root = history().statement(period).orElseThrow().statement().resultsRoot();
    List<StatedAmount> lines = Objects.requireNonNull(results.get(root));
    int at = List.of(MONTHLY, EXTRA, TAX).indexOf(line);
    return new Claim.Item(
        period, line, Micros.of(claimed), lines.get(at), tree(lines).inclusion(at, lines.size()));
  }

  public static Claim.Adjusted adjusted(Period period, String line, long contested) {
    return new Claim.Adjusted(period, line, Micros.of(contested));
  }

  public static Claim claim(Claim.Item... items) {
    return new Claim(
        List.of(items), List.of(), List.of(), List.of(), Claim.Reason.OTHER, "not agreed");
  }

  /// A claim that rests on records.
  public static Claim claim(List<RecordRange> records, Claim.Item... items) {
    return new Claim(
        List.of(items),
        List.of(),
        records,
        List.of(new Claim.Evidence(hash("file"), "list of calls")),
        Claim.Reason.DUPLICATE,
        "");
  }

  public static Claim adjusting(Claim.Adjusted... adjusted) {
    return new Claim(
        List.of(), List.of(adjusted), List.of(), List.of(), Claim.Reason.PRICE_VERSION, "");
  }

  public static RecordRange numbers(long first, long last) {
    return new RecordRange(first, last);
  }

  public Entry.Dispute dispute(Period period, Claim claim) {
    return dispute(period, claim.toBytes(), claim.contested().value());
  }

  public Entry.Dispute dispute(Period period, Bytes claim, BigInteger contested) {
    Bytes32 statement =
        history()
            .statement(period)
            .map(s -> s.statement().statementHash())
            .orElse(hash("no statement"));
    return new Entry.Dispute(period, statement, f.object(claim), contested, f.seen());
  }

  /// Appends a dispute about the latest statement of `period`.
  public DisputeEntry open(Period period, Claim claim) {
    f.put(f.client(dispute(period, claim)));
    return history().disputes().getLast();
  }

  /// January is stated and seen by the client, and its monthly fee disputed: 4,500 instead of
  /// 5,000.
  public DisputeEntry usual() {
    issue(JANUARY);
    sees(Party.CLIENT);
    return open(JANUARY, claim(List.of(numbers(0, 1)), item(JANUARY, MONTHLY, 4_500_000_000L)));
  }

  public Entry.Answer answer(DisputeEntry d, AnswerKind answer) {
    return new Entry.Answer(d.digest(), answer, Bytes32.ZERO, f.seen());
  }

  public Entry.Answer part(DisputeEntry d, AnswerOffer offer) {
    return new Entry.Answer(d.digest(), AnswerKind.PART, f.object(offer.toBytes()), f.seen());
  }

  public static AnswerOffer offer(AnswerOffer.Item... items) {
    return new AnswerOffer(List.of(items), "");
  }

  public static AnswerOffer.Item offered(String line, long amount) {
    return new AnswerOffer.Item(JANUARY, line, Micros.of(amount));
  }

  public Entry.Withdrawal withdrawal(DisputeEntry d) {
    return new Entry.Withdrawal(d.digest(), f.seen());
  }

  public Entry.Escalation escalation(DisputeEntry d) {
    return new Entry.Escalation(d.digest(), f.seen());
  }

  public Entry.Resolution byRecords(DisputeEntry d) {
    return new Entry.Resolution(d.digest(), ResolutionMethod.RECORDS, Bytes32.ZERO, f.seen());
  }

  public Entry.Resolution byAmounts(DisputeEntry d, Award award) {
    return new Entry.Resolution(
        d.digest(), ResolutionMethod.AMOUNTS, f.object(award.toBytes()), f.seen());
  }

  public static Award award(List<RecordRange> records, Award.Item... items) {
    return new Award(List.of(items), records, "");
  }

  public static Award.Item awarded(String line, long amount) {
    return new Award.Item(JANUARY, line, Micros.of(amount));
  }

  public Envelope arbiter(Entry entry) {
    return Envelope.of(entry).signed(Signer.ARBITER, ARBITER, f.domain());
  }

  public Envelope both(Entry entry) {
    return f.both(Envelope.of(entry));
  }

  public void put(Envelope e) {
    f.put(e);
  }

  public DisputeState state(DisputeEntry d) {
    return history().stateAt(d, f.now());
  }
}
