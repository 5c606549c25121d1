package io.countersign.testing;

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
import io.countersign.core.encoding.SignedNote;
import io.countersign.core.ledger.Applied;
import io.countersign.core.ledger.Checkpoint;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.EntryBundle;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.Genesis;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.KeyAction;
import io.countersign.core.ledger.KeyRole;
import io.countersign.core.ledger.Kind;
import io.countersign.core.ledger.Leaf;
import io.countersign.core.ledger.LedgerState;
import io.countersign.core.ledger.LineList;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.Payload;
import io.countersign.core.ledger.Policy;
import io.countersign.core.ledger.RecordTag;
import io.countersign.core.ledger.Seen;
import io.countersign.core.ledger.Signer;
import io.countersign.core.ledger.StatementEntry;
import io.countersign.core.ledger.TagList;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.ledger.Workers;
import io.countersign.core.merkle.MerkleHash;
import io.countersign.core.merkle.MerkleTree;
import io.countersign.core.merkle.TilePath;
import io.countersign.core.merkle.Tiles;
import io.countersign.core.statement.Statement;
import io.countersign.core.statement.StatementResult;
import io.countersign.core.statement.Statements;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.TermsParser;
import io.countersign.core.verify.BundleWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/// A ledger that a test writes as it likes: deterministic keys, times and seeds, and no admission,
/// so that forgeries get in as well.
///
/// Entries are kept as items; leaves, tree, checkpoint and bundle are made from them on demand. So
/// a test may change, drop, add or move an item of an honest ledger, and gets what somebody who
/// holds the log key would publish.
public final class SampleLedger {
  /// The operator's name in Genesis and origin.
  public static final String OPERATOR = "log.example.com";

  public static final Secp256k1Key PROVIDER = secp("provider");
  public static final Secp256k1Key PROVIDER_RECOVERY = secp("provider recovery");
  public static final Secp256k1Key CLIENT = secp("client");
  public static final Secp256k1Key CLIENT_RECOVERY = secp("client recovery");

  /// A machine of the provider that attests calls, registered by a key entry.
  public static final Secp256k1Key ATTESTER = secp("attester");

  public static final Ed25519Key LOG = ed("log");
  public static final NoteSigner CLIENT_COSIGNER =
      NoteSigner.cosigner("client.example.com/cosigner", ed("client cosigner"));
  public static final NoteSigner WITNESS =
      NoteSigner.cosigner("witness.example.org/w1", ed("witness"));

  public static final Bytes32 PEPPER = hash("pepper");
  public static final Bytes32 NONCE = hash("nonce");

  public static final Genesis GENESIS =
      new Genesis(
          address(PROVIDER),
          address(PROVIDER_RECOVERY),
          address(CLIENT),
          address(CLIENT_RECOVERY),
          Address.ZERO,
          LOG.publicKey(),
          Sha256.hash(Bytes.utf8(OPERATOR)),
          Sha256.hash(PEPPER.toBytes()),
          Bytes32.ZERO,
          NONCE);

  public static final Bytes32 LEDGER = GENESIS.ledgerId();

  /// One entry as the operator holds it.
  ///
  /// @param kind the number in the leaf
  /// @param time of the leaf, milliseconds
  /// @param records that it adds
  public record Item(int kind, long time, int records, Bytes32 digest, Bytes envelope) {}

  private final List<Item> items = new ArrayList<>();
  private final SortedMap<Bytes32, Bytes> objects = new TreeMap<>();
  private final SortedMap<Bytes32, Bytes> payloads = new TreeMap<>();

  private SampleLedger() {}

  /// A ledger without entries.
  public static SampleLedger empty() {
    return new SampleLedger();
  }

  /// An independent copy.
  public SampleLedger copy() {
    SampleLedger c = new SampleLedger();
    c.items.addAll(items);
    c.objects.putAll(objects);
    c.payloads.putAll(payloads);
    return c;
  }

  // Keys and names.

  public static Bytes32 hash(String name) {
    return Sha256.hash(Bytes.utf8("countersign sample " + name));
  }

  public static Secp256k1Key secp(String name) {
    return Secp256k1Key.of(hash(name));
  }

  public static Ed25519Key ed(String name) {
    return Ed25519Key.of(hash(name));
  }

  public static Address address(Secp256k1Key key) {
    return Secp256k1.best().address(key);
  }

  public static String origin() {
    try {
      return Genesis.origin(OPERATOR, LEDGER);
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  public static NoteSigner logSigner() {
    return NoteSigner.of(origin(), LOG);
  }

  /// The sample terms with the nonce of [#GENESIS]; hand-written in `sample/terms.json`.
  public static Json.Obj termsJson() {
    try (InputStream in =
        Objects.requireNonNull(
            SampleLedger.class.getResourceAsStream("/sample/terms.json"), "sample/terms.json")) {
      Json.Obj json = (Json.Obj) JsonReader.relaxed(Bytes.of(in.readAllBytes()), Terms.MAX_BYTES);
      return json.with("nonce", Json.of(NONCE.toHex()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  public static Terms terms(Bytes canonical) {
    try {
      return TermsParser.parse(canonical);
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  /// Milliseconds of a local time of the sample's clock, UTC+8.
  public static long millis(int year, int month, int day, int hour) {
    return LocalDate.of(year, month, day).toEpochDay() * 86_400_000L
        + hour * 3_600_000L
        - 28_800_000L;
  }

  /// A call.
  public static UsageRecord call(
      String id, long rev, long at, boolean answered, int talk, int wait, String skill) {
    return new UsageRecord(
        at,
        Json.object()
            .put("answered", answered)
            .put("skill", skill)
            .put("talk_s", talk)
            .put("wait_s", wait)
            .build(),
        id,
        rev,
        "acd-1",
        "call");
  }

  // Writing.

  public List<Item> items() {
    return items;
  }

  public SortedMap<Bytes32, Bytes> objects() {
    return objects;
  }

  public SortedMap<Bytes32, Bytes> payloads() {
    return payloads;
  }

  public long size() {
    return items.size();
  }

  /// Adds an object and returns its name.
  public Bytes32 object(Bytes bytes) {
    Bytes32 hash = Sha256.hash(bytes);
    objects.put(hash, bytes);
    return hash;
  }

  /// What a signer that sees the whole ledger so far signs.
  public Seen seen(long millis) {
    return items.isEmpty()
        ? Seen.nothing(millis / 1000)
        : new Seen(size(), root(size()), millis / 1000);
  }

  /// Appends a signed entry.
  public SampleLedger append(Envelope envelope, long millis, int records) {
    Item item = item(envelope, millis, records);
    items.add(item);
    return this;
  }

  /// The item of a signed entry; its object is added.
  public Item item(Envelope envelope, long millis, int records) {
    Bytes bytes = envelope.toBytes();
    object(bytes);
    return new Item(
        envelope.entry().kind().code(), millis, records, envelope.digest(GENESIS.domain()), bytes);
  }

  public static Envelope sign(Envelope envelope, Signer role, Secp256k1Key key) {
    return envelope.signed(role, key, GENESIS.domain());
  }

  public static Envelope byBoth(Envelope envelope) {
    return sign(sign(envelope, Signer.PROVIDER, PROVIDER), Signer.CLIENT, CLIENT);
  }

  /// Attests `records` with [#ATTESTER].
  ///
  /// @param sequence of that key
  public SampleLedger attest(long sequence, List<UsageRecord> records, long millis) {
    return attest(ATTESTER, sequence, records, millis);
  }

  public SampleLedger attest(
      Secp256k1Key key, long sequence, List<UsageRecord> records, long millis) {
    Bytes32 root = payload("batch " + sequence, records);
    return append(
        sign(
            Envelope.of(
                new Entry.Attestation(address(key), sequence, records.size(), root, seen(millis))),
            Signer.ATTESTER,
            key),
        millis,
        records.size());
  }

  /// Adds the payload of `records` and returns its root.
  public Bytes32 payload(String seed, List<UsageRecord> records) {
    try {
      Payload payload = Payload.of(hash(seed), records);
      Bytes32 root = payload.open(Party.PROVIDER, PEPPER, Workers.SEQUENTIAL).root();
      payloads.put(root, payload.toBytes());
      return root;
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  /// Appends a mark: the checkpoint of the ledger so far, cosigned at `millis`.
  public SampleLedger mark(long millis) {
    Bytes note = note(size(), millis / 1000).toBytes();
    Bytes32 hash = object(note);
    items.add(new Item(Kind.MARK.code(), millis, 0, hash, note));
    return this;
  }

  // Reading.

  /// The leaves that the items come to.
  public List<Leaf> leaves() {
    List<Leaf> leaves = new ArrayList<>();
    Bytes32 previous = Bytes32.ZERO;
    long records = 0;
    for (Item item : items) {
      records += item.records;
      Leaf leaf =
          new Leaf(
              item.kind,
              leaves.size(),
              item.time,
              records,
              previous,
              item.digest,
              Sha256.hash(item.envelope));
      leaves.add(leaf);
      previous = leaf.hash();
    }
    return leaves;
  }

  public MerkleTree tree() {
    return MerkleTree.of(leaves().stream().map(Leaf::hash).toList());
  }

  public Bytes32 root(long size) {
    return tree().root(size);
  }

  /// The checkpoint at `size`, cosigned by client and witness.
  ///
  /// @param time of the cosignatures, seconds
  public SignedNote note(long size, long time) {
    Checkpoint c = new Checkpoint(origin(), size, root(size));
    return c.sign(logSigner())
        .with(CLIENT_COSIGNER.cosign(c.text(), time))
        .with(WITNESS.cosign(c.text(), time));
  }

  /// The parts of a bundle of everything, with a note that carries the given signatures.
  public SortedMap<String, Bytes> parts(SignedNote note) {
    return parts(leaves().stream().map(Leaf::toBytes).toList(), note);
  }

  /// The same for leaves given as bytes.
  public SortedMap<String, Bytes> parts(List<Bytes> leaves, SignedNote note) {
    MerkleTree tree = new MerkleTree();
    for (Bytes leaf : leaves) {
      tree.append(MerkleHash.leaf(leaf.unsafeArray()));
    }
    SortedMap<String, Bytes> parts = new TreeMap<>();
    parts.put("checkpoint", note.toBytes());
    parts.put("secret/pepper", PEPPER.toBytes());
    for (TilePath.Hashes path : Tiles.hashTiles(tree.size())) {
      parts.put(path.format(), Tiles.compute(tree, path));
    }
    for (TilePath.Entries path : Tiles.entryTiles(tree.size())) {
      int from = Math.toIntExact(path.index() * TilePath.WIDTH);
      parts.put(path.format(), EntryBundle.format(leaves.subList(from, from + path.width())));
    }
    objects.forEach((hash, bytes) -> parts.put("object/" + hash, bytes));
    payloads.forEach((root, bytes) -> parts.put("payload/" + root, bytes));
    return parts;
  }

  /// What the ledger's own rules make of the items.
  public History history() {
    try {
      LedgerState state = LedgerState.open(GENESIS, OPERATOR, PEPPER, Workers.SEQUENTIAL);
      List<Leaf> leaves = leaves();
      for (int i = 0; i < leaves.size(); i++) {
        Applied applied =
            state.apply(
                leaves.get(i),
                items.get(i).envelope,
                h -> Optional.ofNullable(objects.get(h)),
                r -> Optional.ofNullable(payloads.get(r)));
        if (applied instanceof Applied.Broken b) {
          throw new AssertionError(b.toString());
        }
      }
      return state.history();
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  /// Computes and issues the statement of `period` as the provider.
  public SampleLedger issue(Period period, long millis) {
    StatementResult result = new Statements(history(), Workers.SEQUENTIAL).compute(period, millis);
    if (!(result instanceof StatementResult.Computed c)) {
      throw new AssertionError(result.toString());
    }
    c.rated().lines().forEach(line -> object(line.trace().toBytes()));
    Statement s = c.statement();
    return issue(s.toBytes(), s.resultsRoot(), s.total().value(), s, millis);
  }

  /// Issues a document of the caller's own as the statement of a period.
  ///
  /// @param basis the honest one: period, prefix and terms are taken from it
  public SampleLedger issue(
      Bytes document, Bytes32 resultsRoot, BigInteger total, Statement basis, long millis) {
    Entry.Statement e =
        new Entry.Statement(
            basis.period(),
            0,
            Bytes32.ZERO,
            object(document),
            resultsRoot,
            basis.terms(),
            total,
            new Seen(basis.prefix(), basis.prefixRoot(), millis / 1000));
    return append(sign(Envelope.of(e), Signer.PROVIDER, PROVIDER), millis, 0);
  }

  /// Accepts the last statement of `period` as the client, but for some lines.
  public SampleLedger accept(Period period, List<String> except, long millis) {
    Bytes32 lines = except.isEmpty() ? Bytes32.ZERO : object(LineList.of(except).toBytes());
    StatementEntry s = history().statement(period).orElseThrow();
    Entry.Acceptance e =
        new Entry.Acceptance(period, s.statement().statementHash(), lines, seen(millis));
    return append(sign(Envelope.of(e), Signer.CLIENT, CLIENT), millis, 0);
  }

  /// The client's policy: the ledger, both cosigners, and the trees at the given sizes as seen.
  public Policy policy(long... seen) {
    List<Policy.SeenTree> trees = new ArrayList<>();
    for (long size : seen) {
      trees.add(new Policy.SeenTree(size, root(size)));
    }
    return new Policy(
        LEDGER,
        List.of(CLIENT_COSIGNER.vkey(), WITNESS.vkey()),
        2,
        List.of(),
        trees,
        OptionalLong.empty());
  }

  /// When the sample's last checkpoint is cosigned, in seconds.
  public static final long END = millis(2026, 3, 10, 12) / 1000;

  /// The bundle of everything, cosigned at [#END].
  public Bytes bundle() {
    return BundleWriter.toBytes(parts(note(size(), END)));
  }

  /// The sample agreement from signing to the second month's acceptance: keys, batches, a void with
  /// its corrected revision, marks, statements, a late record with its adjustment, an amendment.
  ///
  /// What each entry is: 0 agreement, 1 attester's key, 2 client's cosigner key, 3 and 4 batches, 5
  /// void, 6 batch with the corrected record, 7 mark, 8 statement 202601, 9 its acceptance, 10 late
  /// batch, 11 amendment from 202603 on, 12 batch of February, 13 mark, 14 statement 202602 with an
  /// adjustment, 15 its acceptance but for one line.
  public static SampleLedger small() {
    SampleLedger l = empty();
    l.object(Bytes.utf8(OPERATOR));
    Bytes terms = termsJson().toCanonical();
    long t = millis(2025, 12, 22, 10);
    l.append(
        byBoth(
            Envelope.opening(
                new Entry.Agreement(
                    1, l.object(terms), Bytes32.ZERO, Period.of(2026, 1), l.seen(t)),
                GENESIS)),
        t,
        0);
    t = millis(2025, 12, 22, 11);
    Envelope key =
        Envelope.of(
            new Entry.Key(
                KeyAction.ADD,
                Party.PROVIDER,
                KeyRole.ATTESTER,
                address(ATTESTER).toBytes32(),
                l.seen(t)));
    l.append(sign(sign(key, Signer.SIGNER, PROVIDER), Signer.KEY, ATTESTER), t, 0);
    t = millis(2025, 12, 22, 12);
    Envelope cosigner =
        Envelope.of(
            new Entry.Key(
                KeyAction.ADD,
                Party.CLIENT,
                KeyRole.COSIGNER,
                CLIENT_COSIGNER.vkey().key(),
                l.seen(t)));
    l.append(sign(cosigner, Signer.SIGNER, CLIENT), t, 0);
    l.attest(0, january(0), millis(2026, 1, 10, 20));
    l.attest(1, january(1), millis(2026, 1, 20, 20));
    t = millis(2026, 1, 21, 9);
    UsageRecord wrong = january(1).get(1);
    TagList tags = TagList.of(List.of(RecordTag.under(PEPPER).of(Party.PROVIDER, wrong)));
    l.object(tags.toBytes());
    l.append(sign(Envelope.of(tags.entry(l.seen(t))), Signer.ATTESTER, ATTESTER), t, 0);
    l.attest(2, january(2), millis(2026, 1, 22, 20));
    l.mark(millis(2026, 2, 4, 0));
    l.issue(Period.of(2026, 1), millis(2026, 2, 4, 10));
    l.accept(Period.of(2026, 1), List.of(), millis(2026, 2, 6, 15));
    l.attest(3, late(), millis(2026, 2, 7, 9));
    t = millis(2026, 2, 8, 9);
    Json.Obj amended =
        termsJson()
            .with("version", Json.of(2))
            .with("supersedes", Json.of(Sha256.hash(terms).toHex()));
    Json.Obj fee =
        (Json.Obj) ((Json.Arr) Objects.requireNonNull(amended.get("lines"))).items().get(1);
    List<Json> lines =
        new ArrayList<>(((Json.Arr) Objects.requireNonNull(amended.get("lines"))).items());
    lines.set(1, fee.with("amount", Json.of("520")));
    amended = amended.with("lines", Json.array(lines));
    l.append(
        byBoth(
            Envelope.of(
                new Entry.Agreement(
                    2,
                    l.object(amended.toCanonical()),
                    Sha256.hash(terms),
                    Period.of(2026, 3),
                    l.seen(t)))),
        t,
        0);
    l.attest(4, february(), millis(2026, 2, 20, 20));
    l.mark(millis(2026, 3, 4, 0));
    l.issue(Period.of(2026, 2), millis(2026, 3, 4, 11));
    l.accept(Period.of(2026, 2), List.of("bonus"), millis(2026, 3, 6, 15));
    return l;
  }

  /// The calls of batch 0, 1 or 2 of January.
  public static List<UsageRecord> january(int batch) {
    List<UsageRecord> out = new ArrayList<>();
    switch (batch) {
      case 0 -> {
        for (int i = 0; i < 7; i++) {
          out.add(
              call(
                  "a" + i,
                  0,
                  millis(2026, 1, 5 + i % 4, 10 + i) / 1000,
                  i != 3,
                  i == 3 ? 0 : 61 + 37 * i,
                  5 + 4 * i,
                  i % 2 == 0 ? "tech" : "billing"));
        }
      }
      case 1 -> {
        for (int i = 0; i < 5; i++) {
          out.add(
              call(
                  "b" + i,
                  0,
                  millis(2026, 1, 12 + i, 17 + i) / 1000,
                  true,
                  100 + 91 * i,
                  3 * i,
                  i % 2 == 0 ? "billing" : "tech"));
        }
      }
      default -> {
        out.add(call("b1", 1, millis(2026, 1, 13, 18) / 1000, true, 119, 3, "tech"));
        out.add(call("c0", 0, millis(2026, 1, 22, 9) / 1000, true, 600, 2, "tech"));
      }
    }
    return out;
  }

  /// A call of January that comes after its cut-off.
  public static List<UsageRecord> late() {
    return List.of(call("late", 0, millis(2026, 1, 31, 23) / 1000, true, 240, 1, "billing"));
  }

  public static List<UsageRecord> february() {
    List<UsageRecord> out = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      out.add(
          call(
              "f" + i,
              0,
              millis(2026, 2, 9 + i, 11 + i) / 1000,
              true,
              45 + 70 * i,
              12 * i,
              i == 0 ? "billing" : "tech"));
    }
    return out;
  }
}
