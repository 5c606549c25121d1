package io.countersign.core.rating;

import io.countersign.core.base.Bytes;
import io.countersign.core.encoding.Json;
import io.countersign.core.terms.Period;
import java.util.List;

/// How one line of one period came to its amount. Its hash stands in the statement; the canonical
/// bytes are an object.
///
/// @param steps in the order in which they were done
public record Trace(String line, Period period, List<Step> steps) {
  /// Cap on the canonical bytes.
  public static final int MAX_BYTES = 16 * 1024 * 1024;

  public Trace {
    steps = List.copyOf(steps);
  }

  public Json.Obj toJson() {
    return Json.object()
        .put("format", 1)
        .put("line", line)
        .put("period", period.yyyymm())
        .put("steps", steps.stream().map(Step::toJson).toList())
        .build();
  }

  public Bytes toBytes() {
    return toJson().toCanonical();
  }
}
