package io.countersign.core.ledger;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.base.Utc;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.JsonReader;
import io.countersign.core.money.Micros;
import io.countersign.core.terms.DisputeRules;
import io.countersign.core.terms.Line;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Terms;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// The rules by which disputes and the entries on them count, each with its code, in the one order
/// in which they are asked.
///
/// Like all rules of entries they rest on leaves, envelopes and objects, never on payloads: which
/// records are voided is not asked here. Source: `src/docs/formats.md` §10.
final class DisputeChecks {
  /// Cap on a statement, in bytes.
  private static final int MAX_STATEMENT = 16 * 1024 * 1024;

  private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

  private final LedgerState state;

  DisputeChecks(LedgerState state) {
    this.state = state;
  }

  private static Optional<Finding> no(Leaf leaf, Code code, Object expected, Object found) {
    return EntryRules.no(leaf, code, expected, found);
  }

  private static Optional<Finding> yes() {
    return Optional.empty();
  }

  // The dispute.

  Optional<Finding> dispute(Leaf leaf, Candidate c, Entry.Dispute e, ObjectSource objects) {
    Optional<StatementEntry> standing = state.standing(e.period());
    if (standing.isEmpty()
        || !standing.get().statement().statementHash().equals(e.statementHash())) {
      return no(
          leaf,
          Code.DISPUTE_STATEMENT,
          standing
              .map(s -> s.statement().statementHash().toHex())
              .orElse("a statement of " + e.period()),
          e.statementHash());
    }
    Optional<Bytes> object = EntryRules.object(objects, e.claim());
    if (object.isEmpty()) {
      return EntryRules.missing(leaf, "claim", e.claim());
    }
    Claim claim;
    try {
      claim = Claim.parse(object.get());
    } catch (MalformedException x) {
      return no(leaf, Code.DISPUTE_CLAIM, "a claim", x.toFinding());
    }
    Optional<Finding> sums = claim(leaf, e, claim);
    if (sums.isPresent()) {
      return sums;
    }
    Optional<Finding> lines = lines(leaf, claim).or(() -> proofs(leaf, claim));
    if (lines.isPresent()) {
      return lines;
    }
    StatementEntry statement = standing.get();
    DisputeEntry entry =
        new DisputeEntry(
            leaf.index(),
            leaf.time(),
            leaf.digest(),
            e,
            claim,
            statement.index(),
            claim.items().stream().map(i -> hash(i.period())).toList(),
            terms(e.period()).disputes());
    c.dispute = entry;
    return accepted(leaf, entry)
        .or(() -> twice(leaf, entry))
        .or(() -> late(leaf, entry))
        .or(() -> small(leaf, entry, statement));
  }

  private Terms terms(Period period) {
    return History.termsFor(state.versions(), period).orElseThrow().terms();
  }

  private StatementEntry standing(Period period) {
    return state.standing(period).orElseThrow();
  }

  private Bytes32 hash(Period period) {
    return standing(period).statement().statementHash();
  }

  /// Sums, record numbers and periods.
  private Optional<Finding> claim(Leaf leaf, Entry.Dispute e, Claim claim) {
    Code code = Code.DISPUTE_CLAIM;
    if (!claim.contested().value().equals(e.contestedMicros())) {
      return no(leaf, code, "contestedMicros " + claim.contested().value(), e.contestedMicros());
    }
    if (!claim.records().isEmpty() && claim.records().getLast().last() >= state.records()) {
      return no(
          leaf, code, "record numbers below " + state.records(), claim.records().getLast().last());
    }
    for (Claim.Item i : claim.items()) {
      if (i.period().compareTo(e.period()) > 0) {
        return no(leaf, code, "an item of " + e.period() + " or before", i.period());
      }
      if (History.termsFor(state.versions(), i.period()).isEmpty()) {
        return no(leaf, code, "an item of a period that a version governs", i.period());
      }
      if (state.standing(i.period()).isEmpty()) {
        return no(leaf, code, "an item of a period with a statement", i.period());
      }
    }
    for (Claim.Adjusted a : claim.adjusted()) {
      if (a.period().compareTo(e.period()) >= 0) {
        return no(leaf, code, "an adjusted amount of before " + e.period(), a.period());
      }
      if (History.termsFor(state.versions(), a.period()).isEmpty()) {
        return no(leaf, code, "an adjusted amount of a period that a version governs", a.period());
      }
    }
    return yes();
  }

  /// The position of a line that can be billed; -1 for a memo, and for none.
  private static int position(Terms terms, String id) {
    List<Line> lines = terms.lines();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).id().equals(id)) {
        return lines.get(i) instanceof Line.Percent p && p.inclusive() ? -1 : i;
      }
    }
    return -1;
  }

  private Optional<Finding> lines(Leaf leaf, Claim claim) {
    List<LineOfPeriod> items = new ArrayList<>();
    claim.items().forEach(i -> items.add(new LineOfPeriod(i.period(), i.line())));
    List<LineOfPeriod> adjusted = new ArrayList<>();
    claim.adjusted().forEach(a -> adjusted.add(new LineOfPeriod(a.period(), a.line())));
    return lines(leaf, Code.DISPUTE_LINE, items).or(() -> lines(leaf, Code.DISPUTE_LINE, adjusted));
  }

  private record LineOfPeriod(Period period, String line) {}

  /// Whether each line is one of the terms that govern its period, and those of a period stand in
  /// the order of the terms.
  private Optional<Finding> lines(Leaf leaf, Code code, List<LineOfPeriod> lines) {
    int before = -1;
    for (int i = 0; i < lines.size(); i++) {
      LineOfPeriod l = lines.get(i);
      String what = l.line() + " of " + l.period();
      Optional<TermsVersion> version = History.termsFor(state.versions(), l.period());
      if (version.isEmpty()) {
        return no(leaf, code, "a period that a version governs", what);
      }
      if (i == 0 || !lines.get(i - 1).period().equals(l.period())) {
        before = -1;
      }
      int at = position(version.get().terms(), l.line());
      if (at < 0) {
        return no(leaf, code, "a line of the terms that is no memo", what);
      }
      if (at < before) {
        return no(leaf, code, "lines in the order of the terms", what);
      }
      before = at;
    }
    return yes();
  }

  private Optional<Finding> proofs(Leaf leaf, Claim claim) {
    for (Claim.Item i : claim.items()) {
      Terms terms = terms(i.period());
      Bytes32 root = standing(i.period()).statement().resultsRoot();
      try {
        i.result().check(position(terms, i.line()), terms.lines().size(), i.path(), root);
      } catch (MalformedException x) {
        return no(
            leaf,
            Code.DISPUTE_PROOF,
            "the stated amount of " + i.line() + " under the results root " + root,
            x.toFinding());
      }
    }
    return yes();
  }

  private Optional<Finding> accepted(Leaf leaf, DisputeEntry d) {
    Claim claim = d.claim();
    for (AcceptanceEntry a : state.acceptances()) {
      Bytes32 statement = a.acceptance().statementHash();
      Period period = a.acceptance().period();
      for (int i = 0; i < claim.items().size(); i++) {
        Claim.Item item = claim.items().get(i);
        if (item.period().equals(period)
            && d.itemStatements().get(i).equals(statement)
            && !a.exceptLines().contains(item.line())) {
          return no(
              leaf,
              Code.DISPUTE_ACCEPTED,
              "a line that the client has not accepted",
              item.line() + " of " + period + ", accepted by entry " + a.index());
        }
      }
      if (!claim.adjusted().isEmpty()
          && d.period().equals(period)
          && d.dispute().statementHash().equals(statement)) {
        return no(
            leaf,
            Code.DISPUTE_ACCEPTED,
            "adjustments that the client has not accepted",
            "the statement of " + period + ", accepted by entry " + a.index());
      }
    }
    return yes();
  }

  private Optional<Finding> twice(Leaf leaf, DisputeEntry d) {
    DisputeView view = state.disputes().view();
    Claim claim = d.claim();
    for (int i = 0; i < claim.items().size(); i++) {
      Claim.Item item = claim.items().get(i);
      Optional<Finding> f =
          twice(leaf, view, d.itemStatements().get(i), item.period(), item.line());
      if (f.isPresent()) {
        return f;
      }
    }
    for (Claim.Adjusted a : claim.adjusted()) {
      Optional<Finding> f = twice(leaf, view, d.dispute().statementHash(), a.period(), a.line());
      if (f.isPresent()) {
        return f;
      }
    }
    return yes();
  }

  private Optional<Finding> twice(
      Leaf leaf, DisputeView view, Bytes32 statement, Period period, String line) {
    for (DisputeCase other : state.disputes().about(statement, period, line)) {
      DisputeState at = view.state(other, leaf.time());
      if (at != DisputeState.WITHDRAWN && at != DisputeState.SUPERSEDED) {
        return no(
            leaf,
            Code.DISPUTE_TWICE,
            "an amount that was not disputed before",
            line + " of " + period + ", by entry " + other.index());
      }
    }
    return yes();
  }

  private Optional<Finding> late(Leaf leaf, DisputeEntry d) {
    OptionalLong end =
        state
            .disputes()
            .view()
            .windowEnd(Party.CLIENT, d.statementIndex(), d.rules().disputeDays());
    return DisputeView.isOver(end, leaf.time())
        ? no(leaf, Code.DISPUTE_LATE, until(end), Utc.ofMillis(leaf.time()))
        : yes();
  }

  private static String until(OptionalLong end) {
    return "until " + Utc.ofMillis(end.orElseThrow());
  }

  /// What is below the threshold must recur, and what reaches back must too.
  private static Optional<Finding> small(Leaf leaf, DisputeEntry d, StatementEntry statement) {
    DisputeRules rules = d.rules();
    Set<Period> periods = new HashSet<>();
    d.claim().items().forEach(i -> periods.add(i.period()));
    Set<Period> wanted = new HashSet<>();
    Period p = d.period();
    for (int i = 0; i < rules.repeatMonths(); i++) {
      wanted.add(p);
      if (p.yyyymm() > Period.MIN) {
        p = p.previous();
      }
    }
    boolean recurs = rules.repeatMonths() > 0 && periods.equals(wanted);
    boolean reachesBack = periods.stream().anyMatch(q -> q.compareTo(d.period()) < 0);
    if (reachesBack && !recurs) {
      return no(
          leaf,
          Code.DISPUTE_REPEAT,
          rules.repeatMonths() == 0
              ? "items of " + d.period() + " only"
              : "items of "
                  + d.period()
                  + " only, or of the "
                  + rules.repeatMonths()
                  + " periods that end with it",
          periods.stream().sorted().toList());
    }
    BigInteger contested = d.dispute().contestedMicros();
    return recurs || reaches(rules, contested, statement.statement().totalMicros())
        ? yes()
        : no(
            leaf,
            Code.DISPUTE_THRESHOLD,
            "at least "
                + rules.thresholdAmount().value()
                + " micros, or "
                + rules.thresholdPercent()
                + " of 1,000,000 parts of "
                + statement.statement().totalMicros(),
            contested);
  }

  private static boolean reaches(DisputeRules rules, BigInteger contested, BigInteger total) {
    Micros amount = rules.thresholdAmount();
    long pct = rules.thresholdPercent();
    boolean byAmount = amount.value().signum() > 0 && amount.value().compareTo(contested) <= 0;
    boolean byShare =
        pct > 0
            && total.abs().multiply(BigInteger.valueOf(pct)).compareTo(contested.multiply(MILLION))
                <= 0;
    return byAmount || byShare || (amount.value().signum() == 0 && pct == 0);
  }

  // What answers it.

  /// The dispute that an entry is on, if it is not closed; else the finding stands in `c`'s place.
  private Optional<Finding> on(Leaf leaf, Candidate c, Bytes32 digest) {
    Optional<DisputeCase> d = state.disputes().find(digest);
    if (d.isEmpty()) {
      return no(leaf, Code.DISPUTE_UNKNOWN, "the digest of a dispute", digest);
    }
    c.on = d.get();
    DisputeState at = state.disputes().view().state(d.get(), leaf.time());
    return at.isClosed()
        ? no(
            leaf,
            Code.DISPUTE_CLOSED,
            "a dispute that is not closed",
            "entry " + d.get().index() + " is " + at.text())
        : yes();
  }

  Optional<Finding> answer(Leaf leaf, Candidate c, Entry.Answer e, ObjectSource objects) {
    Optional<Finding> closed = on(leaf, c, e.dispute());
    if (closed.isPresent()) {
      return closed;
    }
    DisputeCase d = c.on();
    Optional<AnswerEntry> before = d.answer(state.size());
    if (before.isPresent()) {
      return no(
          leaf, Code.ANSWER_TWICE, "a dispute without an answer", "entry " + before.get().index());
    }
    OptionalLong end = state.disputes().view().answerEnd(d);
    if (DisputeView.isOver(end, leaf.time())) {
      return no(leaf, Code.ANSWER_LATE, until(end), Utc.ofMillis(leaf.time()));
    }
    Optional<Bytes> object = Optional.empty();
    if (!e.offer().isZero()) {
      object = EntryRules.object(objects, e.offer());
      if (object.isEmpty()) {
        return EntryRules.missing(leaf, "offer", e.offer());
      }
    }
    if (object.isPresent() != (e.answer() == AnswerKind.PART)) {
      return no(
          leaf,
          Code.ANSWER_OFFER,
          e.answer() == AnswerKind.PART ? "an offer" : "no offer with " + e.answer().text(),
          e.offer());
    }
    if (object.isEmpty()) {
      return yes();
    }
    try {
      c.offer = AnswerOffer.parse(object.get());
    } catch (MalformedException x) {
      return no(leaf, Code.ANSWER_OFFER, "an offer", x.toFinding());
    }
    return offer(leaf, c.offer, d.entry.claim());
  }

  private static Optional<Finding> offer(Leaf leaf, AnswerOffer offer, Claim claim) {
    Code code = Code.ANSWER_OFFER;
    int at = -1;
    boolean less = false;
    for (AnswerOffer.Item o : offer.items()) {
      String what = o.line() + " of " + o.period();
      int found = itemOf(claim, o.period(), o.line());
      if (found < 0) {
        return no(leaf, code, "items of the claim", what);
      }
      if (found < at) {
        return no(leaf, code, "items in the order of the claim", what);
      }
      at = found;
      Claim.Item item = claim.items().get(found);
      Micros stated = item.result().amount();
      if (o.offered().compareTo(item.claimed()) < 0 || o.offered().compareTo(stated) > 0) {
        return no(
            leaf,
            code,
            what + " from " + item.claimed().value() + " to " + stated.value(),
            o.offered().value());
      }
      less |= !o.offered().equals(stated);
    }
    return less ? yes() : no(leaf, code, "an amount below the stated one", "none");
  }

  private static int itemOf(Claim claim, Period period, String line) {
    for (int i = 0; i < claim.items().size(); i++) {
      Claim.Item item = claim.items().get(i);
      if (item.period().equals(period) && item.line().equals(line)) {
        return i;
      }
    }
    return -1;
  }

  Optional<Finding> withdrawal(Leaf leaf, Candidate c, Entry.Withdrawal e) {
    return on(leaf, c, e.dispute());
  }

  Optional<Finding> escalation(Leaf leaf, Candidate c, Entry.Escalation e) {
    Optional<Finding> closed = on(leaf, c, e.dispute());
    if (closed.isPresent()) {
      return closed;
    }
    DisputeCase d = c.on();
    if (state.keys().arbiter().isZero()) {
      return no(leaf, Code.ESCALATION_ARBITER, "an arbiter in Genesis", "none");
    }
    Optional<EscalationEntry> before = d.escalation(state.size());
    if (before.isPresent()) {
      return no(
          leaf,
          Code.ESCALATION_TWICE,
          "a dispute not before the arbiter",
          "entry " + before.get().index());
    }
    OptionalLong end = state.disputes().view().answerEnd(d);
    return d.answer(state.size()).isEmpty() && !DisputeView.isOver(end, leaf.time())
        ? no(
            leaf,
            Code.ESCALATION_EARLY,
            end.isPresent()
                ? "an answer, or after " + Utc.ofMillis(end.getAsLong())
                : "an answer, or the end of a window that begins when the provider has seen the dispute",
            Utc.ofMillis(leaf.time()))
        : yes();
  }

  Optional<Finding> resolution(Leaf leaf, Candidate c, Entry.Resolution e, ObjectSource objects) {
    Optional<Finding> closed = on(leaf, c, e.dispute());
    if (closed.isPresent()) {
      return closed;
    }
    DisputeCase d = c.on();
    boolean arbiter = c.prepared.signers().containsKey(Signer.ARBITER);
    if (arbiter && d.escalation(state.size()).isEmpty()) {
      return no(
          leaf, Code.RESOLUTION_ARBITER, "a dispute before the arbiter", "entry " + d.index());
    }
    Optional<Bytes> object = Optional.empty();
    if (!e.award().isZero()) {
      object = EntryRules.object(objects, e.award());
      if (object.isEmpty()) {
        return EntryRules.missing(leaf, "award", e.award());
      }
    }
    if (object.isPresent() != (e.method() == ResolutionMethod.AMOUNTS)) {
      return no(
          leaf,
          Code.RESOLUTION_AWARD,
          e.method() == ResolutionMethod.AMOUNTS ? "an award" : "no award with records",
          e.award());
    }
    if (object.isEmpty()) {
      return yes();
    }
    Award award;
    try {
      award = Award.parse(object.get());
    } catch (MalformedException x) {
      return no(leaf, Code.RESOLUTION_AWARD, "an award", x.toFinding());
    }
    c.award = award;
    Claim claim = d.entry.claim();
    return lines(
            leaf,
            Code.RESOLUTION_LINE,
            award.items().stream().map(i -> new LineOfPeriod(i.period(), i.line())).toList())
        .or(() -> arbiter ? claimed(leaf, award, claim) : yes())
        .or(() -> amounts(leaf, award, claim, arbiter))
        .or(() -> records(leaf, award, claim, arbiter));
  }

  private static Optional<Finding> claimed(Leaf leaf, Award award, Claim claim) {
    for (Award.Item i : award.items()) {
      if (itemOf(claim, i.period(), i.line()) < 0) {
        return no(leaf, Code.RESOLUTION_LINE, "items of the claim", i.line() + " of " + i.period());
      }
    }
    return yes();
  }

  private static Optional<Finding> amounts(Leaf leaf, Award award, Claim claim, boolean arbiter) {
    for (Award.Item i : award.items()) {
      String what = i.line() + " of " + i.period();
      if (arbiter) {
        Claim.Item item = claim.items().get(itemOf(claim, i.period(), i.line()));
        Micros least = item.contested().negate();
        if (i.amount().compareTo(least) < 0 || i.amount().value().signum() > 0) {
          return no(
              leaf,
              Code.RESOLUTION_AMOUNT,
              what + " from " + least.value() + " to 0",
              i.amount().value());
        }
      } else if (!DisputeObjects.isNamed(i.amount())) {
        return no(
            leaf,
            Code.RESOLUTION_AMOUNT,
            what + " from -10^24 to 10^24 micros",
            i.amount().value());
      }
    }
    return yes();
  }

  private Optional<Finding> records(Leaf leaf, Award award, Claim claim, boolean arbiter) {
    if (award.records().isEmpty()) {
      return yes();
    }
    long last = award.records().getLast().last();
    if (last >= state.records()) {
      return no(leaf, Code.RESOLUTION_RECORDS, "record numbers below " + state.records(), last);
    }
    if (arbiter) {
      for (RecordRange r : award.records()) {
        if (claim.records().stream()
            .noneMatch(q -> q.first() <= r.first() && r.last() <= q.last())) {
          return no(
              leaf,
              Code.RESOLUTION_RECORDS,
              "records that the claim names",
              r.first() + " to " + r.last());
        }
      }
    }
    return yes();
  }

  // What admission refuses besides, since a record that is voided is known from payloads only.

  /// Why a void of `tag` is refused although it would have an effect: silence on a claim that names
  /// the record would settle a fixed amount besides.
  Optional<Finding> unanswered(Leaf leaf, Bytes32 tag) {
    long n = state.recordOf(tag);
    return state
        .disputes()
        .unanswered(n, leaf.time())
        .flatMap(
            d ->
                no(
                    leaf,
                    Code.VOID_DISPUTED,
                    "an answer to the dispute of entry " + d.index() + ", whose silence accepts",
                    "a void of record " + n));
  }

  /// Keeps a fixed amount and a void of the same record apart, and what a statement does not say
  /// out of disputes about it.
  Optional<Finding> neverBoth(Leaf leaf, Candidate c, ObjectSource objects) {
    if (c.dispute != null) {
      return voided(leaf, Code.DISPUTE_CLAIM, c.dispute.claim().records())
          .or(() -> adjustments(leaf, c.dispute(), objects));
    }
    if (c.award != null) {
      return voided(leaf, Code.RESOLUTION_RECORDS, c.award.records());
    }
    return c.on != null
            && c.prepared.envelope().isPresent()
            && c.prepared.envelope().get().entry() instanceof Entry.Answer a
            && a.answer() == AnswerKind.ACCEPT
        ? voided(leaf, Code.ANSWER_OFFER, c.on.entry.claim().records())
        : yes();
  }

  /// Whether the statement adjusts or settles what is contested, as far as its document is held.
  private static Optional<Finding> adjustments(Leaf leaf, DisputeEntry d, ObjectSource objects) {
    if (d.claim().adjusted().isEmpty()) {
      return yes();
    }
    Optional<Bytes> document = EntryRules.object(objects, d.dispute().statementHash());
    if (document.isEmpty()) {
      return yes();
    }
    Set<LineOfPeriod> there = new HashSet<>();
    try {
      Fields f = Fields.of(JsonReader.canonical(document.get(), MAX_STATEMENT), "");
      for (String list : List.of("adjustments", "settlements")) {
        if (f.has(list)) {
          for (Fields a : f.objects(list, 0, Integer.MAX_VALUE)) {
            Period period = Period.parse(a.integer("period", Period.MIN, Period.MAX));
            there.add(new LineOfPeriod(period, a.string("line")));
          }
        }
      }
    } catch (MalformedException x) {
      return yes(); // no statement: the check of statements says so
    }
    for (Claim.Adjusted a : d.claim().adjusted()) {
      if (!there.contains(new LineOfPeriod(a.period(), a.line()))) {
        return no(
            leaf,
            Code.DISPUTE_CLAIM,
            "an amount that the statement adjusts or settles",
            a.line() + " of " + a.period());
      }
    }
    return yes();
  }

  private Optional<Finding> voided(Leaf leaf, Code code, List<RecordRange> ranges) {
    long n = state.firstVoided(ranges);
    return n < 0
        ? yes()
        : no(leaf, code, "records that stand", "record " + n + ", which was voided");
  }

  // What disputes forbid others.

  /// Whether an acceptance leaves out what is contested.
  Optional<Finding> acceptance(Leaf leaf, Entry.Acceptance a, List<String> exceptLines) {
    DisputeView view = state.disputes().view();
    for (DisputeCase d : state.disputes().live()) {
      if (view.state(d, leaf.time()).isClosed()) {
        continue;
      }
      Claim claim = d.entry.claim();
      for (int i = 0; i < claim.items().size(); i++) {
        Claim.Item item = claim.items().get(i);
        if (item.period().equals(a.period())
            && d.entry.itemStatements().get(i).equals(a.statementHash())
            && !exceptLines.contains(item.line())) {
          return no(
              leaf,
              Code.ACCEPTANCE_DISPUTED,
              item.line() + " left out",
              "entry " + d.index() + " disputes it");
        }
      }
      if (!claim.adjusted().isEmpty()
          && d.entry.period().equals(a.period())
          && d.entry.dispute().statementHash().equals(a.statementHash())) {
        return no(
            leaf,
            Code.ACCEPTANCE_DISPUTED,
            "no dispute about adjustments",
            "entry " + d.index() + " disputes some");
      }
    }
    return yes();
  }
}
