package io.countersign.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.UsageRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SyntheticCallsTest {
  private static final LocalDate FIRST = LocalDate.of(2026, 3, 1);
  private static final WallClock CHINA = WallClock.fixed(28_800);

  private static List<UsageRecord> calls(long seed, int count) throws IOException {
    List<UsageRecord> out = new ArrayList<>();
    SyntheticCalls.generate(seed, FIRST, 31, count, CHINA, out::add);
    return out;
  }

  private static String hash(List<UsageRecord> records) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    RecordSink writer = RecordLines.writer(out);
    for (UsageRecord r : records) {
      writer.accept(r);
    }
    return Sha256.hash(Bytes.of(out.toByteArray())).toHex();
  }

  @Test
  void calls_ofOneSeed_areTheSameBytesForEver() throws Exception {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG"));
      assertEquals(
          "cc2cc298213d22473cd90e3d43ce76c5b7e783358784de3787ca3bf8a1f15e5f",
          hash(calls(42, 3_000)));
    } finally {
      Locale.setDefault(before);
    }
    assertNotEquals(hash(calls(42, 3_000)), hash(calls(43, 3_000)));
  }

  @Test
  void calls_ofAMonth_sayThatTheyAreSyntheticAndLookLikeCalls() throws Exception {
    List<UsageRecord> calls = calls(7, 20_000);
    Set<String> names = new HashSet<>();
    CallTally tally = new CallTally();
    long before = 0;
    int negative = 0;
    int queued = 0;
    int weekend = 0;
    for (UsageRecord r : calls) {
      assertTrue(r.source().startsWith("synthetic-"), r.source());
      assertTrue(names.add(r.source() + " " + r.id()));
      assertTrue(r.at() >= before, "ascending");
      before = r.at();
      LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(r.at() + 28_800, 86_400L));
      assertEquals(3, day.getMonthValue());
      weekend += day.getDayOfWeek().getValue() > 5 ? 1 : 0;
      negative += r.data().get("vru_s") instanceof Json.Int v && v.value() < 0 ? 1 : 0;
      queued += Json.of(true).equals(r.data().get("queued")) ? 1 : 0;
      tally.add(r);
    }
    assertEquals(20_000, tally.calls("AGENT") + tally.calls("HANG") + tally.calls("PHANTOM"));
    assertTrue(tally.calls("HANG") > 2_500 && tally.calls("HANG") < 4_500);
    assertTrue(tally.calls("PHANTOM") > 50);
    assertTrue(tally.talkSeconds("PHANTOM") > 0);
    assertTrue(tally.talkSeconds("HANG") > 0);
    assertTrue(negative > 5 && negative < 60);
    assertTrue(queued > 10_000 && queued < 12_000);
    assertTrue(weekend > 1_500 && weekend < 4_000, "quiet weekends: " + weekend);
  }

  @Test
  void calls_outOfBounds_areRefused() {
    assertThrows(IllegalArgumentException.class, () -> calls(1, -1));
    assertThrows(IllegalArgumentException.class, () -> calls(1, SyntheticCalls.MAX_COUNT + 1));
  }
}
