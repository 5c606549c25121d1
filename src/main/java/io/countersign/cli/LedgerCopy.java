package io.countersign.cli;

import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.sequencer.LedgerImage;
import io.countersign.store.LedgerArchive;
import io.countersign.store.LedgerStore;
import io.countersign.store.MemoryLedgerStore;
import io.countersign.store.Restored;
import io.countersign.store.SqliteLedgerStore;
import io.countersign.store.StagingStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/// A ledger in a file that was named on the command line: an archive, or a store's own file.
final class LedgerCopy {
  private final Path file;
  private final boolean archive;

  private LedgerCopy(Path file, boolean archive) {
    this.file = file;
    this.archive = archive;
  }

  /// @throws CliException `FILE_NOT_FOUND`, `FILE_NOT_READ`
  static LedgerCopy of(Path file) {
    if (!Files.isRegularFile(file)) {
      throw Disk.notFound(file);
    }
    try {
      return new LedgerCopy(file, LedgerArchive.isArchive(file));
    } catch (IOException e) {
      throw CliException.usage(
          Code.FILE_NOT_READ, file.toString(), "a file that can be read", Disk.reason(e));
    }
  }

  Bytes32 id() {
    if (archive) {
      return LedgerArchive.open(file).id();
    }
    try (LedgerStore store = SqliteLedgerStore.read(file)) {
      return LedgerImage.genesis(store).ledgerId();
    }
  }

  /// Puts it into an empty store.
  void into(StagingStore to) {
    if (archive) {
      Restored.read(LedgerArchive.open(file), to);
    } else {
      read(store -> Restored.copy(store, to));
    }
  }

  /// Gives it to `reader` as a store. An archive is read into memory for it.
  void read(Consumer<LedgerStore> reader) {
    if (archive) {
      try (MemoryLedgerStore memory = new MemoryLedgerStore()) {
        Restored.read(LedgerArchive.open(file), memory);
        reader.accept(memory);
      }
    } else {
      try (LedgerStore store = SqliteLedgerStore.read(file)) {
        reader.accept(store);
      }
    }
  }
}
