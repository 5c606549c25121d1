package io.countersign.core.terms;

import java.util.List;
import java.util.Optional;

/// A weighted mean of points that KPIs earn: sum of weight x points over sum of weights, exact. A
/// neutral KPI drops out with its weight; all neutral makes the score neutral.
///
/// @param scale bounds on the score count in 1/scale points
/// @param items 1 to 32
public record Score(String id, Text label, Optional<Text> note, long scale, List<Item> items) {
  /// Cap on the items.
  public static final int MAX_ITEMS = 32;

  /// Bound of the points, either side of 0.
  public static final long MAX_POINTS = 1_000_000;

  public Score {
    Checks.id(id);
    Checks.that(Kpi.SCALES.contains(scale), "one of the scales " + Kpi.SCALES, scale);
    items = List.copyOf(items);
    Checks.size("items", items.size(), 1, MAX_ITEMS);
  }

  /// @param weight 1 to 10,000
  public record Item(String kpi, int weight, Points points) {
    public Item {
      Checks.range("a weight", weight, 1, 10_000);
    }
  }

  /// How a KPI becomes points.
  public sealed interface Points {}

  /// Points by band.
  public record Banded(List<Band<Long>> bands) implements Points {
    public Banded {
      bands = List.copyOf(bands);
      Checks.size("bands", bands.size(), 1, Band.MAX_BANDS);
    }
  }

  /// The exact ratio x the KPI's scale, not below `min` and not above `max`, counted as points.
  public record Direct(long min, long max) implements Points {
    public Direct {
      Checks.range("min", min, -MAX_POINTS, MAX_POINTS);
      Checks.range("max", max, min, MAX_POINTS);
    }
  }
}
