package io.countersign.core.terms;

import java.math.BigInteger;

/// How a quantity is rounded up to billing steps: 0 stays 0; up to `first` gives `first`; more
/// gives `first` plus whole steps.
///
/// `60/60` bills each started minute, `30/6` at least 30 s and then each started 6 s.
///
/// @param first 1 to 10^9, in the unit of the quantity
/// @param step 1 to 10^9
public record Increment(long first, long step) {
  /// Bound of both parts.
  public static final long MAX = 1_000_000_000L;

  public Increment {
    Checks.range("first", first, 1, MAX);
    Checks.range("step", step, 1, MAX);
  }

  /// The billed quantity.
  ///
  /// @throws IllegalArgumentException if `v` is negative: validity keeps such fields away
  public BigInteger apply(BigInteger v) {
    Checks.that(v.signum() >= 0, "a quantity of 0 or more", v);
    if (v.signum() == 0) {
      return v;
    }
    BigInteger f = BigInteger.valueOf(first);
    if (v.compareTo(f) <= 0) {
      return f;
    }
    BigInteger s = BigInteger.valueOf(step);
    BigInteger steps = v.subtract(f).add(s).subtract(BigInteger.ONE).divide(s);
    return f.add(steps.multiply(s));
  }

  /// The same in `long`. At most 10^12 + 2 x 10^9 for a field's value.
  ///
  /// @throws ArithmeticException beyond `long`
  public long apply(long v) {
    if (v <= 0) {
      Checks.that(v == 0, "a quantity of 0 or more", v);
      return 0;
    }
    if (v <= first) {
      return first;
    }
    long steps = Math.addExact(v - first, step - 1) / step;
    return Math.addExact(first, Math.multiplyExact(steps, step));
  }
}
