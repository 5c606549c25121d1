package io.countersign.cli;

import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.store.LedgerStores;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Option;

/// What commands take that look after a store of ledgers.
abstract class StoreCommand extends HomeCommand {
  @Option(names = "--store", paramLabel = "DIR|jdbc:postgresql://…", descriptionKey = "store")
  private String store = "";

  @Option(names = "--ledger", paramLabel = "ID", descriptionKey = "ledger")
  private String ledger = "";

  StoreCommand(Session session) {
    super(session);
  }

  /// Opens the store, and closes it after `work`.
  final <T> T with(Function<LedgerStores, T> work) {
    Host host = session().host();
    String address = store.isEmpty() ? home().ledgers().toString() : store;
    try (LedgerStores stores = LedgerStores.of(address, host.env(), host.threads())) {
      return work.apply(stores);
    }
  }

  /// Whether a ledger was named.
  final boolean isNamed() {
    return !ledger.isEmpty();
  }

  /// The ledgers whose ids begin as the one that was named.
  final List<Bytes32> named(LedgerStores stores) {
    return stores.list().stream().filter(id -> id.toHex().startsWith(ledger)).toList();
  }

  /// The ledger that was named, or the only one.
  ///
  /// @throws CliException `LEDGER_NOT_FOUND` if it is none or several
  final Bytes32 one(LedgerStores stores) {
    List<Bytes32> found = named(stores);
    if (found.size() != 1) {
      throw CliException.usage(
          Code.LEDGER_NOT_FOUND,
          "--ledger",
          isNamed() ? "one ledger " + ledger + "…" : "one ledger, or --ledger to name it",
          found.isEmpty() ? "none" : found.size() + " of them");
    }
    return found.getFirst();
  }
}
