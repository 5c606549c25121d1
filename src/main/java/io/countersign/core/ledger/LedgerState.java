package io.countersign.core.ledger;

import com.google.errorprone.annotations.CheckReturnValue;
import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Address;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.merkle.MerkleTree;
import io.countersign.core.terms.Period;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The ledger as its leaves make it: who may sign, which terms hold, which records stand.
///
/// [#apply] is total: whatever bytes come, it says what they mean, and every implementation says
/// the same. Source: `src/docs/formats.md` §3 to §6 and §8.
///
/// To verify: [#open] from Genesis, [#apply] each leaf with its envelope, then [#history]. To
/// write: [#admit] a submission at a time, and if it is admitted [#append] it before the next;
/// commit what was appended durably, and if that fails throw the state away and build it again from
/// what is durable. For many entries let threads [#prepare] the envelopes ahead and apply the
/// results.
///
/// Whether an entry counts depends on leaves, envelopes and objects only, never on payloads: who
/// lacks one sees the same entries and a finding besides.
///
/// Cost of an entry: its own size and O(log n). Memory: some 150 bytes an entry, and the records.
/// Not thread-safe: one owner; [#prepare] alone may be called from anywhere.
public final class LedgerState {
  /// How far a record's instant may lie after its leaf's time.
  public static final long MAX_AHEAD_SECONDS = 300;

  private final Genesis genesis;
  private final Bytes32 id;
  private final Bytes32 domain;
  private final String origin;
  private final Bytes32 pepper;
  private final boolean withoutRecords;
  private final Workers workers;
  private final RecordTag tagger;
  private final EntryRules rules;

  private final MerkleTree tree = new MerkleTree();
  private long[] times = new long[64];
  private long records;
  private Bytes32 lastLeaf = Bytes32.ZERO;
  private @Nullable Finding broken;

  private final Keys keys;
  private final Names digests = new Names();

  /// From tag to the number of the record that holds it.
  private final Names tags = new Names();

  /// Indexes of each key's attestations, by sequence.
  private final Map<Address, List<Long>> sequences = new HashMap<>();

  private final Map<Period, StatementEntry> standing = new HashMap<>();
  private final Set<Long> acceptedStatements = new HashSet<>();
  private final Map<Bytes32, List<AcceptanceEntry>> acceptancesOf = new HashMap<>();
  private final Set<Bytes32> milestoneNames = new HashSet<>();

  private final Growing<TermsVersion> versions = new Growing<>();
  private final Growing<BatchState> batches = new Growing<>();
  private final Growing<VoidEntry> voids = new Growing<>();
  private final Growing<MilestoneEntry> milestones = new Growing<>();
  private final Growing<RenderingEntry> renderings = new Growing<>();
  private final Growing<StatementEntry> statements = new Growing<>();
  private final Growing<AcceptanceEntry> acceptances = new Growing<>();
  private final Growing<KeyEntry> keyEntries = new Growing<>();
  private final Growing<MarkEntry> marks = new Growing<>();
  private final Growing<ErasureEntry> erasures = new Growing<>();
  private final Growing<IgnoredEntry> ignored = new Growing<>();
  private final DisputeBook disputes;

  private LedgerState(
      Genesis genesis, String operatorName, Bytes32 pepper, boolean withoutRecords, Workers workers)
      throws MalformedException {
    this.genesis = genesis;
    this.id = genesis.ledgerId();
    this.domain = Genesis.domain(id);
    this.origin = Genesis.origin(operatorName, id);
    this.pepper = pepper;
    this.withoutRecords = withoutRecords;
    this.workers = workers;
    this.keys = new Keys(genesis);
    this.disputes = new DisputeBook(!genesis.arbiter().isZero());
    this.tagger = RecordTag.under(pepper);
    this.rules = new EntryRules(this);
  }

  /// The ledger of `genesis` before its first entry.
  ///
  /// @param operatorName the object that Genesis commits to
  /// @param pepper the secret that Genesis commits to
  /// @throws MalformedException `OPERATOR_NAME_FORM`, or `GENESIS_PEPPER` and `OBJECT_MISSING` if
  ///   one of the two is not what Genesis commits to
  public static LedgerState open(
      Genesis genesis, String operatorName, Bytes32 pepper, Workers workers)
      throws MalformedException {
    committed(Code.OBJECT_MISSING, "operator", genesis.operator(), Bytes.utf8(operatorName));
    committed(Code.GENESIS_PEPPER, "pepper", genesis.pepper(), pepper.toBytes());
    return new LedgerState(genesis, operatorName, pepper, false, workers);
  }

  /// The same for whoever is shown the log and its objects, and neither records nor the secret of
  /// their names. Which entries count is the same without them (decision 0030); what they say of
  /// single records is not known. Every payload counts as missing.
  ///
  /// @throws MalformedException `OPERATOR_NAME_FORM`, `OBJECT_MISSING`
  public static LedgerState openWithoutRecords(
      Genesis genesis, String operatorName, Workers workers) throws MalformedException {
    committed(Code.OBJECT_MISSING, "operator", genesis.operator(), Bytes.utf8(operatorName));
    return new LedgerState(genesis, operatorName, Bytes32.ZERO, true, workers);
  }

  /// Whether it is kept without records and their secret.
  public boolean isWithoutRecords() {
    return withoutRecords;
  }

  /// The same with the operator's name from its object.
  public static LedgerState open(
      Genesis genesis, ObjectSource objects, Bytes32 pepper, Workers workers)
      throws MalformedException {
    Optional<Bytes> name = objects.object(genesis.operator());
    if (name.isEmpty()) {
      throw new MalformedException(
          Code.OBJECT_MISSING, "operator", -1, "object " + genesis.operator(), "nothing");
    }
    committed(Code.OBJECT_MISSING, "operator", genesis.operator(), name.get());
    return open(genesis, name.get().toUtf8(), pepper, workers);
  }

  private static void committed(Code code, String field, Bytes32 hash, Bytes value)
      throws MalformedException {
    Bytes32 found = Sha256.hash(value);
    if (!found.equals(hash)) {
      throw new MalformedException(
          code, field, -1, "a value with the hash " + hash, "one with the hash " + found);
    }
  }

  /// Does the work on an envelope that needs no state. Safe on any thread.
  ///
  /// Cost: a parse, three hashes, and the recovery of one address a signature.
  public Prepared prepare(Bytes envelope) {
    return Prepared.of(envelope, domain);
  }

  /// Takes the next leaf, from untrusted bytes.
  public Applied apply(Bytes leaf, Bytes envelope, ObjectSource objects, PayloadSource payloads) {
    Leaf parsed;
    try {
      parsed = Leaf.parse(leaf);
    } catch (MalformedException e) {
      return broken(new Finding(Code.LEAF_FORM, "entry " + size(), e.expected(), e.found()));
    }
    return apply(parsed, prepare(envelope), objects, payloads);
  }

  /// Takes the next leaf.
  public Applied apply(Leaf leaf, Bytes envelope, ObjectSource objects, PayloadSource payloads) {
    return apply(leaf, prepare(envelope), objects, payloads);
  }

  /// Takes the next leaf with an envelope that was prepared by this state.
  ///
  /// After a `Broken` the state stays as it was, and every further leaf is broken too.
  public Applied apply(Leaf leaf, Prepared envelope, ObjectSource objects, PayloadSource payloads) {
    if (broken != null) {
      return new Applied.Broken(broken);
    }
    Optional<Finding> structure = rules.structure(leaf, envelope);
    if (structure.isPresent()) {
      return broken(structure.get());
    }
    Candidate c = new Candidate(envelope);
    Optional<Finding> reason = rules.check(leaf, c, objects);
    if (reason.isPresent() && reason.get().code() == Code.OBJECT_MISSING) {
      return broken(reason.get());
    }
    if (reason.isPresent() && leaf.index() == 0) {
      return broken(
          new Finding(
              Code.LEDGER_NOT_OPENED,
              "entry 0",
              "an agreement that both parties signed",
              reason.get().toString()));
    }
    if (reason.isPresent()) {
      chain(leaf);
      ignored.add(new IgnoredEntry(leaf.index(), leaf.time(), leaf.kind(), reason.get()));
      return new Applied.Ignored(reason.get());
    }
    rules.openPayload(leaf, c, payloads);
    return commit(leaf, c);
  }

  private Applied broken(Finding finding) {
    if (broken == null) {
      broken = finding;
    }
    return new Applied.Broken(broken);
  }

  /// Says what a submission would come to as the next entry, and writes nothing.
  ///
  /// Refuses with the code with which [#apply] would ignore it, and besides what only counts as
  /// absent once it is in: a missing or wrong payload, records that would not count, voids without
  /// effect.
  ///
  /// @param envelope the envelope object, or for a mark the checkpoint note
  /// @param now the writer's clock, milliseconds UTC; the leaf gets the later of it and the time of
  ///   the leaf before
  /// @param objects the terms, lists and statements that the entry names
  /// @param payloads the payload behind an attestation
  @CheckReturnValue
  public Admission admit(Bytes envelope, long now, ObjectSource objects, PayloadSource payloads) {
    return admit(prepare(envelope), now, objects, payloads);
  }

  /// The same with an envelope that was prepared by this state.
  @CheckReturnValue
  public Admission admit(
      Prepared envelope, long now, ObjectSource objects, PayloadSource payloads) {
    if (broken != null) {
      return Admission.refused(broken);
    }
    long first = digests.find(envelope.digest());
    if (first >= 0) {
      return new Admission.Repeated(first);
    }
    Kind kind = envelope.envelope().map(e -> e.entry().kind()).orElse(Kind.MARK);
    if (envelope.isJson() && envelope.fault().isPresent()) {
      return Admission.refused(EntryRules.form(size(), envelope.fault().get()));
    }
    long added = rules.recordsOf(kind.code(), envelope);
    long time = Math.max(lastTime(), now);
    if (records + added >= Leaf.MAX_RECORDS || time > Leaf.MAX_TIME) {
      return Admission.refused(
          new Finding(
              Code.LEDGER_FULL,
              "entry " + size(),
              "fewer than 2^32 records and a time before 2100",
              records + added + " records at " + time));
    }
    Leaf leaf =
        new Leaf(
            kind.code(),
            size(),
            time,
            records + added,
            lastLeaf,
            envelope.digest(),
            envelope.hash());
    Candidate c = new Candidate(envelope);
    Optional<Finding> reason = rules.check(leaf, c, objects);
    if (reason.isPresent()) {
      return new Admission.Refused(
          List.of(reason.get()),
          reason.get().code() == Code.ATTESTATION_CONFLICT
              ? rules.conflictIndex(c)
              : OptionalLong.empty());
    }
    rules.openPayload(leaf, c, payloads);
    List<Finding> more = rules.admissionOnly(leaf, c, objects);
    return more.isEmpty()
        ? new Admission.Admitted(leaf, c)
        : new Admission.Refused(more, OptionalLong.empty());
  }

  /// What would keep an entry of both parties out if both had signed it: for who signs first, and
  /// wants to know before the other is asked. Empty if nothing would.
  ///
  /// @param entry an agreement, a milestone, a void, a resolution, or an erasure
  @CheckReturnValue
  public List<Finding> foresee(Entry entry, long now, ObjectSource objects) {
    Prepared p = prepare(Envelope.of(entry).toBytes());
    Leaf leaf =
        new Leaf(
            entry.kind().code(),
            size(),
            Math.max(lastTime(), now),
            records,
            lastLeaf,
            p.digest(),
            p.hash());
    Candidate c = new Candidate(p);
    Optional<Finding> reason = rules.ofKind(leaf, c, entry, objects);
    return reason.isPresent() ? List.of(reason.get()) : rules.admissionOnly(leaf, c, objects);
  }

  /// Appends what was admitted last.
  ///
  /// @throws IllegalStateException if something was appended since
  public Applied append(Admission.Admitted admitted) {
    Leaf leaf = admitted.leaf();
    if (broken != null || leaf.index() != size() || !leaf.previous().equals(lastLeaf)) {
      throw new IllegalStateException("admitted for another state: " + leaf);
    }
    return commit(leaf, admitted.candidate());
  }

  private void chain(Leaf leaf) {
    int i = Math.toIntExact(leaf.index());
    if (i == times.length) {
      times = Arrays.copyOf(times, 2 * i);
    }
    times[i] = leaf.time();
    records = leaf.records();
    lastLeaf = leaf.hash();
    tree.append(lastLeaf);
    disputes.advance(tree.size(), leaf.time());
  }

  private Applied commit(Leaf leaf, Candidate c) {
    long before = records;
    chain(leaf);
    digests.putIfAbsent(leaf.digest(), leaf.index());
    Optional<Envelope> envelope = c.prepared.envelope();
    if (envelope.isEmpty()) {
      marks.add(
          new MarkEntry(
              leaf.index(), leaf.time(), c.mark().size(), c.mark().root(), c.prepared.bytes()));
      saw(c.cosigned, leaf, c.mark().size());
      return Applied.Accepted.CLEAN;
    }
    switch (envelope.get().entry()) {
      case Entry.Agreement a -> versions.add(c.terms());
      case Entry.Attestation a -> attested(leaf, a, c, before);
      case Entry.Voiding v -> voided(leaf, c);
      case Entry.Milestone m -> {
        milestoneNames.add(m.name());
        milestones.add(new MilestoneEntry(leaf.index(), leaf.time(), m));
      }
      case Entry.Statement s -> {
        StatementEntry e = new StatementEntry(leaf.index(), leaf.time(), leaf.digest(), s);
        standing.put(s.period(), e);
        statements.add(e);
        disputes.stated(e);
      }
      case Entry.Acceptance a -> {
        long statement = c.statement().index();
        acceptedStatements.add(statement);
        AcceptanceEntry e = new AcceptanceEntry(leaf.index(), leaf.time(), statement, a, c.lines());
        acceptances.add(e);
        acceptancesOf.computeIfAbsent(a.statementHash(), k -> new ArrayList<>()).add(e);
      }
      case Entry.Key k -> {
        keys.change(k, c.prepared.signers());
        keyEntries.add(
            new KeyEntry(leaf.index(), leaf.time(), k, EntryRules.authority(c.prepared)));
      }
      case Entry.Rendering r -> renderings.add(new RenderingEntry(leaf.index(), leaf.time(), r));
      case Entry.Erasure e -> {
        erasures.add(c.erasure());
        batchAt(e.entry()).orElseThrow().erase(c.erasure().records(), c.erasure().level());
      }
      case Entry.Dispute d -> disputes.open(c.dispute(), c.settles);
      case Entry.Answer a ->
          disputes.answered(c.on(), new AnswerEntry(leaf.index(), leaf.time(), c.on().index(), a));
      case Entry.Withdrawal w ->
          disputes.withdrawn(
              c.on(), new WithdrawalEntry(leaf.index(), leaf.time(), c.on().index()));
      case Entry.Escalation x ->
          disputes.escalated(
              c.on(),
              new EscalationEntry(
                  leaf.index(),
                  leaf.time(),
                  c.on().index(),
                  c.prepared.signers().containsKey(Signer.CLIENT) ? Party.CLIENT : Party.PROVIDER));
      case Entry.Resolution r ->
          disputes.resolved(
              c.on(),
              new ResolutionEntry(
                  leaf.index(),
                  leaf.time(),
                  c.on().index(),
                  r,
                  c.prepared.signers().containsKey(Signer.ARBITER),
                  Optional.ofNullable(c.award).map(Award::items).orElse(List.of())),
              c.settles);
    }
    Set<Party> signed = EnumSet.noneOf(Party.class);
    for (Party p : Party.values()) {
      if (c.prepared.signers().containsKey(Signer.of(p))) {
        signed.add(p);
      }
    }
    long seen = envelope.get().entry().seen().size();
    if (c.statement != null) {
      // Who is about a statement has seen its entry, and the prefix that it commits to.
      disputes.named(c.statement.index(), new Sight(leaf.index(), leaf.time()));
      seen = Math.max(seen, c.statement.statement().seen().size());
    }
    saw(signed, leaf, seen);
    return c.payloadFault == null
        ? Applied.Accepted.CLEAN
        : new Applied.Accepted(List.of(c.payloadFault));
  }

  /// Each of `parties` shows by this entry that it has seen the first `size` leaves.
  private void saw(Set<Party> parties, Leaf leaf, long size) {
    for (Party p : parties) {
      disputes.saw(p, new Shown(leaf.index(), leaf.time(), size));
    }
  }

  private void attested(Leaf leaf, Entry.Attestation a, Candidate c, long firstRecord) {
    sequences.computeIfAbsent(a.attester(), k -> new ArrayList<>()).add(leaf.index());
    Payload.Opened opened = c.opened;
    BatchState state =
        new BatchState(
            new Batch(
                leaf.index(),
                leaf.time(),
                c.party(),
                a.attester(),
                a.sequence(),
                firstRecord,
                a.count(),
                a.recordsRoot(),
                opened == null ? List.of() : opened.records(),
                Optional.ofNullable(c.payloadFault)));
    batches.add(state);
    List<HeldRecord> held = state.batch.records();
    for (int i = 0; i < held.size(); i++) {
      HeldRecord r = held.get(i);
      if (tags.putIfAbsent(r.tag(), firstRecord + i) >= 0) {
        state.fault(i, BatchState.DUPLICATE);
      } else if (lacksVoid(r, c.party())) {
        state.fault(i, BatchState.REVISION);
      } else if (isAhead(r, leaf.time())) {
        state.fault(i, BatchState.AHEAD);
      }
    }
  }

  private boolean lacksVoid(HeldRecord r, Party party) {
    return r instanceof HeldRecord.Full f
        && f.record().rev() > 0
        && !isVoided(tagOfRevisionBefore(f.record(), party));
  }

  Bytes32 tagOfRevisionBefore(UsageRecord r, Party party) {
    return tagger.of(party, r.source(), r.id(), r.rev() - 1);
  }

  static boolean isAhead(HeldRecord r, long leafTime) {
    return switch (r) {
      case HeldRecord.Full f -> isAhead(f.record().at(), leafTime);
      case HeldRecord.Nameless n -> isAhead(n.kept().at(), leafTime);
      case HeldRecord.Rowless w -> false;
    };
  }

  private static boolean isAhead(long at, long leafTime) {
    return at * 1000 > leafTime + MAX_AHEAD_SECONDS * 1000;
  }

  private void voided(Leaf leaf, Candidate c) {
    List<Finding> without = new ArrayList<>();
    for (Bytes32 tag : c.tags().tags()) {
      Optional<Finding> f = rules.voidFault(leaf, c, tag);
      if (f.isPresent()) {
        without.add(f.get());
      } else {
        long n = tags.find(tag);
        BatchState b = batchOf(n);
        b.voidAt((int) (n - b.batch.firstRecord()), leaf.index());
      }
    }
    voids.add(new VoidEntry(leaf.index(), leaf.time(), c.tags().tags(), List.copyOf(without)));
  }

  /// The batch of record number `n`. Cost: O(log n).
  BatchState batchOf(long n) {
    int lo = 0;
    int hi = batches.size() - 1;
    while (lo < hi) {
      int mid = (lo + hi + 1) >>> 1;
      if (batches.get(mid).batch.firstRecord() <= n) {
        lo = mid;
      } else {
        hi = mid - 1;
      }
    }
    return batches.get(lo);
  }

  /// The batch of the accepted attestation at index `entry`. Cost: O(log n).
  Optional<BatchState> batchAt(long entry) {
    List<BatchState> upTo = Growing.below(batches.view(), BatchState::entryIndex, entry + 1);
    return upTo.isEmpty() || upTo.getLast().entryIndex() != entry
        ? Optional.empty()
        : Optional.of(upTo.getLast());
  }

  /// Takes up what an erasure left of a payload: records of the same tags and row hashes.
  ///
  /// @param entry index of the accepted attestation
  /// @throws IllegalArgumentException if the payload has another root or count
  public void reread(long entry, Payload.Opened opened) {
    BatchState b = batchAt(entry).orElseThrow();
    if (!opened.root().equals(b.batch.recordsRoot())
        || opened.records().size() != b.batch.count()) {
      throw new IllegalArgumentException("not the payload of entry " + entry);
    }
    b.batch =
        new Batch(
            b.batch.entryIndex(),
            b.batch.leafTime(),
            b.batch.party(),
            b.batch.attester(),
            b.batch.sequence(),
            b.batch.firstRecord(),
            b.batch.count(),
            b.batch.recordsRoot(),
            opened.records(),
            Optional.empty());
  }

  /// The latest period of a batch of which an accepted erasure names rows.
  Optional<Period> latestErased() {
    return erasures.view().stream()
        .filter(e -> e.level() == ErasureLevel.ROW)
        .map(ErasureEntry::period)
        .max(Comparator.naturalOrder());
  }

  /// The first record number in `ranges`, which ascend, that is voided; -1 if none is. Cost: all
  /// batches, and the records of those that ranges and voids touch.
  long firstVoided(List<RecordRange> ranges) {
    int next = 0;
    for (BatchState b : batches.view()) {
      long first = b.batch.firstRecord();
      long last = first + b.batch.count() - 1;
      while (next < ranges.size() && ranges.get(next).last() < first) {
        next++;
      }
      for (int k = next; k < ranges.size() && ranges.get(k).first() <= last; k++) {
        long from = Math.max(ranges.get(k).first(), first);
        long to = Math.min(ranges.get(k).last(), last);
        int at = b.firstVoided((int) (from - first), (int) (to - first));
        if (at >= 0) {
          return first + at;
        }
      }
    }
    return -1;
  }

  boolean isVoided(Bytes32 tag) {
    long n = tags.find(tag);
    if (n < 0) {
      return false;
    }
    BatchState b = batchOf(n);
    return b.voidedBy((int) (n - b.batch.firstRecord()), Long.MAX_VALUE) >= 0;
  }

  /// What the ledger says so far.
  public History history() {
    return new History(
        genesis,
        id,
        origin,
        size(),
        tree,
        times,
        versions.view(),
        batches.view(),
        voids.view(),
        milestones.view(),
        renderings.view(),
        statements.view(),
        acceptances.view(),
        keyEntries.view(),
        marks.view(),
        erasures.view(),
        ignored.view(),
        disputes.view());
  }

  public Genesis genesis() {
    return genesis;
  }

  /// The ledger's id.
  public Bytes32 id() {
    return id;
  }

  /// The EIP-712 domain separator of what is signed for this ledger.
  public Bytes32 domain() {
    return domain;
  }

  /// The origin of its checkpoints.
  public String origin() {
    return origin;
  }

  public Bytes32 pepper() {
    if (withoutRecords) {
      throw new IllegalStateException("a ledger without its records");
    }
    return pepper;
  }

  /// Entries so far, ignored ones among them.
  public long size() {
    return tree.size();
  }

  /// Record numbers given out so far.
  public long records() {
    return records;
  }

  /// The tree of the leaves, for proofs; not to be changed.
  public MerkleTree tree() {
    return tree;
  }

  /// The current keys; a live view.
  public Keys keys() {
    return keys;
  }

  /// What a signer that has seen everything so far signs.
  ///
  /// @param signedAt UTC seconds
  public Seen seen(long signedAt) {
    return new Seen(size(), root(size()), signedAt);
  }

  /// The sequence number that `attester` has to use next.
  public long nextSequence(Address attester) {
    return sequences.getOrDefault(attester, List.of()).size();
  }

  /// The index of the entry with this digest, among those that count.
  public OptionalLong entryOf(Bytes32 digest) {
    long index = digests.find(digest);
    return index < 0 ? OptionalLong.empty() : OptionalLong.of(index);
  }

  /// Where a record of this tag was attested first.
  public Optional<HeldRecord> record(Bytes32 tag) {
    long n = tags.find(tag);
    if (n < 0) {
      return Optional.empty();
    }
    BatchState b = batchOf(n);
    return Optional.of(b.batch.records().get((int) (n - b.batch.firstRecord())));
  }

  /// Why nothing can be applied any more; empty while the ledger is sound.
  public Optional<Finding> broken() {
    return Optional.ofNullable(broken);
  }

  // For EntryRules.

  Workers workers() {
    return workers;
  }

  Bytes32 root(long size) {
    return size == 0 ? Bytes32.ZERO : tree.root(size);
  }

  Bytes32 lastLeaf() {
    return lastLeaf;
  }

  long lastTime() {
    return size() == 0 ? 0 : times[(int) size() - 1];
  }

  long timeOf(long index) {
    return times[(int) index];
  }

  long prefixBefore(long millis) {
    return History.prefixBefore(times, size(), millis);
  }

  long indexOf(Bytes32 digest) {
    return digests.find(digest);
  }

  long recordOf(Bytes32 tag) {
    return tags.find(tag);
  }

  List<Long> attestations(Address attester) {
    return sequences.getOrDefault(attester, List.of());
  }

  List<TermsVersion> versions() {
    return versions.view();
  }

  Optional<StatementEntry> standing(Period period) {
    return Optional.ofNullable(standing.get(period));
  }

  DisputeBook disputes() {
    return disputes;
  }

  /// The acceptances of statements of this hash, in ledger order.
  List<AcceptanceEntry> acceptances(Bytes32 statementHash) {
    return acceptancesOf.getOrDefault(statementHash, List.of());
  }

  boolean isAccepted(long statementIndex) {
    return acceptedStatements.contains(statementIndex);
  }

  boolean hasMilestone(Bytes32 name) {
    return milestoneNames.contains(name);
  }
}
