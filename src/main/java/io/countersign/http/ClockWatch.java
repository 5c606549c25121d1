package io.countersign.http;

import io.countersign.core.base.Code;

/// What is known of the node's clock: how far ahead of a peer's it goes.
///
/// Leaf times never go back, so a clock that ran ahead would put its error into the ledgers for
/// good: while it is too far ahead nothing is written. A clock that is behind does no such harm.
final class ClockWatch {
  /// How far ahead the clock may go, in seconds: as far as a cosigner's may.
  static final long MAX_AHEAD_SECONDS = 60;

  private volatile long aheadSeconds;

  /// Notes what a comparison gave.
  void note(long ahead) {
    aheadSeconds = ahead;
  }

  long aheadSeconds() {
    return aheadSeconds;
  }

  boolean isAhead() {
    return aheadSeconds > MAX_AHEAD_SECONDS;
  }

  /// @throws ProblemException 503 while the clock is too far ahead
  void check() {
    if (isAhead()) {
      throw Problem.of(
              503,
              Code.CLOCK_AHEAD,
              "clock",
              "at most " + MAX_AHEAD_SECONDS + " s ahead of the peer's",
              aheadSeconds + " s")
          .withRetryAfter(60_000)
          .asException();
    }
  }
}
