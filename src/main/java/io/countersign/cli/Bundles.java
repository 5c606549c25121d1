package io.countersign.cli;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.SignedNote;
import io.countersign.core.ledger.Policy;
import io.countersign.core.verify.BundleWriter;
import io.countersign.core.verify.LedgerBundle;
import io.countersign.core.verify.ProofFile;
import io.countersign.core.verify.ZipBundle;
import io.countersign.store.LedgerStore;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Bundles and policies as files.
final class Bundles {
  private Bundles() {}

  /// Writes the bundle of all that `store` holds under `checkpoint`.
  static void write(LedgerStore store, SignedNote checkpoint, Bytes32 pepper, OutputStream out)
      throws IOException {
    List<Bytes> leaves = new ArrayList<>();
    long size =
        store.head().orElseThrow(() -> new IllegalStateException("a ledger has an entry")).size();
    store.leaves(0, size, (index, leaf) -> leaves.add(leaf));
    BundleWriter.Output to =
        (array, offset, length) -> {
          try {
            out.write(array, offset, length);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    try {
      LedgerBundle.write(to, checkpoint, leaves, store::object, store::payload, pepper);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (MalformedException e) {
      throw CliException.malformed("ledger", e);
    }
  }

  /// A bundle or a proof file, mapped into memory.
  ///
  /// @throws CliException `FILE_NOT_FOUND`, `FILE_NOT_READ`, `INPUT_TOO_LARGE`
  static ByteBuffer map(Path file) {
    if (!Files.exists(file)) {
      throw Disk.notFound(file);
    }
    if (!Files.isRegularFile(file)) {
      throw CliException.usage(Code.FILE_NOT_READ, file.toString(), "a file", "something else");
    }
    try (FileChannel channel = FileChannel.open(file)) {
      if (channel.size() > BundleWriter.MAX_BYTES) {
        throw CliException.refused(
            Code.INPUT_TOO_LARGE,
            file.toString(),
            "at most " + BundleWriter.MAX_BYTES + " bytes",
            channel.size() + " bytes");
      }
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
    } catch (IOException e) {
      throw CliException.usage(
          Code.FILE_NOT_READ, file.toString(), "a file that can be read", Disk.reason(e));
    }
  }

  /// Whether `file` is a proof file: at most its cap, and begins as one does.
  static boolean isProof(ByteBuffer file) {
    return file.remaining() > 0
        && file.remaining() <= ProofFile.MAX_BYTES
        && ProofFile.looksLike(Bytes.of(file.get(file.position())));
  }

  static Bytes bytes(ByteBuffer file) {
    byte[] out = new byte[file.remaining()];
    file.duplicate().get(out);
    return Bytes.wrap(out);
  }

  static ZipBundle open(Path file) {
    return ZipBundle.of(map(file));
  }

  static Policy policy(Path file) {
    Bytes bytes = Disk.read(file, Policy.MAX_BYTES);
    try {
      return Policy.parse(bytes);
    } catch (MalformedException e) {
      throw CliException.unusable(file.toString(), e);
    }
  }
}
