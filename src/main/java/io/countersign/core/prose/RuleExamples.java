package io.countersign.core.prose;

import io.countersign.core.money.Micros;
import io.countersign.core.money.Rounding;
import io.countersign.core.terms.Band;
import io.countersign.core.terms.Effect;
import io.countersign.core.terms.Line;
import io.countersign.core.terms.Period;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Rules over figures and over other lines worked through: each band at its border, bounds from
/// below and from above. Bases and sums are 10,000 units of the currency.
final class RuleExamples {
  private final Work work;

  RuleExamples(Work work) {
    this.work = work;
  }

  List<String> table(Line.Table l) {
    List<String> out = new ArrayList<>();
    List<String> bands = new ArrayList<>();
    String given = l.base().isEmpty() ? "" : work.text("base", work.money(Work.SAMPLE));
    work.scope().nameFigure(l.on().id());
    for (int i = 0; i < l.bands().size(); i++) {
      Micros amount = amount(l.bands().get(i).gives(), l.mode());
      bands.add(work.text("band", border(l.bands(), i), work.money(amount)));
    }
    out.add(work.text("stop", given + work.clauses(bands)));
    l.escalation().ifPresent(e -> out.add(given + escalation(l, e)));
    return out;
  }

  private Micros amount(Effect e, Rounding mode) {
    return work.toMinor(Work.scaled(e, Work.SAMPLE), Work.WHOLE, mode);
  }

  /// Where a band begins, as a value that is just in it.
  private String border(List<? extends Band<?>> bands, int i) {
    Optional<Band.Bound> from = bands.get(i).from();
    if (from.isPresent()) {
      String bound = Units.bound(work.scope(), from.get().value());
      return work.text(from.get().strict() ? "above" : "at", bound);
    }
    if (i == 0) {
      return work.text("any");
    }
    Band.Bound above = bands.get(i - 1).from().orElseThrow();
    String bound = Units.bound(work.scope(), above.value());
    return work.text(above.strict() ? "at" : "below", bound);
  }

  private String escalation(Line.Table l, Line.Escalation e) {
    int bad = e.bad().getLast();
    Line.EscalationStep step = e.steps().getLast();
    BigInteger n =
        Work.scaled(l.bands().get(bad).gives(), Work.SAMPLE).multiply(Work.big(step.x()));
    BigInteger d = Work.WHOLE.multiply(Work.FACTOR_ONE);
    String before = work.exact(Work.scaled(l.bands().get(bad).gives(), Work.SAMPLE), Work.WHOLE);
    return work.text(
        "escalation",
        step.months(),
        work.scope().text("row.name", bad + 1),
        before + " × " + Work.factor(Work.big(step.x())),
        work.money(work.toMinor(n, d, l.mode())));
  }

  /// One step above the target and two below it.
  List<String> linear(Line.Linear l) {
    String given = l.base().isEmpty() ? "" : work.text("base", work.money(Work.SAMPLE));
    work.scope().nameFigure(l.on().id());
    List<String> points = List.of(point(l, 1, l.above()), point(l, -2, l.below()));
    return List.of(work.text("stop", given + work.clauses(points)));
  }

  private String point(Line.Linear l, int steps, Effect e) {
    BigInteger n = Work.scaled(e, Work.SAMPLE).multiply(Work.big(steps));
    BigInteger lo = Work.scaled(l.min(), Work.SAMPLE);
    BigInteger hi = Work.scaled(l.max(), Work.SAMPLE);
    BigInteger within = n.max(lo).min(hi);
    String at = Units.bound(work.scope(), Math.addExact(l.target(), steps * l.per()));
    String amount = work.money(work.toMinor(within, Work.WHOLE, l.mode()));
    if (within.equals(n)) {
      return work.text("band", work.text("at", at), amount);
    }
    return work.text("limited", work.text("at", at), work.exact(n, Work.WHOLE), amount);
  }

  List<String> earnback(Line.Earnback l) {
    Period back = work.terms().firstPeriod();
    Period now = back.plus(l.ago());
    Micros lost = new Micros(Work.SAMPLE.value().divide(BigInteger.TEN));
    BigInteger n = lost.value().multiply(Work.big(l.percent()));
    return List.of(
        work.text(
            "earnback",
            work.money(lost.negate()),
            back,
            now,
            now.plus(1 - l.held()),
            work.money(work.toMinor(n, Work.WHOLE, l.mode()))));
  }

  List<String> clamp(Line.Clamp l) {
    String given = l.base().isEmpty() ? "" : work.text("base", work.money(Work.SAMPLE));
    Micros lo = amount(l.lo(), l.mode());
    Micros hi = amount(l.hi(), l.mode());
    Micros step = new Micros(Work.SAMPLE.value().divide(Work.big(100)));
    return List.of(
        work.text(
            "stop",
            given
                + work.clauses(
                    List.of(
                        work.text("sum", work.money(lo.minus(step)), work.money(step)),
                        work.text("sum", work.money(hi.plus(step)), work.money(step.negate()))))));
  }

  /// Sums that reach four fifths of the minimum.
  List<String> minimum(Line.Minimum l) {
    BigInteger n;
    BigInteger d;
    String given;
    switch (l.amount()) {
      case Line.MinimumMoney m -> {
        n = work.amount(m.amount(), work.start()).value();
        d = BigInteger.ONE;
        given = "";
      }
      case Line.MinimumShare s -> {
        work.scope().nameFigure(s.measure());
        BigInteger qty = Work.big(s.per()).multiply(Work.big(1000));
        Micros price = work.amount(s.price(), work.start());
        n = qty.multiply(Work.big(s.percent())).multiply(price.value());
        d = Work.WHOLE.multiply(Work.big(s.per()));
        String formula =
            Work.number(qty)
                + " × "
                + work.percent(Work.big(s.percent()))
                + " × "
                + work.number(price)
                + (s.per() == 1 ? "" : " ÷ " + Numbers.grouped(s.per()));
        given =
            work.text(
                "share",
                work.name("figure", s.measure()),
                Units.quantity(work.scope(), qty),
                formula,
                work.exact(n, d));
      }
    }
    Micros sum = work.toMinor(n.multiply(Work.big(4)), d.multiply(Work.big(5)), Rounding.DOWN);
    BigInteger missing = n.subtract(sum.value().multiply(d)).max(BigInteger.ZERO);
    Micros amount = work.toMinor(missing, d, l.mode());
    String told = given + work.text("sum", work.money(sum), work.money(amount));
    return List.of(work.full(l.prorate()) + work.text("stop", told));
  }

  /// Sums that reach six fifths of the cap.
  List<String> cap(Line.Cap l) {
    Micros cap = work.amount(l.amount(), work.start());
    BigInteger six = cap.value().multiply(Work.big(6));
    Micros sum = work.toMinor(six, Work.big(5), Rounding.DOWN);
    BigInteger over = cap.value().subtract(sum.value()).min(BigInteger.ZERO);
    Micros amount = work.toMinor(over, BigInteger.ONE, l.mode());
    String told = work.text("sum", work.money(sum), work.money(amount));
    return List.of(work.full(l.prorate()) + work.text("stop", told));
  }

  List<String> percent(Line.Percent l) {
    BigInteger pct = work.factor(l.percent(), work.start());
    BigInteger n = Work.SAMPLE.value().multiply(pct);
    BigInteger d = l.inclusive() ? Work.WHOLE.add(pct) : Work.WHOLE;
    String formula = work.number(Work.SAMPLE) + " × " + work.percent(pct);
    if (l.inclusive()) {
      formula += " ÷ " + work.percent(d);
    }
    return List.of(
        work.text(
            "amount",
            work.text("of", work.money(Work.SAMPLE)),
            formula,
            work.exact(n, d),
            work.money(work.toMinor(n, d, l.mode()))));
  }

  /// The amounts about the threshold below which an amount counts as 0.
  String deMinimis(Micros bound) {
    Micros unit = work.scope().minorUnit();
    Micros least =
        new Micros(Rounding.CEIL.toMultiple(bound.value(), BigInteger.ONE, unit.value()));
    return work.text("deMinimis", work.money(least.minus(unit)), work.money(least));
  }
}
