package io.countersign.service;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.ledger.AnswerKind;
import io.countersign.core.ledger.AnswerOffer;
import io.countersign.core.ledger.Award;
import io.countersign.core.ledger.Claim;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.ResolutionMethod;
import io.countersign.core.ledger.Seen;
import io.countersign.core.ledger.StatementEntry;
import io.countersign.core.statement.Results;
import io.countersign.core.statement.Statement;
import io.countersign.core.statement.StatementLine;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Terms;
import io.countersign.sequencer.Ledger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/// Makes the objects that entries of disputes name: a claim with the proofs of what was stated, an
/// offer, an award, each in the order that its form wants.
final class DisputeDrafts {
  private final Ledger ledger;
  private final History history;

  DisputeDrafts(Ledger ledger, History history) {
    this.ledger = ledger;
    this.history = history;
  }

  /// An entry and the object that it names, if it names one.
  record Made(Entry entry, List<Draft.Named> objects, Words does) {}

  Made dispute(DraftRequest.OfDispute r, Seen seen) {
    StatementEntry standing = standing(r.period());
    List<Claim.Item> items = new ArrayList<>();
    for (DraftRequest.LineAmount a : ordered(r.items())) {
      items.add(item(a));
    }
    List<Claim.Adjusted> adjusted = new ArrayList<>();
    for (DraftRequest.LineAmount a : ordered(r.adjusted())) {
      adjusted.add(checked("adjusted", () -> new Claim.Adjusted(a.period(), a.line(), a.amount())));
    }
    Claim claim =
        checked(
            "claim",
            () -> new Claim(items, adjusted, r.records(), r.evidence(), r.reason(), r.note()));
    Bytes object = claim.toBytes();
    Entry.Dispute entry =
        new Entry.Dispute(
            r.period(),
            standing.statement().statementHash(),
            Sha256.hash(object),
            claim.contested().value(),
            seen);
    return new Made(
        entry,
        List.of(new Draft.Named("claim", object)),
        Words.of(
            "draft.dispute",
            r.period(),
            claim.contested().format(),
            items.size() + adjusted.size(),
            standing.index()));
  }

  /// What the line should come to, with the proof of what it was stated as.
  private Claim.Item item(DraftRequest.LineAmount a) {
    StatementEntry standing = standing(a.period());
    Statement document;
    try {
      document =
          Statement.parse(
              ledger
                  .store()
                  .object(standing.statement().statementHash())
                  .orElseThrow(() -> none("statement", "its document")));
    } catch (MalformedException e) {
      throw RefusedException.of(e);
    }
    List<StatementLine> lines = document.lines();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).id().equals(a.line())) {
        StatementLine line = lines.get(i);
        List<Bytes32> path = Results.path(lines, i);
        return checked(
            "items",
            () -> new Claim.Item(a.period(), a.line(), a.amount(), Results.stated(line), path));
      }
    }
    throw RefusedException.of(
        Code.DISPUTE_LINE,
        "items",
        "a line of the statement of " + a.period(),
        MalformedException.show(a.line()));
  }

  Made answer(DraftRequest.OfAnswer r, Seen seen) {
    known(r.dispute());
    List<Draft.Named> objects = new ArrayList<>();
    Bytes32 offer = Bytes32.ZERO;
    if (r.answer() == AnswerKind.PART) {
      List<AnswerOffer.Item> items = new ArrayList<>();
      ordered(r.items())
          .forEach(a -> items.add(new AnswerOffer.Item(a.period(), a.line(), a.amount())));
      Bytes object = checked("items", () -> new AnswerOffer(items, r.note()).toBytes());
      objects.add(new Draft.Named("offer", object));
      offer = Sha256.hash(object);
    } else if (!r.items().isEmpty()) {
      throw RefusedException.of(
          Code.ANSWER_OFFER,
          "items",
          "none where the answer is not part",
          Integer.toString(r.items().size()));
    }
    return new Made(
        new Entry.Answer(r.dispute(), r.answer(), offer, seen),
        objects,
        Words.of("draft.answer." + r.answer().text(), r.dispute().toHex()));
  }

  Made withdrawal(DraftRequest.OfWithdrawal r, Seen seen) {
    known(r.dispute());
    return new Made(
        new Entry.Withdrawal(r.dispute(), seen),
        List.of(),
        Words.of("draft.withdrawal", r.dispute().toHex()));
  }

  Made escalation(DraftRequest.OfEscalation r, Seen seen) {
    known(r.dispute());
    return new Made(
        new Entry.Escalation(r.dispute(), seen),
        List.of(),
        Words.of("draft.escalation", r.dispute().toHex()));
  }

  Made resolution(DraftRequest.OfResolution r, Seen seen) {
    known(r.dispute());
    List<Draft.Named> objects = new ArrayList<>();
    Bytes32 award = Bytes32.ZERO;
    if (r.method() == ResolutionMethod.AMOUNTS) {
      List<Award.Item> items = new ArrayList<>();
      ordered(r.items()).forEach(a -> items.add(new Award.Item(a.period(), a.line(), a.amount())));
      Bytes object = checked("items", () -> new Award(items, r.records(), r.note()).toBytes());
      objects.add(new Draft.Named("award", object));
      award = Sha256.hash(object);
    } else if (!r.items().isEmpty()) {
      throw RefusedException.of(
          Code.RESOLUTION_AWARD,
          "items",
          "none where the method is records",
          Integer.toString(r.items().size()));
    }
    return new Made(
        new Entry.Resolution(r.dispute(), r.method(), award, seen),
        objects,
        Words.of("draft.resolution." + r.method().text(), r.dispute().toHex(), r.items().size()));
  }

  private void known(Bytes32 dispute) {
    if (history.dispute(dispute).isEmpty()) {
      throw none("dispute", "the digest of a dispute");
    }
  }

  private static RefusedException none(String where, String expected) {
    return RefusedException.of(Code.ENTRY_NOT_FOUND, where, expected, "none");
  }

  private StatementEntry standing(Period period) {
    return history.statement(period).orElseThrow(() -> none("period", "a statement of " + period));
  }

  /// By period, then by the line's position in the terms that govern it.
  private List<DraftRequest.LineAmount> ordered(List<DraftRequest.LineAmount> amounts) {
    Function<DraftRequest.LineAmount, Integer> position =
        a -> {
          Terms terms =
              history
                  .termsFor(a.period())
                  .orElseThrow(() -> none("period", "terms for " + a.period()))
                  .terms();
          for (int i = 0; i < terms.lines().size(); i++) {
            if (terms.lines().get(i).id().equals(a.line())) {
              return i;
            }
          }
          throw RefusedException.of(
              Code.DISPUTE_LINE, "items", "a line of the terms", MalformedException.show(a.line()));
        };
    List<DraftRequest.LineAmount> out = new ArrayList<>(amounts);
    out.sort(Comparator.comparing(DraftRequest.LineAmount::period).thenComparing(position));
    return out;
  }

  /// What a form refuses is refused with its words.
  private static <T> T checked(String where, Supplier<T> made) {
    try {
      return made.get();
    } catch (IllegalArgumentException e) {
      throw RefusedException.of(
          Code.FIELD_RANGE, where, "amounts and lists of the form", String.valueOf(e.getMessage()));
    }
  }
}
