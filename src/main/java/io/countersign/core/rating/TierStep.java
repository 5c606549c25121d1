package io.countersign.core.rating;

import io.countersign.core.encoding.Json;
import io.countersign.core.money.Rounding;
import io.countersign.core.terms.Period;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/// Steps of a tiered line: what is used up first, the quantity of the window, the tiers, and what
/// the months before have paid already.
public sealed interface TierStep extends Step {
  /// Units that earlier months left over, used before the tiers.
  ///
  /// @param qty the month's measure
  /// @param left what enters the tiers
  record RollOver(BigInteger qty, List<Left> bank, BigInteger left) implements TierStep {
    public RollOver {
      bank = List.copyOf(bank);
    }

    /// What one earlier month left over.
    ///
    /// @param units still there, above 0
    /// @param used of them in this period
    public record Left(Period period, BigInteger units, BigInteger used) {
      Json.Obj toJson() {
        return Json.object()
            .put("period", period.yyyymm())
            .put("units", units.toString())
            .put("used", used.toString())
            .build();
      }
    }

    @Override
    public Json.Obj toJson() {
      return Step.step("rollOver")
          .put("qty", qty.toString())
          .put("bank", bank.stream().map(Left::toJson).toList())
          .put("left", left.toString())
          .build();
    }
  }

  /// The window's quantity: through = before + qty.
  ///
  /// @param from first month of the window
  record Quantity(Period from, BigInteger before, BigInteger qty, BigInteger through)
      implements TierStep {
    @Override
    public Json.Obj toJson() {
      return Step.step("quantity")
          .put("from", from.yyyymm())
          .put("before", before.toString())
          .put("qty", qty.toString())
          .put("through", through.toString())
          .build();
    }
  }

  /// One tier: n = sign·(units·price + per·days·flat·charged), over per·of.
  ///
  /// @param units in 1/of of the measure's unit
  /// @param charged 1 where the tier holds more than 0 units
  /// @param days days of the window in the term; 1 where nothing is prorated
  /// @param of days of the whole window; 1 where nothing is prorated
  /// @param rounded where each tier is rounded
  record Tier(
      int row,
      BigInteger units,
      BigInteger price,
      long per,
      BigInteger flat,
      int charged,
      long days,
      long of,
      int sign,
      BigInteger n,
      Optional<Rounded> rounded)
      implements TierStep {
    /// The multiple of `to` that the tier's value rounds to.
    public record Rounded(BigInteger to, Rounding mode, BigInteger out) {}

    @Override
    public Json.Obj toJson() {
      Json.Builder b =
          Step.step("tier")
              .put("row", row)
              .put("units", units.toString())
              .put("price", price.toString())
              .put("per", per)
              .put("flat", flat.toString())
              .put("charged", charged)
              .put("days", days)
              .put("of", of)
              .put("sign", sign)
              .put("n", n.toString());
      rounded.ifPresent(
          r ->
              b.put("to", r.to.toString()).put("mode", r.mode.text()).put("out", r.out.toString()));
      return b.build();
    }
  }

  /// All units of the tiers: together they are the quantity.
  ///
  /// @param out where each tier is rounded: the sum of the rounded amounts
  record Tiers(BigInteger qty, long of, Optional<BigInteger> out) implements TierStep {
    @Override
    public Json.Obj toJson() {
      Json.Builder b = Step.step("tiers").put("qty", qty.toString()).put("of", of);
      out.ifPresent(v -> b.put("out", v.toString()));
      return b.build();
    }
  }

  /// What the window came to before the period, kept while the tiers are gone through again.
  record Carry(BigInteger out) implements TierStep {
    @Override
    public Json.Obj toJson() {
      return Step.step("carry").put("out", out.toString()).build();
    }
  }

  /// out = through - before.
  record Since(BigInteger through, BigInteger before, BigInteger out) implements TierStep {
    @Override
    public Json.Obj toJson() {
      return Step.step("since")
          .put("through", through.toString())
          .put("before", before.toString())
          .put("out", out.toString())
          .build();
    }
  }
}
