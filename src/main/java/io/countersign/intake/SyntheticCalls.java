package io.countersign.intake;

import io.countersign.core.ledger.UsageRecord;
import java.io.IOException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Locale;

/// Calls that never took place, for those who have no data at hand: a month in the life of a small
/// call centre.
///
/// Every record says so: its source is `synthetic-01` to `synthetic-24`. The same seed, days, count
/// and clock give the same records on every machine: integers only, one fixed generator. Calls
/// follow a day with two peaks and a week with quiet weekends; one in six callers gives up, half of
/// the calls queue, and the oddities of real data occur: virtual calls with service time, calls of
/// zero seconds, calls without a named agent, a clock that was set back.
public final class SyntheticCalls {
  /// Calls of one run.
  public static final int MAX_COUNT = 1_000_000;

  private static final int LINES = 24;

  /// Calls per hour of a working day, relative to each other.
  private static final int[] HOUR_WEIGHT = {
    2, 1, 1, 1, 1, 2, 6, 24, 58, 82, 90, 84, 70, 72, 80, 78, 66, 52, 40, 34, 30, 26, 16, 7
  };

  /// Quantiles (i + 1/2) / 64 of the exponential distribution of mean 1000.
  private static final int[] EXPONENTIAL = {
    8, 24, 40, 56, 73, 90, 107, 125, 143, 161, 179, 198, 217, 237, 257, 277, 298, 319, 341, 363,
    386, 409, 433, 458, 483, 508, 535, 562, 589, 618, 647, 678, 709, 741, 774, 809, 845, 882, 920,
    960, 1002, 1045, 1091, 1138, 1188, 1241, 1297, 1356, 1418, 1485, 1556, 1633, 1717, 1808, 1908,
    2019, 2144, 2287, 2454, 2655, 2906, 3243, 3753, 4852
  };

  private static final String[] SERVICES = {
    "PS", "PS", "PS", "PS", "PS", "PE", "IN", "NE", "NW", "TT"
  };

  private long state;

  private SyntheticCalls(long seed) {
    this.state = seed;
  }

  /// Hands `count` calls, ascending by time, to `sink`.
  ///
  /// @param first the first local day
  /// @param days number of days, 1 to 366
  /// @param clock the wall clock of the invented call centre
  public static void generate(
      long seed, LocalDate first, int days, int count, WallClock clock, RecordSink sink)
      throws IOException {
    if (days < 1 || days > 366 || count < 0 || count > MAX_COUNT) {
      throw new IllegalArgumentException(
          "1 to 366 days and 0 to " + MAX_COUNT + " calls, found " + days + " and " + count);
    }
    SyntheticCalls calls = new SyntheticCalls(seed);
    long[] starts = calls.starts(first, days, count);
    for (int i = 0; i < count; i++) {
      LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(starts[i], 86_400L));
      int second = Math.floorMod(starts[i], 86_400);
      sink.accept(calls.call(clock.read(date, second).at(), date, i));
    }
  }

  private long[] starts(LocalDate first, int days, int count) {
    long[] cumulative = new long[days * 24];
    long sum = 0;
    for (int i = 0; i < cumulative.length; i++) {
      DayOfWeek day = first.plusDays(i / 24).getDayOfWeek();
      int dayWeight =
          switch (day) {
            case MONDAY -> 12;
            case TUESDAY, WEDNESDAY, THURSDAY -> 10;
            case FRIDAY -> 9;
            case SATURDAY -> 4;
            case SUNDAY -> 3;
          };
      sum += (long) dayWeight * HOUR_WEIGHT[i % 24];
      cumulative[i] = sum;
    }
    long[] out = new long[count];
    for (int i = 0; i < count; i++) {
      long drawn = below(sum);
      int hour = Arrays.binarySearch(cumulative, drawn + 1);
      hour = hour < 0 ? -hour - 1 : hour;
      out[i] = first.toEpochDay() * 86_400L + hour * 3_600L + below(3_600);
    }
    Arrays.sort(out);
    return out;
  }

  private UsageRecord call(long at, LocalDate date, int serial) {
    boolean queued = chance(55);
    int vru = 4 + (int) below(16);
    String priority = queued ? (chance(60) ? "P2" : "P1") : "P0";
    String service = SERVICES[(int) below(SERVICES.length)];
    int queue = queued ? exponential(75) : 0;
    boolean gaveUp = queued ? chance(26) : chance(6);
    int talk = chance(7) ? 1 + (int) below(9) : 10 + exponential(180);
    int odd = (int) below(1_000);
    String outcome = gaveUp ? "HANG" : "AGENT";
    boolean served = !gaveUp;
    if (gaveUp) {
      talk = odd < 10 ? 1 + (int) below(60) : 0;
    } else if (odd < 8) {
      outcome = "PHANTOM";
      served = false;
      talk = 3 + (int) below(8);
    } else if (odd < 20) {
      served = false;
      talk = 3 + (int) below(8);
    } else if (odd < 24) {
      talk = 0;
    }
    if (odd == 999) {
      vru = -1 - (int) below(60);
    }
    return CallRecords.of(
        at,
        String.format(Locale.ROOT, "synthetic-%02d", 1 + below(LINES)),
        String.format(
            Locale.ROOT,
            "%02d%02d%02d-%06d",
            Math.floorMod(date.getYear(), 100),
            date.getMonthValue(),
            date.getDayOfMonth(),
            serial),
        outcome,
        service,
        priority,
        vru,
        queue,
        talk,
        queued,
        served);
  }

  private boolean chance(int percent) {
    return below(100) < percent;
  }

  private int exponential(int mean) {
    int i = (int) below(EXPONENTIAL.length - 1);
    int between = (int) below(256);
    int value = EXPONENTIAL[i] + (EXPONENTIAL[i + 1] - EXPONENTIAL[i]) * between / 256;
    return value * mean / 1_000;
  }

  /// 0 to bound - 1. The bias of the remainder is below 2^-30 for the bounds in use.
  private long below(long bound) {
    return Long.remainderUnsigned(next(), bound);
  }

  /// SplitMix64. Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators",
  /// 2014.
  private long next() {
    state += 0x9e3779b97f4a7c15L;
    long z = state;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
