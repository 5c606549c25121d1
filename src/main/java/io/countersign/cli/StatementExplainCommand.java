package io.countersign.cli;

import io.countersign.core.base.Code;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.History;
import io.countersign.core.rating.Contribution;
import io.countersign.core.rating.LineResult;
import io.countersign.core.rating.RatingResult;
import io.countersign.core.rating.Step;
import io.countersign.core.statement.Explanation;
import io.countersign.core.statement.SettledAmount;
import io.countersign.core.statement.Statement;
import io.countersign.core.statement.StatementResult;
import io.countersign.core.statement.Statements;
import io.countersign.core.terms.Line;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Terms;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `statement explain`: how each line came to its amount, step by step.
@Command(name = "explain")
final class StatementExplainCommand extends SigningCommand {
  @Option(names = "--period", required = true, paramLabel = "YYYY-MM", descriptionKey = "period")
  private String period = "";

  @Option(names = "--line", paramLabel = "ID", descriptionKey = "explain.line")
  private String line = "";

  @Option(names = "--records", paramLabel = "N", descriptionKey = "explain.records")
  private int shown;

  StatementExplainCommand(Session session) {
    super(session);
  }

  @Override
  int run() {
    Period wanted = LedgerReader.period(period);
    if (shown < 0 || (shown > 0 && line.isEmpty())) {
      throw CliException.usage(
          Code.USAGE, "--records", "a number above 0, with --line", Integer.toString(shown));
    }
    return ledgers()
        .read(
            image -> {
              History history = image.history();
              Statements statements = new Statements(history, session().host().workers());
              StatementResult issued = statements.compute(wanted);
              StatementResult.Computed computed =
                  issued instanceof StatementResult.Computed c
                      ? c
                      : Issuer.computed(statements.preview(wanted));
              Sight sight = new Sight(image.state(), h -> image.store().object(h));
              explain(
                  LedgerReader.terms(history, wanted),
                  computed,
                  DisputeSight.of(sight, session().host()));
              if (shown > 0 && !line.isEmpty()) {
                Explanation.of(history, computed.statement().prefix(), wanted, line)
                    .ifPresent(this::records);
              }
              return Exit.PASSED;
            });
  }

  /// The first records of each cell and of each figure that the line looks at, by name.
  private void records(Explanation explanation) {
    if (!explanation.cells().isEmpty()) {
      Table table = head();
      explanation.cells().forEach(cell -> add(table, cell.records()));
      session().say(table);
    }
    for (Explanation.Counted counted : explanation.measures()) {
      String label =
          explanation
              .terms()
              .terms()
              .measure(counted.measure().id())
              .map(m -> session().texts().pick(m.label().zh(), m.label().en()))
              .orElse(counted.measure().id());
      session()
          .say(
              "  "
                  + session()
                      .text("explain.figure", label, Amounts.grouped(counted.measure().value())));
      if (!counted.records().isEmpty()) {
        Table table = head();
        add(table, counted.records());
        session().say(table);
      }
    }
  }

  private Table head() {
    return Table.of("    ", "rlrr")
        .add(
            session().text("explain.number"),
            session().text("explain.name"),
            session().text("explain.place"),
            session().text("explain.quantity"));
  }

  private void add(Table table, List<Contribution> records) {
    for (Contribution c : records.subList(0, Math.min(shown, records.size()))) {
      String name = c.record().usage().map(u -> u.source() + "/" + u.id()).orElse("–");
      table.add(c.number(), name, c.entry() + ":" + c.index(), Amounts.grouped(c.quantity()));
    }
  }

  /// Which disputes brought the settlements, who agreed, what was claimed.
  private List<Json> settlements(DisputeSight disputes, Statement statement) {
    List<Json> out = new ArrayList<>();
    DisputeText text = new DisputeText(session(), disputes);
    for (SettledAmount s : statement.settlements()) {
      if (!line.isEmpty() && !line.equals(s.line())) {
        continue;
      }
      disputes
          .history()
          .dispute(s.dispute())
          .ifPresent(
              d -> {
                session()
                    .say(
                        s.line()
                            + "  "
                            + disputes.label(session().texts(), s.period(), s.line())
                            + "  "
                            + disputes.money(s.period(), s.amount()));
                text.why(d, s.period(), s.line(), s.amount()).forEach(w -> session().say("  " + w));
                out.add(text.jsonWhole(d).with("posted", Json.of(s.amount().value().toString())));
              });
    }
    return out;
  }

  private void explain(Terms terms, StatementResult.Computed computed, DisputeSight disputes) {
    RatingResult.Rated rated = computed.rated();
    if (rated.lines().isEmpty()) {
      session().tell("explain.closing", rated.period());
      session().answer(answer(List.of(), settlements(disputes, computed.statement())));
      return;
    }
    List<Json> items = new ArrayList<>();
    Explainer explainer = new Explainer(session().texts(), terms);
    for (LineResult result : rated.lines()) {
      if (!line.isEmpty() && !line.equals(result.id())) {
        continue;
      }
      String label =
          terms
              .line(result.id())
              .map(Line::label)
              .map(t -> session().texts().pick(t.zh(), t.en()))
              .orElse(result.id());
      session()
          .say(
              result.id()
                  + "  "
                  + label
                  + "  "
                  + Amounts.money(result.amount(), terms.currency().exponent()));
      for (Step step : result.trace().steps()) {
        session().say("  " + explainer.of(result.id(), step));
      }
      items.add(result.trace().toJson());
    }
    List<Json> settled = settlements(disputes, computed.statement());
    if (items.isEmpty() && settled.isEmpty()) {
      throw CliException.usage(
          Code.USAGE,
          "--line",
          String.join(", ", rated.lines().stream().map(LineResult::id).toList()),
          line);
    }
    session().answer(answer(items, settled));
  }

  /// Without settlements as ever.
  private static Json answer(List<Json> traces, List<Json> settled) {
    Json.Builder out = Json.object().put("traces", traces);
    return settled.isEmpty() ? out.build() : out.put("settlements", settled).build();
  }
}
