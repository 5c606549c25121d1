package io.countersign.http;

import java.time.InstantSource;
import java.util.concurrent.ThreadFactory;
import java.util.random.RandomGenerator;

/// What the node gets from outside.
///
/// @param clock the operator's clock
/// @param random a cryptographically strong source; any thread may ask it
/// @param requests makes the virtual thread of one request
public record World(InstantSource clock, RandomGenerator random, ThreadFactory requests) {
  long seconds() {
    return Math.floorDiv(clock.millis(), 1_000L);
  }

  /// `count` fresh random bytes.
  byte[] entropy(int count) {
    byte[] out = new byte[count];
    random.nextBytes(out);
    return out;
  }
}
