package io.countersign.core.terms;

import java.util.Optional;
import java.util.OptionalLong;

/// One part of a record's quantity: a field, at most so much of it, rounded to billing steps.
///
/// The value is increment(min(field, cap)).
public record Addend(String field, OptionalLong cap, Optional<Increment> increment) {
  public Addend {
    if (cap.isPresent()) {
      Checks.range("a cap", cap.getAsLong(), 0, Field.MAX_INT);
    }
  }
}
