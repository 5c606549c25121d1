package io.countersign.core.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.crypto.Sha256;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class NamesTest {
  private static final int MANY = 200_000;

  /// Tags that somebody wrote down: all begin alike.
  private static Bytes32 alike(int i) {
    return Bytes32.of(ByteBuffer.allocate(Bytes32.SIZE).putInt(28, i).array(), 0);
  }

  private static Bytes32 spread(int i) {
    return Sha256.hash(Bytes.of(ByteBuffer.allocate(4).putInt(i).array()));
  }

  @Test
  void putIfAbsent_namesChosenToCollide_endsAndFindsEach() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          Names names = new Names();
          for (int i = 0; i < MANY; i++) {
            assertEquals(-1, names.putIfAbsent(alike(i), 2L * i));
            assertEquals(-1, names.putIfAbsent(spread(i), 2L * i + 1));
          }
          for (int i = 0; i < MANY; i++) {
            assertEquals(2L * i, names.putIfAbsent(alike(i), 7));
            assertEquals(2L * i, names.find(alike(i)));
            assertEquals(2L * i + 1, names.find(spread(i)));
          }
          assertEquals(-1, names.find(alike(MANY)));
          assertEquals(-1, names.find(spread(MANY)));
          assertEquals(2 * MANY, names.size());
        });
  }
}
