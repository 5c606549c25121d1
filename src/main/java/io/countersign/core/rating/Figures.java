package io.countersign.core.rating;

import io.countersign.core.money.Ratio;
import io.countersign.core.terms.Band;
import io.countersign.core.terms.Kpi;
import io.countersign.core.terms.Score;
import io.countersign.core.terms.Subject;
import io.countersign.core.terms.Terms;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The figures that bands and gates look at: measures, KPIs and scores of the period, exact.
final class Figures {
  private final Terms terms;
  private final Map<String, BigInteger> measures;
  private final Map<String, KpiResult> kpis;

  Figures(Terms terms, Map<String, BigInteger> measures, Map<String, KpiResult> kpis) {
    this.terms = terms;
    this.measures = Map.copyOf(measures);
    this.kpis = Map.copyOf(kpis);
  }

  /// One figure.
  ///
  /// @param value absent where the figure is neutral
  /// @param points how a score came about
  record Figure(String id, Optional<Ratio> value, long scale, Optional<FigureStep.Points> points) {
    /// The same value, compared in 1/`other`.
    Figure scaled(long other) {
      return new Figure(id, value, other, points);
    }

    /// How value·scale compares with `bound`, exactly.
    int compareTo(long bound) {
      Ratio v = value.orElseThrow();
      return v.num()
          .multiply(BigInteger.valueOf(scale))
          .compareTo(v.den().multiply(BigInteger.valueOf(bound)));
    }
  }

  BigInteger measure(String id) {
    BigInteger value = measures.get(id);
    if (value == null) {
      throw new IllegalArgumentException("a measure expected, found " + id);
    }
    return value;
  }

  Figure of(Subject subject) {
    return switch (subject) {
      case Subject.OfMeasure s ->
          new Figure(
              s.id(), Optional.of(new Ratio(measure(s.id()), BigInteger.ONE)), 1, Optional.empty());
      case Subject.OfKpi s -> {
        KpiResult kpi = kpi(s.id());
        yield new Figure(s.id(), ratio(kpi), kpi.scale(), Optional.empty());
      }
      case Subject.OfScore s -> score(terms.score(s.id()).orElseThrow());
    };
  }

  /// The figure of this name and sort; neutral where the terms have none.
  Figure find(Subject subject) {
    boolean known =
        switch (subject) {
          case Subject.OfMeasure s -> terms.measure(s.id()).isPresent();
          case Subject.OfKpi s -> terms.kpi(s.id()).isPresent();
          case Subject.OfScore s -> terms.score(s.id()).isPresent();
        };
    return known ? of(subject) : new Figure(subject.id(), Optional.empty(), 1, Optional.empty());
  }

  /// What bounds on the figure count in.
  long scaleOf(Subject subject) {
    return switch (subject) {
      case Subject.OfMeasure s -> 1;
      case Subject.OfKpi s -> kpi(s.id()).scale();
      case Subject.OfScore s -> terms.score(s.id()).orElseThrow().scale();
    };
  }

  /// The band that holds the figure.
  static <T> int bandOf(List<Band<T>> bands, Figure figure) {
    for (int i = 0; i < bands.size(); i++) {
      Optional<Band.Bound> from = bands.get(i).from();
      if (from.isEmpty() || reaches(figure, from.get())) {
        return i;
      }
    }
    throw new IllegalStateException("no open band at the end");
  }

  private static boolean reaches(Figure figure, Band.Bound bound) {
    int c = figure.compareTo(bound.value());
    return bound.strict() ? c > 0 : c >= 0;
  }

  private KpiResult kpi(String id) {
    KpiResult kpi = kpis.get(id);
    if (kpi == null) {
      throw new IllegalArgumentException("a KPI expected, found " + id);
    }
    return kpi;
  }

  private static Optional<Ratio> ratio(KpiResult kpi) {
    return kpi.neutral() ? Optional.empty() : Optional.of(new Ratio(kpi.num(), kpi.den()));
  }

  /// (sum of weight·points) / (sum of weights), over the KPIs that are not neutral.
  private Figure score(Score score) {
    List<FigureStep.Points.Item> items = new ArrayList<>();
    BigInteger num = BigInteger.ZERO;
    BigInteger den = BigInteger.ONE;
    long weights = 0;
    for (Score.Item item : score.items()) {
      KpiResult kpi = kpi(item.kpi());
      if (kpi.neutral()) {
        continue;
      }
      Ratio points =
          points(item.points(), new Figure(kpi.id(), ratio(kpi), kpi.scale(), Optional.empty()));
      items.add(new FigureStep.Points.Item(kpi.id(), item.weight(), points.num(), points.den()));
      weights += item.weight();
      BigInteger w = BigInteger.valueOf(item.weight());
      num = num.multiply(points.den()).add(points.num().multiply(w).multiply(den));
      den = den.multiply(points.den());
    }
    if (items.isEmpty()) {
      return new Figure(score.id(), Optional.empty(), score.scale(), Optional.empty());
    }
    BigInteger whole = den.multiply(BigInteger.valueOf(weights));
    return new Figure(
        score.id(),
        Optional.of(new Ratio(num, whole)),
        score.scale(),
        Optional.of(new FigureStep.Points(score.id(), items, num, whole, Optional.empty())));
  }

  private static Ratio points(Score.Points points, Figure figure) {
    return switch (points) {
      case Score.Banded p -> Ratio.of(p.bands().get(bandOf(p.bands(), figure)).gives(), 1);
      case Score.Direct p -> {
        Ratio v = figure.value().orElseThrow().times(BigInteger.valueOf(figure.scale()));
        if (v.compareTo(Ratio.of(p.min(), 1)) < 0) {
          yield Ratio.of(p.min(), 1);
        }
        yield v.compareTo(Ratio.of(p.max(), 1)) > 0 ? Ratio.of(p.max(), 1) : v;
      }
    };
  }

  /// The least or greatest ratio of the segments that are not neutral; the first of equals.
  static KpiResult stands(Kpi kpi, KpiResult whole, List<KpiResult> segments) {
    Optional<KpiResult> best = Optional.empty();
    boolean least = kpi.segment().orElseThrow().take() == Kpi.Take.LEAST;
    for (KpiResult s : segments) {
      if (s.neutral()) {
        continue;
      }
      if (best.isEmpty()) {
        best = Optional.of(s);
        continue;
      }
      int c = new Ratio(s.num(), s.den()).compareTo(new Ratio(best.get().num(), best.get().den()));
      if (least ? c < 0 : c > 0) {
        best = Optional.of(s);
      }
    }
    return best.orElse(
        new KpiResult(whole.id(), whole.num(), whole.den(), whole.scale(), true, Optional.empty()));
  }

  static KpiResult kpi(Kpi kpi, BigInteger num, BigInteger den, Optional<String> segment) {
    boolean neutral = den.compareTo(BigInteger.valueOf(kpi.minDen())) < 0;
    return new KpiResult(kpi.id(), num, den, kpi.scale(), neutral, segment);
  }
}
