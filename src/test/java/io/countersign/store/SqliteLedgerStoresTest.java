package io.countersign.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteLedgerStoresTest extends LedgerStoresContract {
  @TempDir Path temp;

  private Path folder() {
    return temp.resolve("home").resolve("ledgers");
  }

  @Override
  LedgerStores fresh() {
    return SqliteLedgerStores.at(folder());
  }

  @Test
  void ledgers_andDocuments_outliveTheDirectory() {
    try (SqliteLedgerStores s = SqliteLedgerStores.at(folder())) {
      try (LedgerStore l = s.create(LedgerStoreContract.key(1))) {
        l.append(LedgerStoreContract.append(0, 2));
      }
      s.documents().put("token", "a", Bytes.utf8("1"));
    }
    try (SqliteLedgerStores s = SqliteLedgerStores.at(folder())) {
      assertEquals(List.of(LedgerStoreContract.key(1)), s.list());
      try (LedgerStore l = s.open(LedgerStoreContract.key(1))) {
        assertEquals(2, l.head().orElseThrow().size());
      }
      assertEquals(Optional.of(Bytes.utf8("1")), s.documents().get("token", "a"));
    }
  }

  @Test
  void list_ofAFolderWithOtherThings_namesLedgersAlone() throws Exception {
    try (SqliteLedgerStores s = SqliteLedgerStores.at(folder())) {
      s.create(LedgerStoreContract.key(1)).close();
      Files.createDirectories(folder().resolve("lost+found"));
      Files.createDirectories(folder().resolve(LedgerStoreContract.key(2).toHex()));
      Files.createDirectories(folder().resolve("abc"));
      Files.writeString(folder().resolve("abc").resolve("ledger.db"), "x");
      Files.writeString(folder().resolve(LedgerStoreContract.key(3).toHex()), "x");
      assertEquals(List.of(LedgerStoreContract.key(1)), s.list());
    }
  }

  @Test
  void folders_areTheOwnersAlone() throws Exception {
    Assumptions.assumeTrue(Files.getFileStore(temp).supportsFileAttributeView("posix"));
    try (SqliteLedgerStores s = SqliteLedgerStores.at(folder())) {
      s.create(LedgerStoreContract.key(1)).close();
    }
    for (Path p : List.of(folder(), folder().resolve(LedgerStoreContract.key(1).toHex()))) {
      assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(p)));
    }
  }

  @Test
  void documents_inAFileOfAnotherKind_areNotOpened() throws Exception {
    Files.createDirectories(folder());
    Files.writeString(
        folder().resolve("node.db"), "no database, but as long as the head of one is".repeat(9));
    try (SqliteLedgerStores s = SqliteLedgerStores.at(folder())) {
      StoreException e = assertThrows(StoreException.class, s::documents);
      assertEquals(Code.STORE_NOT_A_LEDGER, e.code());
    }
  }
}
