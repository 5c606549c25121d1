package io.countersign.store;

import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;

/// A directory of ledgers: where a node keeps the stores of many agreements, and its own documents.
///
/// At most one store of a ledger writes at any time. Where the engine can tell that somebody else
/// has the ledger open, opening it is refused (SQLite, memory: `STORE_LOCKED`); elsewhere opening
/// takes the ledger over, and whoever had it before is refused at its next write (PostgreSQL:
/// `STORE_FENCED`). Any thread may call. Every method throws [StoreException] when the disk or the
/// database fails.
public interface LedgerStores extends AutoCloseable {
  /// The directory that `address` names: `jdbc:postgresql://host:port/database`, with schema and
  /// credentials from the environment (see [PostgresAccess]); `memory:` for one that ends with the
  /// process; anything else is a folder of SQLite files.
  ///
  /// @param threads makes the threads that look after the connections to a database
  /// @throws StoreException `STORE_ADDRESS`, and as the engine's own `open`
  static LedgerStores of(String address, Map<String, String> env, ThreadFactory threads) {
    if (address.equals("memory:")) {
      return new MemoryLedgerStores();
    }
    if (address.startsWith("jdbc:")) {
      return PostgresLedgerStores.open(PostgresAccess.of(address, env), threads);
    }
    try {
      return SqliteLedgerStores.at(Path.of(address));
    } catch (InvalidPathException e) {
      throw new StoreException(
          Code.STORE_ADDRESS, "store", "a folder, or jdbc:postgresql://…", e.getReason());
    }
  }

  /// The ids of all ledgers, ascending. Among them may be one whose creation was interrupted:
  /// opening that one says `STORE_NOT_FOUND`, and creating it takes it up.
  List<Bytes32> list();

  /// Makes the store of a new ledger, open for writing, without any entry.
  ///
  /// @throws StoreException `STORE_EXISTS` if the ledger holds an entry, `STORE_LOCKED`
  StagingStore create(Bytes32 id);

  /// Opens a ledger that holds at least one entry, for writing.
  ///
  /// @throws StoreException `STORE_NOT_FOUND`, `STORE_LOCKED`, `STORE_DAMAGED`
  StagingStore open(Bytes32 id);

  /// Opens a ledger that holds at least one entry, for reading, whoever writes it meanwhile.
  /// Reading its head first and what lies below it afterwards gives one whole ledger, for nothing
  /// below a head ever changes. Writing to it throws `IllegalStateException`.
  ///
  /// @throws StoreException `STORE_NOT_FOUND`, `STORE_DAMAGED`
  LedgerStore read(Bytes32 id);

  /// Takes away what an interrupted or refused creation left behind. Of a ledger that is not there
  /// nothing is taken away.
  ///
  /// @throws StoreException `STORE_EXISTS` if it holds an entry, `STORE_LOCKED` if it is open
  void discard(Bytes32 id);

  /// The documents of the node, which belong to no ledger. Closed with this directory.
  NodeDocuments documents();

  /// Closes the directory. The stores that it opened are closed first, by whoever opened them.
  /// Closing twice is allowed.
  @Override
  void close();
}
