package io.countersign.core.verify;

import static io.countersign.testing.SampleLedger.ATTESTER;
import static io.countersign.testing.SampleLedger.CLIENT;
import static io.countersign.testing.SampleLedger.GENESIS;
import static io.countersign.testing.SampleLedger.LEDGER;
import static io.countersign.testing.SampleLedger.PEPPER;
import static io.countersign.testing.SampleLedger.PROVIDER;
import static io.countersign.testing.SampleLedger.address;
import static io.countersign.testing.SampleLedger.millis;
import static io.countersign.testing.SampleLedger.secp;
import static io.countersign.testing.SampleLedger.sign;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Secp256k1Key;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import io.countersign.core.encoding.NoteSigner;
import io.countersign.core.encoding.SignedNote;
import io.countersign.core.ledger.AnswerKind;
import io.countersign.core.ledger.Checkpoint;
import io.countersign.core.ledger.Claim;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.ErasureBitmap;
import io.countersign.core.ledger.ErasureLevel;
import io.countersign.core.ledger.Genesis;
import io.countersign.core.ledger.KeyAction;
import io.countersign.core.ledger.KeyRole;
import io.countersign.core.ledger.Kind;
import io.countersign.core.ledger.Leaf;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.Payload;
import io.countersign.core.ledger.Policy;
import io.countersign.core.ledger.RecordRange;
import io.countersign.core.ledger.RecordTag;
import io.countersign.core.ledger.Seen;
import io.countersign.core.ledger.Signer;
import io.countersign.core.ledger.StatedAmount;
import io.countersign.core.ledger.TagList;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.ledger.Workers;
import io.countersign.core.merkle.MerkleTree;
import io.countersign.core.money.Micros;
import io.countersign.core.statement.Results;
import io.countersign.core.statement.Statement;
import io.countersign.core.statement.StatementLine;
import io.countersign.core.statement.StatementResult;
import io.countersign.core.statement.Statements;
import io.countersign.core.terms.Period;
import io.countersign.testing.SampleLedger;
import io.countersign.testing.SampleLedger.Item;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// Bundles as somebody would forge them who holds the log key and all keys of the provider, but
/// none of the client or a witness: each consistent in itself as far as those keys reach.
final class Forgeries {
  static final SampleLedger HONEST = SampleLedger.small();
  static final Period JANUARY = Period.of(2026, 1);
  static final Period FEBRUARY = Period.of(2026, 2);

  /// Nothing but the ledger: what is found under it needs no help from memory or witnesses.
  static final Policy BARE = Policy.of(LEDGER);

  /// @param name of the mutation
  /// @param code that must be among the failures
  record Forgery(String name, SortedMap<String, Bytes> parts, Policy policy, Code code) {}

  private final List<Forgery> all = new ArrayList<>();

  private Forgeries() {}

  static List<Forgery> all() {
    Forgeries f = new Forgeries();
    f.rewritten();
    f.appended();
    f.disputes();
    f.signatures();
    f.statements();
    f.payloads();
    f.leaves();
    f.identity();
    f.cosignatures();
    return f.all;
  }

  private void add(String name, Code code, SampleLedger ledger) {
    add(name, code, ledger, BARE);
  }

  private void add(String name, Code code, SampleLedger ledger, Policy policy) {
    all.add(new Forgery(name, parts(ledger), policy, code));
  }

  private void add(String name, Code code, SortedMap<String, Bytes> parts, Policy policy) {
    all.add(new Forgery(name, parts, policy, code));
  }

  // Tools of the forger.

  /// A checkpoint that only the log signed.
  static SignedNote logNote(SampleLedger l) {
    return new Checkpoint(SampleLedger.origin(), l.size(), l.root(l.size()))
        .sign(SampleLedger.logSigner());
  }

  /// Exactly the parts that the entries account for.
  static SortedMap<String, Bytes> parts(SampleLedger l) {
    return parts(l, logNote(l));
  }

  static SortedMap<String, Bytes> parts(SampleLedger l, SignedNote note) {
    References references = new References(h -> Optional.ofNullable(l.objects().get(h)));
    references.operator(GENESIS);
    List<Leaf> leaves = l.leaves();
    for (int i = 0; i < leaves.size(); i++) {
      Optional<Envelope> envelope;
      try {
        envelope = Optional.of(Envelope.parse(l.items().get(i).envelope()));
      } catch (MalformedException e) {
        envelope = Optional.empty();
      }
      references.add(leaves.get(i), envelope);
    }
    SortedMap<String, Bytes> parts = l.parts(note);
    parts
        .keySet()
        .removeIf(
            name ->
                (name.startsWith("object/")
                        && references.objects().stream().noneMatch(h -> name.equals("object/" + h)))
                    || (name.startsWith("payload/")
                        && references.payloads().stream()
                            .noneMatch(r -> name.equals("payload/" + r))));
    return parts;
  }

  static Envelope envelope(Bytes bytes) {
    try {
      return Envelope.parse(bytes);
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  /// The honest ledger with entry `index` replaced, and everything after it made anew as far as the
  /// forger's keys reach: own entries signed again over the new tree, statements computed again;
  /// what the client signed stays as it was.
  private static SampleLedger rewrite(int index, Consumer<SampleLedger> replacement) {
    SampleLedger f = SampleLedger.empty();
    f.objects().putAll(HONEST.objects());
    f.payloads().putAll(HONEST.payloads());
    for (int i = 0; i < HONEST.size(); i++) {
      Item item = HONEST.items().get(i);
      if (i == index) {
        replacement.accept(f);
      } else if (i < index) {
        f.items().add(item);
      } else if (item.kind() == Kind.MARK.code()) {
        Bytes note = logNote(f).toBytes();
        f.items().add(new Item(item.kind(), item.time(), 0, f.object(note), note));
      } else {
        again(f, item);
      }
    }
    return f;
  }

  private static void again(SampleLedger f, Item item) {
    Envelope e = envelope(item.envelope());
    Seen old = e.entry().seen();
    long size = Math.min(old.size(), f.size());
    Seen seen = new Seen(size, f.root(size), old.signedAt());
    switch (e.entry()) {
      case Entry.Attestation a ->
          f.append(
              sign(
                  Envelope.of(
                      new Entry.Attestation(
                          a.attester(), a.sequence(), a.count(), a.recordsRoot(), seen)),
                  Signer.ATTESTER,
                  ATTESTER),
              item.time(),
              a.count());
      case Entry.Voiding v ->
          f.append(
              sign(
                  Envelope.of(new Entry.Voiding(v.count(), v.tagsRoot(), v.list(), seen)),
                  Signer.ATTESTER,
                  ATTESTER),
              item.time(),
              0);
      case Entry.Statement s -> f.issue(s.period(), item.time());
      case Entry.Agreement a -> f.items().add(item);
      case Entry.Acceptance a -> f.items().add(item);
      case Entry.Key k -> f.items().add(item);
      case Entry.Rendering r -> f.items().add(item);
      case Entry.Erasure x -> f.items().add(item);
      case Entry.Dispute d -> f.items().add(item);
      case Entry.Answer a -> f.items().add(item);
      case Entry.Withdrawal w -> f.items().add(item);
      case Entry.Escalation x -> f.items().add(item);
      case Entry.Resolution r -> f.items().add(item);
      case Entry.Milestone m -> f.items().add(item);
    }
  }

  private static List<UsageRecord> with(
      List<UsageRecord> records, int index, UnaryOperator<UsageRecord> change) {
    List<UsageRecord> out = new ArrayList<>(records);
    out.set(index, change.apply(out.get(index)));
    return out;
  }

  private static UsageRecord seconds(UsageRecord r, int more) {
    Json.Int talk = (Json.Int) Objects.requireNonNull(r.data().get("talk_s"));
    return new UsageRecord(
        r.at(),
        r.data().with("talk_s", Json.of(talk.value() + more)),
        r.id(),
        r.rev(),
        r.source(),
        r.type());
  }

  private static SampleLedger first(int entries) {
    SampleLedger l = HONEST.copy();
    while (l.size() > entries) {
      l.items().removeLast();
    }
    return l;
  }

  private static Item item(int index) {
    return HONEST.items().get(index);
  }

  // History made anew.

  private void rewritten() {
    Consumer<SampleLedger> longer =
        f -> f.attest(0, with(SampleLedger.january(0), 2, r -> seconds(r, 600)), item(3).time());
    SampleLedger changed = rewrite(3, longer);
    add("seconds-changed-everything-signed-again", Code.SIGNER_SAW_OTHER_TREE, changed);
    add(
        "seconds-changed-seen-by-client",
        Code.SEEN_OTHER_ROOT,
        changed,
        BARE.withSeen(7, HONEST.root(7)));
    SampleLedger early = changed.copy();
    while (early.size() > 9) {
      early.items().removeLast();
    }
    add(
        "seconds-changed-before-client-signed-anything",
        Code.SEEN_OTHER_ROOT,
        early,
        BARE.withSeen(4, HONEST.root(4)));
    add("seconds-changed-no-witness", Code.QUORUM, early, HONEST.policy());
    add(
        "call-left-out-everything-signed-again",
        Code.SIGNER_SAW_OTHER_TREE,
        rewrite(4, f -> f.attest(1, SampleLedger.january(1).subList(0, 4), item(4).time())));
    add("batch-left-out", Code.ATTESTER_SEQUENCE, rewrite(4, f -> {}));
    add(
        "tail-cut-against-seen",
        Code.SEEN_TRUNCATED,
        first(12),
        BARE.withSeen(16, HONEST.root(16)));
    add(
        "tail-replaced-against-seen",
        Code.SEEN_OTHER_ROOT,
        first(15).attest(5, List.of(SampleLedger.february().getFirst()), millis(2026, 3, 7, 1)),
        BARE.withSeen(16, HONEST.root(16)));
    add("late-batch-dated-back-before-cut-off", Code.MARK, moved(10, 7, millis(2026, 2, 3, 23)));
  }

  /// The honest ledger with entry `from` moved to `to` at another time, nothing signed again.
  private static SampleLedger moved(int from, int to, long time) {
    SampleLedger l = HONEST.copy();
    Item item = l.items().remove(from);
    l.items().add(to, new Item(item.kind(), time, item.records(), item.digest(), item.envelope()));
    return l;
  }

  // Entries that should not have been admitted.

  private void appended() {
    long t = millis(2026, 3, 7, 1);
    add(
        "call-attested-twice",
        Code.RECORD_REPEATED,
        HONEST.copy().attest(5, List.of(SampleLedger.february().getFirst()), t));
    add(
        "call-attested-twice-with-other-seconds",
        Code.RECORD_REPEATED,
        HONEST.copy().attest(5, List.of(seconds(SampleLedger.february().getFirst(), 60)), t));
    add(
        "call-twice-in-one-batch",
        Code.RECORD_REPEATED,
        HONEST.copy().attest(5, List.of(call("x"), call("x")), t));
    add(
        "revision-without-void",
        Code.RECORD_IGNORED,
        HONEST
            .copy()
            .attest(5, List.of(SampleLedger.call("f1", 1, t / 1000, true, 50, 1, "tech")), t));
    add(
        "call-dated-ahead",
        Code.RECORD_IGNORED,
        HONEST
            .copy()
            .attest(5, List.of(SampleLedger.call("y", 0, t / 1000 + 301, true, 50, 1, "tech")), t));
    add(
        "call-outside-term",
        Code.RECORD_IGNORED,
        HONEST
            .copy()
            .attest(
                5,
                List.of(
                    SampleLedger.call(
                        "z", 0, millis(2025, 12, 31, 23) / 1000, true, 50, 1, "tech")),
                t));
    add("sequence-plus-1", Code.ATTESTER_SEQUENCE, HONEST.copy().attest(6, List.of(call("x")), t));
    add(
        "sequence-used-twice",
        Code.ATTESTER_SEQUENCE,
        HONEST.copy().attest(4, List.of(call("x")), t));
    SampleLedger repeated = HONEST.copy();
    repeated.items().add(item(12));
    Item again = repeated.items().removeLast();
    repeated
        .items()
        .add(new Item(again.kind(), t, again.records(), again.digest(), again.envelope()));
    add("attestation-replayed", Code.ENTRY_IGNORED, repeated);
    SampleLedger unknown = HONEST.copy();
    unknown.items().add(new Item(200, t, 0, item(9).digest(), item(9).envelope()));
    add("kind-without-meaning", Code.ENTRY_IGNORED, unknown);
    TagList tags = TagList.of(List.of(Bytes32.ZERO));
    SampleLedger voiding = HONEST.copy();
    voiding.object(tags.toBytes());
    voiding.append(sign(Envelope.of(tags.entry(voiding.seen(t))), Signer.ATTESTER, ATTESTER), t, 0);
    add("void-of-nothing", Code.ENTRY_IGNORED, voiding);
    SampleLedger terms = HONEST.copy();
    Bytes32 hash = terms.object(SampleLedger.termsJson().with("version", Json.of(3)).toCanonical());
    terms.append(
        SampleLedger.byBoth(
            Envelope.of(new Entry.Agreement(3, hash, hash, Period.of(2026, 5), terms.seen(t)))),
        t,
        0);
    add("amendment-supersedes-itself", Code.ENTRY_TERMS, terms);
    SampleLedger mark = HONEST.copy();
    Bytes note =
        new Checkpoint(SampleLedger.origin(), 5, HONEST.root(6))
            .sign(SampleLedger.logSigner())
            .toBytes();
    mark.items().add(new Item(Kind.MARK.code(), t, 0, mark.object(note), note));
    add("mark-of-another-tree", Code.MARK, mark);
  }

  private static UsageRecord call(String id) {
    return SampleLedger.call(id, 0, millis(2026, 3, 2, 10) / 1000, true, 50, 1, "tech");
  }

  // Disputes.

  /// The honest ledger up to February's statement, the client's dispute of a line of it on top.
  ///
  /// @param entries of the honest ledger: 15 without the client's acceptance, 16 with it
  static SampleLedger disputed(int entries, String line, long less) {
    SampleLedger l = first(entries);
    long t = millis(2026, 3, 7, 2);
    Claim claim = claim(l, line, less);
    Entry.Dispute d =
        new Entry.Dispute(
            FEBRUARY,
            l.history().statement(FEBRUARY).orElseThrow().statement().statementHash(),
            l.object(claim.toBytes()),
            claim.contested().value(),
            l.seen(t));
    return l.append(sign(Envelope.of(d), Signer.CLIENT, CLIENT), t, 0);
  }

  /// February's line should come to `less` micros less, because of the first call of the month.
  static Claim claim(SampleLedger l, String line, long less) {
    StatementResult result =
        new Statements(l.history(), Workers.SEQUENTIAL).compute(FEBRUARY, millis(2026, 3, 7, 2));
    List<StatementLine> lines = ((StatementResult.Computed) result).statement().lines();
    int at = lines.stream().map(StatementLine::id).toList().indexOf(line);
    StatedAmount stated = Results.stated(lines.get(at));
    long call = l.history().batches().getLast().firstRecord();
    return new Claim(
        List.of(
            new Claim.Item(
                FEBRUARY,
                line,
                stated.amount().minus(Micros.of(less)),
                stated,
                Results.path(lines, at))),
        List.of(),
        List.of(new RecordRange(call, call)),
        List.of(),
        Claim.Reason.DUPLICATE,
        "");
  }

  static SampleLedger answered(SampleLedger l, AnswerKind answer) {
    long t = millis(2026, 3, 8, 1);
    Bytes32 dispute = l.history().disputes().getLast().digest();
    Entry.Answer a = new Entry.Answer(dispute, answer, Bytes32.ZERO, l.seen(t));
    return l.append(sign(Envelope.of(a), Signer.PROVIDER, PROVIDER), t, 0);
  }

  private void disputes() {
    long t = millis(2026, 3, 9, 1);
    add("dispute-of-an-accepted-line", Code.ENTRY_IGNORED, disputed(16, "fee", 50_000_000));
    add(
        "dispute-answered-twice",
        Code.ENTRY_IGNORED,
        answered(answered(disputed(15, "fee", 50_000_000), AnswerKind.REJECT), AnswerKind.ACCEPT));
    add(
        "acceptance-of-a-disputed-line",
        Code.ACCEPTANCE_UNFOUNDED,
        disputed(15, "fee", 50_000_000).accept(FEBRUARY, List.of("bonus"), t));
    SampleLedger settled = answered(disputed(15, "fee", 50_000_000), AnswerKind.ACCEPT);
    TagList tags =
        TagList.of(
            List.of(
                RecordTag.under(PEPPER).of(Party.PROVIDER, SampleLedger.february().getFirst())));
    settled.object(tags.toBytes());
    settled.append(sign(Envelope.of(tags.entry(settled.seen(t))), Signer.ATTESTER, ATTESTER), t, 0);
    add("void-of-a-settled-call", Code.ENTRY_IGNORED, settled);
    SampleLedger honest = disputed(15, "fee", 50_000_000);
    String claim = "object/" + honest.history().disputes().getLast().dispute().claim();
    SortedMap<String, Bytes> without = parts(honest);
    without.remove(claim);
    add("claim-withheld", Code.CHAIN_BROKEN, without, BARE);
    SortedMap<String, Bytes> other = parts(honest);
    other.put(claim, claim(honest, "fee", 60_000_000).toBytes());
    add("claim-of-another-amount", Code.OBJECT_HASH, other, BARE);
    SampleLedger kept = disputed(15, "fee", 50_000_000);
    SortedMap<String, Bytes> more = parts(kept);
    Bytes draft = claim(kept, "fee", 70_000_000).toBytes();
    more.put("object/" + Sha256.hash(draft), draft);
    add("claim-that-no-entry-names", Code.BUNDLE_UNREFERRED, more, BARE);
  }

  // Signatures.

  private static SampleLedger attestedBy(Secp256k1Key named, Secp256k1Key signer, long sequence) {
    SampleLedger l = HONEST.copy();
    long t = millis(2026, 3, 7, 1);
    Bytes32 root = l.payload("forged", List.of(call("x")));
    return l.append(
        sign(
            Envelope.of(new Entry.Attestation(address(named), sequence, 1, root, l.seen(t))),
            Signer.ATTESTER,
            signer),
        t,
        1);
  }

  private void signatures() {
    long t = millis(2026, 3, 7, 1);
    Secp256k1Key stranger = secp("stranger");
    add("attested-by-a-stranger", Code.ENTRY_SIGNATURE, attestedBy(stranger, stranger, 0));
    add("attested-in-the-attesters-name", Code.ENTRY_SIGNATURE, attestedBy(ATTESTER, PROVIDER, 5));
    add("attested-in-the-clients-name", Code.ENTRY_SIGNATURE, attestedBy(CLIENT, PROVIDER, 0));

    SampleLedger revoked = HONEST.copy();
    Envelope revoke =
        Envelope.of(
            new Entry.Key(
                KeyAction.REVOKE,
                Party.PROVIDER,
                KeyRole.ATTESTER,
                address(ATTESTER).toBytes32(),
                revoked.seen(t)));
    revoked.append(sign(revoke, Signer.SIGNER, PROVIDER), t, 0);
    add(
        "attested-by-a-revoked-key",
        Code.ENTRY_SIGNATURE,
        revoked.attest(5, List.of(call("x")), t));

    SampleLedger own = HONEST.copy();
    Envelope key =
        Envelope.of(
            new Entry.Key(
                KeyAction.ADD,
                Party.CLIENT,
                KeyRole.SIGNER,
                address(stranger).toBytes32(),
                own.seen(t)));
    add(
        "clients-key-added-by-provider",
        Code.ENTRY_SIGNATURE,
        own.append(sign(sign(key, Signer.SIGNER, PROVIDER), Signer.KEY, stranger), t, 0));

    SampleLedger elsewhere = HONEST.copy();
    Genesis other =
        new Genesis(
            GENESIS.provider(),
            GENESIS.providerRecovery(),
            GENESIS.client(),
            GENESIS.clientRecovery(),
            GENESIS.arbiter(),
            GENESIS.logKey(),
            GENESIS.operator(),
            GENESIS.pepper(),
            GENESIS.continues(),
            SampleLedger.hash("another ledger"));
    Bytes32 root = elsewhere.payload("elsewhere", List.of(call("x")));
    Envelope replayed =
        Envelope.of(new Entry.Attestation(address(ATTESTER), 5, 1, root, elsewhere.seen(t)))
            .signed(Signer.ATTESTER, ATTESTER, other.domain());
    add("signature-of-another-ledger", Code.ENTRY_SIGNATURE, elsewhere.append(replayed, t, 1));

    SampleLedger accepted = first(15);
    Envelope forged =
        Envelope.of(
            new Entry.Acceptance(
                FEBRUARY,
                ((Entry.Statement) envelope(item(14).envelope()).entry()).statementHash(),
                Bytes32.ZERO,
                accepted.seen(t)));
    add(
        "acceptance-signed-by-provider",
        Code.ENTRY_SIGNATURE,
        accepted.append(sign(forged, Signer.CLIENT, PROVIDER), t, 0));
    SampleLedger wider = first(15);
    Envelope honest = envelope(item(15).envelope());
    Entry.Acceptance a = (Entry.Acceptance) honest.entry();
    Envelope except =
        Envelope.of(
            new Entry.Acceptance(a.period(), a.statementHash(), Bytes32.ZERO, a.seen()),
            honest.signatures());
    add(
        "acceptance-widened-with-its-old-signature",
        Code.ENTRY_SIGNATURE,
        wider.append(except, item(15).time(), 0));

    SampleLedger malleated = HONEST.copy();
    Envelope good = envelope(item(12).envelope());
    String hex = Objects.requireNonNull(good.signatures().get(Signer.ATTESTER)).toHex();
    Bytes bytes = Bytes.utf8(good.toBytes().toUtf8().replace(hex, malleate(hex)));
    malleated.object(bytes);
    Item old = item(12);
    malleated.items().set(12, new Item(old.kind(), old.time(), old.records(), old.digest(), bytes));
    add("signature-malleated", Code.CHAIN_BROKEN, malleated);

    // The price of a minute doubled, the client's signature kept.
    Json.Obj terms = SampleLedger.termsJson();
    Bytes dearer = Bytes.utf8(terms.toText().replace("\"value\":\"0.45\"", "\"value\":\"0.9\""));
    SampleLedger price = HONEST.copy();
    Envelope opening = envelope(item(0).envelope());
    Entry.Agreement agreement = (Entry.Agreement) opening.entry();
    Envelope changed =
        Envelope.opening(
                new Entry.Agreement(
                    1,
                    price.object(dearer),
                    Bytes32.ZERO,
                    agreement.effectivePeriod(),
                    agreement.seen()),
                GENESIS)
            .with(Signer.CLIENT, Objects.requireNonNull(opening.signatures().get(Signer.CLIENT)));
    price.items().set(0, price.item(sign(changed, Signer.PROVIDER, PROVIDER), item(0).time(), 0));
    add("price-changed-in-the-agreement", Code.CHAIN_BROKEN, price);
    SampleLedger fee = HONEST.copy();
    Envelope amendment = envelope(item(11).envelope());
    Entry.Agreement v2 = (Entry.Agreement) amendment.entry();
    Bytes v2Bytes = Objects.requireNonNull(HONEST.objects().get(v2.termsHash()));
    Bytes more = Bytes.utf8(v2Bytes.toUtf8().replace("\"520\"", "\"5200\""));
    Envelope moreFee =
        Envelope.of(
                new Entry.Agreement(
                    2, fee.object(more), v2.supersedes(), v2.effectivePeriod(), v2.seen()))
            .with(Signer.CLIENT, Objects.requireNonNull(amendment.signatures().get(Signer.CLIENT)));
    fee.items().set(11, fee.item(sign(moreFee, Signer.PROVIDER, PROVIDER), item(11).time(), 0));
    add("fee-changed-in-the-amendment", Code.ENTRY_SIGNATURE, fee);
  }

  /// The other signature of the same key over the same digest: s becomes n - s, v flips.
  private static String malleate(String hex) {
    BigInteger n =
        new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
    String s = n.subtract(new BigInteger(hex.substring(64, 128), 16)).toString(16);
    String v = hex.endsWith("1b") ? "1c" : "1b";
    return hex.substring(0, 64) + "0".repeat(64 - s.length()) + s + v;
  }

  // Statements.

  private static Statement computed(SampleLedger l, Period period, long millis) {
    StatementResult r = new Statements(l.history(), Workers.SEQUENTIAL).compute(period, millis);
    return ((StatementResult.Computed) r).statement();
  }

  /// The ledger up to the February statement, which is signed over a changed document.
  private static SampleLedger stated(UnaryOperator<String> change) {
    SampleLedger l = first(14);
    Statement s = computed(l, FEBRUARY, item(14).time());
    Bytes document = Bytes.utf8(change.apply(s.toBytes().toUtf8()));
    return l.issue(document, resultsRoot(document), total(document), s, item(14).time());
  }

  /// March's statement, which posts what the dispute of February's came to.
  private static SampleLedger settled(UnaryOperator<String> change) {
    SampleLedger l = answered(disputed(15, "fee", 50_000_000), AnswerKind.ACCEPT);
    l.mark(millis(2026, 4, 4, 0));
    long t = millis(2026, 4, 4, 11);
    Statement s = computed(l, Period.of(2026, 3), t);
    Bytes document = Bytes.utf8(change.apply(s.toBytes().toUtf8()));
    return l.issue(document, resultsRoot(document), total(document), s, t);
  }

  private void settlements() {
    add(
        "settlement-left-out",
        Code.STATEMENT_SETTLEMENT,
        settled(
            s -> {
              Json.Obj doc = parsed(s);
              String total =
                  new BigInteger(text(doc, "total")).add(BigInteger.valueOf(50_000_000)).toString();
              Json.Builder out = Json.object();
              doc.keys().stream()
                  .filter(k -> !k.equals("settlements"))
                  .forEach(k -> out.put(k, Objects.requireNonNull(doc.get(k), k)));
              return out.build().with("total", Json.of(total)).toText();
            }));
    add(
        "settlement-minus-1-fen",
        Code.STATEMENT_SETTLEMENT,
        settled(s -> amount(s, "settlements", 0, "amount", -10_000)));
    add(
        "settlement-not-in-the-total",
        Code.STATEMENT_TOTAL,
        settled(
            s -> {
              Json.Obj doc = parsed(s);
              String total =
                  new BigInteger(text(doc, "total")).add(BigInteger.valueOf(50_000_000)).toString();
              return doc.with("total", Json.of(total)).toText();
            }));
    add(
        "settlement-posted-twice",
        Code.STATEMENT_SETTLEMENT,
        settled(
            s -> {
              Json.Obj doc = parsed(s);
              List<Json> posted = list(doc, "settlements");
              posted.add(posted.getFirst());
              String total =
                  new BigInteger(text(doc, "total"))
                      .subtract(BigInteger.valueOf(50_000_000))
                      .toString();
              return doc.with("settlements", Json.array(posted))
                  .with("total", Json.of(total))
                  .toText();
            }));
    add(
        "settlement-of-another-line",
        Code.STATEMENT_SETTLEMENT,
        settled(
            s ->
                s.replace(
                    "\"line\":\"fee\",\"period\":202602", "\"line\":\"bonus\",\"period\":202602")));
  }

  /// What a forger signs: the root over the changed lines, where the document still parses.
  private static Bytes32 resultsRoot(Bytes document) {
    try {
      return Statement.parse(document).resultsRoot();
    } catch (MalformedException e) {
      return Bytes32.ZERO;
    }
  }

  private static BigInteger total(Bytes document) {
    try {
      return new BigInteger(text((Json.Obj) JsonReader.canonical(document, 1 << 20), "total"));
    } catch (MalformedException | ClassCastException e) {
      return BigInteger.ZERO;
    }
  }

  private static String text(Json.Obj o, String key) {
    return ((Json.Str) Objects.requireNonNull(o.get(key), key)).value();
  }

  private static Json.Obj parsed(String json) {
    try {
      return (Json.Obj) JsonReader.canonical(Bytes.utf8(json), 1 << 20);
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  private static List<Json> list(Json.Obj o, String key) {
    return new ArrayList<>(((Json.Arr) Objects.requireNonNull(o.get(key), key)).items());
  }

  /// Adds to a member of item `i` of a list, and to the total.
  private static String amount(String json, String key, int i, String member, long micros) {
    Json.Obj doc = parsed(json);
    List<Json> items = list(doc, key);
    Json.Obj item = (Json.Obj) items.get(i);
    String now = new BigInteger(text(item, member)).add(BigInteger.valueOf(micros)).toString();
    items.set(i, item.with(member, Json.of(now)));
    String total = new BigInteger(text(doc, "total")).add(BigInteger.valueOf(micros)).toString();
    return doc.with(key, Json.array(items)).with("total", Json.of(total)).toText();
  }

  private void statements() {
    // What January's late record changed would have stood in February's statement only as the
    // difference to January's: leaving one out drops a month, and with it every credit in it.
    SampleLedger skipped = HONEST.copy();
    skipped.items().subList(8, skipped.items().size()).clear();
    skipped.issue(FEBRUARY, millis(2026, 3, 4, 11));
    add("month-never-stated", Code.STATEMENT_MISSING, skipped);
    add(
        "line-plus-1-fen",
        Code.STATEMENT_LINE,
        stated(s -> amount(s, "lines", 0, "amount", 10_000)));
    // No later line rests on the last one: only its own trace contradicts it.
    add(
        "last-line-plus-1-fen-against-its-trace",
        Code.STATEMENT_TRACE,
        stated(s -> amount(s, "lines", 4, "amount", 10_000)));
    add(
        "line-minus-1-micro",
        Code.STATEMENT_LINE,
        stated(s -> amount(s, "lines", 1, "amount", -1)));
    add(
        "two-lines-changed-total-kept",
        Code.STATEMENT_LINE,
        stated(
            s -> amount(amount(s, "lines", 0, "amount", 10_000), "lines", 1, "amount", -10_000)));
    add(
        "total-plus-1-fen",
        Code.STATEMENT_TOTAL,
        stated(
            s -> {
              Json.Obj doc = parsed(s);
              String total =
                  new BigInteger(text(doc, "total")).add(BigInteger.valueOf(10_000)).toString();
              return doc.with("total", Json.of(total)).toText();
            }));
    add(
        "measure-plus-1",
        Code.STATEMENT_MEASURE,
        stated(
            s -> {
              Json.Obj doc = parsed(s);
              List<Json> measures = list(doc, "measures");
              Json.Obj m = (Json.Obj) measures.getFirst();
              String v = new BigInteger(text(m, "value")).add(BigInteger.ONE).toString();
              measures.set(0, m.with("value", Json.of(v)));
              return doc.with("measures", Json.array(measures)).toText();
            }));
    add(
        "adjustment-left-out",
        Code.STATEMENT_ADJUSTMENT,
        stated(
            s -> {
              Json.Obj doc = parsed(s);
              List<Json> adjustments = list(doc, "adjustments");
              Json.Obj first = (Json.Obj) adjustments.removeFirst();
              BigInteger change = new BigInteger(text(first, "amount"));
              String total = new BigInteger(text(doc, "total")).subtract(change).toString();
              return doc.with("adjustments", Json.array(adjustments))
                  .with("total", Json.of(total))
                  .toText();
            }));
    add(
        "settlement-of-no-dispute",
        Code.STATEMENT_SETTLEMENT,
        stated(
            s -> {
              Json.Obj doc = parsed(s);
              String total =
                  new BigInteger(text(doc, "total")).add(BigInteger.valueOf(10_000)).toString();
              Json.Obj posted =
                  Json.object()
                      .put("amount", "10000")
                      .put("dispute", "00".repeat(32))
                      .put("line", text((Json.Obj) list(doc, "lines").getFirst(), "id"))
                      .put("period", 202601)
                      .build();
              return doc.with("settlements", Json.array(posted))
                  .with("total", Json.of(total))
                  .toText();
            }));
    settlements();
    add(
        "ignored-records-named",
        Code.STATEMENT_IGNORED_RECORDS,
        stated(
            s ->
                parsed(s)
                    .with(
                        "ignored",
                        Json.array(
                            Json.object()
                                .put("code", "CS-0651")
                                .put("count", 1)
                                .put("records", Json.array(Json.array(Json.of(0), Json.of(0))))
                                .build()))
                    .toText()));
    add(
        "line-left-out",
        Code.STATEMENT_LINE,
        stated(
            s -> {
              Json.Obj doc = parsed(s);
              List<Json> lines = list(doc, "lines");
              Json.Obj last = (Json.Obj) lines.removeLast();
              String total =
                  new BigInteger(text(doc, "total"))
                      .subtract(new BigInteger(text(last, "amount")))
                      .toString();
              return doc.with("lines", Json.array(lines)).with("total", Json.of(total)).toText();
            }));
    add(
        "other-prefix-in-the-document",
        Code.STATEMENT_BASIS,
        stated(s -> parsed(s).with("prefix", Json.of(12)).toText()));
    add("document-is-no-statement", Code.STATEMENT_OBJECT, stated(s -> "[]"));
    add(
        "member-added-to-the-document",
        Code.STATEMENT_OBJECT,
        stated(s -> parsed(s).with("note", Json.of("approved")).toText()));

    long t = item(14).time();
    SampleLedger wrongPrefix = first(14);
    Statement s = computed(wrongPrefix, FEBRUARY, t);
    for (int prefix : new int[] {12, 14}) {
      SampleLedger l = first(14);
      add(
          prefix < 13 ? "prefix-minus-1" : "prefix-plus-1",
          Code.STATEMENT_BASIS,
          l.append(
              sign(
                  Envelope.of(
                      entry(
                          s,
                          l.object(s.toBytes()),
                          s.resultsRoot(),
                          s.total().value(),
                          new Seen(prefix, l.root(prefix), t / 1000))),
                  Signer.PROVIDER,
                  PROVIDER),
              t,
              0));
    }
    SampleLedger otherRoot = first(14);
    add(
        "prefix-root-of-another-tree",
        Code.SIGNER_SAW_OTHER_TREE,
        otherRoot.append(
            sign(
                Envelope.of(
                    entry(
                        s,
                        otherRoot.object(s.toBytes()),
                        s.resultsRoot(),
                        s.total().value(),
                        new Seen(s.prefix(), Bytes32.ZERO, t / 1000))),
                Signer.PROVIDER,
                PROVIDER),
            t,
            0));
    SampleLedger early = first(13);
    add(
        "statement-before-the-cut-off",
        Code.STATEMENT_BASIS,
        early.append(envelope(item(14).envelope()), millis(2026, 3, 3, 23), 0));
    add(
        "total-of-the-entry-plus-1",
        Code.STATEMENT_TOTAL,
        first(14).issue(s.toBytes(), s.resultsRoot(), s.total().value().add(BigInteger.ONE), s, t));
    add(
        "results-root-of-the-entry-changed",
        Code.STATEMENT_RESULTS_ROOT,
        first(14).issue(s.toBytes(), SampleLedger.hash("x"), s.total().value(), s, t));
    add(
        "statement-of-january-for-february",
        Code.STATEMENT_HASH,
        first(14)
            .issue(
                Objects.requireNonNull(
                    HONEST
                        .objects()
                        .get(
                            ((Entry.Statement) envelope(item(8).envelope()).entry())
                                .statementHash())),
                s.resultsRoot(),
                s.total().value(),
                s,
                t));

    SampleLedger noDocument = HONEST.copy();
    SortedMap<String, Bytes> parts = parts(noDocument);
    parts.remove("object/" + s.hash());
    s.lines().forEach(line -> parts.remove("object/" + line.traceHash()));
    add("document-withheld", Code.STATEMENT_OBJECT, parts, BARE);
    SortedMap<String, Bytes> noTrace = parts(HONEST);
    noTrace.remove("object/" + s.lines().getFirst().traceHash());
    add("trace-withheld", Code.STATEMENT_TRACE, noTrace, BARE);
    add(
        "trace-of-another-line",
        Code.STATEMENT_TRACE,
        stated(
            json ->
                json.replace(
                    s.lines().getFirst().traceHash().toHex(),
                    s.lines().getLast().traceHash().toHex())));

    SampleLedger refused = refused();
    add("statement-of-a-period-without-calendar", Code.STATEMENT_REFUSED, refused);

    SampleLedger unfounded = stated(x -> amount(x, "lines", 0, "amount", 10_000));
    add(
        "acceptance-of-a-statement-that-fails",
        Code.ACCEPTANCE_UNFOUNDED,
        unfounded.accept(FEBRUARY, List.of(), item(15).time()));
    SampleLedger noLine = first(15);
    add(
        "acceptance-except-an-unknown-line",
        Code.ACCEPTANCE_UNFOUNDED,
        noLine.accept(FEBRUARY, List.of("nothing"), item(15).time()));
    SampleLedger otherStatement = first(15);
    add(
        "acceptance-of-no-statement",
        Code.ACCEPTANCE_UNFOUNDED,
        otherStatement.append(
            sign(
                Envelope.of(
                    new Entry.Acceptance(
                        FEBRUARY,
                        SampleLedger.hash("x"),
                        Bytes32.ZERO,
                        otherStatement.seen(item(15).time()))),
                Signer.CLIENT,
                CLIENT),
            item(15).time(),
            0));
  }

  private static Entry.Statement entry(
      Statement s, Bytes32 document, Bytes32 resultsRoot, BigInteger total, Seen seen) {
    return new Entry.Statement(
        s.period(), 0, Bytes32.ZERO, document, resultsRoot, s.terms(), total, seen);
  }

  /// An agreement whose calendar ends in January, with a statement for February all the same.
  private static SampleLedger refused() {
    Json.Obj terms = SampleLedger.termsJson();
    Json.Obj calendar =
        Json.object()
            .put("source", Objects.requireNonNull(terms.get("title")))
            .put("statutory", List.of())
            .put("off", List.of())
            .put("work", List.of())
            .put("coveredTo", "2026-01-31")
            .build();
    terms = terms.with("calendars", Json.object().put("cn", calendar).build());
    long t = millis(2025, 12, 22, 10);
    SampleLedger l = SampleLedger.empty();
    l.object(Bytes.utf8(SampleLedger.OPERATOR));
    l.append(
        SampleLedger.byBoth(
            Envelope.opening(
                new Entry.Agreement(
                    1, l.object(terms.toCanonical()), Bytes32.ZERO, JANUARY, l.seen(t)),
                GENESIS)),
        t,
        0);
    t = millis(2026, 3, 4, 11);
    l.append(
        sign(
            Envelope.of(
                new Entry.Statement(
                    FEBRUARY,
                    0,
                    Bytes32.ZERO,
                    l.object(Bytes.utf8("{}")),
                    Bytes32.ZERO,
                    Sha256.hash(terms.toCanonical()),
                    BigInteger.ZERO,
                    new Seen(1, l.root(1), t / 1000))),
            Signer.PROVIDER,
            PROVIDER),
        t,
        0);
    return l;
  }

  // Payloads.

  private static SortedMap<String, Bytes> payload(int entry, UnaryOperator<String> change) {
    SortedMap<String, Bytes> parts = parts(HONEST);
    String name =
        "payload/" + ((Entry.Attestation) envelope(item(entry).envelope()).entry()).recordsRoot();
    parts.put(
        name, Bytes.utf8(change.apply(Objects.requireNonNull(parts.get(name), name).toUtf8())));
    return parts;
  }

  private static String lines(String payload, Consumer<List<String>> change) {
    List<String> lines = new ArrayList<>(List.of(payload.split("\n")));
    change.accept(lines);
    return String.join("\n", lines) + "\n";
  }

  private void payloads() {
    add(
        "seconds-changed-in-the-payload",
        Code.RECORDS_ROOT_OTHER,
        payload(3, p -> p.replace("\"talk_s\":61", "\"talk_s\":60")),
        BARE);
    add(
        "call-left-out-of-the-payload",
        Code.RECORDS_ROOT_OTHER,
        payload(3, p -> lines(p, l -> l.remove(2))),
        BARE);
    add(
        "call-twice-in-the-payload",
        Code.RECORDS_ROOT_OTHER,
        payload(3, p -> lines(p, l -> l.add(l.get(1)))),
        BARE);
    add(
        "records-swapped-in-the-payload",
        Code.RECORDS_ROOT_OTHER,
        payload(3, p -> lines(p, l -> Collections.swap(l, 1, 2))),
        BARE);
    add(
        "record-not-canonical",
        Code.RECORDS_ROOT_OTHER,
        payload(3, p -> p.replaceFirst("\"at\":", "\"at\": ")),
        BARE);
    SortedMap<String, Bytes> other = parts(HONEST);
    List<String> names = other.keySet().stream().filter(n -> n.startsWith("payload/")).toList();
    other.put(names.get(0), Objects.requireNonNull(other.get(names.get(1))));
    add("payload-of-another-batch", Code.RECORDS_ROOT_OTHER, other, BARE);
    SortedMap<String, Bytes> withheld = parts(HONEST);
    withheld.remove(names.get(0));
    add("payload-withheld", Code.RECORDS_MISSING, withheld, BARE);
    add("name-dropped-without-erasure", Code.RECORDS_MISSING, nameless(), BARE);
    add("salts-in-place-of-the-seed", Code.RECORDS_MISSING, salts(), BARE);
    add("row-dropped-without-erasure", Code.RECORD_ERASED_WITHOUT_ENTRY, rowless(), BARE);
  }

  /// The first record of batch 0 without its name: its root stays the same.
  private static SortedMap<String, Bytes> nameless() {
    UsageRecord r = SampleLedger.january(0).getFirst();
    String tag = RecordTag.under(PEPPER).of(Party.PROVIDER, r).toHex();
    String row =
        Json.object()
            .put("at", r.at())
            .put("data", r.data())
            .put("tag", tag)
            .put("type", r.type())
            .build()
            .toText();
    return payload(3, p -> p.replace(r.toBytes().toUtf8(), row));
  }

  /// Batch 0 without its first row.
  private static SortedMap<String, Bytes> rowless() {
    return payload(
        3,
        p -> {
          try {
            return Payload.parse(Bytes.utf8(p))
                .erase(
                    ErasureBitmap.of(SampleLedger.january(0).size(), i -> i == 0),
                    ErasureLevel.ROW,
                    Party.PROVIDER,
                    PEPPER,
                    Workers.SEQUENTIAL)
                .toBytes()
                .toUtf8();
          } catch (MalformedException e) {
            throw new AssertionError(e);
          }
        });
  }

  /// Batch 0 with each salt spelled out: the same records under the same root.
  private static SortedMap<String, Bytes> salts() {
    Bytes32 seed = SampleLedger.hash("batch 0");
    List<Json> salts = new ArrayList<>();
    for (int i = 0; i < SampleLedger.january(0).size(); i++) {
      salts.add(Json.of(Payload.salt(seed, i).toHex()));
    }
    String head = Json.object().put("format", 1).put("salts", salts).build().toText();
    return payload(3, p -> lines(p, l -> l.set(0, head)));
  }

  // Leaves, tiles and objects.

  private SortedMap<String, Bytes> relinked(Consumer<List<Leaf>> change) {
    List<Leaf> leaves = new ArrayList<>(HONEST.leaves());
    change.accept(leaves);
    List<Bytes> bytes = leaves.stream().map(Leaf::toBytes).toList();
    Bytes32 root = MerkleTree.of(leaves.stream().map(Leaf::hash).toList()).root();
    SignedNote note =
        new Checkpoint(SampleLedger.origin(), leaves.size(), root).sign(SampleLedger.logSigner());
    SortedMap<String, Bytes> parts = parts(HONEST);
    parts.keySet().removeIf(n -> n.startsWith("tile/"));
    HONEST
        .parts(bytes, note)
        .forEach(
            (n, b) -> {
              if (n.startsWith("tile/") || n.equals("checkpoint")) {
                parts.put(n, b);
              }
            });
    return parts;
  }

  private static Leaf leaf(Leaf l, long index, long time, long records, Bytes32 previous) {
    return new Leaf(l.kind(), index, time, records, previous, l.digest(), l.envelope());
  }

  private void leaves() {
    add("leaf-left-out", Code.CHAIN_BROKEN, relinked(l -> l.remove(5)), BARE);
    add("leaves-swapped", Code.CHAIN_BROKEN, relinked(l -> Collections.swap(l, 4, 5)), BARE);
    add("leaf-twice", Code.CHAIN_BROKEN, relinked(l -> l.add(6, l.get(5))), BARE);
    add(
        "leaf-back-dated",
        Code.CHAIN_BROKEN,
        relinked(
            l -> {
              Leaf last = l.getLast();
              l.set(15, leaf(last, 15, l.get(14).time() - 1, last.records(), last.previous()));
            }),
        BARE);
    add(
        "records-count-plus-1",
        Code.CHAIN_BROKEN,
        relinked(
            l -> {
              Leaf last = l.getLast();
              l.set(15, leaf(last, 15, last.time(), last.records() + 1, last.previous()));
            }),
        BARE);
    add(
        "last-leaf-cut-checkpoint-kept",
        Code.TREE_SIZE,
        keepCheckpoint(relinked(List::removeLast)),
        BARE);
    add(
        "leaf-changed-checkpoint-kept",
        Code.TREE_ROOT,
        keepCheckpoint(
            relinked(
                l -> {
                  Leaf last = l.getLast();
                  l.set(15, leaf(last, 15, last.time() + 1, last.records(), last.previous()));
                })),
        BARE);
    SortedMap<String, Bytes> tile = parts(HONEST);
    tile.put("tile/0/000.p/16", Bytes.wrap(new byte[16 * 32]));
    add("tile-of-zeros", Code.TILE_CONTENT, tile, BARE);
    SortedMap<String, Bytes> object = parts(HONEST);
    String name = "object/" + item(0).digest();
    object.put(name, Bytes.utf8("{}"));
    add("object-under-another-name", Code.OBJECT_HASH, object, BARE);
    SortedMap<String, Bytes> rider = parts(HONEST);
    rider.put("object/" + Sha256.hash(Bytes.utf8("{}")), Bytes.utf8("{}"));
    add("object-nobody-refers-to", Code.BUNDLE_UNREFERRED, rider, BARE);
    SortedMap<String, Bytes> policy = parts(HONEST);
    policy.put("policy", Bytes.utf8(BARE.format()));
    add("policy-inside", Code.BUNDLE_NAME, policy, BARE);
    SortedMap<String, Bytes> missing = parts(HONEST);
    missing.remove("object/" + GENESIS.operator());
    add("operators-name-withheld", Code.BUNDLE_MISSING, missing, BARE);
    SortedMap<String, Bytes> envelope = parts(HONEST);
    envelope.remove("object/" + Sha256.hash(item(12).envelope()));
    add("envelope-withheld", Code.CHAIN_BROKEN, envelope, BARE);
  }

  private static SortedMap<String, Bytes> keepCheckpoint(SortedMap<String, Bytes> parts) {
    parts.put("checkpoint", logNote(HONEST).toBytes());
    return parts;
  }

  // Identity.

  private void identity() {
    add("policy-of-another-ledger", Code.LEDGER_ID, HONEST, Policy.of(SampleLedger.hash("x")));
    SortedMap<String, Bytes> pepper = parts(HONEST);
    pepper.put("secret/pepper", SampleLedger.hash("x").toBytes());
    add("another-pepper", Code.PEPPER, pepper, BARE);
    String origin = "other.example.com/ledger/" + LEDGER;
    Checkpoint c = new Checkpoint(origin, 16, HONEST.root(16));
    add(
        "another-operator",
        Code.LOG_OPERATOR,
        parts(HONEST, c.sign(NoteSigner.of(origin, SampleLedger.LOG))),
        BARE);
    Checkpoint own = new Checkpoint(SampleLedger.origin(), 16, HONEST.root(16));
    add(
        "another-log-key",
        Code.CHECKPOINT_NOTE,
        parts(HONEST, own.sign(NoteSigner.of(SampleLedger.origin(), SampleLedger.ed("x")))),
        BARE);
  }

  // Cosignatures and times.

  private void cosignatures() {
    Policy full = HONEST.policy(16);
    SignedNote good = HONEST.note(16, SampleLedger.END);
    add(
        "cosignature-over-another-tree",
        Code.COSIGNATURE,
        parts(
            HONEST,
            logNote(HONEST)
                .with(good.signatures().get(1))
                .with(HONEST.note(15, SampleLedger.END).signatures().get(2))),
        full);
    add(
        "cosignature-missing",
        Code.QUORUM,
        parts(HONEST, logNote(HONEST).with(good.signatures().get(1))),
        full);
    add(
        "cosigner-twice-for-two",
        Code.QUORUM,
        parts(
            HONEST, logNote(HONEST).with(good.signatures().get(1)).with(good.signatures().get(1))),
        full);
    add(
        "leaves-post-dated",
        Code.LEAF_TIME,
        parts(HONEST, HONEST.note(16, item(15).time() / 1000 - 61)),
        full);
    add(
        "cosignature-older-than-fresh",
        Code.NOT_FRESH,
        parts(HONEST, good),
        new Policy(
            LEDGER,
            full.witnesses(),
            2,
            List.of(),
            List.of(),
            OptionalLong.of(SampleLedger.END + 1)));
    SampleLedger backDated = first(7);
    Bytes note = backDated.note(7, millis(2026, 2, 4, 12) / 1000).toBytes();
    backDated
        .items()
        .add(new Item(Kind.MARK.code(), millis(2026, 2, 4, 12), 0, backDated.object(note), note));
    // The next entry claims to be older than the cosignature before it; its leaf cannot say so, so
    // the mark itself is dated back.
    Item mark = backDated.items().removeLast();
    backDated
        .items()
        .add(new Item(mark.kind(), millis(2026, 2, 4, 0), 0, mark.digest(), mark.envelope()));
    add("mark-back-dated", Code.LEAF_TIME, backDated);
  }
}
