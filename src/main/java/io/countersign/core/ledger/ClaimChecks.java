package io.countersign.core.ledger;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.base.Utc;
import io.countersign.core.money.Micros;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Terms;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The rules by which a dispute counts, each with its code, in the one order in which they are
/// asked.
///
/// Source: `src/docs/formats.md` §10.
final class ClaimChecks {
  /// Most disputes about one statement, withdrawn ones among them.
  static final int MAX_DISPUTES = 32;

  private final LedgerState state;
  private final Threshold threshold;

  ClaimChecks(LedgerState state) {
    this.state = state;
    this.threshold = new Threshold(state);
  }

  private static Optional<Finding> no(Leaf leaf, Code code, Object expected, Object found) {
    return EntryRules.no(leaf, code, expected, found);
  }

  private static Optional<Finding> yes() {
    return Optional.empty();
  }

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
    LineRules lines = new LineRules(state.versions());
    Optional<Finding> said =
        claim(leaf, e, claim)
            .or(() -> adjusted(leaf, e, claim, objects))
            .or(() -> lines(leaf, lines, claim))
            .or(() -> proofs(leaf, lines, claim));
    if (said.isPresent()) {
      return said;
    }
    DisputeEntry entry =
        new DisputeEntry(
            leaf.index(),
            leaf.time(),
            leaf.digest(),
            e,
            Claimed.of(claim),
            standing.get().index(),
            claim.items().stream().map(i -> hash(i.period())).toList(),
            terms(e.period()).disputes());
    c.dispute = entry;
    c.statement = standing.get();
    c.settles = claim.records();
    return accepted(leaf, entry)
        .or(() -> twice(leaf, entry))
        .or(() -> limit(leaf, entry))
        .or(() -> late(leaf, entry))
        .or(() -> threshold.check(leaf, entry));
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

  /// Whether the statement's document charges what is contested of its adjustments.
  private static Optional<Finding> adjusted(
      Leaf leaf, Entry.Dispute e, Claim claim, ObjectSource objects) {
    if (claim.adjusted().isEmpty()) {
      return yes();
    }
    Optional<Bytes> document = EntryRules.object(objects, e.statementHash());
    if (document.isEmpty()) {
      return EntryRules.missing(leaf, "statement", e.statementHash());
    }
    Charged charged;
    try {
      charged = Charged.parse(document.get());
    } catch (MalformedException x) {
      return no(leaf, Code.DISPUTE_ADJUSTED, "a statement with adjustments", x.toFinding());
    }
    for (Claim.Adjusted a : claim.adjusted()) {
      Micros most = charged.of(a.period(), a.line());
      if (a.contested().compareTo(most) > 0) {
        return no(
            leaf,
            Code.DISPUTE_ADJUSTED,
            "at most the " + most.value() + " that the statement charges",
            a.contested().value() + " for " + a.line() + " of " + a.period());
      }
    }
    return yes();
  }

  private static Optional<Finding> lines(Leaf leaf, LineRules rules, Claim claim) {
    return rules
        .check(
            leaf,
            Code.DISPUTE_LINE,
            claim.items().stream().map(i -> new LineRules.OfPeriod(i.period(), i.line())).toList())
        .or(
            () ->
                rules.check(
                    leaf,
                    Code.DISPUTE_LINE,
                    claim.adjusted().stream()
                        .map(a -> new LineRules.OfPeriod(a.period(), a.line()))
                        .toList()));
  }

  private Optional<Finding> proofs(Leaf leaf, LineRules rules, Claim claim) {
    for (Claim.Item i : claim.items()) {
      Terms terms = terms(i.period());
      Bytes32 root = standing(i.period()).statement().resultsRoot();
      try {
        i.result().check(rules.position(terms, i.line()), terms.lines().size(), i.path(), root);
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
    List<Claimed.Item> items = d.claim().items();
    for (int i = 0; i < items.size(); i++) {
      Claimed.Item item = items.get(i);
      for (AcceptanceEntry a : state.acceptances(d.itemStatements().get(i))) {
        if (a.acceptance().period().equals(item.period())
            && !a.exceptLines().contains(item.line())) {
          return no(
              leaf,
              Code.DISPUTE_ACCEPTED,
              "a line that the client has not accepted",
              item.line() + " of " + item.period() + ", accepted by entry " + a.index());
        }
      }
    }
    if (!d.claim().adjusted().isEmpty()) {
      for (AcceptanceEntry a : state.acceptances(d.dispute().statementHash())) {
        if (a.acceptance().period().equals(d.period())) {
          return no(
              leaf,
              Code.DISPUTE_ACCEPTED,
              "adjustments that the client has not accepted",
              "the statement of " + d.period() + ", accepted by entry " + a.index());
        }
      }
    }
    return yes();
  }

  private Optional<Finding> twice(Leaf leaf, DisputeEntry d) {
    Contested contested = state.disputes().contested();
    for (Claimed.Item i : d.claim().items()) {
      Optional<DisputeCase> other = contested.above(i.period(), i.line(), i.claimed());
      if (other.isPresent()) {
        return no(
            leaf,
            Code.DISPUTE_TWICE,
            "an amount that was not disputed before: "
                + i.line()
                + " of "
                + i.period()
                + " down to what was stated then",
            i.claimed().value() + ", by entry " + other.get().index() + " already");
      }
    }
    for (Claim.Adjusted a : d.claim().adjusted()) {
      Optional<DisputeCase> other = contested.adjusted(d.period(), a.period(), a.line());
      if (other.isPresent()) {
        return no(
            leaf,
            Code.DISPUTE_TWICE,
            "an adjustment that was not disputed before",
            a.line() + " of " + a.period() + ", by entry " + other.get().index());
      }
    }
    return yes();
  }

  private Optional<Finding> limit(Leaf leaf, DisputeEntry d) {
    int count = state.disputes().contested().count(d.dispute().statementHash());
    return count < MAX_DISPUTES
        ? yes()
        : no(
            leaf,
            Code.DISPUTE_LIMIT,
            "fewer than " + MAX_DISPUTES + " disputes about this statement",
            count);
  }

  private Optional<Finding> late(Leaf leaf, DisputeEntry d) {
    OptionalLong end =
        state
            .disputes()
            .view()
            .windowEnd(Party.CLIENT, d.statementIndex(), d.rules().disputeDays());
    return DisputeView.isOver(end, leaf.time())
        ? no(leaf, Code.DISPUTE_LATE, EntryRules.until(end), Utc.ofMillis(leaf.time()))
        : yes();
  }
}
