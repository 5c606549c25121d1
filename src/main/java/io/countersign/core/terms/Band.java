package io.countersign.core.terms;

import java.util.Optional;

/// A lower bound and what holds from it up to the bound of the band before.
///
/// A list of bands descends strictly (`gt 5` lies above `ge 5`) and ends with one band without a
/// bound, so exactly one holds for each value.
///
/// @param from absent in the last band
/// @param gives an [Effect] in tables, points in scores
public record Band<T>(Optional<Bound> from, T gives) {
  /// Cap on the bands of one list.
  public static final int MAX_BANDS = 32;

  /// Bound of the bounds, either side of 0.
  public static final long MAX_BOUND = 1_000_000_000_000_000L;

  /// A lower bound in 1/scale of what is looked at.
  ///
  /// @param strict `gt` where true, `ge` where false
  public record Bound(boolean strict, long value) {
    public Bound {
      Checks.range("a bound", value, -MAX_BOUND, MAX_BOUND);
    }
  }
}
