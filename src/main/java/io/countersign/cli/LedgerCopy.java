package io.countersign.cli;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.Leaf;
import io.countersign.sequencer.LedgerImage;
import io.countersign.store.LedgerArchive;
import io.countersign.store.LedgerStore;
import io.countersign.store.MemoryLedgerStore;
import io.countersign.store.Restored;
import io.countersign.store.SqliteLedgerStore;
import io.countersign.store.StagingStore;
import io.countersign.witness.BundleLog;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/// A ledger in a file that was named on the command line: an archive, or a store's own file.
final class LedgerCopy {
  private final Path file;
  private final Form form;

  private enum Form {
    ARCHIVE,
    BUNDLE,
    STORE
  }

  private LedgerCopy(Path file, Form form) {
    this.file = file;
    this.form = form;
  }

  /// @throws CliException `FILE_NOT_FOUND`, `FILE_NOT_READ`
  static LedgerCopy of(Path file) {
    if (!Files.isRegularFile(file)) {
      throw Disk.notFound(file);
    }
    try {
      return new LedgerCopy(
          file,
          LedgerArchive.isArchive(file) ? Form.ARCHIVE : isZip(file) ? Form.BUNDLE : Form.STORE);
    } catch (IOException e) {
      throw CliException.usage(
          Code.FILE_NOT_READ, file.toString(), "a file that can be read", Disk.reason(e));
    }
  }

  private static boolean isZip(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.read() == 'P' && in.read() == 'K';
    }
  }

  Bytes32 id() {
    return switch (form) {
      case ARCHIVE -> LedgerArchive.open(file).id();
      case BUNDLE -> bundleId();
      case STORE -> storeId();
    };
  }

  /// The ledger whose Genesis a bundle holds.
  private Bytes32 bundleId() {
    BundleLog log = new BundleLog(Bundles.open(file));
    try {
      Leaf first = Leaf.parse(log.leaves(0, 1).getFirst());
      Bytes envelope = log.object(first.envelope(), Envelope.MAX_BYTES).orElse(Bytes.EMPTY);
      return Envelope.parse(envelope).genesis().orElseThrow(() -> noGenesis()).ledgerId();
    } catch (MalformedException e) {
      throw CliException.malformed(file.toString(), e);
    }
  }

  private static MalformedException noGenesis() {
    return new MalformedException(
        Code.LEDGER_NOT_OPENED, "entry 0", -1, "an agreement with its genesis", "no genesis");
  }

  private Bytes32 storeId() {
    try (LedgerStore store = SqliteLedgerStore.read(file)) {
      return LedgerImage.genesis(store).ledgerId();
    }
  }

  /// Puts it into an empty store.
  void into(Session session, StagingStore to) {
    if (form == Form.ARCHIVE) {
      Restored.read(LedgerArchive.open(file), to);
    } else {
      read(session, store -> Restored.copy(store, to));
    }
  }

  /// Gives it to `reader` as a store. An archive and a bundle are read into memory for it; a bundle
  /// is checked whole.
  void read(Session session, Consumer<LedgerStore> reader) {
    switch (form) {
      case ARCHIVE -> {
        try (MemoryLedgerStore memory = new MemoryLedgerStore()) {
          Restored.read(LedgerArchive.open(file), memory);
          reader.accept(memory);
        }
      }
      case BUNDLE -> {
        try (MemoryLedgerStore memory =
            TakenCopy.take(
                session, bundleId(), new BundleLog(Bundles.open(file)), Optional.empty())) {
          reader.accept(memory);
        }
      }
      case STORE -> {
        try (LedgerStore store = SqliteLedgerStore.read(file)) {
          reader.accept(store);
        }
      }
    }
  }
}
