package io.countersign.core.prose;

import io.countersign.core.encoding.Json;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Quantities with their units, and bounds on figures as people read them.
final class Units {
  private static final long MAX = 1_000_000_000_000_000L;

  /// The units in which seconds are said, the largest first.
  private static final List<Time> TIMES =
      List.of(new Time("h", 3600), new Time("min", 60), new Time("s", 1));

  private Units() {}

  /// @param seconds in one
  private record Time(String unit, long seconds) {
    static Time of(long n) {
      for (Time t : TIMES) {
        if (n != 0 && n % t.seconds() == 0) {
          return t;
        }
      }
      return TIMES.getLast();
    }
  }

  /// A number of the scope's unit: seconds as hours or minutes where they are whole, minor units as
  /// money.
  static String quantity(Scope scope, long n) {
    return switch (scope.unit()) {
      case "s" -> {
        Time t = Time.of(n);
        yield scope.text("unit." + t.unit(), Numbers.grouped(n / t.seconds()));
      }
      case "minor" -> Values.money(scope, Values.minor(scope, n));
      default -> scope.text(countKey(scope, n), Numbers.grouped(n));
    };
  }

  /// The same of any size; beyond 2^62 without its unit.
  static String quantity(Scope scope, BigInteger n) {
    return n.bitLength() < 63 ? quantity(scope, n.longValueExact()) : Numbers.grouped(n, 0, 0);
  }

  private static String countKey(Scope scope, long n) {
    return "unit." + scope.unit() + (n == 1 ? ".one" : "");
  }

  /// Reads what [#quantity] wrote.
  ///
  /// @throws Unread if it did not
  static long read(Reading in) throws Unread {
    Scope scope = in.scope();
    return switch (scope.unit()) {
      case "s" -> readSeconds(in);
      case "minor" ->
          Numbers.inParts(
              Values.readMoney(in), BigInteger.TEN.pow(scope.exponent()).longValueExact());
      default -> {
        Optional<Json> many = in.attempt(Forms.wrap(countKey(scope, 2), Values.INT));
        yield Jsons.number(
            many.isPresent() ? many.get() : Forms.wrap(countKey(scope, 1), Values.INT).read(in));
      }
    };
  }

  private static long readSeconds(Reading in) throws Unread {
    for (Time t : TIMES) {
      Optional<Json> read = in.attempt(Forms.wrap("unit." + t.unit(), Values.INT));
      if (read.isPresent()) {
        return scaled(Jsons.number(read.get()), t.seconds());
      }
    }
    throw Unread.here();
  }

  private static long scaled(long n, long by) throws Unread {
    if (Math.abs(n) > MAX / by) {
      throw Unread.here();
    }
    return n * by;
  }

  /// What a price is for: one of a unit by its name, more as a quantity.
  static String per(Scope scope, long n) {
    if (scope.unit().equals("s")) {
      for (Time t : TIMES) {
        if (n == t.seconds()) {
          return scope.text("per." + t.unit());
        }
      }
    } else if (n == 1 && !scope.unit().equals("minor")) {
      return scope.text("per." + scope.unit());
    }
    return scope.text("per.many", quantity(scope, n));
  }

  /// Reads what [#per] wrote.
  ///
  /// @throws Unread if it did not
  static long readPer(Reading in) throws Unread {
    Optional<Json> many = in.attempt(Forms.wrap("per.many", Values.QUANTITY));
    if (many.isPresent()) {
      return Jsons.number(many.get());
    }
    if (in.scope().unit().equals("s")) {
      for (Time t : TIMES) {
        if (in.attempt(Forms.word("per." + t.unit(), Json.ofNull())).isPresent()) {
          return t.seconds();
        }
      }
      throw Unread.here();
    }
    if (in.scope().unit().equals("minor")) {
      throw Unread.here();
    }
    in.expect(in.scope().text("per." + in.scope().unit()));
    return 1;
  }

  /// A bound on the figure named last: in its unit, as a percentage, a number or points.
  static String bound(Scope scope, long n) {
    return shown(scope, "bound.", n);
  }

  /// A distance between two values of the figure named last.
  static String step(Scope scope, long n) {
    return shown(scope, "step.", n);
  }

  private static String shown(Scope scope, String prefix, long n) {
    Scope.Scale scale = scope.scale();
    if (scale.show() == Scope.Show.UNITS) {
      return quantity(scope, n);
    }
    BigInteger value = BigInteger.valueOf(n).multiply(BigInteger.valueOf(times(scale)));
    return scope.text(prefix + name(scale), Numbers.grouped(value, Numbers.digits(scale.of()), 0));
  }

  private static long times(Scope.Scale scale) {
    return scale.show() == Scope.Show.PERCENT ? 100 : 1;
  }

  private static String name(Scope.Scale scale) {
    return scale.show().name().toLowerCase(Locale.ROOT);
  }

  /// Reads what [#bound] or [#step] wrote.
  ///
  /// @throws Unread if it did not
  static long readBound(Reading in, String prefix) throws Unread {
    Scope.Scale scale = in.scope().scale();
    if (scale.show() == Scope.Show.UNITS) {
      return read(in);
    }
    Json shown = Forms.wrap(prefix + name(scale), Values.DECIMAL).read(in);
    long parts = Numbers.inParts(Jsons.text(shown), scale.of());
    if (parts % times(scale) != 0) {
      throw Unread.here();
    }
    return parts / times(scale);
  }
}
