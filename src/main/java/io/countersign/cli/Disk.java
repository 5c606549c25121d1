package io.countersign.cli;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Files named on the command line: read whole up to a cap, written whole or not at all, never
/// overwritten.
final class Disk {
  /// Something that writes a file's bytes.
  @FunctionalInterface
  interface Filler {
    void fill(OutputStream out) throws IOException;
  }

  private Disk() {}

  /// The bytes of `file`.
  ///
  /// @param maxBytes larger files are refused before they are read
  /// @throws CliException `FILE_NOT_FOUND`, `FILE_NOT_READ`, `INPUT_TOO_LARGE`
  static Bytes read(Path file, long maxBytes) {
    if (!Files.exists(file)) {
      throw notFound(file);
    }
    if (!Files.isRegularFile(file)) {
      throw CliException.usage(Code.FILE_NOT_READ, file.toString(), "a file", "something else");
    }
    try (InputStream in = Files.newInputStream(file)) {
      long size = Files.size(file);
      byte[] bytes = size > maxBytes ? new byte[0] : in.readNBytes((int) maxBytes + 1);
      if (size > maxBytes || bytes.length > maxBytes) {
        throw CliException.refused(
            Code.INPUT_TOO_LARGE,
            file.toString(),
            "at most " + maxBytes + " bytes",
            Math.max(size, bytes.length) + " bytes");
      }
      return Bytes.wrap(bytes);
    } catch (IOException e) {
      throw CliException.usage(
          Code.FILE_NOT_READ, file.toString(), "a file that can be read", reason(e));
    }
  }

  static CliException notFound(Path file) {
    return CliException.usage(Code.FILE_NOT_FOUND, file.toString(), "a file", "nothing");
  }

  /// Writes `bytes` to the new file `file`.
  ///
  /// @throws CliException `FILE_EXISTS`, `FILE_NOT_WRITTEN`
  static void write(Path file, Bytes bytes) {
    write(file, false, out -> out.write(bytes.unsafeArray()));
  }

  /// Writes a new file that only its owner may read.
  static void writeSecret(Path file, Bytes bytes) {
    write(file, true, out -> out.write(bytes.unsafeArray()));
  }

  /// Fills a file beside `file`, makes it durable and only then gives it its name.
  static void write(Path file, boolean secret, Filler filler) {
    refuseExisting(file);
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw CliException.usage(Code.FILE_NOT_WRITTEN, file.toString(), "a file's name", "none");
    }
    Path part = null;
    try {
      part =
          Files.createTempFile(
              folder,
              ".countersign",
              ".part",
              permissions(folder, secret ? "rw-------" : "rw-r--r--"));
      try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
        filler.fill(out);
        out.flush();
        channel.force(true);
      }
      giveName(part, file);
    } catch (FileAlreadyExistsException e) {
      throw exists(file);
    } catch (IOException e) {
      throw CliException.usage(
          Code.FILE_NOT_WRITTEN, file.toString(), "a place that can be written", reason(e));
    } finally {
      if (part != null) {
        try {
          Files.deleteIfExists(part);
        } catch (IOException e) {
          part.toFile().deleteOnExit();
        }
      }
    }
  }

  // A link fails where the name is taken, a move would replace it. Where there are no links, the
  // check before the move leaves a short race, and no more.
  private static void giveName(Path part, Path file) throws IOException {
    try {
      Files.createLink(file, part);
    } catch (UnsupportedOperationException e) {
      Files.move(part, file);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (FileSystemException e) {
      Files.move(part, file);
    }
  }

  /// Refuses early where `file` is already there.
  static void refuseExisting(Path file) {
    if (Files.exists(file)) {
      throw exists(file);
    }
  }

  private static CliException exists(Path file) {
    return CliException.refused(Code.FILE_EXISTS, file.toString(), "no such file yet", "a file");
  }

  /// Makes `folder` and those above it; only its owner may look inside.
  static void makePrivateFolder(Path folder) {
    try {
      if (!Files.isDirectory(folder)) {
        Path above = folder.toAbsolutePath().getParent();
        if (above != null) {
          Files.createDirectories(above);
          Files.createDirectory(folder, permissions(above, "rwx------"));
        }
      }
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(folder)) {
        throw exists(folder);
      }
    } catch (IOException e) {
      throw CliException.usage(
          Code.FILE_NOT_WRITTEN, folder.toString(), "a folder that can be made", reason(e));
    }
  }

  private static FileAttribute<?>[] permissions(Path folder, String mode) throws IOException {
    Set<String> views =
        Files.getFileStore(folder).supportsFileAttributeView("posix") ? Set.of("posix") : Set.of();
    return views.isEmpty()
        ? new FileAttribute<?>[0]
        : new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
        };
  }

  static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException n -> "no such folder";
      case FileSystemException f when f.getReason() != null -> f.getReason();
      default -> e.getClass().getSimpleName() + ": " + e.getMessage();
    };
  }
}
