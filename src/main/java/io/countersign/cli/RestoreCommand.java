package io.countersign.cli;

import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.encoding.Json;
import io.countersign.sequencer.Fsck;
import io.countersign.sequencer.LedgerImage;
import io.countersign.sequencer.Resumption;
import io.countersign.store.LedgerStores;
import io.countersign.store.MemoryLedgerStore;
import io.countersign.store.StagingStore;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

  @Option(names = "--refill-from", paramLabel = "URL", descriptionKey = "restore.refill-from")
  private @Nullable String refillFrom;

  @Mixin private PeerOptions peer = new PeerOptions();

  RestoreCommand(Session session) {
    super(session);
  }

  @Override
  int run() {
    Optional<LedgerCopy> from = Optional.ofNullable(file).map(LedgerCopy::of);
    Optional<LedgerCopy> ahead = Optional.ofNullable(refill).map(LedgerCopy::of);
    if (from.isEmpty() && ahead.isEmpty() && refillFrom == null) {
      throw CliException.usage(Code.USAGE, "restore", "FILE, --refill or --refill-from", "nothing");
    }
    return with(stores -> restore(stores, from, ahead));
  }

  private int restore(LedgerStores stores, Optional<LedgerCopy> from, Optional<LedgerCopy> ahead) {
    Bytes32 id = from.isPresent() ? from.get().id() : one(stores);
    long[] added = {0};
    try (StagingStore store = from.isPresent() ? stores.create(id) : stores.open(id)) {
      from.ifPresent(copy -> copy.into(session(), store));
      ahead.ifPresent(
          copy ->
              copy.read(
                  session(),
                  c -> added[0] += Resumption.refill(store, c, session().host().workers())));
      String url = refillFrom;
      if (url != null) {
        added[0] += refill(store, id, url);
      }
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

  /// From a watch that serves its copy, or another node: taken whole and checked before anything is
  /// appended.
  private long refill(StagingStore store, Bytes32 id, String url) {
    Optional<Bytes32> pepper =
        store.meta(LedgerImage.PEPPER).map(b -> Bytes32.of(b.unsafeArray(), 0));
    return peer.at(
        session(),
        home(),
        url,
        id,
        log -> {
          try (MemoryLedgerStore copy = TakenCopy.take(session(), id, log, pepper)) {
            return Resumption.refill(store, copy, session().host().workers());
          }
        });
  }
}
