package io.countersign.core.ledger;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.money.Micros;
import java.util.Optional;

/// The rules by which a resolution counts, each with its code, in the one order in which they are
/// asked.
///
/// Source: `src/docs/formats.md` §10.
final class ResolutionChecks {
  private final LedgerState state;

  ResolutionChecks(LedgerState state) {
    this.state = state;
  }

  private static Optional<Finding> no(Leaf leaf, Code code, Object expected, Object found) {
    return EntryRules.no(leaf, code, expected, found);
  }

  private static Optional<Finding> yes() {
    return Optional.empty();
  }

  Optional<Finding> resolution(Leaf leaf, Candidate c, Entry.Resolution e, ObjectSource objects) {
    Optional<Finding> closed = AnswerChecks.on(state, leaf, c, e.dispute());
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
    c.settles = award.records();
    return later(leaf, award, d)
        .or(() -> lines(leaf, award))
        .or(() -> arbiter ? claimed(leaf, award, d.entry.claim()) : yes())
        .or(() -> amounts(leaf, award, d.entry.claim(), arbiter))
        .or(() -> records(leaf, award, d, arbiter));
  }

  private static Optional<Finding> later(Leaf leaf, Award award, DisputeCase d) {
    for (Award.Item i : award.items()) {
      if (i.period().compareTo(d.entry.period()) > 0) {
        return no(
            leaf,
            Code.RESOLUTION_LINE,
            "a period up to " + d.entry.period(),
            i.line() + " of " + i.period());
      }
    }
    return yes();
  }

  private Optional<Finding> lines(Leaf leaf, Award award) {
    return new LineRules(state.versions())
        .check(
            leaf,
            Code.RESOLUTION_LINE,
            award.items().stream().map(i -> new LineRules.OfPeriod(i.period(), i.line())).toList());
  }

  private static Optional<Finding> claimed(Leaf leaf, Award award, Claimed claim) {
    for (Award.Item i : award.items()) {
      if (claim.find(i.period(), i.line()) < 0) {
        return no(leaf, Code.RESOLUTION_LINE, "items of the claim", i.line() + " of " + i.period());
      }
    }
    return yes();
  }

  private static Optional<Finding> amounts(Leaf leaf, Award award, Claimed claim, boolean arbiter) {
    for (Award.Item i : award.items()) {
      String what = i.line() + " of " + i.period();
      if (arbiter) {
        Claimed.Item item = claim.items().get(claim.find(i.period(), i.line()));
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

  private Optional<Finding> records(Leaf leaf, Award award, DisputeCase d, boolean arbiter) {
    if (award.records().isEmpty()) {
      return yes();
    }
    long last = award.records().getLast().last();
    if (last >= state.records()) {
      return no(leaf, Code.RESOLUTION_RECORDS, "record numbers below " + state.records(), last);
    }
    if (arbiter) {
      for (RecordRange r : award.records()) {
        if (!RecordRange.holdAll(d.records(), r)) {
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
}
