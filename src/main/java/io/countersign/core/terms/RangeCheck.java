package io.countersign.core.terms;

import io.countersign.core.base.Code;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Stage range: in a ledger of fewer than 2^32 records no numerator, sum or product of the
/// evaluation, doubled for rounding, reaches 2^247.
///
/// The interval rules are those of `src/docs/terms.md` §12, one by one. They bound absolute values
/// from above and are frozen: a tighter rule would accept documents that others refuse.
final class RangeCheck {
  /// What twice any number must stay below.
  static final BigInteger LIMIT = BigInteger.ONE.shiftLeft(247);

  /// More than the days, and so the months, that any term has.
  static final BigInteger MAX_DAYS = BigInteger.valueOf(1 << 16);

  private static final BigInteger MONTH = BigInteger.valueOf(31);
  private static final BigInteger PERCENT = BigInteger.valueOf(1_000_000);
  private static final BigInteger FACTOR = BigInteger.valueOf(10_000);
  private static final BigInteger FACTORS_ONE = FACTOR.pow(Line.MAX_FACTORS);

  private final Terms terms;
  private final EarlierBounds earlier;
  private final Findings out;
  private final BigInteger minor;
  private final Map<String, BigInteger> measures = new HashMap<>();
  private final Map<String, Ratio> ratios = new HashMap<>();
  private final Map<String, BigInteger> lines = new HashMap<>();

  /// Bounds of numerator (times scale) and denominator of a figure.
  private record Ratio(BigInteger num, BigInteger den) {}

  private RangeCheck(Terms terms, EarlierBounds earlier, Findings out) {
    this.terms = terms;
    this.earlier = earlier;
    this.out = out;
    this.minor = terms.currency().minorUnit().value();
  }

  static void run(Terms terms, Findings out) {
    run(terms, new EarlierBounds(), out);
  }

  /// The same for an amendment.
  ///
  /// @param earlier what the months under earlier versions may bring in; receives what those under
  ///   this one may
  static void run(Terms terms, EarlierBounds earlier, Findings out) {
    RangeCheck c = new RangeCheck(terms, earlier, out);
    c.figures();
    BigInteger total = BigInteger.ZERO;
    for (int i = 0; i < terms.lines().size() && out.isEmpty(); i++) {
      Line line = terms.lines().get(i);
      BigInteger amount = c.amount(line, "lines[" + i + "]");
      c.check(amount, "lines[" + i + "]");
      c.lines.put(line.id(), amount);
      total = total.add(amount);
    }
    long months = 1 + 2L * terms.cutoff().finalAfterMonths();
    c.check(total.multiply(BigInteger.valueOf(months)), "lines");
    earlier.add(terms, c.lines, c.measures);
  }

  private void figures() {
    Map<String, Intervals.Interval> intervals = Intervals.measures(terms);
    for (int i = 0; i < terms.measures().size(); i++) {
      String id = terms.measures().get(i).id();
      Intervals.Interval range = intervals.getOrDefault(id, Intervals.Interval.ZERO);
      measures.put(id, check(range.abs(), "measures[" + i + "]"));
      ratios.put(id, new Ratio(range.abs(), BigInteger.ONE));
    }
    for (int i = 0; i < terms.kpis().size(); i++) {
      Kpi k = terms.kpis().get(i);
      BigInteger num = measure(k.num());
      BigInteger den = measure(k.den());
      if (k.window() != Span.PERIOD) {
        num = num.max(earlier.num(k.id()));
        den = den.max(earlier.den(k.id()));
      }
      num = num.multiply(BigInteger.valueOf(k.scale()));
      ratios.put(k.id(), new Ratio(check(num, "kpis[" + i + "]"), den));
    }
    for (int i = 0; i < terms.scores().size() && out.isEmpty(); i++) {
      score(terms.scores().get(i), "scores[" + i + "]");
    }
  }

  /// A sum of fractions over the product of their denominators.
  private void score(Score s, String place) {
    BigInteger den = BigInteger.ZERO;
    BigInteger dens = BigInteger.ONE;
    BigInteger num = BigInteger.ZERO;
    for (int k = 0; k < s.items().size(); k++) {
      Score.Item item = s.items().get(k);
      Ratio r = ratio(item.kpi());
      BigInteger weight = BigInteger.valueOf(item.weight());
      den = den.add(weight);
      switch (item.points()) {
        case Score.Banded b -> {
          bounds(b.bands(), r, place + ".items[" + k + "]");
          BigInteger points = BigInteger.ZERO;
          for (Band<Long> band : b.bands()) {
            points = points.max(BigInteger.valueOf(Math.abs(band.gives())));
          }
          num = num.add(weight.multiply(points).multiply(dens));
        }
        case Score.Direct d -> {
          // a figure over nothing is always neutral and drops out: the others keep their bounds
          BigInteger over = r.den().max(BigInteger.ONE);
          BigInteger points = BigInteger.valueOf(Math.max(Math.abs(d.min()), Math.abs(d.max())));
          check(points.multiply(over), place + ".items[" + k + "]");
          dens = check(dens.multiply(over), place + ".items[" + k + "]");
          num = num.multiply(over).add(weight.multiply(points).multiply(dens));
        }
      }
      check(num, place + ".items[" + k + "]");
    }
    BigInteger scaled = check(num.multiply(BigInteger.valueOf(s.scale())), place);
    ratios.put(s.id(), new Ratio(scaled, check(den.multiply(dens), place)));
  }

  private <T> void bounds(List<Band<T>> bands, Ratio r, String place) {
    for (Band<T> band : bands) {
      if (band.from().isPresent()) {
        BigInteger bound = BigInteger.valueOf(Math.abs(band.from().get().value()));
        check(bound.multiply(r.den()), place);
      }
    }
  }

  private BigInteger amount(Line line, String place) {
    return switch (line) {
      case Line.Rated l -> rated(l, place);
      case Line.Tiered l -> tiered(l, place);
      case Line.Fixed l -> fixed(l, place);
      case Line.Milestone l -> milestone(l, place);
      case Line.Table l -> table(l, place);
      case Line.Linear l -> linear(l, place);
      case Line.Earnback l -> {
        BigInteger n = check(sumBack(l.of()).multiply(BigInteger.valueOf(l.percent())), place);
        gates(l.gates(), place);
        yield n.divide(PERCENT).add(minor);
      }
      case Line.Clamp l -> {
        BigInteger base = sum(l.base());
        BigInteger bound = effect(l.lo(), base, place).max(effect(l.hi(), base, place));
        yield sum(l.of()).add(bound);
      }
      case Line.Minimum l ->
          (l.window() == Span.PERIOD ? sum(l.of()) : sumBack(l.of()))
              .add(minimum(l, place))
              .add(minor);
      case Line.Cap l -> {
        BigInteger cap = largest(l.amount());
        check(cap.multiply(MAX_DAYS), place);
        BigInteger of = l.window() == Span.PERIOD ? sum(l.of()) : sumBack(l.of());
        yield of.add(cap).multiply(BigInteger.TWO).add(minor);
      }
      case Line.Percent l -> {
        BigInteger pct = largest(l.percent());
        BigInteger n = check(sum(l.of()).multiply(pct), place);
        yield n.divide(PERCENT).add(minor);
      }
    };
  }

  private BigInteger rated(Line.Rated l, String place) {
    BigInteger per = BigInteger.valueOf(l.per());
    BigInteger quantity = Intervals.quantity(terms, l.recordType(), l.quantity()).abs();
    BigInteger price = l.card().otherwise().map(this::largest).orElse(BigInteger.ZERO);
    for (Line.Row row : l.card().rows()) {
      price = price.max(largest(row.price()));
    }
    BigInteger n = quantity.multiply(price).add(per.multiply(largest(l.connect())));
    for (Line.FactorTable table : l.factors()) {
      BigInteger x = table.otherwise().map(this::largest).orElse(BigInteger.ZERO);
      for (Line.FactorRow row : table.rows()) {
        x = x.max(largest(row.x()));
      }
      n = n.multiply(x);
    }
    n = n.multiply(FACTOR.pow(Line.MAX_FACTORS - l.factors().size()));
    BigInteger all = check(n.multiply(Intervals.RECORDS), place);
    BigInteger d = per.multiply(FACTORS_ONE);
    for (RoundStep step : l.round()) {
      check(d.multiply(step.to().value()), place + ".round");
    }
    BigInteger first = l.round().getFirst().to().value();
    if (l.round().getFirst().at() == RoundStep.At.LINE) {
      return all.divide(d).add(first);
    }
    BigInteger sum = n.divide(d).add(first).multiply(Intervals.RECORDS);
    return check(sum, place).add(l.round().getLast().to().value());
  }

  private BigInteger tiered(Line.Tiered l, String place) {
    BigInteger per = BigInteger.valueOf(l.per());
    BigInteger quantity = measure(l.measure());
    if (l.window() != Span.PERIOD) {
      quantity = quantity.max(earlier.quantity(l.id()));
    }
    BigInteger price = BigInteger.ZERO;
    BigInteger flat = BigInteger.ZERO;
    for (Line.Tier t : l.tiers()) {
      price = price.max(largest(t.price()));
      flat = flat.add(largest(t.flat()));
    }
    BigInteger n = quantity.multiply(price).add(per.multiply(flat));
    check(n.multiply(MAX_DAYS), place);
    BigInteger to = l.round().getLast().to().value();
    for (RoundStep step : l.round()) {
      check(per.multiply(MAX_DAYS).multiply(step.to().value()), place + ".round");
    }
    BigInteger steps = to.multiply(BigInteger.valueOf(l.tiers().size() + 1L));
    return n.divide(per).add(steps).multiply(BigInteger.TWO);
  }

  private BigInteger fixed(Line.Fixed l, String place) {
    BigInteger n = largest(l.amount());
    BigInteger d = BigInteger.ONE;
    if (l.units().isPresent()) {
      n = n.multiply(measure(l.units().get().measure()));
      d =
          switch (l.units().get().per()) {
            case Line.PerNumber p -> BigInteger.valueOf(p.value());
            case Line.PerDaysInPeriod p -> BigInteger.valueOf(28);
          };
    }
    check(n.multiply(MONTH), place);
    return n.divide(d).add(minor);
  }

  private BigInteger milestone(Line.Milestone l, String place) {
    BigInteger sum = BigInteger.ZERO;
    for (Line.Item item : l.items()) {
      check(item.amount().value().multiply(MAX_DAYS).multiply(PERCENT), place);
      sum = sum.add(item.amount().value()).add(minor);
    }
    sum = sum.multiply(BigInteger.TWO);
    return l.holdback().isPresent() ? sum.add(earlier.withheld(l.id())) : sum;
  }

  private BigInteger table(Line.Table l, String place) {
    Ratio r = ratio(l.on().id());
    bounds(l.bands(), r, place);
    gates(l.gates(), place);
    BigInteger base = sum(l.base());
    BigInteger x = FACTOR;
    if (l.escalation().isPresent()) {
      for (Line.EscalationStep s : l.escalation().get().steps()) {
        x = x.max(BigInteger.valueOf(s.x()));
      }
    }
    BigInteger most = BigInteger.ZERO;
    for (Band<Effect> band : l.bands()) {
      BigInteger n =
          switch (band.gives()) {
            case Effect.Percent p -> base.multiply(BigInteger.valueOf(Math.abs(p.value())));
            case Effect.Money m -> m.micros().value().abs().multiply(PERCENT);
          };
      most = most.max(check(n.multiply(x), place));
    }
    return most.divide(PERCENT.multiply(FACTOR)).add(minor);
  }

  private BigInteger linear(Line.Linear l, String place) {
    Ratio r = ratio(l.on().id());
    gates(l.gates(), place);
    BigInteger base = sum(l.base());
    BigInteger target = BigInteger.valueOf(Math.abs(l.target())).multiply(r.den());
    BigInteger distance = check(r.num().add(target), place);
    for (Effect e : List.of(l.above(), l.below())) {
      BigInteger n =
          switch (e) {
            case Effect.Percent p -> base.multiply(BigInteger.valueOf(Math.abs(p.value())));
            case Effect.Money m -> m.micros().value().abs();
          };
      check(distance.multiply(n), place);
    }
    BigInteger bound = effect(l.min(), base, place).max(effect(l.max(), base, place));
    check(bound.multiply(PERCENT).multiply(BigInteger.valueOf(l.per())).multiply(r.den()), place);
    return bound;
  }

  private BigInteger minimum(Line.Minimum l, String place) {
    return switch (l.amount()) {
      case Line.MinimumMoney m -> {
        check(largest(m.amount()).multiply(MAX_DAYS), place);
        yield largest(m.amount());
      }
      case Line.MinimumShare s -> {
        BigInteger quantity = measure(s.measure());
        if (l.window() != Span.PERIOD) {
          quantity = quantity.max(earlier.quantity(l.id()));
        }
        BigInteger n =
            quantity.multiply(BigInteger.valueOf(s.percent())).multiply(largest(s.price()));
        check(n.multiply(MAX_DAYS), place);
        yield n.divide(PERCENT.multiply(BigInteger.valueOf(s.per())));
      }
    };
  }

  /// The amount of an effect, rounded to the minor unit.
  private BigInteger effect(Effect e, BigInteger base, String place) {
    BigInteger n =
        switch (e) {
          case Effect.Percent p -> base.multiply(BigInteger.valueOf(Math.abs(p.value())));
          case Effect.Money m -> m.micros().value().abs().multiply(PERCENT);
        };
    return check(n, place).divide(PERCENT).add(minor);
  }

  private void gates(List<Gate> gates, String place) {
    for (Gate g : gates) {
      BigInteger bound = BigInteger.valueOf(Math.abs(g.bound()));
      check(bound.multiply(ratio(g.on().id()).den()), place + ".gates");
    }
  }

  private BigInteger sum(List<String> ids) {
    BigInteger sum = BigInteger.ZERO;
    for (String id : ids) {
      sum = sum.add(lines.getOrDefault(id, BigInteger.ZERO));
    }
    return sum;
  }

  /// A sum of lines in this month or an earlier one, whatever the version.
  private BigInteger sumBack(List<String> ids) {
    BigInteger sum = BigInteger.ZERO;
    for (String id : ids) {
      sum = sum.add(lines.getOrDefault(id, BigInteger.ZERO).max(earlier.line(id)));
    }
    return sum;
  }

  private BigInteger measure(String id) {
    return measures.getOrDefault(id, BigInteger.ZERO);
  }

  private Ratio ratio(String id) {
    return Optional.ofNullable(ratios.get(id)).orElseThrow();
  }

  private BigInteger largest(Amount a) {
    return switch (a) {
      case Amount.Literal l -> l.micros().value().abs();
      case Amount.Param p -> largest(p.id());
    };
  }

  private BigInteger largest(Factor x) {
    return switch (x) {
      case Factor.Literal l -> BigInteger.valueOf(Math.abs(l.value()));
      case Factor.Param p -> largest(p.id());
    };
  }

  private BigInteger largest(String param) {
    BigInteger most = BigInteger.ZERO;
    for (Param.Dated v : terms.param(param).orElseThrow().values()) {
      most = most.max(v.value().abs());
    }
    return most;
  }

  /// Notes a finding where twice `value` reaches the limit.
  private BigInteger check(BigInteger value, String place) {
    if (value.shiftLeft(1).compareTo(LIMIT) >= 0) {
      out.add(
          Code.RANGE_EXCEEDED,
          place,
          "numbers that stay below 2^247",
          "up to 2^" + (value.bitLength() + 1));
    }
    return value;
  }
}
