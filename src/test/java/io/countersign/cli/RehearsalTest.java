package io.countersign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RehearsalTest {
  private static final Instant MACHINE = Instant.parse("2030-05-06T07:08:09.250Z");

  private static Optional<String> now(String text) {
    return Rehearsal.now(text, MACHINE).map(Instant::toString);
  }

  @Test
  void clock_byItsInstant_startsThere() {
    assertEquals(Optional.of("2026-02-10T00:00:00Z"), now("2026-02-10T00:00:00Z"));
  }

  @Test
  void clock_boundToTheMachines_isTheSameForWhoStartsLater() {
    long began = MACHINE.getEpochSecond() - 90;
    assertEquals(Optional.of("2026-02-10T00:01:30.250Z"), now("2026-02-10T00:00:00Z@" + began));
    assertEquals(
        Optional.of("2026-02-09T23:59:59.250Z"), now("2026-02-10T00:00:00Z@" + (began + 91)));
  }

  @Test
  void clock_thatIsNone_isNotTaken() {
    for (String text :
        List.of(
            "now",
            "2026-02-10",
            "2026-02-10T00:00:00Z@",
            "2026-02-10T00:00:00Z@x",
            "@17",
            "2026-02-10T00:00:00Z@9223372036854775807",
            "2026-02-10T00:00:00Z@-9223372036854775",
            "+1000000000-12-31T23:59:59Z@0")) {
      assertEquals(Optional.empty(), now(text), text);
    }
  }
}
