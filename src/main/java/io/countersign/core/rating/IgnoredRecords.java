package io.countersign.core.rating;

import io.countersign.core.base.Code;
import java.util.List;

/// Records of the period that count as absent for one reason.
///
/// @param count how many
/// @param ranges their ledger-wide numbers, ascending, not adjacent
public record IgnoredRecords(Code code, long count, List<Range> ranges) {
  public IgnoredRecords {
    ranges = List.copyOf(ranges);
  }

  /// Record numbers from `first` to `last`, both included.
  public record Range(long first, long last) {}
}
