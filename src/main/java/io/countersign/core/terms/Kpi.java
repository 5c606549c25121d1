package io.countersign.core.terms;

import java.util.List;
import java.util.Optional;

/// One exact ratio of two measures. Below `minDen` it is neutral.
///
/// Bounds that compare with it count in 1/scale: with scale 10,000, `8000` is 0.8. The comparison
/// is num x scale against bound x den, never of a rounded value.
///
/// @param scale 1, 100, 1,000, 10,000 or 1,000,000
/// @param show how people read the value: as a percentage or as a number
/// @param minDen the least denominator that counts, 1 to 10^12
/// @param segment where present, the ratio is taken for each value of an enum field and the least
///   or greatest of those that are not neutral stands
public record Kpi(
    String id,
    Text label,
    Optional<Text> note,
    String num,
    String den,
    long scale,
    Show show,
    long minDen,
    Optional<Segment> segment,
    Span window) {
  /// Bound of `minDen`.
  public static final long MAX_MIN_DEN = 1_000_000_000_000L;

  /// The scales that a document may use.
  public static final List<Long> SCALES = List.of(1L, 100L, 1000L, 10_000L, 1_000_000L);

  public Kpi {
    Checks.id(id);
    Checks.that(SCALES.contains(scale), "one of the scales " + SCALES, scale);
    Checks.range("minDen", minDen, 1, MAX_MIN_DEN);
  }

  /// How a ratio is shown.
  public enum Show {
    PERCENT("percent"),
    NUMBER("number");

    private final String text;

    Show(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }

  /// A ratio for each value of an enum field of the measured records.
  public record Segment(String field, Take take) {}

  /// Which of the ratios of the segments stands.
  public enum Take {
    LEAST("least"),
    GREATEST("greatest");

    private final String text;

    Take(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }
}
