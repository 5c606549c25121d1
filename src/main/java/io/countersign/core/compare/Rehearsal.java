package io.countersign.core.compare;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Address;
import io.countersign.core.crypto.Ed25519Key;
import io.countersign.core.crypto.Secp256k1;
import io.countersign.core.crypto.Secp256k1Key;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.ledger.Applied;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.Genesis;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.Leaf;
import io.countersign.core.ledger.LedgerState;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.Payload;
import io.countersign.core.ledger.Seen;
import io.countersign.core.ledger.Signer;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.ledger.Workers;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Side;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.TermsClock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A ledger of one plan that is thrown away: really signed and applied, so that its statements are
/// those that the same terms would give.
///
/// Its keys are derived from a public text and belong to nobody. Every month's records are attested
/// at the month's end, before its cut-off: nothing is late, nothing is adjusted. Records are
/// attested by the party that the plan names for their type. Milestones are accepted on their day.
final class Rehearsal {
  /// Bytes of one batch's payload that are never reached: records are split before.
  private static final long MAX_BATCH_BYTES = Payload.MAX_BYTES / 2;

  private static final String OPERATOR = "rehearsal.invalid";

  private final Secp256k1Key provider = Secp256k1Key.of(secret("provider"));
  private final Secp256k1Key client = Secp256k1Key.of(secret("client"));
  private final Bytes32 pepper = secret("pepper");
  private final Workers workers;
  private final LedgerState state;
  private final Bytes32 domain;
  private final Map<Bytes32, Bytes> objects = new HashMap<>();
  private final Map<Bytes32, Bytes> payloads = new HashMap<>();
  private final Map<Party, Long> sequences = new EnumMap<>(Party.class);
  private Bytes32 lastLeaf = Bytes32.ZERO;
  private long index;
  private long records;
  private long time;

  private Rehearsal(Terms terms, Workers workers) throws MalformedException {
    this.workers = workers;
    Genesis genesis =
        new Genesis(
            address(provider),
            address(Secp256k1Key.of(secret("provider's recovery"))),
            address(client),
            address(Secp256k1Key.of(secret("client's recovery"))),
            Address.ZERO,
            Ed25519Key.of(secret("log")).publicKey(),
            Sha256.hash(Bytes.utf8(OPERATOR)),
            Sha256.hash(pepper.toBytes()),
            Bytes32.ZERO,
            terms.nonce());
    this.state = LedgerState.open(genesis, OPERATOR, pepper, workers);
    this.domain = genesis.domain();
    this.time = start(terms) * 1000;
    Bytes document = terms.toCanonical();
    objects.put(Sha256.hash(document), document);
    both(
        Envelope.opening(
            new Entry.Agreement(
                1,
                terms.hash(),
                Bytes32.ZERO,
                Period.of(terms.term().from()),
                Seen.nothing(time / 1000)),
            genesis));
  }

  /// The history of a ledger with `terms` and `usage`.
  ///
  /// @param terms valid, of version 1
  static History of(Terms terms, Usage usage, Workers workers) throws MalformedException {
    Rehearsal out = new Rehearsal(terms, workers);
    TermsClock clock = TermsClock.of(terms.offsets());
    TreeMap<Period, List<UsageRecord>> months = new TreeMap<>();
    for (UsageRecord r : usage.within(terms)) {
      months.computeIfAbsent(clock.periodOf(r.at()), p -> new ArrayList<>()).add(r);
    }
    TreeMap<Period, List<String>> accepted = new TreeMap<>();
    usage
        .accepted()
        .forEach(
            (name, date) ->
                accepted.computeIfAbsent(Period.of(date), p -> new ArrayList<>()).add(name));
    Period last = Period.of(terms.term().to());
    for (Period p = Period.of(terms.term().from()); p.compareTo(last) <= 0; p = p.next()) {
      out.time = clock.end(p) * 1000;
      out.attest(terms, months.getOrDefault(p, List.of()));
      for (String name : accepted.getOrDefault(p, List.of()).stream().sorted().toList()) {
        LocalDate date = usage.accepted().get(name);
        if (date != null) {
          out.both(Envelope.of(Milestones.entry(name, date, out.seen())));
        }
      }
    }
    return out.state.history();
  }

  private static long start(Terms terms) {
    return TermsClock.of(terms.offsets()).start(Period.of(terms.term().from()));
  }

  private void attest(Terms terms, List<UsageRecord> month) throws MalformedException {
    for (Party party : Party.values()) {
      List<UsageRecord> batch = new ArrayList<>();
      long bytes = 0;
      for (UsageRecord r : month) {
        if (attester(terms, r) != party) {
          continue;
        }
        batch.add(r);
        bytes += UsageRecord.MAX_BYTES;
        if (batch.size() == Entry.MAX_RECORDS || bytes >= MAX_BATCH_BYTES) {
          batch(party, batch);
          batch.clear();
          bytes = 0;
        }
      }
      if (!batch.isEmpty()) {
        batch(party, batch);
      }
    }
  }

  /// The party whose records of this type count; the provider where the plan has no such type.
  private static Party attester(Terms terms, UsageRecord r) {
    return terms.recordType(r.type()).filter(t -> t.by() == Side.CLIENT).isPresent()
        ? Party.CLIENT
        : Party.PROVIDER;
  }

  private void batch(Party party, List<UsageRecord> batch) throws MalformedException {
    long sequence = sequences.merge(party, 1L, Long::sum) - 1;
    Payload payload = Payload.of(secret(party + " batch " + sequence), batch);
    Bytes32 root = payload.open(party, pepper, workers).root();
    payloads.put(root, payload.toBytes());
    records += batch.size();
    Secp256k1Key key = party == Party.PROVIDER ? provider : client;
    apply(
        Envelope.of(new Entry.Attestation(address(key), sequence, batch.size(), root, seen()))
            .signed(Signer.ATTESTER, key, domain));
    payloads.clear();
  }

  private Seen seen() {
    return state.history().seen(time / 1000);
  }

  private void both(Envelope envelope) {
    apply(envelope.signed(Signer.PROVIDER, provider, domain).signed(Signer.CLIENT, client, domain));
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
    if (applied instanceof Applied.Broken b) {
      throw new IllegalStateException(b.finding().toString());
    }
    lastLeaf = leaf.hash();
    index++;
  }

  private static Address address(Secp256k1Key key) {
    return Secp256k1.best().address(key);
  }

  private static Bytes32 secret(String of) {
    return Sha256.hash(Bytes.utf8("countersign rehearsal: " + of));
  }
}
