package io.countersign.core.ledger;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.base.Utc;
import io.countersign.core.money.Micros;
import java.util.Optional;
import java.util.OptionalLong;

/// The rules by which answers, withdrawals and escalations count, each with its code, in the one
/// order in which they are asked.
///
/// Source: `src/docs/formats.md` §10.
final class AnswerChecks {
  private final LedgerState state;

  AnswerChecks(LedgerState state) {
    this.state = state;
  }

  private static Optional<Finding> no(Leaf leaf, Code code, Object expected, Object found) {
    return EntryRules.no(leaf, code, expected, found);
  }

  private static Optional<Finding> yes() {
    return Optional.empty();
  }

  /// The dispute that an entry is on, if it is not closed; else the finding stands in `c`'s place.
  static Optional<Finding> on(LedgerState state, Leaf leaf, Candidate c, Bytes32 digest) {
    Optional<DisputeCase> d = state.disputes().find(digest);
    if (d.isEmpty()) {
      return no(leaf, Code.DISPUTE_UNKNOWN, "the digest of a dispute", digest);
    }
    c.on = d.get();
    DisputeState at = state.disputes().state(d.get(), leaf.time());
    return at.isClosed()
        ? no(
            leaf,
            Code.DISPUTE_CLOSED,
            "a dispute that is not closed",
            "entry " + d.get().index() + " is " + at.text())
        : yes();
  }

  Optional<Finding> answer(Leaf leaf, Candidate c, Entry.Answer e, ObjectSource objects) {
    Optional<Finding> closed = on(state, leaf, c, e.dispute());
    if (closed.isPresent()) {
      return closed;
    }
    DisputeCase d = c.on();
    Optional<AnswerEntry> before = d.answer(state.size());
    if (before.isPresent()) {
      return no(
          leaf, Code.ANSWER_TWICE, "a dispute without an answer", "entry " + before.get().index());
    }
    Optional<StatementEntry> restating = d.restating(state.size());
    if (e.answer() == AnswerKind.ACCEPT && restating.isPresent()) {
      return no(
          leaf,
          Code.ANSWER_RESTATED,
          "a dispute about the statement that stands",
          "one that entry " + restating.get().index() + " has restated");
    }
    OptionalLong end = state.disputes().view().answerEnd(d);
    if (DisputeView.isOver(end, leaf.time())) {
      return no(leaf, Code.ANSWER_LATE, EntryRules.until(end), Utc.ofMillis(leaf.time()));
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

  private static Optional<Finding> offer(Leaf leaf, AnswerOffer offer, Claimed claim) {
    Code code = Code.ANSWER_OFFER;
    int at = -1;
    boolean less = false;
    for (AnswerOffer.Item o : offer.items()) {
      String what = o.line() + " of " + o.period();
      int found = claim.find(o.period(), o.line());
      if (found < 0) {
        return no(leaf, code, "items of the claim", what);
      }
      if (found < at) {
        return no(leaf, code, "items in the order of the claim", what);
      }
      at = found;
      Claimed.Item item = claim.items().get(found);
      Micros stated = item.stated();
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

  Optional<Finding> withdrawal(Leaf leaf, Candidate c, Entry.Withdrawal e) {
    return on(state, leaf, c, e.dispute());
  }

  Optional<Finding> escalation(Leaf leaf, Candidate c, Entry.Escalation e) {
    Optional<Finding> closed = on(state, leaf, c, e.dispute());
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
}
