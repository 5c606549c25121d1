package io.countersign.load;

/// One number of a measurement.
///
/// @param name what was measured, e.g. `single.p99`; the key of its sentence in both languages
/// @param value in `unit`
public record Figure(String name, long value, Unit unit) {
  /// What a number counts.
  public enum Unit {
    PER_SECOND,
    COUNT,
    MICROS,
    NANOS,
    MILLIS,
    PERCENT,
    MEBIBYTES
  }
}
