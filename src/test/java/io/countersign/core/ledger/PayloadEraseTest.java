package io.countersign.core.ledger;

import static io.countersign.core.ledger.LedgerFixture.PEPPER;
import static io.countersign.core.ledger.LedgerFixture.hash;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What is left of a payload when names and rows are erased.
final class PayloadEraseTest {
  private static final Bytes32 SEED = hash("seed");

  private static UsageRecord record(int i) {
    return new UsageRecord(
        1_767_196_800L + i,
        Json.object().put("note", "talk of " + i).put("talk_s", i).build(),
        "name-" + i + "-end",
        i % 3,
        "pbx-1",
        "call");
  }

  private static List<UsageRecord> records(int n) {
    List<UsageRecord> out = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      out.add(record(i));
    }
    return out;
  }

  private static Payload.Opened open(Payload p) throws MalformedException {
    return p.open(Party.PROVIDER, PEPPER, Workers.SEQUENTIAL);
  }

  private static Payload erase(Payload p, ErasureBitmap records, ErasureLevel level)
      throws MalformedException {
    return p.erase(records, level, Party.PROVIDER, PEPPER, Workers.SEQUENTIAL);
  }

  @Test
  void erase_inRandomOrders_leavesRootTagsAndWhatWasNotNamed() throws Exception {
    for (long seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      int n = 1 + random.nextInt(20);
      Payload payload = Payload.of(SEED, records(n));
      Payload.Opened whole = open(payload);
      boolean[] names = new boolean[n];
      boolean[] rows = new boolean[n];
      for (int step = 0; step < 4; step++) {
        boolean[] named = new boolean[n];
        named[random.nextInt(n)] = true;
        for (int i = 0; i < n; i++) {
          named[i] |= random.nextInt(4) == 0;
        }
        ErasureLevel level = random.nextBoolean() ? ErasureLevel.NAME : ErasureLevel.ROW;
        ErasureBitmap bits = ErasureBitmap.of(n, i -> named[i]);
        payload = erase(payload, bits, level);
        assertEquals(payload.toBytes(), erase(payload, bits, level).toBytes(), "once more");
        for (int i = 0; i < n; i++) {
          names[i] |= named[i];
          rows[i] |= named[i] && level == ErasureLevel.ROW;
        }
      }
      Payload.Opened left = open(Payload.parse(payload.toBytes()));
      assertEquals(whole.root(), left.root(), "-Dseed=" + seed);
      String text = payload.toBytes().toUtf8();
      boolean anyRow = false;
      for (int i = 0; i < n; i++) {
        HeldRecord was = whole.records().get(i);
        HeldRecord is = left.records().get(i);
        assertEquals(was.tag(), is.tag());
        assertEquals(was.rowHash(), is.rowHash());
        assertEquals(!names[i], is instanceof HeldRecord.Full);
        assertEquals(rows[i], is.row().isEmpty());
        assertEquals(!names[i], text.contains("name-" + i + "-end"));
        assertEquals(!rows[i], text.contains("\"talk of " + i + "\""));
        assertEquals(!rows[i], text.contains(Payload.salt(SEED, i).toHex()) || !hasSalts(rows));
        anyRow |= rows[i];
      }
      assertEquals(!anyRow, text.contains(SEED.toHex()), "a seed gives the erased salts away");
    }
  }

  private static boolean hasSalts(boolean[] rows) {
    for (boolean r : rows) {
      if (r) {
        return true;
      }
    }
    return false;
  }

  /// A name of three letters gives way to a tag of 64: the line outgrows a record.
  @Test
  void erase_ofALongRecordsName_canStillBeRead() throws Exception {
    String note = "x".repeat(UsageRecord.MAX_BYTES - 72);
    UsageRecord longest =
        new UsageRecord(1, Json.object().put("note", note).build(), "i", 0, "s", "t");
    assertTrue(longest.toBytes().size() > UsageRecord.MAX_BYTES - 10);
    assertTrue(longest.toBytes().size() <= UsageRecord.MAX_BYTES);
    Payload payload = Payload.of(SEED, List.of(longest));
    Payload erased = erase(payload, ErasureBitmap.of(1, i -> true), ErasureLevel.NAME);
    assertTrue(erased.toBytes().size() > payload.toBytes().size());
    assertEquals(open(payload).root(), open(Payload.parse(erased.toBytes())).root());
  }

  @Test
  void bitmap_ofAnotherForm_isRefused() throws Exception {
    assertEquals("8080", bits(16, 0, 8).toBytes().toHex());
    assertEquals(bits(9, 8).toBytes(), ErasureBitmap.parse(Bytes.parseHex("0080"), 9).toBytes());
    for (String bad : List.of("", "80", "0000", "0040", "008000")) {
      assertEquals(
          Code.ERASURE_BITMAP,
          assertThrows(MalformedException.class, () -> ErasureBitmap.parse(Bytes.parseHex(bad), 9))
              .code(),
          bad);
    }
    assertThrows(IllegalArgumentException.class, () -> ErasureBitmap.of(9, i -> false));
    ErasureBitmap some = bits(20, 3, 19);
    assertEquals(2, some.cardinality());
    assertFalse(some.namesAny(4, 18));
    assertTrue(some.namesAny(4, 19));
    assertThrows(
        IllegalArgumentException.class,
        () -> erase(Payload.of(SEED, records(19)), some, ErasureLevel.ROW));
  }

  private static ErasureBitmap bits(int count, Integer... named) {
    return ErasureBitmap.of(count, List.of(named)::contains);
  }
}
