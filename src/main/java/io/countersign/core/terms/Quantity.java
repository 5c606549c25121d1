package io.countersign.core.terms;

import java.util.List;
import java.util.Optional;

/// How much a record counts in a rated line.
public sealed interface Quantity {
  /// Cap on the addends of a sum.
  int MAX_ADDENDS = 16;

  /// Cap on the units of one record.
  int MAX_EACH = 1000;

  /// A fixed number of units for each record, 1 to 1,000.
  record Each(int units) implements Quantity {
    public Each {
      Checks.range("units", units, 1, MAX_EACH);
    }
  }

  /// The sum of 1 to 16 fields of one unit, then rounded to billing steps.
  record Sum(List<Addend> addends, Optional<Increment> increment) implements Quantity {
    public Sum {
      addends = List.copyOf(addends);
      Checks.size("addends", addends.size(), 1, MAX_ADDENDS);
    }
  }
}
