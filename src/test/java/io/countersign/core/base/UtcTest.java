package io.countersign.core.base;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/// Compared with the JDK's own writing of instants.
class UtcTest {
  @Test
  void millis_anyDay_asTheJdkWritesThem() {
    for (long millis : new long[] {1, 999, 86_399_999, 1_770_336_010_157L, 951_782_400_123L, -1}) {
      assertEquals(Instant.ofEpochMilli(millis).toString(), Utc.ofMillis(millis));
    }
    assertEquals("2026-02-06T00:00:00.000Z", Utc.ofMillis(1_770_336_000_000L));
  }

  @Test
  void millis_beyondTheCalendar_areTheNumber() {
    assertEquals(Long.MIN_VALUE + " ms", Utc.ofMillis(Long.MIN_VALUE));
    assertEquals(Long.MAX_VALUE + " ms", Utc.ofMillis(Long.MAX_VALUE));
  }

  @Test
  void seconds_ofARecord_keepTheNumber() {
    assertEquals("2026-02-06T00:00:00Z (1770336000)", Utc.ofSeconds(1_770_336_000L));
    assertEquals("-5 s", Utc.ofSeconds(-5));
    assertEquals(Long.MAX_VALUE + " s", Utc.ofSeconds(Long.MAX_VALUE));
  }
}
