package io.countersign.core.rating;

import java.math.BigInteger;

/// An exact sum of longs: a `long` as far as it goes, the rest beside it.
final class BigSum {
  private long low;
  private BigInteger rest = BigInteger.ZERO;

  void add(long value) {
    long sum = low + value;
    if (((low ^ sum) & (value ^ sum)) < 0) {
      rest = rest.add(BigInteger.valueOf(low));
      low = value;
    } else {
      low = sum;
    }
  }

  void add(BigInteger value) {
    rest = rest.add(value);
  }

  BigInteger value() {
    return rest.add(BigInteger.valueOf(low));
  }
}
