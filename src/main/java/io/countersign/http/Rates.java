package io.countersign.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// Counts requests: for each name a bucket that fills at a steady rate up to its burst.
final class Rates {
  private static final long MILLI = 1_000;

  private final long perSecond;
  private final long burst;
  private final int names;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final LinkedHashMap<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

  /// @param names counted at a time
  Rates(long perSecond, long burst, int names) {
    this.perSecond = perSecond;
    this.burst = burst;
    this.names = names;
  }

  /// What is left after a request.
  ///
  /// @param remaining requests that may follow at once
  /// @param retryMillis how long to wait, 0 if the request is within the rate
  record Left(long remaining, long retryMillis) {}

  /// Counts one request of `name` at the time `millis`.
  Left take(String name, long millis) {
    return left(name, millis, MILLI);
  }

  /// Whether a request of `name` would be within the rate, without counting it.
  Left look(String name, long millis) {
    lock.lock();
    try {
      return buckets.containsKey(name) ? left(name, millis, 0) : new Left(burst, 0);
    } finally {
      lock.unlock();
    }
  }

  private Left left(String name, long millis, long cost) {
    lock.lock();
    try {
      Bucket b = buckets.computeIfAbsent(name, n -> new Bucket(burst * MILLI, millis));
      if (buckets.size() > names) {
        Map.Entry<String, Bucket> oldest = buckets.entrySet().iterator().next();
        buckets.remove(oldest.getKey());
      }
      long passed = Math.clamp(millis - b.at, 0, burst * MILLI / perSecond + MILLI);
      b.thousandths = Math.min(burst * MILLI, b.thousandths + passed * perSecond);
      b.at = millis;
      if (b.thousandths < MILLI) {
        return new Left(0, Math.ceilDiv(MILLI - b.thousandths, perSecond));
      }
      b.thousandths -= cost;
      return new Left(b.thousandths / MILLI, 0);
    } finally {
      lock.unlock();
    }
  }

  /// Requests in thousandths, as of a time.
  private static final class Bucket {
    long thousandths;
    long at;

    Bucket(long thousandths, long at) {
      this.thousandths = thousandths;
      this.at = at;
    }
  }
}
