package io.countersign.cli;

import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.crypto.Ed25519Key;
import io.countersign.sequencer.Ledger;
import io.countersign.sequencer.LedgerImage;
import io.countersign.sequencer.Limits;
import io.countersign.sequencer.Opening;
import io.countersign.sequencer.WritableLedger;
import io.countersign.store.LedgerStore;
import io.countersign.store.SqliteLedgerStore;
import io.countersign.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/// The ledgers that lie in a home.
final class Ledgers {
  private final Session session;
  private final Home home;
  private final String named;

  /// @param named an id or the beginning of one; empty for the only ledger that there is
  Ledgers(Session session, Home home, String named) {
    this.session = session;
    this.home = home;
    this.named = named;
  }

  /// The file of the ledger that was named.
  ///
  /// @throws CliException `LEDGER_NOT_FOUND` if it is none or several
  Path file() {
    List<Path> all = List.of();
    if (Files.isDirectory(home.ledgers())) {
      try (Stream<Path> folders = Files.list(home.ledgers())) {
        all =
            folders
                .filter(p -> String.valueOf(p.getFileName()).startsWith(named))
                .filter(p -> Files.isRegularFile(p.resolve("ledger.db")))
                .sorted()
                .toList();
      } catch (IOException e) {
        throw CliException.usage(
            Code.FILE_NOT_READ, home.ledgers().toString(), "a folder", Disk.reason(e));
      }
    }
    if (all.size() != 1) {
      List<String> ids = all.stream().map(p -> String.valueOf(p.getFileName())).toList();
      throw CliException.usage(
          Code.LEDGER_NOT_FOUND,
          home.ledgers().toString(),
          named.isEmpty() ? "one ledger, or --ledger to name it" : "one ledger " + named + "…",
          all.isEmpty() ? "none" : String.join(", ", ids));
    }
    return all.getFirst().resolve("ledger.db");
  }

  /// The id of the ledger that was named: the whole one, or that of the copy that lies here.
  Bytes32 id() {
    if (named.length() == 2 * Bytes32.SIZE) {
      return Remote.ledger(named);
    }
    Path file = file();
    return Remote.ledger(file.getName(file.getNameCount() - 2).toString());
  }

  /// Opens the ledger for writing.
  Ledger open(Function<Bytes32, Ed25519Key> logKey) {
    return open(logKey, session.host().clock());
  }

  /// Opens the ledger for writing: here, or where `node` says, by the copy that lies here.
  WritableLedger open(Function<Bytes32, Ed25519Key> logKey, NodeOption node) {
    return node.url().isPresent()
        ? CopyAtNode.open(session, file(), node.url().get())
        : open(logKey);
  }

  Ledger open(Function<Bytes32, Ed25519Key> logKey, InstantSource clock) {
    LedgerStore store = SqliteLedgerStore.open(file());
    try {
      Bytes32 wanted = LedgerImage.load(store, session.host().workers()).state().genesis().logKey();
      return Ledger.open(store, logKey.apply(wanted), environment(session, clock));
    } catch (CliException | StoreException e) {
      store.close();
      throw e;
    }
  }

  /// Begins a ledger.
  ///
  /// @throws CliException `LEDGER_EXISTS`, or why the agreement does not open one
  Ledger.Creation.Created create(
      Bytes32 id, Opening opening, Ed25519Key logKey, InstantSource clock) {
    Path folder = home.ledgers().resolve(id.toHex());
    Disk.makePrivateFolder(home.root());
    Disk.makePrivateFolder(home.ledgers());
    Disk.makePrivateFolder(folder);
    Path file = folder.resolve("ledger.db");
    LedgerStore store;
    try {
      store = SqliteLedgerStore.create(file);
    } catch (StoreException e) {
      if (e.finding().code() == Code.STORE_EXISTS) {
        throw CliException.refused(
            Code.LEDGER_EXISTS, file.toString(), "no ledger yet", "a ledger");
      }
      throw e;
    }
    boolean created = false;
    try {
      switch (Ledger.create(store, opening, logKey, environment(session, clock))) {
        case Ledger.Creation.Created c -> {
          created = true;
          return c;
        }
        case Ledger.Creation.Refused refused -> throw CliException.refused(refused.findings());
      }
    } finally {
      if (!created) {
        store.close();
        removeEmpty(folder);
      }
    }
  }

  /// Takes away the files of a ledger that was not begun.
  private static void removeEmpty(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      files.forEach(f -> f.toFile().delete());
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      folder.toFile().deleteOnExit();
    }
  }

  static Ledger.Environment environment(Session session, InstantSource clock) {
    return new Ledger.Environment(
        clock, session.host().threads(), session.host().workers(), Limits.STANDARD);
  }

  /// Reads the ledger and gives it to `reader`; the store is closed afterwards. Whoever writes it
  /// meanwhile, a node or a watcher, goes on.
  <T> T read(Function<LedgerImage, T> reader) {
    try (LedgerStore store = SqliteLedgerStore.read(file())) {
      return reader.apply(LedgerImage.load(store, session.host().workers()));
    }
  }
}
