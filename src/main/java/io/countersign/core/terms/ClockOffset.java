package io.countersign.core.terms;

/// From one instant on, local time is UTC plus so many seconds.
///
/// @param fromUtc the first second at which it holds, 0 to 4,102,444,800
/// @param offsetSeconds -50,400 to 50,400
public record ClockOffset(long fromUtc, int offsetSeconds) {
  /// The last instant of the format, 2100-01-01T00:00:00Z, in seconds.
  public static final long MAX_AT = 4_102_444_800L;

  /// The largest offset from UTC, 14 hours.
  public static final int MAX_OFFSET = 50_400;

  public ClockOffset {
    Checks.range("an instant", fromUtc, 0, MAX_AT);
    Checks.range("an offset", offsetSeconds, -MAX_OFFSET, MAX_OFFSET);
  }
}
