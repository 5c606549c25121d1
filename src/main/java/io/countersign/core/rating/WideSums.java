package io.countersign.core.rating;

import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Exact sums of longs by number, each a `long` as far as it goes and the rest beside it.
final class WideSums {
  private long[] low;
  private @Nullable BigInteger[] rest = {};

  WideSums(int size) {
    this.low = new long[size];
  }

  int size() {
    return low.length;
  }

  void grow(int size) {
    low = Arrays.copyOf(low, size);
  }

  /// Adds the value of each of `n` records to the sum that its code names. Only where `proven` says
  /// that no sum can pass what a `long` holds.
  void addProven(int[] codes, long[] values, int n) {
    long[] sums = low;
    for (int i = 0; i < n; i++) {
      sums[codes[i]] += values[i];
    }
  }

  void add(int[] codes, long[] values, int n) {
    for (int i = 0; i < n; i++) {
      add(codes[i], values[i]);
    }
  }

  void add(int code, long value) {
    long old = low[code];
    long sum = old + value;
    if (((old ^ sum) & (value ^ sum)) < 0) {
      add(code, BigInteger.valueOf(old));
      sum = value;
    }
    low[code] = sum;
  }

  void add(int code, BigInteger value) {
    if (rest.length < low.length) {
      rest = Arrays.copyOf(rest, low.length);
    }
    BigInteger before = rest[code];
    rest[code] = before == null ? value : before.add(value);
  }

  void addTo(int code, BigSum sum) {
    sum.add(low[code]);
    if (code < rest.length) {
      BigInteger more = rest[code];
      if (more != null) {
        sum.add(more);
      }
    }
  }

  /// Whether `records` values of at most `most` either side of 0 cannot pass what a `long` holds.
  static boolean proven(long records, long most) {
    return Math.multiplyHigh(records, most) == 0 && records * most >= 0;
  }
}
