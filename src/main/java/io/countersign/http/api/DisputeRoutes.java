package io.countersign.http.api;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.MalformedException;
import io.countersign.core.dispute.DisputeStatus;
import io.countersign.core.dispute.Disputes;
import io.countersign.core.dispute.NextStep;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import io.countersign.core.ledger.Claim;
import io.countersign.core.ledger.DisputeEntry;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.Settlement;
import io.countersign.core.terms.Period;
import io.countersign.http.Exchange;
import io.countersign.http.Right;
import io.countersign.sequencer.Ledger;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Disputes and how they stand by the node's clock.
final class DisputeRoutes {
  private final InstantSource clock;

  DisputeRoutes(InstantSource clock) {
    this.clock = clock;
  }

  List<Operation> operations() {
    return List.of(
        Operation.get("listDisputes", "/ledgers/{ledger}/disputes", this::list),
        Operation.get("getDispute", "/ledgers/{ledger}/disputes/{digest}", this::one));
  }

  private void list(Exchange e) throws MalformedException {
    e.onlyQueries("period", "limit", "cursor");
    long period = e.query("period", Period.MIN, Period.MAX, 0);
    int limit = Forms.limit(e);
    long from = Forms.indexCursor(e);
    History history = e.ledger(Right.READ).ledger().history();
    List<Json> out = new ArrayList<>();
    Json.Builder answer = Json.object();
    for (DisputeStatus s : Disputes.at(history, now(history))) {
      DisputeEntry d = s.dispute();
      if (d.index() < from || (period != 0 && d.period().yyyymm() != period)) {
        continue;
      }
      if (out.size() == limit) {
        answer.put("next", Long.toString(d.index()));
        break;
      }
      out.add(dispute(history, s).build());
    }
    Forms.answer(e, 200, history.size(), answer.put("disputes", out));
  }

  private void one(Exchange e) throws MalformedException {
    e.onlyQueries();
    Bytes32 digest = e.parameter32("digest");
    Ledger ledger = e.ledger(Right.READ).ledger();
    History history = ledger.history();
    DisputeStatus status =
        Disputes.at(history, now(history)).stream()
            .filter(s -> s.dispute().digest().equals(digest))
            .findFirst()
            .orElseThrow(() -> Forms.absent(ledger, "digest", "that of a dispute"));
    Json.Builder out = dispute(history, status);
    Bytes claim =
        ledger
            .store()
            .object(status.dispute().dispute().claim())
            .orElseThrow(() -> Forms.absent(ledger, "claim", "its object"));
    out.put("claim", JsonReader.canonical(claim, Claim.MAX_BYTES));
    Forms.answer(e, 200, history.size(), Json.object().put("dispute", out.build()));
  }

  private long now(History history) {
    return Math.max(clock.millis(), history.leafTime(history.size() - 1));
  }

  private static Json.Builder dispute(History history, DisputeStatus s) {
    DisputeEntry d = s.dispute();
    List<Json> entries = new ArrayList<>();
    entries.add(Json.of(d.index()));
    Json.Builder out =
        Json.object()
            .put("digest", d.digest().toHex())
            .put("index", d.index())
            .put("period", d.period().yyyymm())
            .put("statementHash", d.dispute().statementHash().toHex())
            .put("claimed", d.dispute().contestedMicros().toString())
            .put("contested", s.contested().value().toString())
            .put("state", s.state().text());
    s.restating().ifPresent(r -> out.put("restatedBy", r.index()));
    s.answer()
        .ifPresent(
            a -> {
              entries.add(Json.of(a.index()));
              out.put(
                  "answer",
                  Json.object()
                      .put("answer", a.answer().answer().text())
                      .put("index", a.index())
                      .build());
            });
    history.withdrawal(d).ifPresent(w -> entries.add(Json.of(w.index())));
    s.escalation().ifPresent(x -> entries.add(Json.of(x.index())));
    s.resolution().ifPresent(r -> entries.add(Json.of(r.index())));
    List<Json> settlements = new ArrayList<>();
    for (Settlement x : s.settlements()) {
      settlements.add(
          Json.object()
              .put("period", x.period().yyyymm())
              .put("line", x.line())
              .put("amount", x.amount().value().toString())
              .build());
    }
    s.next().ifPresent(n -> out.put("next", next(n)));
    return out.put("entries", entries).put("settlements", settlements);
  }

  private static Json next(NextStep step) {
    Json.Builder out =
        Json.object()
            .put("act", step.act().name().toLowerCase(Locale.ROOT))
            .put("by", step.by().stream().map(b -> Json.of(b.text())).toList())
            .put("otherwise", step.otherwise().text());
    step.end().ifPresent(t -> out.put("until", t));
    return out.build();
  }
}
