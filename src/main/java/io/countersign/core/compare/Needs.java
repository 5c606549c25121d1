package io.countersign.core.compare;

import java.util.Collection;

/// What a client expects to buy.
///
/// @param callsPerMonth mean, 0 to 10^9
/// @param swingPercent (busiest month - quietest month) / mean, 0 to 10,000
/// @param ending whether the work has an end and a result, as a campaign or a survey has
public record Needs(
    long callsPerMonth, int swingPercent, Budget budget, Quality quality, boolean ending) {
  /// Cap on both figures.
  public static final long MAX_CALLS = 1_000_000_000L;

  public static final int MAX_SWING = 10_000;

  public Needs {
    if (callsPerMonth < 0 || callsPerMonth > MAX_CALLS) {
      throw new IllegalArgumentException("calls per month out of range: " + callsPerMonth);
    }
    if (swingPercent < 0 || swingPercent > MAX_SWING) {
      throw new IllegalArgumentException("swing out of range: " + swingPercent);
    }
  }

  /// What the client wants of the bill.
  public enum Budget {
    /// The same amount each month.
    CERTAIN,
    /// To pay for what was used, and for no more.
    USE
  }

  /// What the client wants of the service.
  public enum Quality {
    NORMAL,
    HIGH
  }

  /// The swing of counts by month: 0 where there are fewer than two months or no calls.
  public static int swing(Collection<Long> months) {
    long sum = months.stream().mapToLong(Long::longValue).sum();
    if (months.size() < 2 || sum == 0) {
      return 0;
    }
    long most = months.stream().mapToLong(Long::longValue).max().orElseThrow();
    long least = months.stream().mapToLong(Long::longValue).min().orElseThrow();
    return (int)
        Math.min(
            MAX_SWING,
            Math.multiplyExact(Math.multiplyExact(most - least, months.size()), 100L) / sum);
  }
}
