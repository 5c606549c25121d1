package io.countersign.core.rating;

import io.countersign.core.encoding.Json;
import io.countersign.core.money.Rounding;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/// One step of a line's trace: every operand and the result, so that it can be done again alone.
///
/// Form and meaning of each: `src/docs/statement.md` §4. Amounts in micros, factors and percents in
/// 10^-4; n, d, qty and amounts are integers of any size.
public sealed interface Step
    permits Step.Cell,
        Step.Cells,
        Step.Fixed,
        Step.Prorate,
        Step.Amount,
        Step.Sum,
        Step.Base,
        Step.Percent,
        Step.Div,
        Step.Bound,
        Step.Clamp,
        Step.DeMinimis,
        FigureStep,
        TierStep,
        WindowStep,
        MilestoneStep {
  /// The canonical JSON object of the step; its member `step` names the kind.
  Json.Obj toJson();

  /// Records of a rated line that took the same rows at the same prices.
  ///
  /// @param key index of the card's row, then of each factor table's row (`else` = the number of
  ///   rows), then of the dated value of each param that gave the price, the connect fee or a
  ///   factor, in this order
  /// @param records how many records
  /// @param qty sum of their quantities, increments included
  /// @param connects how many of them have a quantity above 0
  /// @param per the price is for so many units
  /// @param price micros per `per` units
  /// @param connect micros for each record with a quantity above 0
  /// @param x the factors
  /// @param sign 1, or -1 in a line that is a credit
  /// @param n sign · (qty·price + per·connect·connects) · product of x · 10^(4(6-k)), k factors
  /// @param out where the line rounds each record: the sum of the rounded amounts
  record Cell(
      List<Integer> key,
      long records,
      BigInteger qty,
      long connects,
      long per,
      BigInteger price,
      BigInteger connect,
      List<Long> x,
      int sign,
      BigInteger n,
      Optional<BigInteger> out)
      implements Step {
    public Cell {
      key = List.copyOf(key);
      x = List.copyOf(x);
    }

    @Override
    public Json.Obj toJson() {
      Json.Builder b =
          step("cell")
              .put("key", key.stream().map(i -> Json.of(i.longValue())).toList())
              .put("records", records)
              .put("qty", qty.toString())
              .put("connects", connects)
              .put("per", per)
              .put("price", price.toString())
              .put("connect", connect.toString())
              .put("x", x.stream().map(Json::of).toList())
              .put("sign", sign)
              .put("n", n.toString());
      out.ifPresent(v -> b.put("out", v.toString()));
      return b.build();
    }
  }

  /// The sum of the cells' rounded amounts.
  record Cells(BigInteger out) implements Step {
    @Override
    public Json.Obj toJson() {
      return step("cells").put("out", out.toString()).build();
    }
  }

  /// A fee: n = price·qty, over per.
  ///
  /// @param value index of the dated value of the param that gave the price; empty for an amount of
  ///   the document
  /// @param qty 1, or the units of a fee per unit
  /// @param per what the units are divided by, else 1
  record Fixed(BigInteger price, Optional<Integer> value, BigInteger qty, long per, BigInteger n)
      implements Step {
    @Override
    public Json.Obj toJson() {
      Json.Builder b =
          step("fixed")
              .put("price", price.toString())
              .put("qty", qty.toString())
              .put("per", per)
              .put("n", n.toString());
      value.ifPresent(v -> b.put("value", v.longValue()));
      return b.build();
    }
  }

  /// Days at one price: n = price·qty·days, over per·of.
  ///
  /// @param days days of the term in this period at this price, or in the window
  /// @param of days of the calendar month, or of the whole window
  record Prorate(
      BigInteger price,
      Optional<Integer> value,
      BigInteger qty,
      long per,
      int days,
      int of,
      BigInteger n)
      implements Step {
    @Override
    public Json.Obj toJson() {
      Json.Builder b =
          step("prorate")
              .put("price", price.toString())
              .put("qty", qty.toString())
              .put("per", per)
              .put("days", days)
              .put("of", of)
              .put("n", n.toString());
      value.ifPresent(v -> b.put("value", v.longValue()));
      return b.build();
    }
  }

  /// An amount that the document names: n = amount, over 1.
  record Amount(BigInteger amount) implements Step {
    @Override
    public Json.Obj toJson() {
      return step("amount").put("amount", amount.toString()).build();
    }
  }

  /// The signed sum of earlier lines.
  record Sum(List<String> lines, List<BigInteger> amounts, BigInteger out) implements Step {
    public Sum {
      lines = List.copyOf(lines);
      amounts = List.copyOf(amounts);
    }

    @Override
    public Json.Obj toJson() {
      return linesJson(step("sum"), lines, amounts, out);
    }
  }

  /// The sum of earlier lines, at least 0: what percentages are of.
  record Base(List<String> lines, List<BigInteger> amounts, BigInteger out) implements Step {
    public Base {
      lines = List.copyOf(lines);
      amounts = List.copyOf(amounts);
    }

    @Override
    public Json.Obj toJson() {
      return linesJson(step("base"), lines, amounts, out);
    }
  }

  /// A percentage: n = of·pct, over d = 1,000,000, or 1,000,000 + pct where the sum holds it
  /// already.
  record Percent(BigInteger of, long pct, BigInteger n, BigInteger d) implements Step {
    @Override
    public Json.Obj toJson() {
      return step("percent")
          .put("of", of.toString())
          .put("pct", pct)
          .put("n", n.toString())
          .put("d", d.toString())
          .build();
    }
  }

  /// The multiple of `to` that n/d rounds to.
  record Div(BigInteger n, BigInteger d, BigInteger to, Rounding mode, BigInteger out)
      implements Step {
    @Override
    public Json.Obj toJson() {
      return div(step("div"), n, d, to, mode, out);
    }
  }

  /// A bound of a clamp, rounded.
  ///
  /// @param side `lo` or `hi`
  record Bound(
      String side, BigInteger n, BigInteger d, BigInteger to, Rounding mode, BigInteger out)
      implements Step {
    @Override
    public Json.Obj toJson() {
      return div(step("bound").put("side", side), n, d, to, mode, out);
    }
  }

  /// max(lo, min(hi, sum)) - sum.
  record Clamp(BigInteger sum, BigInteger lo, BigInteger hi, BigInteger out) implements Step {
    @Override
    public Json.Obj toJson() {
      return step("clamp")
          .put("sum", sum.toString())
          .put("lo", lo.toString())
          .put("hi", hi.toString())
          .put("out", out.toString())
          .build();
    }
  }

  /// An amount nearer to 0 than `below` becomes 0.
  record DeMinimis(BigInteger in, BigInteger below, BigInteger out) implements Step {
    @Override
    public Json.Obj toJson() {
      return step("deMinimis")
          .put("in", in.toString())
          .put("below", below.toString())
          .put("out", out.toString())
          .build();
    }
  }

  /// The object of a step of this kind, still open.
  static Json.Builder step(String kind) {
    return Json.object().put("step", kind);
  }

  /// Ends a step that names lines.
  static Json.Obj linesJson(
      Json.Builder b, List<String> lines, List<BigInteger> amounts, BigInteger out) {
    return b.put("lines", lines.stream().map(Json::of).toList())
        .put("amounts", amounts.stream().map(v -> Json.of(v.toString())).toList())
        .put("out", out.toString())
        .build();
  }

  private static Json.Obj div(
      Json.Builder b, BigInteger n, BigInteger d, BigInteger to, Rounding mode, BigInteger out) {
    return b.put("n", n.toString())
        .put("d", d.toString())
        .put("to", to.toString())
        .put("mode", mode.text())
        .put("out", out.toString())
        .build();
  }
}
