package io.countersign.core.rating;

import io.countersign.core.encoding.Json;
import io.countersign.core.terms.Period;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/// Steps that look at a figure: bands, gates, scores, slopes, and streaks of bad months.
public sealed interface FigureStep extends Step {
  /// A bound in 1/scale.
  ///
  /// @param op `ge`, `gt`, `le` or `lt`
  record Limit(String op, long bound) {
    Json.Obj toJson() {
      return Json.object().put("op", op).put("bound", bound).build();
    }
  }

  /// The band that num·scale / den falls into.
  ///
  /// @param row index of the band
  /// @param from the band's lower bound, which holds; empty for the last band
  /// @param under the bound of the band before, which does not hold; empty for the first band
  record Band(
      String on,
      BigInteger num,
      BigInteger den,
      long scale,
      int row,
      Optional<Limit> from,
      Optional<Limit> under)
      implements FigureStep {
    @Override
    public Json.Obj toJson() {
      Json.Builder b =
          Step.step("band")
              .put("on", on)
              .put("num", num.toString())
              .put("den", den.toString())
              .put("scale", scale)
              .put("row", row);
      from.ifPresent(l -> b.put("from", l.toJson()));
      under.ifPresent(l -> b.put("under", l.toJson()));
      return b.build();
    }
  }

  /// A condition on a figure; where it does not pass, the line is 0 and its trace ends.
  ///
  /// @param neutral whether the figure is neutral; then `pass` is what the terms say of that
  /// @param period the month that the figure is of, in an earn-back
  record Gate(
      String on,
      BigInteger num,
      BigInteger den,
      long scale,
      Limit limit,
      boolean neutral,
      boolean pass,
      Optional<Period> period)
      implements FigureStep {
    @Override
    public Json.Obj toJson() {
      Json.Builder b =
          Step.step("gate")
              .put("on", on)
              .put("num", num.toString())
              .put("den", den.toString())
              .put("scale", scale)
              .put("limit", limit.toJson())
              .put("neutral", neutral)
              .put("pass", pass);
      period.ifPresent(p -> b.put("period", p.yyyymm()));
      return b.build();
    }
  }

  /// The points of a score: (sum of weight·num/den) / (sum of weights) = num/den, not reduced.
  ///
  /// @param period the month that the score is of, in an earn-back
  record Points(
      String on, List<Item> items, BigInteger num, BigInteger den, Optional<Period> period)
      implements FigureStep {
    public Points {
      items = List.copyOf(items);
    }

    /// What one KPI that is not neutral earned.
    public record Item(String kpi, long weight, BigInteger num, BigInteger den) {}

    @Override
    public Json.Obj toJson() {
      Json.Builder b =
          Step.step("points")
              .put("on", on)
              .put(
                  "items",
                  items.stream()
                      .map(
                          i ->
                              Json.object()
                                  .put("kpi", i.kpi)
                                  .put("weight", i.weight)
                                  .put("num", i.num.toString())
                                  .put("den", i.den.toString())
                                  .build())
                      .toList())
              .put("num", num.toString())
              .put("den", den.toString());
      period.ifPresent(p -> b.put("period", p.yyyymm()));
      return b.build();
    }

    /// The same in an earn-back, which looks at several months.
    Points of(Period month) {
      return new Points(on, items, num, den, Optional.of(month));
    }
  }

  /// A figure without enough samples: the line is 0 and its trace ends.
  record Neutral(String on) implements FigureStep {
    @Override
    public Json.Obj toJson() {
      return Step.step("neutral").put("on", on).build();
    }
  }

  /// The effect, multiplied for a streak of bad months: n = N·x over D·10^4.
  ///
  /// @param streak bad months in a row that end here
  /// @param x the factor in 10^-4
  record Escalate(int streak, long x, BigInteger n, BigInteger d) implements FigureStep {
    @Override
    public Json.Obj toJson() {
      return Step.step("escalate")
          .put("streak", streak)
          .put("x", x)
          .put("n", n.toString())
          .put("d", d.toString())
          .build();
    }
  }

  /// The distance of a figure from its target, times the effect above or below it, within bounds.
  ///
  /// @param of what the effects are percentages of; empty where they are amounts
  /// @param above, below, min, max in 10^-4 of a percent, or in micros
  record Linear(
      String on,
      BigInteger num,
      BigInteger den,
      long scale,
      long target,
      long per,
      Optional<BigInteger> of,
      BigInteger above,
      BigInteger below,
      BigInteger min,
      BigInteger max,
      BigInteger n,
      BigInteger d)
      implements FigureStep {
    @Override
    public Json.Obj toJson() {
      Json.Builder b =
          Step.step("linear")
              .put("on", on)
              .put("num", num.toString())
              .put("den", den.toString())
              .put("scale", scale)
              .put("target", target)
              .put("per", per)
              .put("above", above.toString())
              .put("below", below.toString())
              .put("min", min.toString())
              .put("max", max.toString())
              .put("n", n.toString())
              .put("d", d.toString());
      of.ifPresent(v -> b.put("of", v.toString()));
      return b.build();
    }
  }
}
