package io.countersign.core.terms;

import java.util.List;

/// A condition on one record: a strict subset of CEL over integers, booleans and enums, plus the
/// windows of its instant. Always has a value, whatever the record.
public sealed interface Cond {
  /// Cap on the parts of one `all` or `any`.
  int MAX_PARTS = 64;

  /// True of every record.
  record Always() implements Cond {}

  /// Each of 1 to 64 parts holds.
  record All(List<Cond> parts) implements Cond {
    public All {
      parts = List.copyOf(parts);
      Checks.size("parts", parts.size(), 1, MAX_PARTS);
    }
  }

  /// At least one of 1 to 64 parts holds.
  record Any(List<Cond> parts) implements Cond {
    public Any {
      parts = List.copyOf(parts);
      Checks.size("parts", parts.size(), 1, MAX_PARTS);
    }
  }

  record Not(Cond part) implements Cond {}

  /// The local date and second of the record's `at` lie in the window.
  record InWindow(String window) implements Cond {}

  /// A bool field has this value.
  record Is(String field, boolean value) implements Cond {}

  /// An enum field has one of 1 to 64 different values.
  record In(String field, List<String> values) implements Cond {
    public In {
      values = List.copyOf(values);
      Checks.size("values", values.size(), 1, Field.MAX_ENUM);
      Checks.unique("a value", values);
    }
  }

  /// An int field compares so with a constant.
  record Compare(String field, Op op, long value) implements Cond {
    public Compare {
      Checks.range("a constant", value, -Field.MAX_INT, Field.MAX_INT);
    }
  }

  /// How a field compares with a constant.
  enum Op {
    GE("ge"),
    GT("gt"),
    LE("le"),
    LT("lt"),
    EQ("eq");

    private final String text;

    Op(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }

    /// Whether `left` stands in this relation to `right`, given `left.compareTo(right)`.
    public boolean holds(int comparison) {
      return switch (this) {
        case GE -> comparison >= 0;
        case GT -> comparison > 0;
        case LE -> comparison <= 0;
        case LT -> comparison < 0;
        case EQ -> comparison == 0;
      };
    }
  }
}
