package io.countersign.cli;

import io.countersign.core.base.Bytes32;
import io.countersign.core.encoding.Json;
import io.countersign.store.LedgerArchive;
import io.countersign.store.LedgerStore;
import io.countersign.store.LedgerStores;
import io.countersign.store.SqliteLedgerStores;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `backup`: a whole ledger as one file, while a node may go on writing it. To a name that ends in
/// `.db`, a file of SQLite's own; to any other, an archive that every store takes.
@Command(name = "backup")
class BackupCommand extends StoreCommand {
  @Option(names = "--out", required = true, paramLabel = "FILE", descriptionKey = "backup.out")
  private Path out = Path.of("");

  BackupCommand(Session session) {
    super(session);
  }

  @Override
  int run() {
    Disk.refuseExisting(out);
    return with(this::backUp);
  }

  private int backUp(LedgerStores stores) {
    Bytes32 id = one(stores);
    long size;
    if (stores instanceof SqliteLedgerStores files && out.toString().endsWith(".db")) {
      size = files.backUp(id, out);
    } else {
      try (LedgerStore store = stores.read(id)) {
        Disk.write(out, true, to -> LedgerArchive.write(store, id, to));
      }
      size = LedgerArchive.open(out).size();
    }
    session().tell("backup.done", id, Amounts.grouped(size), out);
    session()
        .answer(
            Json.object()
                .put("ledger", id.toHex())
                .put("size", size)
                .put("out", Cli.clean(out.toString()))
                .build());
    return Exit.PASSED;
  }
}
