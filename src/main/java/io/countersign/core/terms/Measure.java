package io.countersign.core.terms;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A number that a period's records give: an integer, computed exactly.
public sealed interface Measure {
  /// Bound of the weights of a derived measure, either side of 0.
  long MAX_WEIGHT = 1_000_000;

  String id();

  Text label();

  Optional<Text> note();

  /// How many records of a type pass.
  ///
  /// @param unit what is counted: a counting unit
  record Count(String id, Text label, Optional<Text> note, Unit unit, String recordType, Cond where)
      implements Measure {
    public Count {
      Checks.id(id);
    }
  }

  /// The sum of a quantity over the records that pass.
  record Sum(
      String id,
      Text label,
      Optional<Text> note,
      String recordType,
      Cond where,
      List<Addend> addends,
      Optional<Scoped> increment)
      implements Measure {
    public Sum {
      Checks.id(id);
      addends = List.copyOf(addends);
      Checks.size("addends", addends.size(), 1, Quantity.MAX_ADDENDS);
    }
  }

  /// A weighted sum of earlier measures, not below `min` where there is one (which is always 0).
  ///
  /// @param unit what the sum counts
  record Derived(
      String id, Text label, Optional<Text> note, Unit unit, List<Weighted> of, OptionalLong min)
      implements Measure {
    public Derived {
      Checks.id(id);
      of = List.copyOf(of);
      Checks.size("parts", of.size(), 1, 64);
      if (min.isPresent()) {
        Checks.range("min", min.getAsLong(), 0, 0);
      }
    }
  }

  /// An earlier measure and its weight.
  record Weighted(String measure, long weight) {
    public Weighted {
      Checks.range("a weight", weight, -MAX_WEIGHT, MAX_WEIGHT);
    }
  }

  /// Billing steps for each record, or once for the period's sum.
  record Scoped(Increment increment, Scope scope) {}

  /// What an increment is applied to.
  enum Scope {
    RECORD("record"),
    POOL("pool");

    private final String text;

    Scope(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }
}
