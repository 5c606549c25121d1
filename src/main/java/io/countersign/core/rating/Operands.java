package io.countersign.core.rating;

import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.core.money.Decimal;
import io.countersign.core.money.Micros;
import io.countersign.core.money.Rounding;
import io.countersign.core.terms.Line;
import io.countersign.core.terms.Period;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;

/// Reads the operands of a step, and says what is wrong with them.
final class Operands {
  /// 100 % in 10^-4 of a percent.
  static final BigInteger WHOLE = BigInteger.valueOf(1_000_000);

  /// More days than any window has.
  private static final long MAX_DAYS = 1 << 16;

  private Operands() {}

  static void equal(Fields f, String name, BigInteger wanted) throws MalformedException {
    BigInteger found = f.wide(name);
    if (!found.equals(wanted)) {
      throw fault(f, name, wanted.toString(), found.toString());
    }
  }

  static BigInteger positive(Fields f, String name) throws MalformedException {
    BigInteger value = f.wide(name);
    if (value.signum() <= 0) {
      throw fault(f, name, "above 0", value.toString());
    }
    return value;
  }

  /// An integer of JSON, as a number of any size.
  static BigInteger integer(Fields f, String name, long min, long max) throws MalformedException {
    return BigInteger.valueOf(f.integer(name, min, max));
  }

  static void equalInteger(Fields f, String name, long wanted) throws MalformedException {
    long found = f.integer(name, 0, Json.MAX_INT);
    if (found != wanted) {
      throw fault(f, name, Long.toString(wanted), Long.toString(found));
    }
  }

  static BigInteger per(Fields f) throws MalformedException {
    return integer(f, "per", 1, Line.MAX_PER);
  }

  static BigInteger days(Fields f) throws MalformedException {
    return integer(f, "days", 0, MAX_DAYS);
  }

  static BigInteger ofDays(Fields f) throws MalformedException {
    return integer(f, "of", 1, MAX_DAYS);
  }

  /// n/d as the multiple of the step's `to` by its `mode`.
  static BigInteger round(Fields f, BigInteger n, BigInteger d) throws MalformedException {
    BigInteger to = f.wide("to");
    if (to.signum() <= 0 || d.signum() <= 0) {
      throw fault(f, "to", "divisors above 0", to + " and " + d);
    }
    return Rounding.parse(f.string("mode")).toMultiple(n, d, to);
  }

  /// The sum of the step's amounts, one for each of its lines.
  ///
  /// @param each what is asked of each line and its amount
  static BigInteger sumOfLines(Fields f, LineAmount each) throws MalformedException {
    List<Json> lines = f.array("lines", 0, Line.MAX_OF);
    List<Json> amounts = f.array("amounts", lines.size(), lines.size());
    BigInteger out = BigInteger.ZERO;
    for (int i = 0; i < lines.size(); i++) {
      String id = Fields.string(lines.get(i), f.path("lines"));
      String said = Fields.string(amounts.get(i), f.path("amounts"));
      Micros amount = new Micros(Decimal.parse(said, Decimal.MAX_DIGITS, 0, 0));
      each.check(i, id, amount);
      out = out.add(amount.value());
    }
    return out;
  }

  /// What is asked of a line and its amount.
  interface LineAmount {
    void check(int i, String line, Micros amount) throws MalformedException;
  }

  /// A month before the trace's own.
  static Period earlier(Fields f, String name, Period period) throws MalformedException {
    Period found = Period.parse(f.integer(name, Period.MIN, Period.MAX));
    if (found.compareTo(period) >= 0) {
      throw fault(f, name, "a month before " + period, found.toString());
    }
    return found;
  }

  static LocalDate date(Fields f, String name) throws MalformedException {
    String text = f.string(name);
    try {
      LocalDate date = LocalDate.parse(text);
      if (text.length() == 10 && date.toString().equals(text)) {
        return date;
      }
    } catch (DateTimeException e) {
      throw fault(f, name, "a date yyyy-mm-dd", MalformedException.show(text));
    }
    throw fault(f, name, "a date yyyy-mm-dd", MalformedException.show(text));
  }

  static MalformedException fault(Fields f, String name, String expected, String found) {
    return new MalformedException(Code.TRACE_STEP, f.path(name), -1, expected, found);
  }
}
