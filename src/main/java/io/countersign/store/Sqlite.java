package io.countersign.store;

import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.sqlite.JDBC;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// What is peculiar to SQLite: its files, their headers, its failures.
final class Sqlite {
  static final int PAGE_BYTES = 8_192;

  /// Pages in the write-ahead log before SQLite copies them into the file: 32 MiB.
  static final int WAL_PAGES = 4_096;

  /// How long to wait for a foreign reader of the file that holds a lock, in milliseconds.
  private static final int BUSY_MILLIS = 5_000;

  private Sqlite() {}

  /// Makes `folder` and those above it; where the system has permissions, only its owner may look
  /// inside.
  static void makePrivateFolder(Path folder) {
    try {
      if (Files.isDirectory(folder)) {
        return;
      }
      Path above = folder.toAbsolutePath().getParent();
      if (above != null) {
        Files.createDirectories(above);
      }
      FileAttribute<?>[] mode =
          above != null && Files.getFileStore(above).supportsFileAttributeView("posix")
              ? new FileAttribute<?>[] {
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
              }
              : new FileAttribute<?>[0];
      Files.createDirectory(folder, mode);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(folder)) {
        throw io(folder, e);
      }
    } catch (IOException e) {
      throw io(folder, e);
    }
  }

  /// A name that a command of SQLite's driver takes between quotation marks.
  static void checkQuotable(Path file) {
    if (file.toAbsolutePath().toString().matches("(?s).*['\\\"\\n\\r].*")) {
      throw new StoreException(
          Code.STORE_ADDRESS, "file", "a path without quotation marks", file.toString());
    }
  }

  /// The one name of a file that may have several.
  static Path real(Path path) {
    try {
      if (Files.exists(path)) {
        return path.toRealPath();
      }
      Path parent = path.toAbsolutePath().getParent();
      Path name = path.getFileName();
      if (parent == null || name == null) {
        throw new StoreException(
            Code.STORE_NOT_FOUND, path.toString(), "the path of a file", "a folder");
      }
      return parent.toRealPath().resolve(name);
    } catch (IOException e) {
      throw io(path, e);
    }
  }

  static Connection connect(Path file) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("busy_timeout", Integer.toString(BUSY_MILLIS));
    // Else the driver asks for the last row's number after each insert.
    properties.setProperty("jdbc.get_generated_keys", "false");
    return JDBC.createConnection("jdbc:sqlite:" + file, properties);
  }

  /// Checks that an existing file is one of ours, of this layout.
  ///
  /// @throws StoreException `STORE_NOT_A_LEDGER`, `STORE_VERSION`
  static void checkHeader(Path file, Connection c, int application, int schema)
      throws SQLException {
    long found;
    try {
      found = Sql.number(c, "PRAGMA application_id");
    } catch (SQLException e) {
      if (e instanceof SQLiteException s && s.getResultCode() == SQLiteErrorCode.SQLITE_NOTADB) {
        throw new StoreException(
            new Finding(Code.STORE_NOT_A_LEDGER, file.toString(), "a ledger file", "another file"),
            e);
      }
      throw e;
    }
    if (found != application) {
      throw new StoreException(
          Code.STORE_NOT_A_LEDGER,
          file.toString(),
          "application id " + application,
          Long.toString(found));
    }
    long layout = Sql.number(c, "PRAGMA user_version");
    if (layout != schema) {
      throw new StoreException(
          Code.STORE_VERSION, file.toString(), "layout " + schema, "layout " + layout);
    }
  }

  /// Makes the tables of a fresh file, all or none of them.
  static void makeTables(Connection c, List<String> tables, int application, int schema)
      throws SQLException {
    Sql.run(c, "BEGIN IMMEDIATE");
    for (String table : tables) {
      Sql.run(c, table);
    }
    Sql.run(c, "PRAGMA application_id=" + application);
    Sql.run(c, "PRAGMA user_version=" + schema);
    Sql.run(c, "COMMIT");
  }

  /// A new file's name is durable only once its folder is.
  static void syncDirectory(Path file) throws IOException {
    Path parent = file.getParent();
    if (parent == null || System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("win")) {
      return; // Windows opens no folder as a channel; its names are durable with the file
    }
    try (FileChannel folder = FileChannel.open(parent, StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  static StoreException failure(Path file, SQLException e) {
    Code code = Code.STORE_IO;
    String expected = "a disk that reads and writes";
    if (e instanceof SQLiteException s) {
      switch (s.getResultCode()) {
        case SQLITE_FULL -> {
          code = Code.STORE_FULL;
          expected = "room on the disk";
        }
        case SQLITE_CORRUPT, SQLITE_CORRUPT_INDEX, SQLITE_CORRUPT_SEQUENCE, SQLITE_CORRUPT_VTAB -> {
          code = Code.STORE_DAMAGED;
          expected = "a whole file";
        }
        case SQLITE_NOTADB -> {
          code = Code.STORE_NOT_A_LEDGER;
          expected = "a ledger file";
        }
        case SQLITE_BUSY, SQLITE_LOCKED -> {
          code = Code.STORE_LOCKED;
          expected = "a ledger that nobody else writes";
        }
        default -> {}
      }
    }
    String found = e.getMessage() == null ? e.toString() : e.getMessage();
    return new StoreException(new Finding(code, file.toString(), expected, found), e);
  }

  static StoreException io(Path path, IOException e) {
    return new StoreException(
        new Finding(
            Code.STORE_IO, path.toString(), "a place that can be read and written", e.toString()),
        e);
  }
}
