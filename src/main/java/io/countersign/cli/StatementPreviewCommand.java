package io.countersign.cli;

import io.countersign.core.ledger.History;
import io.countersign.core.statement.Statement;
import io.countersign.core.statement.Statements;
import io.countersign.core.terms.Period;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `statement preview`: what a statement would say if its period closed now.
@Command(name = "preview")
final class StatementPreviewCommand extends SigningCommand {
  @Option(names = "--period", required = true, paramLabel = "YYYY-MM", descriptionKey = "period")
  private String period = "";

  StatementPreviewCommand(Session session) {
    super(session);
  }

  @Override
  int run() {
    Period wanted = LedgerReader.period(period);
    return ledgers()
        .read(
            image -> {
              History history = image.history();
              Statement statement =
                  Issuer.computed(
                          new Statements(history, session().host().workers()).preview(wanted))
                      .statement();
              history
                  .statement(wanted)
                  .ifPresentOrElse(
                      issued -> session().tell("preview.issued", issued.index()),
                      () -> session().tell("preview.note"));
              new StatementTable(session().texts(), LedgerReader.terms(history, wanted))
                  .of(statement)
                  .forEach(session()::say);
              session().answer(statement.toJson());
              return Exit.PASSED;
            });
  }
}
