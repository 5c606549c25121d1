package io.countersign.core.ledger;

import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import java.util.ArrayList;
import java.util.List;

/// Consecutive record numbers. Source: `src/docs/formats.md` §10.
///
/// @param first record number, at least 0
/// @param last record number, included; at least `first`, below [Leaf#MAX_RECORDS]
public record RecordRange(long first, long last) {
  /// Most ranges in one object.
  public static final int MAX_RANGES = 4096;

  public RecordRange {
    if (first < 0 || last < first || last >= Leaf.MAX_RECORDS) {
      throw new IllegalArgumentException("no range of record numbers: " + first + " to " + last);
    }
  }

  public boolean holds(long number) {
    return first <= number && number <= last;
  }

  /// Whether one of `ranges`, which ascend, holds `number`. Cost: O(log n).
  public static boolean hold(List<RecordRange> ranges, long number) {
    int lo = 0;
    int hi = ranges.size();
    while (lo < hi) {
      int mid = (lo + hi) >>> 1;
      if (ranges.get(mid).last() < number) {
        lo = mid + 1;
      } else {
        hi = mid;
      }
    }
    return lo < ranges.size() && ranges.get(lo).holds(number);
  }

  /// Whether one of `ranges`, which ascend and do not touch, holds all of `other`. Cost: O(log n).
  static boolean holdAll(List<RecordRange> ranges, RecordRange other) {
    List<RecordRange> upTo = Growing.below(ranges, RecordRange::first, other.first() + 1);
    return !upTo.isEmpty() && upTo.getLast().last() >= other.last();
  }

  /// A copy of `ranges` that ascend and do not touch.
  ///
  /// @throws IllegalArgumentException if they do not, or are too many
  static List<RecordRange> checked(List<RecordRange> ranges) {
    if (ranges.size() > MAX_RANGES) {
      throw new IllegalArgumentException(ranges.size() + " ranges");
    }
    for (int i = 1; i < ranges.size(); i++) {
      if (ranges.get(i).first() <= ranges.get(i - 1).last() + 1) {
        throw new IllegalArgumentException("ranges do not ascend apart at " + i);
      }
    }
    return List.copyOf(ranges);
  }

  /// Reads the member `records`.
  ///
  /// @throws MalformedException codes 01xx
  static List<RecordRange> parse(Fields f) throws MalformedException {
    List<RecordRange> out = new ArrayList<>();
    long from = 0;
    for (Json item : f.array("records", 0, MAX_RANGES)) {
      String path = f.path("records") + "[" + out.size() + "]";
      if (!(item instanceof Json.Arr a) || a.items().size() != 2) {
        throw new MalformedException(
            Code.FIELD_TYPE, path, -1, "the first and the last record number", item.kind());
      }
      long first = Fields.integer(a.items().get(0), path + "[0]", from, Leaf.MAX_RECORDS - 1);
      long last = Fields.integer(a.items().get(1), path + "[1]", first, Leaf.MAX_RECORDS - 1);
      out.add(new RecordRange(first, last));
      from = last + 2;
    }
    return out;
  }

  static Json json(List<RecordRange> ranges) {
    List<Json> out = new ArrayList<>();
    for (RecordRange r : ranges) {
      out.add(Json.array(List.of(Json.of(r.first()), Json.of(r.last()))));
    }
    return Json.array(out);
  }
}
