package io.countersign.http;

import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import java.util.Optional;
import java.util.function.Consumer;

/// What is known of the node's clock: how far ahead of a peer's it goes.
///
/// Leaf times never go back, so a clock that ran ahead would put its error into the ledgers for
/// good: while it is too far ahead nothing is written. A clock that is behind does no such harm.
final class ClockWatch {
  /// How far ahead the clock may go, in seconds: as far as a cosigner's may.
  static final long MAX_AHEAD_SECONDS = 60;

  private final Consumer<Optional<Finding>> hold;
  private volatile long aheadSeconds;

  /// @param hold told why nothing is to be appended, by a party, by the node itself or however
  ClockWatch(Consumer<Optional<Finding>> hold) {
    this.hold = hold;
  }

  /// Notes what a comparison gave.
  void note(long ahead) {
    aheadSeconds = ahead;
    hold.accept(isAhead() ? Optional.of(finding()) : Optional.empty());
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
      throw Problem.of(503, finding()).withRetryAfter(60_000).asException();
    }
  }

  private Finding finding() {
    return new Finding(
        Code.CLOCK_AHEAD,
        "clock",
        "at most " + MAX_AHEAD_SECONDS + " s ahead of the peer's",
        aheadSeconds + " s");
  }
}
