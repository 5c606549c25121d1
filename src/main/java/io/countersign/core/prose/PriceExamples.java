package io.countersign.core.prose;

import io.countersign.core.money.Micros;
import io.countersign.core.terms.Line;
import io.countersign.core.terms.Measure;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.RoundStep;
import io.countersign.core.terms.Terms;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/// Tiers, fees and milestones worked through, at the prices of the term's first day.
final class PriceExamples {
  private final Work work;

  PriceExamples(Work work) {
    this.work = work;
  }

  /// A quantity that crosses into the last tier by one unit of the price.
  List<String> tiered(Line.Tiered l) {
    List<String> out = new ArrayList<>();
    BigInteger per = Work.big(l.per());
    BigInteger last = BigInteger.ZERO;
    for (Line.Tier t : l.tiers()) {
      last = t.upTo().map(Work::big).orElse(last);
    }
    BigInteger qty = last.add(per.multiply(last.signum() == 0 ? BigInteger.TEN : BigInteger.ONE));
    List<String> steps = new ArrayList<>();
    BigInteger sum = BigInteger.ZERO;
    RoundStep first = l.round().getFirst();
    boolean byTier = first.at() == RoundStep.At.TIER;
    BigInteger from = BigInteger.ZERO;
    for (int i = 0; i < l.tiers().size(); i++) {
      Line.Tier t = l.tiers().get(i);
      BigInteger to = t.upTo().map(Work::big).orElse(qty).min(qty);
      BigInteger units =
          switch (l.model()) {
            case GRADUATED -> to.subtract(from);
            case VOLUME -> qty.compareTo(from) > 0 && to.equals(qty) ? qty : BigInteger.ZERO;
          };
      from = to;
      if (units.signum() <= 0) {
        continue;
      }
      Micros price = work.amount(t.price(), work.start());
      Micros flat = work.amount(t.flat(), work.start());
      BigInteger n = units.multiply(price.value()).add(flat.value().multiply(per));
      n = l.sign() == Line.Sign.CREDIT ? n.negate() : n;
      String formula = formula(units, price, l.per());
      formula += flat.isZero() ? "" : " + " + work.number(flat);
      formula = l.sign() == Line.Sign.CREDIT ? "-(" + formula + ")" : formula;
      String result = work.exact(n, per);
      if (byTier) {
        Micros rounded = RecordExamples.round(first, n, per);
        sum = sum.add(rounded.value().multiply(per));
        result += work.text("rounded", work.money(rounded));
      } else {
        sum = sum.add(n);
      }
      steps.add(work.text("tier", i + 1, formula, result));
    }
    RoundStep line = l.round().getLast();
    out.add(
        work.full(l.prorate())
            + work.text(
                "tiered",
                work.name("figure", l.measure()),
                units(l.measure(), qty),
                work.clauses(steps),
                work.money(RecordExamples.round(line, sum, per))));
    l.rollOver().ifPresent(r -> out.add(work.full(l.prorate()) + rollOver(l, r)));
    return out;
  }

  private String formula(BigInteger units, Micros price, long per) {
    String formula = Work.number(units) + " × " + work.number(price);
    return per == 1 ? formula : formula + " ÷ " + Numbers.grouped(per);
  }

  /// Three fifths of the first tier used in one month, six fifths in the next.
  private String rollOver(Line.Tiered l, Line.RollOver r) {
    long bound = l.tiers().getFirst().upTo().orElseThrow();
    BigInteger used = Work.big(bound).multiply(Work.big(3)).divide(Work.big(5));
    BigInteger next = Work.big(bound).multiply(Work.big(6)).divide(Work.big(5));
    BigInteger left = Work.big(bound).subtract(used);
    BigInteger rest = next.subtract(left.min(next));
    return work.text(
        "rollOver",
        units(l.measure(), used),
        units(l.measure(), left),
        units(l.measure(), next),
        units(l.measure(), rest),
        r.months());
  }

  private String units(String measure, BigInteger qty) {
    work.scope().nameFigure(measure);
    return Units.quantity(work.scope(), qty);
  }

  /// The first month of the term; a measure is what fills the formula unevenly.
  List<String> fixed(Line.Fixed l) {
    Terms terms = work.terms();
    Period month = terms.firstPeriod();
    int days = month.days();
    BigInteger qty = BigInteger.ONE;
    BigInteger per = BigInteger.ONE;
    String times = "";
    String given = work.text("month", month);
    if (l.units().isPresent()) {
      Line.Units u = l.units().get();
      switch (u.per()) {
        case Line.PerNumber p -> {
          per = Work.big(p.value());
          qty = p.value() == 1 ? Work.big(12) : per.multiply(Work.big(25)).divide(BigInteger.TWO);
        }
        case Line.PerDaysInPeriod d -> {
          per = Work.big(days);
          qty = Work.big(10L * days - 5);
        }
      }
      times = Work.number(qty) + " × ";
      given =
          work.text("month.with", month, work.name("figure", u.measure()), units(u.measure(), qty));
    }
    boolean byDays = l.prorate() == Line.Prorate.DAYS;
    LocalDate first = work.start();
    LocalDate end = terms.term().to();
    end = end.isBefore(month.lastDay()) ? end : month.lastDay();
    BigInteger n = BigInteger.ZERO;
    int counted = 0;
    for (LocalDate d = first; !d.isAfter(end); d = d.plusDays(1)) {
      n = n.add(work.amount(l.amount(), d).value());
      counted++;
    }
    Micros amount = work.amount(l.amount(), first);
    boolean even = n.equals(amount.value().multiply(Work.big(counted)));
    String formula = times + work.number(amount);
    if (byDays) {
      formula =
          even
              ? formula + " × " + counted + " ÷ " + days
              : times + work.text("daily", counted) + " ÷ " + days;
      per = per.multiply(Work.big(days));
    } else {
      n = amount.value();
    }
    if (l.units().isPresent()) {
      BigInteger by = byDays ? per.divide(Work.big(days)) : per;
      formula += by.equals(BigInteger.ONE) ? "" : " ÷ " + Work.number(by);
    }
    n = n.multiply(qty);
    return List.of(
        work.text(
            "amount",
            given,
            formula,
            work.exact(n, per),
            work.money(work.toMinor(n, per, l.mode()))));
  }

  /// The first item, accepted three days late if the term lasts so long, and the release.
  List<String> milestone(Line.Milestone l) {
    Line.Item item = l.items().getFirst();
    LocalDate late = item.due().plusDays(3);
    LocalDate accepted = late.isAfter(work.terms().term().to()) ? item.due() : late;
    long days = accepted.toEpochDay() - item.due().toEpochDay();
    BigInteger pct =
        Work.big(days).multiply(Work.big(l.latePercentPerDay())).min(Work.big(l.lateCapPercent()));
    BigInteger held = Work.big(l.holdback().map(Line.Holdback::percent).orElse(0L));
    Micros amount = work.toMinor(item.amount().value(), BigInteger.ONE, l.mode());
    Micros penalty = work.toMinor(item.amount().value().multiply(pct), Work.WHOLE, l.mode());
    Micros withheld = work.toMinor(item.amount().value().multiply(held), Work.WHOLE, l.mode());
    List<String> out = new ArrayList<>();
    String formula = work.number(amount) + " - " + work.number(penalty);
    String parts = work.text("penalty", work.percent(pct));
    if (l.holdback().isPresent()) {
      formula += " - " + work.number(withheld);
      parts += work.text("withheld", work.percent(held));
    }
    out.add(
        work.text(
            "milestone",
            item.name(),
            accepted,
            days,
            parts,
            formula,
            work.money(amount.minus(penalty).minus(withheld))));
    l.holdback().ifPresent(h -> out.add(work.text("release", h.release(), work.money(withheld))));
    return out;
  }

  /// A derived measure of 10 of each.
  List<String> derived(Measure.Derived m) {
    BigInteger sum = BigInteger.ZERO;
    StringBuilder formula = new StringBuilder();
    for (Measure.Weighted w : m.of()) {
      sum = sum.add(Work.big(w.weight()).multiply(BigInteger.TEN));
      String sign = w.weight() < 0 ? "-" : "+";
      formula
          .append(formula.isEmpty() ? (w.weight() < 0 ? "-" : "") : " " + sign + " ")
          .append(Numbers.grouped(Math.abs(w.weight())))
          .append(" × 10");
    }
    BigInteger value = m.min().isPresent() ? sum.max(BigInteger.ZERO) : sum;
    String result = Work.number(sum);
    String shown = units(m.id(), value);
    return List.of(
        work.text(
            "derived", formula, value.equals(sum) ? shown : result + work.text("raised", shown)));
  }
}
