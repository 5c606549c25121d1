package io.countersign.cli;

import picocli.CommandLine.Command;

/// `ledger import`: the same as `restore`, under the name by which ledgers move between stores.
@Command(name = "import")
final class LedgerImportCommand extends RestoreCommand {
  LedgerImportCommand(Session session) {
    super(session);
  }
}
