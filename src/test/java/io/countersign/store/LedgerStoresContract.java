package io.countersign.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.crypto.Sha256;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every directory of ledgers must do; the memory twin and the real ones pass the same tests.
abstract class LedgerStoresContract {
  private LedgerStores stores;

  abstract LedgerStores fresh();

  /// Whether opening takes the ledger over from whoever has it open.
  boolean takesOver() {
    return false;
  }

  @BeforeEach
  void openAll() {
    stores = fresh();
  }

  @AfterEach
  void shutAll() {
    stores.close();
  }

  private static Bytes32 id(int i) {
    return LedgerStoreContract.key(i);
  }

  private static Code refused(Runnable action) {
    return assertThrows(StoreException.class, action::run).code();
  }

  private void make(int id, int leaves) {
    try (LedgerStore s = stores.create(id(id))) {
      s.append(LedgerStoreContract.append(0, leaves));
    }
  }

  @Test
  void stores_fresh_areEmpty() {
    assertEquals(List.of(), stores.list());
    assertEquals(Code.STORE_NOT_FOUND, refused(() -> stores.open(id(1)).close()));
    assertEquals(Code.STORE_NOT_FOUND, refused(() -> stores.read(id(1)).close()));
    stores.discard(id(1));
    assertEquals(List.of(), stores.documents().list("proposal"));
  }

  @Test
  void ledgers_made_areListedAscendingAndKeptApart() {
    TreeSet<Bytes32> ids = new TreeSet<>();
    for (int i = 1; i <= 5; i++) {
      make(i, i);
      ids.add(id(i));
    }
    assertEquals(new ArrayList<>(ids), stores.list());
    for (int i = 1; i <= 5; i++) {
      try (LedgerStore s = stores.open(id(i))) {
        assertEquals(i, s.head().orElseThrow().size());
        assertEquals(Optional.empty(), s.leaf(i));
        assertEquals(Optional.empty(), s.object(Sha256.hash(Bytes.utf8("object " + i))));
        assertEquals(Optional.empty(), s.payload(LedgerStoreContract.key(i)));
        assertEquals(Optional.empty(), s.checkpointOf(i));
        int[] count = {0};
        s.objects((k, b) -> count[0]++);
        s.payloads((k, b) -> count[0]++);
        assertEquals(2 * i, count[0]);
        s.putMeta("k", Bytes.utf8("of " + i));
        s.putSeen("client", i, LedgerStoreContract.key(i));
        s.putCosignature(1, Bytes.utf8("line " + i));
      }
    }
    for (int i = 1; i <= 5; i++) {
      try (LedgerStore s = stores.read(id(i))) {
        assertEquals(Optional.of(Bytes.utf8("of " + i)), s.meta("k"));
        assertEquals(i, s.seen("client").orElseThrow().size());
        assertEquals(List.of(Bytes.utf8("line " + i)), s.cosignatures(1));
      }
    }
  }

  @Test
  void create_whereALedgerIs_isRefused() {
    make(1, 2);
    assertEquals(Code.STORE_EXISTS, refused(() -> stores.create(id(1)).close()));
    assertEquals(Code.STORE_EXISTS, refused(() -> stores.discard(id(1))));
    try (LedgerStore s = stores.open(id(1))) {
      assertEquals(2, s.head().orElseThrow().size());
    }
  }

  @Test
  void creation_interrupted_isTakenUpOrDiscarded() {
    try (LedgerStore s = stores.create(id(1))) {
      s.putMeta("pepper", Bytes.utf8("first"));
    }
    assertEquals(Code.STORE_NOT_FOUND, refused(() -> stores.open(id(1)).close()));
    assertEquals(Code.STORE_NOT_FOUND, refused(() -> stores.read(id(1)).close()));
    make(1, 1);
    assertEquals(List.of(id(1)), stores.list());
    stores.create(id(2)).close();
    stores.discard(id(2));
    assertEquals(List.of(id(1)), stores.list());
    stores.discard(id(2));
  }

  @Test
  void open_twice_leavesOneWriter() {
    make(1, 1);
    try (LedgerStore first = stores.open(id(1))) {
      if (takesOver()) {
        try (LedgerStore second = stores.open(id(1))) {
          second.append(LedgerStoreContract.append(1, 1));
          StoreException e =
              assertThrows(
                  StoreException.class, () -> first.append(LedgerStoreContract.append(2, 1)));
          assertEquals(Code.STORE_FENCED, e.code());
          assertEquals(Code.STORE_FENCED, refused(() -> first.putMeta("k", Bytes.EMPTY)));
          second.append(LedgerStoreContract.append(2, 1));
        }
      } else {
        assertEquals(Code.STORE_LOCKED, refused(() -> stores.open(id(1)).close()));
        assertEquals(Code.STORE_LOCKED, refused(() -> stores.create(id(1)).close()));
        first.append(LedgerStoreContract.append(1, 2));
      }
    }
    try (LedgerStore again = stores.open(id(1))) {
      assertEquals(3, again.head().orElseThrow().size());
      again.append(LedgerStoreContract.append(3, 1));
    }
  }

  @Test
  void read_besideTheWriter_seesWhatIsCommittedAndWritesNothing() {
    make(1, 1);
    try (LedgerStore writer = stores.open(id(1));
        LedgerStore reader = stores.read(id(1))) {
      assertEquals(1, reader.head().orElseThrow().size());
      writer.append(LedgerStoreContract.append(1, 2));
      assertEquals(3, reader.head().orElseThrow().size());
      assertEquals(
          Optional.of(Bytes.utf8("payload 2")), reader.payload(LedgerStoreContract.key(2)));
      assertThrows(
          IllegalStateException.class, () -> reader.append(LedgerStoreContract.append(3, 1)));
      assertThrows(IllegalStateException.class, () -> reader.putMeta("k", Bytes.EMPTY));
      assertThrows(
          IllegalStateException.class,
          () -> reader.putSeen("client", 1, LedgerStoreContract.key(1)));
      assertThrows(IllegalStateException.class, () -> reader.putCosignature(1, Bytes.EMPTY));
      writer.append(LedgerStoreContract.append(3, 1));
    }
    try (LedgerStore s = stores.open(id(1))) {
      assertEquals(4, s.head().orElseThrow().size());
      assertEquals(Optional.empty(), s.meta("k"));
    }
  }

  @Test
  void stores_closed_areABugToUse() {
    stores.close();
    stores.close();
    assertThrows(IllegalStateException.class, stores::list);
    assertThrows(IllegalStateException.class, () -> stores.open(id(1)).close());
    assertThrows(IllegalStateException.class, () -> stores.create(id(1)).close());
    assertThrows(IllegalStateException.class, stores::documents);
  }

  // Documents of the node.

  @Test
  void document_put_isReadBackReplacedAndDeleted() {
    NodeDocuments docs = stores.documents();
    assertEquals(Optional.empty(), docs.get("proposal", "a"));
    docs.put("proposal", "a", Bytes.utf8("1"));
    docs.put("token", "a", Bytes.EMPTY);
    docs.put("proposal", "a", Bytes.utf8("2"));
    assertEquals(Optional.of(Bytes.utf8("2")), docs.get("proposal", "a"));
    assertEquals(Optional.of(Bytes.EMPTY), docs.get("token", "a"));
    assertTrue(docs.delete("proposal", "a"));
    assertEquals(false, docs.delete("proposal", "a"));
    assertEquals(Optional.empty(), docs.get("proposal", "a"));
    assertEquals(Optional.of(Bytes.EMPTY), docs.get("token", "a"));
  }

  @Test
  void document_putIfAbsent_staysAsItIs() {
    NodeDocuments docs = stores.documents();
    assertTrue(docs.putIfAbsent("token", "a", Bytes.utf8("1")));
    assertEquals(false, docs.putIfAbsent("token", "a", Bytes.utf8("2")));
    assertEquals(Optional.of(Bytes.utf8("1")), docs.get("token", "a"));
  }

  @Test
  void document_replace_onlyWhereItIsTheExpectedOne() {
    NodeDocuments docs = stores.documents();
    assertEquals(false, docs.replace("proposal", "a", Bytes.EMPTY, Bytes.utf8("1")));
    docs.put("proposal", "a", Bytes.utf8("1"));
    assertEquals(false, docs.replace("proposal", "a", Bytes.utf8("0"), Bytes.utf8("2")));
    assertTrue(docs.replace("proposal", "a", Bytes.utf8("1"), Bytes.utf8("2")));
    assertEquals(false, docs.replace("proposal", "a", Bytes.utf8("1"), Bytes.utf8("3")));
    assertEquals(Optional.of(Bytes.utf8("2")), docs.get("proposal", "a"));
  }

  @Test
  void documents_listed_ascendByAsciiAndCanBePaged() {
    NodeDocuments docs = stores.documents();
    List<String> keys = List.of("!", "A", "B/c", "Z", "_", "a", "a-1", "a1", "b", "~");
    for (String key : keys.reversed()) {
      docs.put("webhook", key, Bytes.utf8("of " + key));
    }
    docs.put("webhoo", "other", Bytes.EMPTY);
    assertEquals(keys, docs.list("webhook").stream().map(NodeDocuments.Document::key).toList());
    assertEquals(Bytes.utf8("of B/c"), docs.list("webhook").get(2).bytes());
    assertEquals(
        List.of("B/c", "Z"),
        docs.list("webhook", "A", 2).stream().map(NodeDocuments.Document::key).toList());
    assertEquals(List.of(), docs.list("webhook", "~", 1));
    for (int i = 0; i < NodeDocuments.MAX_LIST + 1; i++) {
      docs.put("many", Integer.toString(i), Bytes.EMPTY);
    }
    assertEquals(NodeDocuments.MAX_LIST + 1, docs.list("many").size());
  }

  @Test
  void document_ofNamesOrSizeOutOfBounds_isABug() {
    NodeDocuments docs = stores.documents();
    for (String kind : List.of("", "Token", "a b", "a".repeat(33))) {
      assertThrows(IllegalArgumentException.class, () -> docs.put(kind, "a", Bytes.EMPTY));
      assertThrows(IllegalArgumentException.class, () -> docs.list(kind));
    }
    for (String key : List.of("", "a b", "\u00e9", "a\n", "a".repeat(201))) {
      assertThrows(IllegalArgumentException.class, () -> docs.get("token", key));
      assertThrows(IllegalArgumentException.class, () -> docs.delete("token", key));
    }
    Bytes large = Bytes.wrap(new byte[NodeDocuments.MAX_BYTES + 1]);
    assertThrows(IllegalArgumentException.class, () -> docs.put("token", "a", large));
    assertThrows(IllegalArgumentException.class, () -> docs.list("token", "", 0));
    docs.put("token", "~".repeat(200), Bytes.wrap(new byte[3_000_000]));
    assertEquals(3_000_000, docs.get("token", "~".repeat(200)).orElseThrow().size());
  }

  @Test
  void documents_putAtOnce_oneOfThemIsFirst() throws Exception {
    NodeDocuments docs = stores.documents();
    List<Thread> threads = new ArrayList<>();
    AtomicInteger won = new AtomicInteger();
    for (int i = 0; i < 8; i++) {
      Bytes mine = Bytes.utf8("by " + i);
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int n = 0; n < 20; n++) {
                      if (docs.putIfAbsent("token", "k" + n, mine)) {
                        won.incrementAndGet();
                      }
                    }
                  }));
    }
    for (Thread t : threads) {
      t.join();
    }
    assertEquals(20, won.get());
  }
}
