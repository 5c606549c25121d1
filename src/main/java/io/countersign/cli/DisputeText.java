package io.countersign.cli;

import io.countersign.core.base.Finding;
import io.countersign.core.base.Utc;
import io.countersign.core.dispute.NextStep;
import io.countersign.core.dispute.Payable;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.AnswerEntry;
import io.countersign.core.ledger.AnswerKind;
import io.countersign.core.ledger.AnswerOffer;
import io.countersign.core.ledger.Award;
import io.countersign.core.ledger.Claim;
import io.countersign.core.ledger.Claimed;
import io.countersign.core.ledger.DisputeEntry;
import io.countersign.core.ledger.DisputeState;
import io.countersign.core.ledger.EscalationEntry;
import io.countersign.core.ledger.RecordRange;
import io.countersign.core.ledger.ResolutionEntry;
import io.countersign.core.ledger.Signer;
import io.countersign.core.ledger.WithdrawalEntry;
import io.countersign.core.money.Micros;
import io.countersign.core.terms.DisputeRules.Silence;
import io.countersign.core.terms.Period;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A dispute as both parties read it, and what they are about to sign of it.
final class DisputeText {
  private final Session session;
  private final DisputeSight disputes;

  DisputeText(Session session, DisputeSight disputes) {
    this.session = session;
    this.disputes = disputes;
  }

  /// What a dispute contests, and what was offered so far.
  void claimAndOffer(DisputeEntry d) {
    claim(disputes.claim(d), disputes.offer(d), Optional.empty());
  }

  /// What a claim contests, line by line, with what was offered and awarded so far.
  void claim(Claim claim, Optional<AnswerOffer> offer, Optional<Award> award) {
    boolean more = offer.isPresent() || award.isPresent();
    Table table = Table.of("  ", more ? "lllrrrrr" : "lllrrr");
    List<Object> head = new ArrayList<>();
    for (String key : List.of("adjust.period", "adjust.line")) {
      head.add(session.text(key));
    }
    head.add("");
    for (String key : List.of("dispute.stated", "dispute.claimed", "dispute.contested")) {
      head.add(session.text(key));
    }
    if (more) {
      head.add(session.text("dispute.offered"));
      head.add(session.text("dispute.awarded"));
    }
    table.add(head.toArray());
    table.rule();
    for (Claim.Item i : claim.items()) {
      List<Object> row = new ArrayList<>();
      row.add(i.period());
      row.add(i.line());
      row.add(disputes.label(session.texts(), i.period(), i.line()));
      row.add(disputes.money(i.period(), i.result().amount()));
      row.add(disputes.money(i.period(), i.claimed()));
      row.add(disputes.money(i.period(), i.contested()));
      if (more) {
        row.add(offered(offer, i));
        row.add(awarded(award, i.period(), i.line()));
      }
      table.add(row.toArray());
    }
    for (Claim.Adjusted a : claim.adjusted()) {
      List<Object> row = new ArrayList<>();
      row.add(a.period());
      row.add(a.line());
      row.add(
          disputes.label(session.texts(), a.period(), a.line())
              + session.text("dispute.ofAdjustment"));
      row.add("");
      row.add("");
      row.add(disputes.money(a.period(), a.contested()));
      if (more) {
        row.add("");
        row.add(awarded(award, a.period(), a.line()));
      }
      table.add(row.toArray());
    }
    session.say(table);
    session.tell(
        "dispute.rests",
        session.text("dispute.reason." + claim.reason().text()),
        Amounts.grouped(DisputeSight.count(claim.records())),
        claim.evidence().size());
    for (Claim.Evidence e : claim.evidence()) {
      session.say("    " + e.hash() + "  " + e.label());
    }
    if (!claim.note().isEmpty()) {
      session.tell("dispute.note", claim.note());
    }
  }

  private String offered(Optional<AnswerOffer> offer, Claim.Item item) {
    return offer
        .flatMap(
            o ->
                o.items().stream()
                    .filter(i -> i.period().equals(item.period()) && i.line().equals(item.line()))
                    .findFirst())
        .map(i -> disputes.money(i.period(), i.offered()))
        .orElse("");
  }

  private String awarded(Optional<Award> award, Period period, String line) {
    return award
        .flatMap(
            a ->
                a.items().stream()
                    .filter(i -> i.period().equals(period) && i.line().equals(line))
                    .findFirst())
        .map(i -> disputes.money(period, i.amount()))
        .orElse("");
  }

  /// The amounts of an award, and how many records it settles.
  void award(Award award) {
    Table table = Table.of("  ", "lllr");
    table.add(
        session.text("adjust.period"),
        session.text("adjust.line"),
        "",
        session.text("settle.amount"));
    table.rule();
    for (Award.Item i : award.items()) {
      table.add(
          i.period(),
          i.line(),
          disputes.label(session.texts(), i.period(), i.line()),
          disputes.money(i.period(), i.amount()));
    }
    session.say(table);
    session.tell("dispute.settles", Amounts.grouped(DisputeSight.count(award.records())));
    if (!award.note().isEmpty()) {
      session.tell("dispute.note", award.note());
    }
  }

  /// Title, claim, what happened so far, the state and who has to act.
  void whole(DisputeEntry d) {
    title(d);
    claim(disputes.claim(d), disputes.offer(d), disputes.award(d));
    session.say("");
    steps(d).forEach(s -> session.say("  " + s));
    session.tell("dispute.is", state(d), next(d));
    disputes.restating(d).ifPresent(r -> session.tell("dispute.restatedMeans", r.index()));
    payable(d.period());
  }

  /// Its state, and by which entry it is restated while it is not closed.
  String state(DisputeEntry d) {
    String state = session.text(DisputeSight.key(disputes.state(d)));
    return disputes
        .restating(d)
        .map(r -> session.text("dispute.restatedBy", state, r.index()))
        .orElse(state);
  }

  void title(DisputeEntry d) {
    session.tell("dispute.title", d.digest(), d.index(), d.period(), d.statementIndex());
  }

  /// What happened to it, in the order of the ledger.
  List<String> steps(DisputeEntry d) {
    record Step(long index, String text) {}
    List<Step> out = new ArrayList<>();
    out.add(
        new Step(d.index(), session.text("dispute.opened", d.index(), Utc.ofMillis(d.leafTime()))));
    disputes
        .history()
        .answer(d)
        .ifPresent(
            a ->
                out.add(
                    new Step(
                        a.index(),
                        session.text(
                                "dispute.answered",
                                a.index(),
                                Utc.ofMillis(a.leafTime()),
                                session.text("dispute.answer." + a.answer().answer().text()))
                            + disputes
                                .offer(d)
                                .map(AnswerOffer::note)
                                .filter(n -> !n.isEmpty())
                                .map(n -> ": " + n)
                                .orElse(""))));
    disputes
        .history()
        .restating(d)
        .ifPresent(
            r ->
                out.add(
                    new Step(
                        r.index(),
                        session.text("dispute.restated", r.index(), Utc.ofMillis(r.leafTime())))));
    disputes
        .history()
        .escalation(d)
        .ifPresent(
            (EscalationEntry e) ->
                out.add(
                    new Step(
                        e.index(),
                        session.text(
                            "dispute.escalated",
                            e.index(),
                            Utc.ofMillis(e.leafTime()),
                            session.text("party." + e.by().text())))));
    disputes
        .history()
        .withdrawal(d)
        .ifPresent(
            (WithdrawalEntry w) ->
                out.add(
                    new Step(
                        w.index(),
                        session.text("dispute.withdrawn", w.index(), Utc.ofMillis(w.leafTime())))));
    disputes
        .history()
        .resolution(d)
        .ifPresent(
            r ->
                out.add(
                    new Step(
                        r.index(),
                        session.text(
                            r.byArbiter() ? "dispute.ruled" : "dispute.resolved",
                            r.index(),
                            Utc.ofMillis(r.leafTime()),
                            session.text("dispute.method." + r.resolution().method().text())))));
    return out.stream().sorted(Comparator.comparingLong(Step::index)).map(Step::text).toList();
  }

  /// Who has to act, and until when.
  String next(DisputeEntry d) {
    Optional<NextStep> next = disputes.next(d);
    if (next.isEmpty()) {
      return session.text("dispute.next.nobody");
    }
    NextStep n = next.get();
    boolean silent = disputes.state(d) == DisputeState.OPEN;
    String answerEnd = time(disputes.history().answerEnd(d));
    return switch (n.act()) {
      case ANSWER -> {
        String means = means(n.otherwise());
        yield n.end().isEmpty()
            ? session.text("dispute.next.unseen", d.rules().answerDays(), means)
            : session.text("dispute.next.answer", time(n.end()), means);
      }
      case ESCALATE ->
          silent
              ? session.text("dispute.next.silent", answerEnd)
              : n.end().isEmpty()
                  ? session.text("dispute.next.call")
                  : session.text("dispute.next.escalate", time(n.end()));
      case RESOLVE ->
          n.by().contains(Signer.ARBITER)
              ? session.text("dispute.next.arbiter")
              : silent
                  ? session.text("dispute.next.silentBoth", answerEnd)
                  : session.text("dispute.next.both");
    };
  }

  private static String time(OptionalLong millis) {
    return millis.isPresent() ? Utc.ofMillis(millis.getAsLong()) : "–";
  }

  /// What silence on a claim will mean.
  String means(Silence silence, Claim claim) {
    boolean credit = silence == Silence.ACCEPTED && !claim.grantsNoCredit();
    return session.text("dispute.silence." + (credit ? Silence.REJECTED : silence).text());
  }

  private String means(DisputeState otherwise) {
    return session.text(
        "dispute.silence."
            + switch (otherwise) {
              case SETTLED -> Silence.ACCEPTED.text();
              case REJECTED -> Silence.REJECTED.text();
              case OPEN, WITHDRAWN, RESOLVED, ESCALATED, LAPSED -> Silence.OPEN.text();
            });
  }

  /// What stays payable of a statement while disputes on it are not closed, and how the client
  /// stands to it.
  void payable(Period period) {
    disputes
        .payable(period)
        .ifPresent(
            p ->
                session.say(
                    amounts(period, p.total(), p.contested(), p.wrong())
                        + session.text(
                            "dispute.standing." + p.standing().text(),
                            String.join(", ", p.exceptLines()))));
  }

  /// What stays payable; of a statement that is wrong only what it states, and why.
  String amounts(Period period, Micros total, Micros contested, Optional<Finding> wrong) {
    return wrong
        .map(
            f ->
                session.text(
                    "dispute.payable.wrong",
                    period,
                    disputes.money(period, total),
                    disputes.money(period, contested),
                    f.code(),
                    f.expected(),
                    f.found()))
        .orElseGet(
            () ->
                session.text(
                    "dispute.payable",
                    period,
                    disputes.money(period, total),
                    disputes.money(period, contested),
                    disputes.money(period, Payable.rest(total, contested))));
  }

  /// The same for machines.
  Json.Builder json(DisputeEntry d) {
    DisputeState state = disputes.state(d);
    Json.Builder out =
        Json.object()
            .put("dispute", d.digest().toHex())
            .put("entry", d.index())
            .put("period", d.period().yyyymm())
            .put("statement", d.dispute().statementHash().toHex())
            .put("state", state.text())
            .put("contested", d.dispute().contestedMicros().toString())
            .put("reason", d.claim().reason().text())
            .put("closed", state.isClosed());
    disputes.history().answer(d).ifPresent(a -> out.put("answer", a.answer().answer().text()));
    disputes.restating(d).ifPresent(r -> out.put("restatedBy", r.index()));
    disputes.history().answerEnd(d).ifPresent(t -> out.put("answerUntilMillis", t));
    disputes.history().lapseEnd(d).ifPresent(t -> out.put("escalateUntilMillis", t));
    disputes
        .payable(d.period())
        .ifPresent(
            p -> {
              out.put("statementContested", p.contested().value().toString())
                  .put("standing", p.standing().text());
              p.payable().ifPresent(a -> out.put("payable", a.value().toString()));
              p.wrong().ifPresent(f -> out.put("wrong", f.code().id()));
            });
    return out;
  }

  /// The claim, offer and award besides.
  Json.Obj jsonWhole(DisputeEntry d) {
    Json.Builder out = json(d);
    Claim claim = disputes.claim(d);
    List<Json> items = new ArrayList<>();
    for (Claim.Item i : claim.items()) {
      items.add(
          Json.object()
              .put("period", i.period().yyyymm())
              .put("line", i.line())
              .put("stated", i.result().amount().value().toString())
              .put("claimed", i.claimed().value().toString())
              .build());
    }
    List<Json> adjusted = new ArrayList<>();
    for (Claim.Adjusted a : claim.adjusted()) {
      adjusted.add(
          Json.object()
              .put("period", a.period().yyyymm())
              .put("line", a.line())
              .put("contested", a.contested().value().toString())
              .build());
    }
    out.put("items", items)
        .put("adjusted", adjusted)
        .put("records", ranges(claim.records()))
        .put("note", claim.note());
    disputes
        .offer(d)
        .ifPresent(
            o ->
                out.put(
                    "offered",
                    o.items().stream()
                        .map(
                            i ->
                                Json.object()
                                    .put("period", i.period().yyyymm())
                                    .put("line", i.line())
                                    .put("amount", i.offered().value().toString())
                                    .build())
                        .toList()));
    disputes
        .history()
        .resolution(d)
        .ifPresent(
            r -> {
              out.put("method", r.resolution().method().text())
                  .put("byArbiter", r.byArbiter())
                  .put("resolution", r.index());
              disputes.award(d).ifPresent(a -> out.put("awarded", items(a)));
            });
    return out.build();
  }

  static List<Json.Obj> items(Award award) {
    return award.items().stream()
        .map(
            i ->
                Json.object()
                    .put("period", i.period().yyyymm())
                    .put("line", i.line())
                    .put("amount", i.amount().value().toString())
                    .build())
        .toList();
  }

  static List<Json> ranges(List<RecordRange> ranges) {
    List<Json> out = new ArrayList<>();
    ranges.forEach(r -> out.add(Json.array(Json.of(r.first()), Json.of(r.last()))));
    return out;
  }

  /// Why a settlement stands in a statement: which dispute, who agreed, claim and award.
  List<String> why(DisputeEntry d, Period period, String line, Micros amount) {
    List<String> out = new ArrayList<>();
    out.add(
        session.text(
            "settle.why",
            disputes.money(period, amount),
            d.digest().toHex().substring(0, StatementTable.SHORT),
            d.index(),
            d.period()));
    for (Claimed.Item i : d.claim().items()) {
      if (i.period().equals(period) && i.line().equals(line)) {
        out.add(
            "  "
                + session.text(
                    "settle.claimed",
                    disputes.money(period, i.stated()),
                    disputes.money(period, i.claimed())));
      }
    }
    Optional<ResolutionEntry> resolution = disputes.history().resolution(d);
    Optional<AnswerEntry> answer = disputes.history().answer(d);
    if (resolution.isPresent()) {
      out.add(
          "  "
              + session.text(
                  resolution.get().byArbiter() ? "settle.byArbiter" : "settle.byBoth",
                  resolution.get().index(),
                  disputes.money(period, amount)));
    } else if (answer.isPresent() && answer.get().answer().answer() == AnswerKind.ACCEPT) {
      out.add("  " + session.text("settle.byProvider", answer.get().index()));
    } else {
      String until = time(disputes.history().answerEnd(d));
      out.add("  " + session.text("settle.bySilence", until));
    }
    return out;
  }
}
