package io.countersign.cli;

import io.countersign.core.base.Code;
import io.countersign.core.compare.Comparison;
import io.countersign.core.encoding.Json;
import io.countersign.core.money.Micros;
import io.countersign.core.rating.LineResult;
import io.countersign.core.rating.Step;
import io.countersign.core.rating.WindowStep;
import io.countersign.core.statement.StatementResult;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A comparison of plans as people and machines read it.
final class ComparisonTable {
  private static final int LINES_SHOWN = 6;
  private static final String NONE = "–";

  private final Session session;
  private final Comparison comparison;
  private final long records;
  private final Terms first;

  ComparisonTable(Session session, Comparison comparison, long records) {
    this.session = session;
    this.comparison = comparison;
    this.records = records;
    this.first = comparison.outcomes().getFirst().plan().terms();
  }

  void tell() {
    List<Period> months = comparison.months();
    session.tell(
        "compare.title",
        comparison.outcomes().size(),
        Amounts.grouped(records),
        months.getFirst(),
        months.getLast(),
        first.currency().code());
    session.say(months());
    session.tell("compare.mark");
    for (int i = 0; i < comparison.outcomes().size(); i++) {
      session.say("");
      reasons(i);
    }
  }

  private Table months() {
    List<Comparison.Outcome> plans = comparison.outcomes();
    Table table = Table.of("  ", "l" + "rl".repeat(plans.size()));
    List<Object> head = new ArrayList<>(List.of(session.text("compare.month")));
    plans.forEach(
        p -> {
          head.add(p.plan().name());
          head.add("");
        });
    table.add(head.toArray()).rule();
    for (int m = 0; m < comparison.months().size(); m++) {
      List<Object> row = new ArrayList<>(List.of(comparison.months().get(m)));
      for (int i = 0; i < plans.size(); i++) {
        row.add(plans.get(i).total(m).map(this::money).orElse(NONE));
        row.add(comparison.cheapest(m).contains(i) ? "*" : "");
      }
      table.add(row.toArray());
    }
    table.rule();
    List<Object> sum = new ArrayList<>(List.of(session.text("compare.sum")));
    List<Object> above = new ArrayList<>(List.of(session.text("compare.above")));
    List<Object> idle = new ArrayList<>(List.of(session.text("compare.idle")));
    for (int i = 0; i < plans.size(); i++) {
      Comparison.Outcome o = plans.get(i);
      sum.add(money(o.total()) + (o.complete() ? "" : " ?"));
      sum.add(comparison.cheapest().contains(i) ? "*" : "");
      above.add(above(i).orElse(NONE));
      above.add("");
      idle.add(money(o.idle()));
      idle.add("");
    }
    return table.add(sum.toArray()).add(above.toArray()).add(idle.toArray());
  }

  /// How much more than the cheapest, in percent.
  private Optional<String> above(int i) {
    Comparison.Outcome o = comparison.outcomes().get(i);
    List<Integer> best = comparison.cheapest();
    if (!o.complete() || best.isEmpty() || best.contains(i)) {
      return Optional.empty();
    }
    Micros least = comparison.outcomes().get(best.getFirst()).total();
    return percent(o.total().minus(least), least).map(p -> "+" + p);
  }

  private static Optional<String> percent(Micros part, Micros whole) {
    return Comparison.perMille(part, whole)
        .map(
            p -> {
              String digits = p.abs().toString();
              digits = digits.length() < 2 ? "0" + digits : digits;
              int point = digits.length() - 1;
              return (p.signum() < 0 ? "-" : "")
                  + digits.substring(0, point)
                  + "."
                  + digits.substring(point)
                  + " %";
            });
  }

  private void reasons(int i) {
    Comparison.Outcome o = comparison.outcomes().get(i);
    Terms terms = o.plan().terms();
    session.tell("compare.plan", o.plan().name(), pick(terms.title()));
    List<Integer> best = comparison.cheapest();
    long won = 0;
    for (int m = 0; m < comparison.months().size(); m++) {
      won += comparison.cheapest(m).contains(i) ? 1 : 0;
    }
    session.tell(
        best.contains(i) ? "compare.cheapest" : "compare.won", won, comparison.months().size());
    if (o.complete() && !best.isEmpty() && !best.contains(i)) {
      Comparison.Outcome least = comparison.outcomes().get(best.getFirst());
      session.tell(
          "compare.more",
          money(o.total().minus(least.total())),
          above(i).orElse(NONE),
          least.plan().name());
    }
    session.tell(
        "compare.fixed",
        money(o.idle()),
        percent(o.idle(), o.total()).orElse(NONE),
        money(o.total().minus(o.idle())));
    lines(o);
    open(o);
    refused(o);
    if (o.outside() > 0) {
      session.tell(
          "compare.outside", Amounts.grouped(o.outside()), terms.term().from(), terms.term().to());
    }
    o.ignored()
        .forEach(
            (code, count) ->
                session.tell("compare.ignored", Amounts.grouped(count), code, sentence(code)));
  }

  private void lines(Comparison.Outcome o) {
    Table table = Table.of("    ", "lrr");
    List<Map.Entry<String, Micros>> lines =
        o.lines().entrySet().stream()
            .filter(e -> !e.getValue().isZero())
            .sorted((a, b) -> b.getValue().value().abs().compareTo(a.getValue().value().abs()))
            .toList();
    for (Map.Entry<String, Micros> line : lines.stream().limit(LINES_SHOWN).toList()) {
      table.add(
          label(o, line.getKey()),
          money(line.getValue()),
          percent(line.getValue(), o.total()).orElse(""));
    }
    session.say(table);
    if (lines.size() > LINES_SHOWN) {
      session.tell("compare.lines-more", lines.size() - LINES_SHOWN);
    }
  }

  /// What is settled after the last month: a minimum of a quarter, a year or the term.
  private void open(Comparison.Outcome o) {
    if (o.results().getLast() instanceof StatementResult.Computed last) {
      for (LineResult line : last.rated().lines()) {
        for (Step step : line.trace().steps()) {
          if (step instanceof WindowStep.Open open) {
            session.tell("compare.open", label(o, line.id()), open.until());
          }
        }
      }
    }
  }

  private String label(Comparison.Outcome o, String line) {
    return o.plan().terms().line(line).map(l -> pick(l.label())).orElse(line);
  }

  private void refused(Comparison.Outcome o) {
    for (int m = 0; m < o.results().size(); m++) {
      if (o.results().get(m) instanceof StatementResult.Refused r) {
        session.tell("compare.refused", comparison.months().get(m));
        session.say(Cli.describe(session.texts(), r.finding()));
      }
    }
  }

  private String sentence(String code) {
    for (Code c : Code.values()) {
      if (c.id().equals(code)) {
        return session.texts().wrong(c);
      }
    }
    return code;
  }

  private String pick(Text text) {
    return Cli.clean(session.texts().pick(text.zh(), text.en()));
  }

  private String money(Micros amount) {
    return Amounts.money(amount, first.currency().exponent());
  }

  /// Amounts in micros; `null` where a month has no total.
  Json.Obj json() {
    List<Json> plans = new ArrayList<>();
    for (int i = 0; i < comparison.outcomes().size(); i++) {
      plans.add(plan(i));
    }
    return Json.object()
        .put("currency", first.currency().code())
        .put("records", records)
        .put("months", comparison.months().stream().map(m -> Json.of(m.yyyymm())).toList())
        .put("plans", plans)
        .put(
            "cheapest",
            comparison.cheapest().stream()
                .map(i -> Json.of(comparison.outcomes().get(i).plan().name()))
                .toList())
        .build();
  }

  private Json plan(int i) {
    Comparison.Outcome o = comparison.outcomes().get(i);
    List<Json> months = new ArrayList<>();
    for (int m = 0; m < o.results().size(); m++) {
      months.add(
          switch (o.results().get(m)) {
            case StatementResult.Computed c -> c.statement().toJson();
            case StatementResult.Refused r -> Cli.json(r.finding());
          });
    }
    Json.Builder lines = Json.object();
    o.lines().forEach((id, amount) -> lines.put(id, amount.value().toString()));
    return Json.object()
        .put("name", o.plan().name())
        .put("terms", o.plan().terms().hash().toHex())
        .put("complete", o.complete())
        .put("total", o.total().value().toString())
        .put("idle", o.idle().value().toString())
        .put("outside", o.outside())
        .put("lines", lines.build())
        .put("months", months)
        .build();
  }
}
