package io.countersign.core.rating;

import io.countersign.core.encoding.Json;
import io.countersign.core.money.Rounding;
import io.countersign.core.terms.Period;
import java.math.BigInteger;
import java.util.List;

/// Steps of minimum, cap and earn-back, which bring in other months.
public sealed interface WindowStep extends Step {
  /// The sum of the lines in the window's months before the period: out = S + before.
  ///
  /// @param from first month of the window
  record Earlier(Period from, BigInteger before, BigInteger out) implements WindowStep {
    @Override
    public Json.Obj toJson() {
      return Step.step("earlier")
          .put("from", from.yyyymm())
          .put("before", before.toString())
          .put("out", out.toString())
          .build();
    }
  }

  /// The window ends later, so the line is 0 and its trace ends.
  ///
  /// @param until last month of the window
  record Open(Period until) implements WindowStep {
    @Override
    public Json.Obj toJson() {
      return Step.step("open").put("until", until.yyyymm()).build();
    }
  }

  /// A share of a measure at a price: n = qty·pct·price·days, over 10^6·per·of.
  ///
  /// @param qty of all months of the window
  /// @param pct in 10^-4 of a percent
  record Share(
      BigInteger qty, long pct, BigInteger price, long per, long days, long of, BigInteger n)
      implements WindowStep {
    @Override
    public Json.Obj toJson() {
      return Step.step("share")
          .put("qty", qty.toString())
          .put("pct", pct)
          .put("price", price.toString())
          .put("per", per)
          .put("days", days)
          .put("of", of)
          .put("n", n.toString())
          .build();
    }
  }

  /// max(0, n/d - sum) as a multiple of `to`.
  record Minimum(
      BigInteger n, BigInteger d, BigInteger sum, BigInteger to, Rounding mode, BigInteger out)
      implements WindowStep {
    @Override
    public Json.Obj toJson() {
      return Step.step("minimum")
          .put("n", n.toString())
          .put("d", d.toString())
          .put("sum", sum.toString())
          .put("to", to.toString())
          .put("mode", mode.text())
          .put("out", out.toString())
          .build();
    }
  }

  /// min(0, n/d - sum) as a multiple of `to`, less min(0, n/d - before) as one.
  record Cap(
      BigInteger n,
      BigInteger d,
      BigInteger sum,
      BigInteger before,
      BigInteger to,
      Rounding mode,
      BigInteger out)
      implements WindowStep {
    @Override
    public Json.Obj toJson() {
      return Step.step("cap")
          .put("n", n.toString())
          .put("d", d.toString())
          .put("sum", sum.toString())
          .put("before", before.toString())
          .put("to", to.toString())
          .put("mode", mode.text())
          .put("out", out.toString())
          .build();
    }
  }

  /// A month before the term's first, in which nothing was taken off: the line is 0.
  ///
  /// @param yyyymm may lie before the months that a [Period] can name
  record NoMonth(int yyyymm) implements WindowStep {
    @Override
    public Json.Obj toJson() {
      return Step.step("noMonth").put("period", yyyymm).build();
    }
  }

  /// What lines took off in an earlier month: out = max(0, -sum).
  record Back(Period period, List<String> lines, List<BigInteger> amounts, BigInteger out)
      implements WindowStep {
    public Back {
      lines = List.copyOf(lines);
      amounts = List.copyOf(amounts);
    }

    @Override
    public Json.Obj toJson() {
      return Step.linesJson(Step.step("back").put("period", period.yyyymm()), lines, amounts, out);
    }
  }
}
