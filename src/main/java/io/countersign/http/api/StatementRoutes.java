package io.countersign.http.api;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.dispute.Payable;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import io.countersign.core.ledger.AcceptanceEntry;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.StatementEntry;
import io.countersign.core.rating.Contribution;
import io.countersign.core.rating.KpiResult;
import io.countersign.core.statement.Explanation;
import io.countersign.core.statement.Statement;
import io.countersign.core.statement.StatementResult;
import io.countersign.core.statement.Statements;
import io.countersign.core.terms.Period;
import io.countersign.http.Exchange;
import io.countersign.http.Problem;
import io.countersign.http.Right;
import io.countersign.sequencer.Ledger;
import io.countersign.service.RefusedException;
import io.countersign.service.StatementDesk;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Statements: those that were issued, what one would be now, how a line came about.
final class StatementRoutes {
  private final StatementDesk desk;

  private final InstantSource clock;

  StatementRoutes(StatementDesk desk, InstantSource clock) {
    this.desk = desk;
    this.clock = clock;
  }

  List<Operation> operations() {
    return List.of(
        Operation.get("listStatements", "/ledgers/{ledger}/statements", this::list),
        Operation.get("getStatement", "/ledgers/{ledger}/statements/{period}", this::one),
        Operation.get(
            "previewStatement", "/ledgers/{ledger}/statements/{period}/preview", this::preview),
        Operation.get(
            "explainLine",
            "/ledgers/{ledger}/statements/{period}/lines/{line}/explain",
            this::explain),
        Operation.get(
            "getPayable", "/ledgers/{ledger}/statements/{period}/payable", this::payable));
  }

  private void list(Exchange e) throws MalformedException {
    e.onlyQueries("limit", "cursor");
    int limit = Forms.limit(e);
    long from = Forms.indexCursor(e);
    Ledger ledger = e.ledger(Right.READ).ledger();
    History history = ledger.history();
    List<Json> out = new ArrayList<>();
    Json.Builder answer = Json.object();
    for (StatementEntry s : history.statements()) {
      if (s.index() < from) {
        continue;
      }
      if (out.size() == limit) {
        answer.put("next", Long.toString(s.index()));
        break;
      }
      out.add(item(history, s));
    }
    Forms.answer(e, 200, history.size(), answer.put("statements", out));
  }

  static Json item(History history, StatementEntry s) {
    Json.Builder out =
        Json.object()
            .put("period", s.statement().period().yyyymm())
            .put("revision", s.statement().revision())
            .put("index", s.index())
            .put("time", s.leafTime())
            .put("digest", s.digest().toHex())
            .put("statementHash", s.statement().statementHash().toHex())
            .put("total", s.statement().totalMicros().toString())
            .put(
                "latest",
                history
                    .statement(s.statement().period())
                    .map(l -> l.index() == s.index())
                    .orElse(false));
    for (AcceptanceEntry a : history.acceptances()) {
      if (a.statementIndex() == s.index()) {
        out.put("acceptance", a.index());
        if (!a.exceptLines().isEmpty()) {
          out.put("excepted", a.exceptLines().stream().map(Json::of).toList());
        }
      }
    }
    return out.build();
  }

  private void one(Exchange e) throws MalformedException {
    e.onlyQueries("revision");
    Period period = Forms.period(e);
    long revision = e.query("revision", 0, 0xffff_ffffL, -1);
    Ledger ledger = e.ledger(Right.READ).ledger();
    History history = ledger.history();
    Optional<StatementEntry> entry =
        revision < 0
            ? history.statement(period)
            : history.statements().stream()
                .filter(
                    s ->
                        s.statement().period().equals(period)
                            && s.statement().revision() == revision)
                .findFirst();
    StatementEntry standing =
        entry.orElseThrow(() -> Forms.absent(ledger, "period", "a statement of " + period));
    Bytes document =
        ledger
            .store()
            .object(standing.statement().statementHash())
            .orElseThrow(() -> Forms.absent(ledger, "statement", "its document"));
    Forms.answer(
        e,
        200,
        history.size(),
        Json.object()
            .put("entry", item(history, standing))
            .put("statement", JsonReader.canonical(document, Statement.MAX_BYTES)));
  }

  private void preview(Exchange e) throws MalformedException {
    e.onlyQueries();
    Period period = Forms.period(e);
    History history = e.ledger(Right.READ).ledger().history();
    Statement statement = computed(history, period, true).statement();
    e.set("Cache-Control", "no-store");
    Forms.answer(
        e,
        200,
        history.size(),
        Json.object()
            .put("preview", true)
            .put("statementHash", statement.hash().toHex())
            .put("statement", statement.toJson()));
  }

  private StatementResult.Computed computed(History history, Period period, boolean preview) {
    StatementResult result;
    try {
      result = preview ? desk.preview(history, period) : desk.compute(history, period);
    } catch (RefusedException x) {
      throw Forms.problem(x);
    }
    return switch (result) {
      case StatementResult.Computed c -> c;
      case StatementResult.Refused r ->
          throw Problem.of(422, r.finding()).with("as_of", Json.of(history.size())).asException();
    };
  }

  private void explain(Exchange e) throws MalformedException {
    e.onlyQueries("records");
    Period period = Forms.period(e);
    String line = e.parameter("line");
    int shown = (int) e.query("records", 0, Forms.MAX_PAGE, 10);
    Ledger ledger = e.ledger(Right.READ).ledger();
    History history = ledger.history();
    boolean open = isOpen(history, period);
    StatementResult.Computed computed = computed(history, period, open);
    Optional<Explanation> found;
    try {
      found = desk.explain(history, computed.statement().prefix(), period, line);
    } catch (RefusedException x) {
      throw Forms.problem(x);
    }
    Explanation x = found.orElseThrow(() -> Forms.absent(ledger, "line", "a line of the terms"));
    List<Json> cells = new ArrayList<>();
    for (Explanation.Cell cell : x.cells()) {
      cells.add(
          Json.object()
              .put("key", cell.step().key().stream().map(Json::of).toList())
              .put("records", cell.records().size())
              .put("first", first(cell.records(), shown))
              .build());
    }
    List<Json> measures = new ArrayList<>();
    for (Explanation.Counted m : x.measures()) {
      measures.add(
          Json.object()
              .put("id", m.measure().id())
              .put("value", m.measure().value().toString())
              .put("records", m.records().size())
              .put("first", first(m.records(), shown))
              .build());
    }
    List<Json> kpis = new ArrayList<>();
    for (KpiResult k : x.kpis()) {
      kpis.add(
          Json.object()
              .put("id", k.id())
              .put("num", k.num().toString())
              .put("den", k.den().toString())
              .put("scale", k.scale())
              .put("neutral", k.neutral())
              .build());
    }
    e.set("Cache-Control", "no-store");
    Forms.answer(
        e,
        200,
        history.size(),
        Json.object()
            .put("period", period.yyyymm())
            .put("line", line)
            .put("preview", open)
            .put("prefix", computed.statement().prefix())
            .put("amount", x.result().amount().value().toString())
            .put(
                "label",
                Json.object()
                    .put("en", x.rule().label().en())
                    .put("zh", x.rule().label().zh())
                    .build())
            .put("trace", x.result().trace().toJson())
            .put("kpis", kpis)
            .put("cells", cells)
            .put("measures", measures));
  }

  /// Whether no leaf shows yet that the period's prefix is decided.
  private static boolean isOpen(History history, Period period) {
    return history
        .cutoffMillis(period)
        .map(c -> history.leafTime(history.size() - 1) < c)
        .orElse(false);
  }

  private static List<Json> first(List<Contribution> records, int shown) {
    List<Json> out = new ArrayList<>();
    for (Contribution c : records.subList(0, Math.min(shown, records.size()))) {
      Json.Builder one =
          Json.object()
              .put("number", c.number())
              .put("entry", c.entry())
              .put("record", c.index())
              .put("quantity", c.quantity().toString());
      c.record()
          .usage()
          .ifPresent(u -> one.put("source", u.source()).put("id", u.id()).put("rev", u.rev()));
      out.add(one.build());
    }
    return out;
  }

  /// Why a statement is not what the function gives.
  private Optional<Finding> checked(History history, StatementEntry entry) {
    try {
      return Statements.compare(entry, desk.compute(history, entry.statement().period()));
    } catch (RefusedException x) {
      throw Forms.problem(x);
    }
  }

  /// Source: `src/docs/statement.md` §6.
  private void payable(Exchange e) throws MalformedException {
    e.onlyQueries();
    Period period = Forms.period(e);
    Ledger ledger = e.ledger(Right.READ).ledger();
    History history = ledger.history();
    long now = Math.max(clock.millis(), history.leafTime(history.size() - 1));
    Payable payable =
        Payable.of(history, period, now, s -> checked(history, s))
            .orElseThrow(() -> Forms.absent(ledger, "period", "a statement of " + period));
    List<Json> disputed = new ArrayList<>();
    for (Payable.Disputed d : payable.disputed()) {
      disputed.add(
          Json.object()
              .put("dispute", d.disputeIndex())
              .put("period", d.period().yyyymm())
              .put("line", d.line())
              .put("contested", d.contested().value().toString())
              .build());
    }
    Json.Builder out = Json.object();
    payable.disputeEnd().ifPresent(t -> out.put("disputeUntil", t));
    payable.payable().ifPresent(p -> out.put("payable", p.value().toString()));
    payable.wrong().ifPresent(f -> out.put("wrong", Forms.finding(f, e.lang())));
    Forms.answer(
        e,
        200,
        history.size(),
        out.put("period", period.yyyymm())
            .put("statement", payable.statement().digest().toHex())
            .put("total", payable.total().value().toString())
            .put("contested", payable.contested().value().toString())
            .put("standing", payable.standing().text())
            .put("excepted", payable.exceptLines().stream().map(Json::of).toList())
            .put("disputed", disputed)
            .put("currency", history.termsFor(period).orElseThrow().terms().currency().code())
            .put("at", now));
  }
}
