package io.countersign.core.rating;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Address;
import io.countersign.core.crypto.Ed25519Key;
import io.countersign.core.crypto.Secp256k1;
import io.countersign.core.crypto.Secp256k1Key;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.ledger.AnswerKind;
import io.countersign.core.ledger.AnswerOffer;
import io.countersign.core.ledger.Applied;
import io.countersign.core.ledger.Award;
import io.countersign.core.ledger.Claim;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.Genesis;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.Leaf;
import io.countersign.core.ledger.LedgerState;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.Payload;
import io.countersign.core.ledger.RecordTag;
import io.countersign.core.ledger.ResolutionMethod;
import io.countersign.core.ledger.Seen;
import io.countersign.core.ledger.Signer;
import io.countersign.core.ledger.StatementEntry;
import io.countersign.core.ledger.TagList;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.ledger.Workers;
import io.countersign.core.statement.Statement;
import io.countersign.core.statement.StatementResult;
import io.countersign.core.statement.Statements;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Terms;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A ledger for tests, really signed and really applied; entries go in whether or not admission
/// would take them.
public final class TestLedger {
  private static final String OPERATOR = "log.example";

  /// The secret of the record tags.
  public static final Bytes32 PEPPER = secret(9);

  private static final Secp256k1Key PROVIDER = Secp256k1Key.of(secret(1));
  private static final Secp256k1Key CLIENT = Secp256k1Key.of(secret(2));

  private final LedgerState state;
  private final Bytes32 domain;
  private final Map<Bytes32, Bytes> objects = new HashMap<>();
  private final Map<Bytes32, Bytes> payloads = new HashMap<>();
  private final List<Leaf> leaves = new ArrayList<>();
  private final List<Bytes> envelopes = new ArrayList<>();
  private final Map<Party, Long> sequences = new EnumMap<>(Party.class);
  private Bytes32 lastLeaf = Bytes32.ZERO;
  private Bytes32 lastTerms = Bytes32.ZERO;
  private long index;
  private long time;
  private long records;
  private int seed;

  private TestLedger(Genesis genesis) throws MalformedException {
    state = LedgerState.open(genesis, OPERATOR, PEPPER, Workers.SEQUENTIAL);
    domain = genesis.domain();
  }

  /// Opens a ledger with `terms`, whose nonce becomes that of Genesis.
  ///
  /// @param millis time of leaf 0
  public static TestLedger open(Terms terms, long millis) {
    try {
      Genesis genesis = genesis(terms.nonce());
      TestLedger out = new TestLedger(genesis);
      out.time = millis;
      Entry.Agreement entry = out.agreement(terms, Period.of(terms.term().from()));
      out.both(Envelope.opening(entry, genesis));
      return out;
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Appends a later version of the terms.
  public TestLedger amend(long millis, Terms terms, Period effective) {
    time = Math.max(time, millis);
    both(Envelope.of(agreement(terms, effective)));
    return this;
  }

  private Entry.Agreement agreement(Terms terms, Period effective) {
    Bytes bytes = terms.toCanonical();
    objects.put(Sha256.hash(bytes), bytes);
    Entry.Agreement entry =
        new Entry.Agreement(terms.version(), terms.hash(), lastTerms, effective, seen());
    lastTerms = terms.hash();
    return entry;
  }

  /// Appends one batch of records.
  public TestLedger attest(long millis, Party party, List<UsageRecord> batch) {
    time = Math.max(time, millis);
    try {
      Payload payload = Payload.of(secret(1000 + seed++), batch);
      Bytes32 root = payload.open(party, PEPPER, Workers.SEQUENTIAL).root();
      payloads.put(root, payload.toBytes());
      long sequence = sequences.merge(party, 1L, Long::sum) - 1;
      records += batch.size();
      apply(
          Envelope.of(new Entry.Attestation(address(party), sequence, batch.size(), root, seen()))
              .signed(Signer.ATTESTER, key(party), domain));
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
    return this;
  }

  public TestLedger attest(long millis, Party party, UsageRecord... batch) {
    return attest(millis, party, List.of(batch));
  }

  /// Appends a void by the attester of the records.
  public TestLedger voids(long millis, Party party, List<UsageRecord> voided) {
    time = Math.max(time, millis);
    TagList list =
        TagList.of(voided.stream().map(r -> RecordTag.under(PEPPER).of(party, r)).toList());
    Bytes bytes = list.toBytes();
    objects.put(Sha256.hash(bytes), bytes);
    apply(Envelope.of(list.entry(seen())).signed(Signer.ATTESTER, key(party), domain));
    return this;
  }

  public TestLedger voids(long millis, Party party, UsageRecord... voided) {
    return voids(millis, party, List.of(voided));
  }

  /// Appends the acceptance of a milestone, signed by both.
  ///
  /// @param accepted yyyymmdd
  public TestLedger milestone(long millis, String name, int accepted) {
    time = Math.max(time, millis);
    both(Envelope.of(new Entry.Milestone(Sha256.hash(Bytes.utf8(name)), accepted, seen())));
    return this;
  }

  /// Appends a statement that the provider signed.
  public TestLedger statement(long millis, Entry.Statement entry) {
    time = Math.max(time, millis);
    apply(Envelope.of(entry).signed(Signer.PROVIDER, PROVIDER, domain));
    return this;
  }

  /// Issues the statement that the ledger comes to, under another hash where one is given.
  public Statement issue(long millis, Period period, Optional<Bytes32> hash) {
    time = Math.max(time, millis);
    History now = state.history();
    if (!(new Statements(now, Workers.SEQUENTIAL).compute(period, time)
        instanceof StatementResult.Computed c)) {
      throw new IllegalStateException("no statement of " + period);
    }
    Statement s = c.statement();
    Optional<StatementEntry> before = now.statement(period);
    statement(
        millis,
        new Entry.Statement(
            period,
            before.map(b -> b.statement().revision() + 1).orElse(0L),
            before.map(StatementEntry::digest).orElse(Bytes32.ZERO),
            hash.orElse(s.hash()),
            s.resultsRoot(),
            s.terms(),
            s.total().value(),
            new Seen(s.prefix(), s.prefixRoot(), time / 1000)));
    return s;
  }

  /// Appends a dispute on the latest statement of `period`.
  ///
  /// @return its digest
  public Bytes32 dispute(long millis, Period period, Claim claim) {
    time = Math.max(time, millis);
    StatementEntry on = state.history().statement(period).orElseThrow();
    Entry.Dispute entry =
        new Entry.Dispute(
            period,
            on.statement().statementHash(),
            object(claim.toBytes()),
            claim.contested().value(),
            seen());
    apply(Envelope.of(entry).signed(Signer.CLIENT, CLIENT, domain));
    return entry.digest(domain);
  }

  public TestLedger answer(
      long millis, Bytes32 dispute, AnswerKind kind, Optional<AnswerOffer> offer) {
    time = Math.max(time, millis);
    Bytes32 hash = offer.map(o -> object(o.toBytes())).orElse(Bytes32.ZERO);
    apply(
        Envelope.of(new Entry.Answer(dispute, kind, hash, seen()))
            .signed(Signer.PROVIDER, PROVIDER, domain));
    return this;
  }

  public TestLedger withdraw(long millis, Bytes32 dispute) {
    time = Math.max(time, millis);
    apply(Envelope.of(new Entry.Withdrawal(dispute, seen())).signed(Signer.CLIENT, CLIENT, domain));
    return this;
  }

  /// Resolves a dispute by both: by these amounts, or by records where there are none.
  public TestLedger resolve(long millis, Bytes32 dispute, Optional<Award> award) {
    time = Math.max(time, millis);
    both(
        Envelope.of(
            new Entry.Resolution(
                dispute,
                award.isPresent() ? ResolutionMethod.AMOUNTS : ResolutionMethod.RECORDS,
                award.map(a -> object(a.toBytes())).orElse(Bytes32.ZERO),
                seen())));
    return this;
  }

  private Bytes32 object(Bytes bytes) {
    Bytes32 hash = Sha256.hash(bytes);
    objects.put(hash, bytes);
    return hash;
  }

  public History history() {
    return state.history();
  }

  /// The same entries without the records of one batch at hand: what a reader sees from whom a
  /// payload was withheld.
  public History history(long without) {
    return history(
        (entry, root, bytes) -> entry == without ? Optional.empty() : Optional.ofNullable(bytes));
  }

  /// What a reader holds of a payload.
  @FunctionalInterface
  public interface Held {
    Optional<Bytes> of(int entry, Bytes32 root, @Nullable Bytes bytes);
  }

  /// The same entries as somebody sees them who holds other payloads.
  public History history(Held payload) {
    try {
      LedgerState again =
          LedgerState.open(state.history().genesis(), OPERATOR, PEPPER, Workers.SEQUENTIAL);
      for (int i = 0; i < leaves.size(); i++) {
        int at = i;
        Applied applied =
            again.apply(
                leaves.get(i),
                envelopes.get(i),
                hash -> Optional.ofNullable(objects.get(hash)),
                root -> payload.of(at, root, payloads.get(root)));
        if (applied instanceof Applied.Broken b) {
          throw new IllegalStateException(b.finding().toString());
        }
      }
      return again.history();
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void both(Envelope envelope) {
    apply(envelope.signed(Signer.PROVIDER, PROVIDER, domain).signed(Signer.CLIENT, CLIENT, domain));
  }

  private void apply(Envelope envelope) {
    Bytes bytes = envelope.toBytes();
    Leaf leaf =
        new Leaf(
            envelope.entry().kind().code(),
            index,
            time,
            records,
            lastLeaf,
            envelope.digest(domain),
            Sha256.hash(bytes));
    Applied applied =
        state.apply(
            leaf,
            bytes,
            hash -> Optional.ofNullable(objects.get(hash)),
            root -> Optional.ofNullable(payloads.get(root)));
    if (!(applied instanceof Applied.Accepted)) {
      throw new IllegalStateException(applied.toString());
    }
    leaves.add(leaf);
    envelopes.add(bytes);
    lastLeaf = leaf.hash();
    index++;
  }

  private Seen seen() {
    return index == 0 ? Seen.nothing(0) : state.history().seen(time / 1000);
  }

  private static Genesis genesis(Bytes32 nonce) {
    return new Genesis(
        address(Party.PROVIDER),
        Secp256k1.best().address(Secp256k1Key.of(secret(3))),
        address(Party.CLIENT),
        Secp256k1.best().address(Secp256k1Key.of(secret(4))),
        Address.ZERO,
        Ed25519Key.of(secret(5)).publicKey(),
        Sha256.hash(Bytes.utf8(OPERATOR)),
        Sha256.hash(PEPPER.toBytes()),
        Bytes32.ZERO,
        nonce);
  }

  private static Address address(Party party) {
    return Secp256k1.best().address(key(party));
  }

  private static Secp256k1Key key(Party party) {
    return party == Party.PROVIDER ? PROVIDER : CLIENT;
  }

  private static Bytes32 secret(int i) {
    return Sha256.hash(Bytes.utf8("secret " + i));
  }
}
