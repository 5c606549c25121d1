package io.countersign.cli;

import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.LedgerState;
import io.countersign.core.money.Micros;
import io.countersign.core.statement.StatementLine;
import io.countersign.core.statement.StatementResult;
import io.countersign.core.statement.Statements;
import io.countersign.core.terms.Line;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Terms;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What an entry changes about the lines of some periods.
final class Effect {
  private final Session session;
  private final Map<Period, Map<String, Micros>> before;

  /// When the entry is made, UTC milliseconds.
  private final long now;

  private Effect(Session session, Map<Period, Map<String, Micros>> before) {
    this.session = session;
    this.before = before;
    this.now = session.host().clock().millis();
  }

  /// Remembers what the lines come to now.
  static Effect before(Session session, LedgerState state, Collection<Period> periods) {
    Map<Period, Map<String, Micros>> amounts = new TreeMap<>();
    periods.forEach(p -> amounts.put(p, amounts(session, state, p)));
    return new Effect(session, amounts);
  }

  /// None where the period cannot be rated.
  private static Map<String, Micros> amounts(Session session, LedgerState state, Period period) {
    Map<String, Micros> out = new LinkedHashMap<>();
    switch (new Statements(state.history(), session.host().workers()).preview(period)) {
      case StatementResult.Computed c -> {
        for (StatementLine line : c.statement().lines()) {
          out.put(line.id(), line.amount());
        }
      }
      case StatementResult.Refused r -> {}
    }
    return out;
  }

  /// Shows what they come to after the entry, and answers with the same for machines.
  List<Json> after(LedgerState state) {
    List<Json> out = new ArrayList<>();
    Table table = Table.of("  ", "lllrrrl");
    table.add(
        session.text("adjust.period"),
        session.text("adjust.line"),
        "",
        session.text("adjust.before"),
        session.text("adjust.now"),
        session.text("adjust.difference"),
        session.text("void.statement"));
    table.rule();
    before.forEach(
        (period, was) -> {
          Optional<Period> in = shownIn(state.history(), period);
          amounts(session, state, period)
              .forEach(
                  (id, now) -> {
                    Micros old = was.getOrDefault(id, Micros.ZERO);
                    if (!old.equals(now)) {
                      add(table, state, period, id, old, now, in);
                      Json.Builder row =
                          Json.object()
                              .put("period", period.yyyymm())
                              .put("line", id)
                              .put("before", old.value().toString())
                              .put("now", now.value().toString())
                              .put("final", in.isEmpty());
                      in.ifPresent(p -> row.put("statement", p.yyyymm()));
                      out.add(row.build());
                    }
                  });
        });
    if (out.isEmpty()) {
      session.tell("void.nothing");
    } else {
      session.tell("void.effect");
      session.say(table);
    }
    return out;
  }

  /// The period whose statement shows what an entry of now changes about `period`: its own while
  /// its cut-off is to come, else the next one to close; empty where that one adjusts `period` no
  /// more, since it is final by the terms. Source: statement.md §1
  private Optional<Period> shownIn(History history, Period period) {
    Period p = period;
    while (history.cutoffMillis(p).filter(c -> c <= now).isPresent()) {
      p = p.next();
    }
    Period in = p;
    return history
        .termsFor(in)
        .filter(v -> in.since(period) <= v.terms().cutoff().finalAfterMonths())
        .map(v -> in);
  }

  private void add(
      Table table,
      LedgerState state,
      Period period,
      String id,
      Micros old,
      Micros now,
      Optional<Period> in) {
    Optional<Terms> terms = state.history().termsFor(period).map(v -> v.terms());
    int exponent = terms.map(t -> t.currency().exponent()).orElse(2);
    String label =
        terms
            .flatMap(t -> t.line(id))
            .map(Line::label)
            .map(l -> session.texts().pick(l.zh(), l.en()))
            .orElse("");
    table.add(
        period,
        id,
        label,
        Amounts.money(old, exponent),
        Amounts.money(now, exponent),
        Amounts.money(now.minus(old), exponent),
        in.map(Period::toString).orElseGet(() -> session.text("void.final")));
  }
}
