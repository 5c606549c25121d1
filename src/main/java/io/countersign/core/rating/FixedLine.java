package io.countersign.core.rating;

import io.countersign.core.terms.Amount;
import io.countersign.core.terms.Line;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/// `fixed`: an amount, a param or a price per unit, whole or by the days of the term.
final class FixedLine {
  private FixedLine() {}

  static BigInteger rate(Line.Fixed line, LineContext in, Steps steps) {
    BigInteger qty = BigInteger.ONE;
    long per = 1;
    if (line.units().isPresent()) {
      Line.Units units = line.units().get();
      qty = in.figures().measure(units.measure());
      per =
          switch (units.per()) {
            case Line.PerNumber p -> p.value();
            case Line.PerDaysInPeriod p -> in.period().days();
          };
    }
    BigInteger n = BigInteger.ZERO;
    BigInteger d = BigInteger.valueOf(per);
    switch (line.prorate()) {
      case NONE -> {
        Params.Price price = in.params().price(line.amount(), in.params().periodStart());
        n = price.micros().multiply(qty);
        steps.add(new Step.Fixed(price.micros(), price.value(), qty, per, n));
      }
      case DAYS -> {
        int of = in.period().days();
        for (Run run : runs(line.amount(), in)) {
          BigInteger part = run.price.micros().multiply(qty).multiply(BigInteger.valueOf(run.days));
          steps.add(
              new Step.Prorate(
                  run.price.micros(), run.price.value(), qty, per, run.days, of, part));
          n = n.add(part);
        }
        d = d.multiply(BigInteger.valueOf(of));
      }
    }
    return steps.div(n, d, in.minorUnit(), line.mode());
  }

  /// The days of the period that lie in the term, in runs of one price.
  private static List<Run> runs(Amount amount, LineContext in) {
    List<Run> runs = new ArrayList<>();
    for (int day = 0; day < in.days().days(); day++) {
      LocalDate date = in.days().date(day);
      if (!in.terms().term().contains(date)) {
        continue;
      }
      Params.Price price = in.params().price(amount, date);
      Run last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
      if (last != null && last.price.equals(price)) {
        runs.set(runs.size() - 1, new Run(price, last.days + 1));
      } else {
        runs.add(new Run(price, 1));
      }
    }
    return runs;
  }

  private record Run(Params.Price price, int days) {}
}
