package io.countersign.core.rating;

import io.countersign.core.encoding.Json;
import io.countersign.core.money.Rounding;
import io.countersign.core.terms.Period;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.List;

/// Steps of a milestone line.
public sealed interface MilestoneStep extends Step {
  /// A milestone that was accepted in the period: out = price - penalty - holdback.
  ///
  /// @param days accepted - due, at least 0
  /// @param perDay penalty for a day, in 10^-4 of a percent
  /// @param most what it is at most, in 10^-4 of a percent
  /// @param pct min(days·perDay, most)
  /// @param withhold share held back, in 10^-4 of a percent; 0 where nothing is
  /// @param price the amount as a multiple of `to`
  /// @param penalty amount·pct as one
  /// @param holdback amount·withhold as one
  record Accepted(
      String milestone,
      LocalDate accepted,
      LocalDate due,
      long days,
      long perDay,
      long most,
      long pct,
      long withhold,
      BigInteger amount,
      BigInteger to,
      Rounding mode,
      BigInteger price,
      BigInteger penalty,
      BigInteger holdback,
      BigInteger out)
      implements MilestoneStep {
    @Override
    public Json.Obj toJson() {
      return Step.step("milestone")
          .put("milestone", milestone)
          .put("accepted", accepted.toString())
          .put("due", due.toString())
          .put("days", days)
          .put("perDay", perDay)
          .put("most", most)
          .put("pct", pct)
          .put("withhold", withhold)
          .put("amount", amount.toString())
          .put("to", to.toString())
          .put("mode", mode.text())
          .put("price", price.toString())
          .put("penalty", penalty.toString())
          .put("holdback", holdback.toString())
          .put("out", out.toString())
          .build();
    }
  }

  /// What was held back, paid.
  ///
  /// @param milestone whose acceptance releases it
  record Release(String milestone, LocalDate accepted, List<Held> items, BigInteger out)
      implements MilestoneStep {
    public Release {
      items = List.copyOf(items);
    }

    /// What was held back from one milestone.
    public record Held(Period period, String milestone, BigInteger amount) {
      Json.Obj toJson() {
        return Json.object()
            .put("period", period.yyyymm())
            .put("milestone", milestone)
            .put("amount", amount.toString())
            .build();
      }
    }

    @Override
    public Json.Obj toJson() {
      return Step.step("release")
          .put("milestone", milestone)
          .put("accepted", accepted.toString())
          .put("items", items.stream().map(Held::toJson).toList())
          .put("out", out.toString())
          .build();
    }
  }
}
