package io.countersign.core.terms;

import java.math.BigInteger;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// A named value that changes on given dates: a price that rises in July, a tax rate.
///
/// @param type what it counts, and so where it may stand
/// @param read at which date it is read
/// @param values by date, ascending, 1 to 400; the first not later than the term's first day
/// @param step how far a value may lie from the one before it; absent where nothing bounds it
public record Param(
    String id, Text label, Type type, Read read, List<Dated> values, Optional<Step> step) {
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

  /// The bound of an indexation: a value lies between (100 + min) % and (100 + max) % of the one
  /// before it, both ends included.
  ///
  /// Of a negative value the two ends change places; after 0 only 0 may stand.
  ///
  /// @param minPct in 10^-4 of a percent, -100 % at least
  /// @param maxPct in 10^-4 of a percent, not below minPct
  public record Step(long minPct, long maxPct) {
    /// 100 % in 10^-4 of a percent.
    static final long WHOLE = 1_000_000;

    public Step {
      Checks.that(minPct >= -WHOLE && minPct <= maxPct, "-100 <= minPct <= maxPct", minPct);
    }

    /// Whether `next` may follow `before`. Exact.
    public boolean allows(BigInteger before, BigInteger next) {
      BigInteger a = before.multiply(BigInteger.valueOf(WHOLE + minPct));
      BigInteger b = before.multiply(BigInteger.valueOf(WHOLE + maxPct));
      BigInteger scaled = next.multiply(BigInteger.valueOf(WHOLE));
      return scaled.compareTo(a.min(b)) >= 0 && scaled.compareTo(a.max(b)) <= 0;
    }
  }

  /// One value from a date on.
  ///
  /// @param value in the unit of the param's type
  public record Dated(LocalDate from, BigInteger value) {}
}
