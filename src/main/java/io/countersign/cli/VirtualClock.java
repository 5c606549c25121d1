package io.countersign.cli;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/// A clock that stands until it is told to move: for replaying months that are over.
public final class VirtualClock implements InstantSource {
  private final AtomicLong millis;

  /// @param millis where it stands, milliseconds since 1970 UTC
  public VirtualClock(long millis) {
    this.millis = new AtomicLong(millis);
  }

  /// Moves to `to` milliseconds; never back.
  public void moveTo(long to) {
    millis.updateAndGet(now -> Math.max(now, to));
  }

  @Override
  public long millis() {
    return millis.get();
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis.get());
  }
}
