package io.countersign.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.crypto.Sha256;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every store must do; the memory twin and the real ones pass the same tests.
abstract class LedgerStoreContract {
  private LedgerStore store;

  abstract LedgerStore fresh();

  @BeforeEach
  void open() {
    store = fresh();
  }

  @AfterEach
  void shut() {
    store.close();
  }

  static Bytes leaf(int i) {
    byte[] b = new byte[LedgerStore.LEAF_BYTES];
    Arrays.fill(b, (byte) i);
    b[0] = (byte) (i >> 8);
    return Bytes.wrap(b);
  }

  static Bytes32 key(int i) {
    return Sha256.hash(Bytes.utf8("key " + i));
  }

  /// An append of `count` leaves with one object and one payload each.
  static LedgerStore.Append append(int first, int count) {
    List<Bytes> leaves = new ArrayList<>();
    List<Bytes> objects = new ArrayList<>();
    List<LedgerStore.Keyed> payloads = new ArrayList<>();
    for (int i = first; i < first + count; i++) {
      leaves.add(leaf(i));
      objects.add(Bytes.utf8("object " + i));
      payloads.add(new LedgerStore.Keyed(key(i), Bytes.utf8("payload " + i)));
    }
    return new LedgerStore.Append(
        first,
        leaves,
        objects,
        payloads,
        Bytes.utf8("frontier " + (first + count)),
        Bytes.utf8("checkpoint " + (first + count)));
  }

  @Test
  void store_fresh_isEmpty() {
    assertEquals(Optional.empty(), store.head());
    assertEquals(Optional.empty(), store.leaf(0));
    assertEquals(Optional.empty(), store.object(key(1)));
    assertEquals(Optional.empty(), store.payload(key(1)));
    assertEquals(Optional.empty(), store.checkpointOf(0));
    assertEquals(Optional.empty(), store.seen("client"));
    assertEquals(Optional.empty(), store.meta("k"));
    assertEquals(List.of(), store.cosignatures(1));
    store.leaves(0, 10, (i, l) -> assertEquals(-1, i, "no leaf"));
  }

  @Test
  void replacePayloads_ofSome_changesThoseThatAreThere() {
    store.append(append(0, 3));
    List<LedgerStore.Keyed> erased =
        List.of(
            new LedgerStore.Keyed(key(1), Bytes.utf8("less")),
            new LedgerStore.Keyed(key(9), Bytes.utf8("never there")));
    store.replacePayloads(erased);
    store.replacePayloads(erased);
    assertEquals(Optional.of(Bytes.utf8("payload 0")), store.payload(key(0)));
    assertEquals(Optional.of(Bytes.utf8("less")), store.payload(key(1)));
    assertEquals(Optional.empty(), store.payload(key(9)));
    store.append(append(3, 1));
    List<Bytes> all = new ArrayList<>();
    store.payloads((key, bytes) -> all.add(bytes));
    assertEquals(4, all.size());
    assertEquals(4, store.head().orElseThrow().size());
  }

  @Test
  void append_twice_isReadBackInOrder() {
    store.append(append(0, 3));
    store.append(append(3, 2));
    assertEquals(
        Optional.of(new LedgerStore.Head(5, Bytes.utf8("frontier 5"), Bytes.utf8("checkpoint 5"))),
        store.head());
    List<Bytes> leaves = new ArrayList<>();
    store.leaves(
        1,
        99,
        (i, l) -> {
          assertEquals(1 + leaves.size(), i);
          leaves.add(l);
        });
    assertEquals(List.of(leaf(1), leaf(2), leaf(3), leaf(4)), leaves);
    List<Bytes> part = new ArrayList<>();
    store.leaves(2, 4, (i, l) -> part.add(l));
    assertEquals(List.of(leaf(2), leaf(3)), part);
    assertEquals(Optional.of(leaf(4)), store.leaf(4));
    assertEquals(Optional.empty(), store.leaf(5));
    for (int i = 0; i < 5; i++) {
      Bytes object = Bytes.utf8("object " + i);
      assertEquals(Optional.of(object), store.object(Sha256.hash(object)));
      assertEquals(Optional.of(Bytes.utf8("payload " + i)), store.payload(key(i)));
    }
    List<String> objects = new ArrayList<>();
    store.objects((k, b) -> objects.add(b.toUtf8()));
    assertEquals(List.of("object 0", "object 1", "object 2", "object 3", "object 4"), objects);
    List<Bytes32> payloads = new ArrayList<>();
    store.payloads((k, b) -> payloads.add(k));
    assertEquals(List.of(key(0), key(1), key(2), key(3), key(4)), payloads);
  }

  @Test
  void checkpointOf_index_isTheOneOfItsCommit() {
    store.append(append(0, 3));
    store.append(append(3, 2));
    for (int i = 0; i < 5; i++) {
      assertEquals(
          Optional.of(Bytes.utf8(i < 3 ? "checkpoint 3" : "checkpoint 5")), store.checkpointOf(i));
    }
    assertEquals(Optional.empty(), store.checkpointOf(5));
    assertEquals(Optional.empty(), store.checkpointOf(-1));
  }

  @Test
  void append_elsewhereThanAtTheEnd_isRefusedAndWritesNothing() {
    store.append(append(0, 3));
    for (int first : new int[] {0, 2, 4}) {
      StoreException e = assertThrows(StoreException.class, () -> store.append(append(first, 2)));
      assertEquals(Code.STORE_DAMAGED, e.code());
    }
    assertEquals(3, store.head().orElseThrow().size());
    assertEquals(Optional.empty(), store.payload(key(4)));
    store.append(append(3, 1));
    assertEquals(4, store.head().orElseThrow().size());
  }

  @Test
  void object_andPayload_putAgain_stayAsTheyAre() {
    store.append(append(0, 1));
    store.append(
        new LedgerStore.Append(
            1,
            List.of(leaf(1)),
            List.of(Bytes.utf8("object 0"), Bytes.utf8("object 0")),
            List.of(new LedgerStore.Keyed(key(0), Bytes.utf8("other"))),
            Bytes.EMPTY,
            Bytes.utf8("c")));
    assertEquals(Optional.of(Bytes.utf8("payload 0")), store.payload(key(0)));
    int[] count = {0};
    store.objects((k, b) -> count[0]++);
    assertEquals(1, count[0]);
  }

  @Test
  void append_ofLargeBlobs_isReadBack() {
    Bytes large = Bytes.wrap(new byte[5_000_000]);
    store.append(
        new LedgerStore.Append(
            0,
            List.of(leaf(0)),
            List.of(large, Bytes.EMPTY),
            List.of(new LedgerStore.Keyed(key(0), large)),
            Bytes.EMPTY,
            Bytes.utf8("c")));
    assertEquals(Optional.of(large), store.payload(key(0)));
    assertEquals(Optional.of(large), store.object(Sha256.hash(large)));
    assertEquals(Optional.of(Bytes.EMPTY), store.object(Sha256.hash(Bytes.EMPTY)));
  }

  @Test
  void append_ofManyLeaves_isReadBack() {
    store.append(append(0, 20_000));
    int[] next = {0};
    store.leaves(
        0,
        20_000,
        (i, l) -> {
          assertEquals(next[0]++, i);
          assertEquals(leaf((int) i), l);
        });
    assertEquals(20_000, next[0]);
  }

  @Test
  void cosignatures_arePutOnceEach() {
    store.append(append(0, 2));
    store.putCosignature(2, Bytes.utf8("b"));
    store.putCosignature(2, Bytes.utf8("a"));
    store.putCosignature(2, Bytes.utf8("b"));
    store.putCosignature(1, Bytes.utf8("c"));
    assertEquals(List.of(Bytes.utf8("b"), Bytes.utf8("a")), store.cosignatures(2));
    assertEquals(List.of(Bytes.utf8("c")), store.cosignatures(1));
  }

  @Test
  void seen_smallerThanBefore_isIgnored() {
    store.append(append(0, 9));
    store.putSeen("client", 4, key(4));
    store.putSeen("client", 9, key(9));
    store.putSeen("client", 5, key(5));
    store.putSeen("provider", 1, key(1));
    assertEquals(Optional.of(new LedgerStore.SeenTree(9, key(9))), store.seen("client"));
    assertEquals(Optional.of(new LedgerStore.SeenTree(1, key(1))), store.seen("provider"));
  }

  @Test
  void meta_putAgain_isReplaced() {
    store.putMeta("k", Bytes.utf8("1"));
    store.putMeta("k", Bytes.utf8("2"));
    store.putMeta("e", Bytes.EMPTY);
    assertEquals(Optional.of(Bytes.utf8("2")), store.meta("k"));
    assertEquals(Optional.of(Bytes.EMPTY), store.meta("e"));
  }

  @Test
  void append_ofWrongShape_cannotBeMade() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new LedgerStore.Append(0, List.of(), List.of(), List.of(), Bytes.EMPTY, Bytes.EMPTY));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new LedgerStore.Append(
                0, List.of(Bytes.of((byte) 1)), List.of(), List.of(), Bytes.EMPTY, Bytes.EMPTY));
  }

  @Test
  void close_twice_isAllowedAndUseAfterwardsIsABug() {
    store.close();
    store.close();
    assertThrows(IllegalStateException.class, store::head);
    assertThrows(IllegalStateException.class, () -> store.append(append(0, 1)));
  }
}
