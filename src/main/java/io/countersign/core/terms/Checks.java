package io.countersign.core.terms;

import java.util.Collection;
import java.util.HashSet;
import java.util.regex.Pattern;

/// What compact constructors of this package ask of their values. A failure is a bug of the caller:
/// the parser checks the same bounds first and names the place.
final class Checks {
  /// The name of anything that a document names: records, fields, measures, lines, params.
  static final Pattern ID = Pattern.compile("[a-z][a-z0-9_]{0,31}");

  private Checks() {}

  static void range(String what, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          what + " from " + min + " to " + max + " expected, found " + value);
    }
  }

  static void size(String what, int size, int min, int max) {
    if (size < min || size > max) {
      throw new IllegalArgumentException(
          what + " of " + min + " to " + max + " expected, found " + size);
    }
  }

  static void id(String id) {
    pattern("an id", id, ID);
  }

  static void pattern(String what, String value, Pattern pattern) {
    if (!pattern.matcher(value).matches()) {
      throw new IllegalArgumentException(
          what + " of the form " + pattern + " expected, found " + value);
    }
  }

  static void unique(String what, Collection<?> items) {
    if (new HashSet<>(items).size() != items.size()) {
      throw new IllegalArgumentException(what + " twice in " + items);
    }
  }

  static void that(boolean holds, String expected, Object found) {
    if (!holds) {
      throw new IllegalArgumentException(expected + " expected, found " + found);
    }
  }
}
