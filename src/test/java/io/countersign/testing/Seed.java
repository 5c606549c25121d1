package io.countersign.testing;

import java.util.Random;
import java.util.random.RandomGenerator;

/// Random numbers for tests, from a seed that a failing test shows.
public final class Seed {
  private static final Long GIVEN = Long.getLong("seed");

  private Seed() {}

  /// What a test passes to its generators: the value of `-Dseed`, else a fresh one. Put it into the
  /// messages of assertions.
  public static long pick() {
    return GIVEN != null ? GIVEN : System.nanoTime();
  }

  public static RandomGenerator random(long seed) {
    return new Random(seed);
  }
}
