package io.countersign.core.ledger;

import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.Utc;
import io.countersign.core.merkle.MerkleTree;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Terms;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.RandomAccess;

/// What a prefix of the ledger says: the entries that count, in order, and what was ignored.
///
/// An immutable view: it stays as it is while the ledger grows. Which record counts says
/// [#absence]; rating asks nothing else of a record. Made by [LedgerState#history], cut by
/// [#prefix].
///
/// Reading it on another thread while the ledger grows is allowed if the view was handed over
/// safely.
public final class History {
  private final Genesis genesis;
  private final Bytes32 ledger;
  private final String origin;
  private final long size;
  private final MerkleTree tree;
  private final long[] times;
  private final List<TermsVersion> versions;
  private final List<BatchState> states;
  private final List<VoidEntry> voids;
  private final List<MilestoneEntry> milestones;
  private final List<RenderingEntry> renderings;
  private final List<StatementEntry> statements;
  private final List<AcceptanceEntry> acceptances;
  private final List<KeyEntry> keys;
  private final List<MarkEntry> marks;
  private final List<ErasureEntry> erasures;
  private final List<IgnoredEntry> ignored;
  private final DisputeView disputes;
  private final RowRules rows;

  History(
      Genesis genesis,
      Bytes32 ledger,
      String origin,
      long size,
      MerkleTree tree,
      long[] times,
      List<TermsVersion> versions,
      List<BatchState> states,
      List<VoidEntry> voids,
      List<MilestoneEntry> milestones,
      List<RenderingEntry> renderings,
      List<StatementEntry> statements,
      List<AcceptanceEntry> acceptances,
      List<KeyEntry> keys,
      List<MarkEntry> marks,
      List<ErasureEntry> erasures,
      List<IgnoredEntry> ignored,
      DisputeView disputes) {
    this.genesis = genesis;
    this.ledger = ledger;
    this.origin = origin;
    this.size = size;
    this.tree = tree;
    this.times = times;
    this.versions = versions;
    this.states = states;
    this.voids = voids;
    this.milestones = milestones;
    this.renderings = renderings;
    this.statements = statements;
    this.acceptances = acceptances;
    this.keys = keys;
    this.marks = marks;
    this.erasures = erasures;
    this.ignored = ignored;
    this.disputes = disputes;
    this.rows = new RowRules(versions);
  }

  /// The ledger as it was when it had `size` entries. Cost: O(log n).
  ///
  /// @throws IndexOutOfBoundsException beyond [#size()]
  public History prefix(long size) {
    if (size < 0 || size > this.size) {
      throw new IndexOutOfBoundsException("prefix " + size + " of " + this.size);
    }
    return size == this.size
        ? this
        : new History(
            genesis,
            ledger,
            origin,
            size,
            tree,
            times,
            Growing.below(versions, TermsVersion::index, size),
            Growing.below(states, BatchState::entryIndex, size),
            Growing.below(voids, VoidEntry::index, size),
            Growing.below(milestones, MilestoneEntry::index, size),
            Growing.below(renderings, RenderingEntry::index, size),
            Growing.below(statements, StatementEntry::index, size),
            Growing.below(acceptances, AcceptanceEntry::index, size),
            Growing.below(keys, KeyEntry::index, size),
            Growing.below(marks, MarkEntry::index, size),
            Growing.below(erasures, ErasureEntry::index, size),
            Growing.below(ignored, IgnoredEntry::index, size),
            disputes.prefix(size));
  }

  /// The ledger's id.
  public Bytes32 ledger() {
    return ledger;
  }

  public Genesis genesis() {
    return genesis;
  }

  /// `<operator name>/ledger/<id hex>`.
  public String origin() {
    return origin;
  }

  /// Leaves.
  public long size() {
    return size;
  }

  /// The root of the first `size` leaves; zeros for none, as in [Seen]. Cost: O(log n).
  ///
  /// @throws IndexOutOfBoundsException beyond [#size()]
  public Bytes32 rootAt(long size) {
    if (size < 0 || size > this.size) {
      throw new IndexOutOfBoundsException("root at " + size + " of " + this.size);
    }
    return size == 0 ? Bytes32.ZERO : tree.root(size);
  }

  /// The root of this prefix.
  public Bytes32 root() {
    return rootAt(size);
  }

  /// What a signer that saw this prefix signs.
  ///
  /// @param signedAt UTC seconds
  public Seen seen(long signedAt) {
    return new Seen(size, root(), signedAt);
  }

  /// Milliseconds since 1970 UTC of the leaf at `index`.
  public long leafTime(long index) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException("leaf " + index + " of " + size);
    }
    return times[(int) index];
  }

  /// How many leaves have a time before `millis`: N(P) for a cut-off. Cost: O(log n).
  public long prefixBefore(long millis) {
    return prefixBefore(times, size, millis);
  }

  static long prefixBefore(long[] times, long size, long millis) {
    int lo = 0;
    int hi = (int) size;
    while (lo < hi) {
      int mid = (lo + hi) >>> 1;
      if (times[mid] < millis) {
        lo = mid + 1;
      } else {
        hi = mid;
      }
    }
    return lo;
  }

  /// All versions of the terms, 1 first.
  public List<TermsVersion> versions() {
    return versions;
  }

  /// The version that governs `period`: the highest one that takes effect in it or before; empty
  /// for periods before the term.
  public Optional<TermsVersion> termsFor(Period period) {
    return termsFor(versions, period);
  }

  static Optional<TermsVersion> termsFor(List<TermsVersion> versions, Period period) {
    for (int i = versions.size() - 1; i >= 0; i--) {
      if (versions.get(i).effectivePeriod().compareTo(period) <= 0) {
        return Optional.of(versions.get(i));
      }
    }
    return Optional.empty();
  }

  /// The period that the instant `at` (UTC seconds) lies in, by the agreement's clock.
  ///
  /// @throws IllegalStateException if the prefix holds no terms yet
  public Period periodOf(long at) {
    return rows.periodOf(at);
  }

  /// The cut-off C(P) in milliseconds, by the version that governs `period`; empty before the term.
  public Optional<Long> cutoffMillis(Period period) {
    return size == 0
        ? Optional.empty()
        : termsFor(period).map(v -> cutoffMillis(v.terms(), period, times[0]));
  }

  static long cutoffMillis(Terms terms, Period period, long leaf0Millis) {
    return terms.clock().cutoffMillis(terms.cutoff(), period, leaf0Millis);
  }

  /// The accepted attestations with their records, in ledger order.
  public List<Batch> batches() {
    return new Batches(states);
  }

  /// Why record `i` of batch number `batch` counts as absent in this prefix; empty if it counts.
  ///
  /// In this order: `RECORD_DUPLICATE` (its name was used before: the least ledger position stands,
  /// whatever its row says), `RECORD_VOIDED`, `RECORD_REVISION`, `RECORD_AHEAD`, `RECORD_ERASED`,
  /// `RECORD_OUTSIDE_TERM`, then the codes of `RecordRules` under the version in force at its `at`.
  /// Whether the party is the one whose records of that type count is not asked here.
  ///
  /// @param batch index into [#batches()]
  public Optional<Finding> absence(int batch, int i) {
    BatchState s = states.get(batch);
    HeldRecord r = s.batch.records().get(i);
    Optional<Finding> bound = bound(s, i, r);
    if (bound.isPresent()) {
      return bound;
    }
    Optional<UsageRecord.Row> row = r.row();
    return row.isEmpty()
        ? Optional.of(new Finding(Code.RECORD_ERASED, where(s.batch, i), "a row", "its hash only"))
        : rows.check(row.get(), where(s.batch, i));
  }

  /// The part of [#absence] that the ledger's order decides, whatever the row says: duplicate,
  /// void, revision, ahead. Allocates nothing where the record counts so far.
  ///
  /// @param batch index into [#batches()]
  public Optional<Finding> absenceByOrder(int batch, int i) {
    BatchState s = states.get(batch);
    return bound(s, i, s.batch.records().get(i));
  }

  private Optional<Finding> bound(BatchState s, int i, HeldRecord r) {
    byte fault = s.fault(i);
    if (fault == BatchState.DUPLICATE) {
      return absent(Code.RECORD_DUPLICATE, s, i, "a name not used before", r.tag().toHex());
    }
    long voidedBy = s.voidedBy(i, size);
    if (voidedBy >= 0) {
      return absent(Code.RECORD_VOIDED, s, i, "no void", "entry " + voidedBy);
    }
    if (fault == BatchState.REVISION) {
      return absent(Code.RECORD_REVISION, s, i, "a void of the revision before", "none");
    }
    if (fault == BatchState.AHEAD) {
      return absent(
          Code.RECORD_AHEAD,
          s,
          i,
          "at most " + Utc.ofSeconds(s.batch.leafTime() / 1000 + LedgerState.MAX_AHEAD_SECONDS),
          r.row().map(row -> Utc.ofSeconds(row.at())).orElse("unknown"));
    }
    return Optional.empty();
  }

  private static Optional<Finding> absent(
      Code code, BatchState s, int i, String expected, String found) {
    return Optional.of(new Finding(code, where(s.batch, i), expected, found));
  }

  static String where(Batch batch, int i) {
    return "entry " + batch.entryIndex() + " record " + i;
  }

  /// The accepted voids, in ledger order. What they take away is in [#absence].
  public List<VoidEntry> voids() {
    return voids;
  }

  public List<MilestoneEntry> milestones() {
    return milestones;
  }

  /// The renderings that count, in order.
  public List<RenderingEntry> renderings() {
    return renderings;
  }

  /// The statements that keep every rule that needs no rating, all revisions.
  public List<StatementEntry> statements() {
    return statements;
  }

  /// The statement of the highest revision for `period`.
  public Optional<StatementEntry> statement(Period period) {
    return statements.reversed().stream()
        .filter(s -> s.statement().period().equals(period))
        .findFirst();
  }

  public List<AcceptanceEntry> acceptances() {
    return acceptances;
  }

  public List<KeyEntry> keyEntries() {
    return keys;
  }

  public List<MarkEntry> marks() {
    return marks;
  }

  /// The accepted erasures, in ledger order.
  public List<ErasureEntry> erasures() {
    return erasures;
  }

  /// The accepted disputes, in ledger order.
  public List<DisputeEntry> disputes() {
    List<DisputeEntry> out = new ArrayList<>();
    disputes.cases().forEach(d -> out.add(d.entry));
    return out;
  }

  /// The accepted dispute of this digest.
  public Optional<DisputeEntry> dispute(Bytes32 digest) {
    return disputes.cases().stream()
        .map(d -> d.entry)
        .filter(d -> d.digest().equals(digest))
        .findFirst();
  }

  /// The provider's answer to a dispute of this prefix.
  ///
  /// @throws IllegalArgumentException if it is none; so do the others
  public Optional<AnswerEntry> answer(DisputeEntry dispute) {
    return disputes.of(dispute.index()).answer(size);
  }

  public Optional<WithdrawalEntry> withdrawal(DisputeEntry dispute) {
    return disputes.of(dispute.index()).withdrawal(size);
  }

  public Optional<EscalationEntry> escalation(DisputeEntry dispute) {
    return disputes.of(dispute.index()).escalation(size);
  }

  public Optional<ResolutionEntry> resolution(DisputeEntry dispute) {
    return disputes.of(dispute.index()).resolution(size);
  }

  /// The statement entry that restated what a dispute is about, before it was closed: nothing
  /// settles it any more without a look at both.
  public Optional<StatementEntry> restating(DisputeEntry dispute) {
    return disputes.of(dispute.index()).restating(size);
  }

  /// Whether the provider's silence settles a dispute once its window is over; where it does not,
  /// and is not to leave the dispute open, it means that the provider rejects.
  public boolean silenceSettles(DisputeEntry dispute) {
    return disputes.silenceSettles(disputes.of(dispute.index()));
  }

  /// The state of a dispute of this prefix at `t`.
  ///
  /// @param t milliseconds UTC, not before the last leaf: later leaves that are not in the prefix
  ///   are taken not to exist
  public DisputeState stateAt(DisputeEntry dispute, long t) {
    return disputes.state(disputes.of(dispute.index()), t);
  }

  /// When the provider's time to answer a dispute ends, in milliseconds UTC: it is over later than
  /// that. Empty while the provider has not seen the dispute.
  public OptionalLong answerEnd(DisputeEntry dispute) {
    return disputes.answerEnd(disputes.of(dispute.index()));
  }

  /// When a rejected dispute lapses unless a party calls the arbiter; empty where that time does
  /// not run: no arbiter, called already, not rejected, or the client has not seen what it turns
  /// on.
  public OptionalLong lapseEnd(DisputeEntry dispute) {
    return disputes.lapseEnd(disputes.of(dispute.index()));
  }

  /// Since when `party` has seen entry `index`, in milliseconds UTC: the time of the first accepted
  /// entry that shows it. Cost: O(log n).
  public OptionalLong sight(Party party, long index) {
    Optional<Sight> sight = disputes.sight(party, index);
    return sight.isEmpty() ? OptionalLong.empty() : OptionalLong.of(sight.get().leafTime());
  }

  /// The entries that count as absent, with their reasons.
  public List<IgnoredEntry> ignored() {
    return ignored;
  }

  @Override
  public String toString() {
    return "History of " + size + " entries of " + ledger;
  }

  private static final class Batches extends AbstractList<Batch> implements RandomAccess {
    private final List<BatchState> states;

    Batches(List<BatchState> states) {
      this.states = states;
    }

    @Override
    public Batch get(int index) {
      return states.get(index).batch;
    }

    @Override
    public int size() {
      return states.size();
    }
  }
}
