package io.countersign.core.terms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.countersign.testing.Seed;
import java.math.BigInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IncrementTest {
  @ParameterizedTest
  @CsvSource({
    "60,60,0,0", "60,60,1,60", "60,60,60,60", "60,60,61,120", "60,60,120,120", "30,6,1,30",
    "30,6,30,30", "30,6,31,36", "30,6,36,36", "30,6,37,42", "1,1,5,5", "6,6,86400,86400",
    "1000000000,1000000000,1000000000000,1000000000000"
  })
  void apply_edges_giveBillingSteps(long first, long step, long v, long want) {
    Increment i = new Increment(first, step);
    assertEquals(want, i.apply(v));
    assertEquals(BigInteger.valueOf(want), i.apply(BigInteger.valueOf(v)));
  }

  @Test
  void apply_randomValues_asCountedStepByStep() {
    long seed = Seed.pick();
    RandomGenerator random = Seed.random(seed);
    for (int round = 0; round < 2000; round++) {
      Increment i = new Increment(1 + random.nextInt(90), 1 + random.nextInt(70));
      long v = random.nextInt(500);
      long want = v == 0 ? 0 : i.first();
      while (want < v) {
        want += i.step();
      }
      assertEquals(want, i.apply(v), "-Dseed=" + seed + " " + i + " " + v);
      assertEquals(
          BigInteger.valueOf(want),
          i.apply(BigInteger.valueOf(v)),
          "-Dseed=" + seed + " " + i + " " + v);
    }
  }

  @Test
  void apply_negative_isABug() {
    assertThrows(IllegalArgumentException.class, () -> new Increment(1, 1).apply(-1L));
  }
}
