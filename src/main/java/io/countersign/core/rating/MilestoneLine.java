package io.countersign.core.rating;

import io.countersign.core.money.Rounding;
import io.countersign.core.terms.Line;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `milestone`: what was accepted in the month, less penalty and hold-back, and what is released.
final class MilestoneLine {
  private MilestoneLine() {}

  static BigInteger rate(Line.Milestone line, LineContext in, Steps steps) {
    Optional<Acceptances.Accepted> release =
        line.holdback().flatMap(h -> in.acceptances().of(h.release()));
    List<MilestoneStep.Release.Held> held = new ArrayList<>();
    BigInteger amount = BigInteger.ZERO;
    for (Line.Item item : line.items()) {
      Optional<Acceptances.Accepted> accepted = in.acceptances().of(item.name());
      if (accepted.isEmpty() || !accepted.get().billsIn(in.period(), in.terms().term())) {
        continue;
      }
      boolean after = release.isPresent() && accepted.get().compareTo(release.get()) > 0;
      long withhold = after ? 0 : line.holdback().map(Line.Holdback::percent).orElse(0L);
      MilestoneStep.Accepted step = step(line, item, accepted.get().date(), withhold, in);
      steps.add(step);
      amount = amount.add(step.out());
      if (step.holdback().signum() > 0) {
        held.add(new MilestoneStep.Release.Held(in.period(), item.name(), step.holdback()));
      }
    }
    boolean releases = release.isPresent() && release.get().billsIn(in.period(), in.terms().term());
    in.keep(line.id(), new Kept.Withheld(held, releases));
    if (releases) {
      List<MilestoneStep.Release.Held> all = new ArrayList<>(open(line, in));
      all.addAll(held);
      BigInteger paid =
          all.stream()
              .map(MilestoneStep.Release.Held::amount)
              .reduce(BigInteger.ZERO, BigInteger::add);
      steps.add(
          new MilestoneStep.Release(
              line.holdback().orElseThrow().release(), release.get().date(), all, paid));
      amount = amount.add(paid);
    }
    return amount;
  }

  private static MilestoneStep.Accepted step(
      Line.Milestone line, Line.Item item, LocalDate accepted, long withhold, LineContext in) {
    long days = Math.max(0, ChronoUnit.DAYS.between(item.due(), accepted));
    long pct = Math.min(Math.multiplyExact(days, line.latePercentPerDay()), line.lateCapPercent());
    BigInteger amount = item.amount().value();
    BigInteger price = line.mode().toMultiple(amount, BigInteger.ONE, in.minorUnit());
    BigInteger penalty = share(amount, pct, line.mode(), in);
    BigInteger holdback = share(amount, withhold, line.mode(), in);
    return new MilestoneStep.Accepted(
        item.name(),
        accepted,
        item.due(),
        days,
        line.latePercentPerDay(),
        line.lateCapPercent(),
        pct,
        withhold,
        amount,
        in.minorUnit(),
        line.mode(),
        price,
        penalty,
        holdback,
        price.subtract(penalty).subtract(holdback));
  }

  private static BigInteger share(BigInteger amount, long pct, Rounding mode, LineContext in) {
    return mode.toMultiple(
        amount.multiply(BigInteger.valueOf(pct)), LineContext.WHOLE, in.minorUnit());
  }

  /// What earlier months held back and no month has released.
  private static List<MilestoneStep.Release.Held> open(Line.Milestone line, LineContext in) {
    List<MilestoneStep.Release.Held> out = new ArrayList<>();
    for (Month month : in.past().months()) {
      if (month.kept(line.id()).orElse(null) instanceof Kept.Withheld w) {
        out.addAll(w.items());
        if (w.released()) {
          out.clear();
        }
      }
    }
    return out;
  }
}
