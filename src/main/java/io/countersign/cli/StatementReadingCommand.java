package io.countersign.cli;

import io.countersign.core.terms.Period;
import picocli.CommandLine.Option;

/// What commands take that read a statement out of the home's ledger or out of a bundle.
abstract class StatementReadingCommand extends BundleCommand {
  @Option(names = "--period", required = true, paramLabel = "YYYY-MM", descriptionKey = "period")
  private String period = "";

  StatementReadingCommand(Session session) {
    super(session);
  }

  final Period period() {
    return LedgerReader.period(period);
  }
}
