package io.countersign.http.api;

import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.HeldRecord;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.http.Exchange;
import io.countersign.http.Lang;
import io.countersign.http.Right;
import io.countersign.service.RecordSearch;
import java.util.ArrayList;
import java.util.List;

/// Records, found by what is known of them.
final class RecordRoutes {
  List<Operation> operations() {
    return List.of(Operation.get("searchRecords", "/ledgers/{ledger}/records", this::search));
  }

  private void search(Exchange e) throws MalformedException {
    e.onlyQueries("id", "source", "type", "from", "to", "party", "limit", "cursor");
    RecordSearch search =
        new RecordSearch(
            name(e, "id"),
            name(e, "source"),
            name(e, "type"),
            e.query("from", 0, UsageRecord.MAX_AT, 0),
            e.query("to", 0, UsageRecord.MAX_AT, UsageRecord.MAX_AT),
            party(e));
    int limit = Forms.limit(e);
    String cursor = Forms.cursor(e);
    History history = e.ledger(Right.READ).ledger().history();
    RecordSearch.Page page =
        cursor.isEmpty() ? search.first(history, limit) : search.next(history, cursor, limit);
    List<Json> out = new ArrayList<>();
    page.records().forEach(f -> out.add(found(f, e.lang())));
    Json.Builder answer = Json.object().put("records", out);
    if (!page.next().isEmpty()) {
      answer.put("next", page.next());
    }
    e.set("Cache-Control", "no-store");
    Forms.answer(e, 200, page.asOf(), answer);
  }

  private static String name(Exchange e, String parameter) throws MalformedException {
    String name = e.query(parameter).orElse("");
    if (!name.isEmpty() && !UsageRecord.isName(name)) {
      throw pattern(parameter, "[A-Za-z0-9._:-]{1,64}", name);
    }
    return name;
  }

  private static List<Party> party(Exchange e) throws MalformedException {
    String word = e.query("party").orElse("");
    return switch (word) {
      case "" -> List.of();
      case "provider" -> List.of(Party.PROVIDER);
      case "client" -> List.of(Party.CLIENT);
      default -> throw pattern("party", "provider or client", word);
    };
  }

  private static MalformedException pattern(String parameter, String expected, String found) {
    return new MalformedException(
        Code.FIELD_PATTERN, "query." + parameter, -1, expected, MalformedException.show(found));
  }

  private static Json found(RecordSearch.Found f, Lang lang) {
    Json.Builder out =
        Json.object()
            .put("number", f.number())
            .put("entry", f.entry())
            .put("record", f.index())
            .put("party", f.party().text())
            .put("tag", f.record().tag().toHex())
            .put("counts", f.absence().isEmpty());
    f.absence().ifPresent(a -> out.put("finding", Forms.finding(a, lang)));
    f.record()
        .row()
        .ifPresent(r -> out.put("at", r.at()).put("type", r.type()).put("data", r.data()));
    if (!(f.record() instanceof HeldRecord.Full)) {
      out.put("erased", f.record().row().isPresent() ? "name" : "row");
    }
    f.record()
        .usage()
        .ifPresent(u -> out.put("source", u.source()).put("id", u.id()).put("rev", u.rev()));
    return out.build();
  }
}
