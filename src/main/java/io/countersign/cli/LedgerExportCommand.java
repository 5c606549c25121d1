package io.countersign.cli;

import picocli.CommandLine.Command;

/// `ledger export`: the same as `backup`, under the name by which ledgers move between stores.
@Command(name = "export")
final class LedgerExportCommand extends BackupCommand {
  LedgerExportCommand(Session session) {
    super(session);
  }
}
