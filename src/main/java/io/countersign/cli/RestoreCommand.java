package io.countersign.cli;

import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.encoding.Json;
import io.countersign.sequencer.Fsck;
import io.countersign.sequencer.Resumption;
import io.countersign.store.LedgerStores;
import io.countersign.store.StagingStore;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `restore`: puts a ledger from a file into a store, marked as restored: nobody appends to it
/// before `ledger resume` says that nobody has seen more.
@Command(name = "restore")
class RestoreCommand extends StoreCommand {
  @Parameters(arity = "0..1", paramLabel = "FILE", descriptionKey = "restore.file")
  private @Nullable Path file;

  @Option(names = "--refill", paramLabel = "FILE", descriptionKey = "restore.refill")
  private @Nullable Path refill;

  RestoreCommand(Session session) {
    super(session);
  }

  @Override
  int run() {
    Optional<LedgerCopy> from = Optional.ofNullable(file).map(LedgerCopy::of);
    Optional<LedgerCopy> ahead = Optional.ofNullable(refill).map(LedgerCopy::of);
    if (from.isEmpty() && ahead.isEmpty()) {
      throw CliException.usage(Code.USAGE, "restore", "FILE or --refill", "nothing");
    }
    return with(stores -> restore(stores, from, ahead));
  }

  private int restore(LedgerStores stores, Optional<LedgerCopy> from, Optional<LedgerCopy> ahead) {
    Bytes32 id = from.isPresent() ? from.get().id() : one(stores);
    long[] added = {0};
    try (StagingStore store = from.isPresent() ? stores.create(id) : stores.open(id)) {
      from.ifPresent(copy -> copy.into(store));
      ahead.ifPresent(
          copy ->
              copy.read(c -> added[0] = Resumption.refill(store, c, session().host().workers())));
      Fsck.Result result = Fsck.check(store, session().host().workers());
      if (!result.isSound()) {
        throw CliException.refused(result.findings());
      }
      session().tell("restore.done", id, Amounts.grouped(result.entries()), added[0]);
      session()
          .answer(
              Json.object()
                  .put("ledger", id.toHex())
                  .put("size", result.entries())
                  .put("refilled", added[0])
                  .build());
    }
    return Exit.PASSED;
  }
}
