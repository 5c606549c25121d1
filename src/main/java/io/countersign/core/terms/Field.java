package io.countersign.core.terms;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// One member of a record's `data`; every declared field is required.
public sealed interface Field {
  /// Bound of integer fields, either side of 0.
  long MAX_INT = 1_000_000_000_000L;

  /// Cap on the values of an enum field.
  int MAX_ENUM = 64;

  /// One value of an enum field.
  Pattern ENUM_VALUE = Pattern.compile("[A-Za-z0-9_.-]{1,32}");

  String id();

  Text label();

  Optional<Text> note();

  /// An integer from `min` to `max`, both included.
  record Int(String id, Text label, Optional<Text> note, Unit unit, long min, long max)
      implements Field {
    public Int {
      Checks.id(id);
      Checks.range("a least value", min, -MAX_INT, MAX_INT);
      Checks.range("a greatest value", max, min, MAX_INT);
    }
  }

  /// One of `values`.
  record Choice(String id, Text label, Optional<Text> note, List<String> values) implements Field {
    public Choice {
      Checks.id(id);
      values = List.copyOf(values);
      Checks.size("values", values.size(), 1, MAX_ENUM);
      Checks.unique("a value", values);
    }
  }

  /// true or false.
  record Bool(String id, Text label, Optional<Text> note) implements Field {
    public Bool {
      Checks.id(id);
    }
  }

  /// A date `yyyy-mm-dd`; conditions cannot test it.
  record Date(String id, Text label, Optional<Text> note) implements Field {
    public Date {
      Checks.id(id);
    }
  }
}
