package io.countersign.core.ledger;

import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import java.util.List;
import java.util.Optional;

/// What disputes forbid other entries, and what admission refuses because of them.
///
/// The rules of [ClaimChecks], [AnswerChecks] and [ResolutionChecks] rest on leaves, envelopes and
/// objects, never on payloads: which records are voided is asked by admission alone. Source:
/// `src/docs/formats.md` §10.
final class DisputeChecks {
  private final LedgerState state;

  DisputeChecks(LedgerState state) {
    this.state = state;
  }

  private static Optional<Finding> no(Leaf leaf, Code code, Object expected, Object found) {
    return EntryRules.no(leaf, code, expected, found);
  }

  /// Whether an acceptance leaves out what is contested.
  Optional<Finding> acceptance(Leaf leaf, Entry.Acceptance a, List<String> exceptLines) {
    for (DisputeCase d : state.disputes().about(a.statementHash(), leaf.time())) {
      List<Claimed.Item> items = d.entry.claim().items();
      for (int i = 0; i < items.size(); i++) {
        Claimed.Item item = items.get(i);
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
      if (!d.entry.claim().adjusted().isEmpty()
          && d.entry.period().equals(a.period())
          && d.entry.dispute().statementHash().equals(a.statementHash())) {
        return no(
            leaf,
            Code.ACCEPTANCE_DISPUTED,
            "no dispute about adjustments",
            "entry " + d.index() + " disputes some");
      }
    }
    return Optional.empty();
  }

  /// Why a void of `tag` by one party is refused although it would have an effect: silence on a
  /// claim that names the record would settle a fixed amount besides.
  Optional<Finding> unanswered(Leaf leaf, Candidate c, Bytes32 tag) {
    if (!c.prepared.signers().containsKey(Signer.ATTESTER)) {
      return Optional.empty();
    }
    long n = state.recordOf(tag);
    return state
        .disputes()
        .unanswered(n)
        .flatMap(
            d ->
                no(
                    leaf,
                    Code.VOID_DISPUTED,
                    "an answer to the dispute of entry " + d.index() + ", whose silence accepts",
                    "a void of record " + n));
  }

  /// Keeps a fixed amount and a void of the same record apart.
  Optional<Finding> neverBoth(Leaf leaf, Candidate c) {
    if (c.dispute != null) {
      return voided(leaf, Code.DISPUTE_CLAIM, c.settles);
    }
    if (c.award != null) {
      return voided(leaf, Code.RESOLUTION_RECORDS, c.settles);
    }
    return c.on != null
            && c.prepared.envelope().isPresent()
            && c.prepared.envelope().get().entry() instanceof Entry.Answer a
            && a.answer() == AnswerKind.ACCEPT
        ? voided(leaf, Code.ANSWER_OFFER, c.on.records())
        : Optional.empty();
  }

  private Optional<Finding> voided(Leaf leaf, Code code, List<RecordRange> ranges) {
    long n = state.firstVoided(ranges);
    return n < 0
        ? Optional.empty()
        : no(leaf, code, "records that stand", "record " + n + ", which was voided");
  }
}
