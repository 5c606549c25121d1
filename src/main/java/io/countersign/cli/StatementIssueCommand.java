package io.countersign.cli;

import io.countersign.core.encoding.Json;
import io.countersign.core.terms.Period;
import io.countersign.sequencer.WritableLedger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `statement issue`: the provider closes a period.
@Command(name = "issue")
final class StatementIssueCommand extends SigningCommand {
  @Option(names = "--period", required = true, paramLabel = "YYYY-MM", descriptionKey = "period")
  private String period = "";

  @Option(names = "--key", required = true, paramLabel = "NAME", descriptionKey = "issue.key")
  private String key = "";

  @Mixin private final NodeOption node = new NodeOption();

  StatementIssueCommand(Session session) {
    super(session);
  }

  @Override
  int run() {
    Period wanted = LedgerReader.period(period);
    Keyring keys = keys();
    try (WritableLedger ledger = ledgers().open(keys::log, node)) {
      Issuer issuer = new Issuer(session(), ledger, session().host().clock());
      Issuer.Issued issued = issuer.issue(wanted, keys.party(key));
      new StatementTable(session().texts(), LedgerReader.terms(ledger.history(), wanted))
          .of(issued.statement())
          .forEach(session()::say);
      session()
          .tell(
              issued.fresh() ? "issue.done" : "issue.before",
              issued.index(),
              issued.statement().hash());
      session()
          .answer(
              Json.object()
                  .put("entry", issued.index())
                  .put("fresh", issued.fresh())
                  .put("statement", issued.statement().toJson())
                  .put("statementHash", issued.statement().hash().toHex())
                  .build());
      return Exit.PASSED;
    }
  }
}
