package io.countersign.store;

import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The right to write one ledger file, held by at most one store on the machine.
///
/// A lock on `<file>.lock`, which the system releases when the process ends, however it ends; the
/// lock file itself stays. Within the process a table of paths comes first: closing a second
/// channel on the lock file would give up the first one's lock (POSIX fcntl).
final class StoreLock implements AutoCloseable {
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;
  private boolean released;

  private StoreLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /// @param file the ledger file as a real path: two names of one file are one ledger
  /// @throws StoreException `STORE_LOCKED`, `STORE_IO`
  static StoreLock acquire(Path file) {
    if (!HELD.add(file)) {
      throw locked(file, "another part of this process");
    }
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              file.resolveSibling(file.getFileName() + ".lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE);
      @Nullable FileLock lock = channel.tryLock();
      if (lock == null) {
        throw locked(file, "another process");
      }
      StoreLock out = new StoreLock(file, channel);
      channel = null;
      return out;
    } catch (IOException e) {
      throw new StoreException(
          new Finding(
              Code.STORE_IO, file.toString(), "a lock file beside the ledger", e.toString()),
          e);
    } finally {
      if (channel != null) {
        HELD.remove(file);
        closeQuietly(channel);
      }
    }
  }

  private static StoreException locked(Path file, String holder) {
    return new StoreException(
        Code.STORE_LOCKED, file.toString(), "a ledger that nobody has open", holder + " has it");
  }

  private static void closeQuietly(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // The system releases the lock with the process at the latest.
    }
  }

  @Override
  public synchronized void close() {
    if (!released) {
      released = true;
      closeQuietly(channel);
      HELD.remove(file);
    }
  }
}
