package io.countersign.cli;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.Policy;
import io.countersign.core.ledger.StatementEntry;
import io.countersign.core.statement.Statement;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Terms;
import java.util.Optional;
import picocli.CommandLine.Command;

/// `statement show`: a statement that was issued.
@Command(name = "show")
final class StatementShowCommand extends StatementReadingCommand {
  StatementShowCommand(Session session) {
    super(session);
  }

  @Override
  int run() {
    Period wanted = period();
    Optional<BundleReader> bundle = bundle(new Policy[1]);
    try {
      if (bundle.isPresent()) {
        var entry = bundle.get().entry(wanted);
        show(bundle.get().statement(entry), bundle.get().terms(entry));
        return Exit.PASSED;
      }
      return ledgers()
          .read(
              image -> {
                History history = image.history();
                StatementEntry entry =
                    history
                        .statement(wanted)
                        .orElseThrow(
                            () ->
                                CliException.refused(
                                    Code.ENTRY_NOT_FOUND,
                                    "ledger",
                                    "a statement of " + wanted,
                                    "none"));
                Bytes object =
                    image.store().object(entry.statement().statementHash()).orElse(Bytes.EMPTY);
                try {
                  show(Statement.parse(object), LedgerReader.terms(history, wanted));
                } catch (MalformedException e) {
                  throw CliException.malformed("statement of " + wanted, e);
                }
                return Exit.PASSED;
              });
    } catch (MalformedException e) {
      throw CliException.malformed("bundle", e);
    }
  }

  private void show(Statement statement, Terms terms) {
    new StatementTable(session().texts(), terms).of(statement).forEach(session()::say);
    session().answer(statement.toJson());
  }
}
