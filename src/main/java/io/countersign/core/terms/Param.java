package io.countersign.core.terms;

import java.math.BigInteger;
import java.time.LocalDate;
import java.util.List;

/// A named value that changes on given dates: a price that rises in July, a tax rate.
///
/// @param type what it counts, and so where it may stand
/// @param read at which date it is read
/// @param values by date, ascending, 1 to 400; the first not later than the term's first day
public record Param(String id, Text label, Type type, Read read, List<Dated> values) {
  /// Cap on the dated values.
  public static final int MAX_VALUES = 400;

  public Param {
    Checks.id(id);
    values = List.copyOf(values);
    Checks.size("values", values.size(), 1, MAX_VALUES);
  }

  /// The value in force on `date`: that of the last entry not after it; before the first entry, the
  /// first.
  public BigInteger on(LocalDate date) {
    return values.get(indexOn(date)).value();
  }

  /// The index of the entry in force on `date`.
  public int indexOn(LocalDate date) {
    int i = values.size() - 1;
    while (i > 0 && values.get(i).from().isAfter(date)) {
      i--;
    }
    return i;
  }

  /// What a param's values count.
  public enum Type {
    /// Money, in micros, 0 or more.
    MONEY("money"),
    /// A factor, in 10^-4, 0 or more.
    FACTOR("factor"),
    /// A percentage, in 10^-4 of a percent, signed.
    PERCENT("percent");

    private final String text;

    Type(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }

  /// The date at which a param is read.
  public enum Read {
    /// The local date of the record; for a prorated fee, of each day.
    DATE("date"),
    /// The start of the period: max(its first day, the term's first day).
    PERIOD("period");

    private final String text;

    Read(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }

  /// One value from a date on.
  ///
  /// @param value in the unit of the param's type
  public record Dated(LocalDate from, BigInteger value) {}
}
