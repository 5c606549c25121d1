package io.countersign.cli;

import io.countersign.core.money.Decimal;
import io.countersign.core.money.Micros;
import io.countersign.core.money.Rounding;
import io.countersign.core.rating.FigureStep;
import io.countersign.core.rating.MilestoneStep;
import io.countersign.core.rating.TierStep;
import io.countersign.core.rating.WindowStep;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// Steps of slopes, tiers, windows and milestones as sentences with all their numbers.
final class StepSentences {
  private final Texts texts;
  private final int exponent;

  /// @param exponent of the currency
  StepSentences(Texts texts, int exponent) {
    this.texts = texts;
    this.exponent = exponent;
  }

  String linear(FigureStep.Linear l) {
    boolean percent = l.of().isPresent();
    return texts.text(
        "step.linear",
        texts.text(
            "step.band",
            l.on(),
            Amounts.grouped(l.num()),
            Amounts.grouped(l.den()),
            ratio(l.num(), l.den())),
        scaled(l.target(), l.scale()),
        scaled(l.per(), l.scale()),
        effect(l.above(), percent),
        effect(l.below(), percent),
        effect(l.min(), percent),
        effect(l.max(), percent),
        l.of().map(of -> texts.text("step.linear.of", money(of))).orElse(""),
        exact(l.n(), l.d()));
  }

  String tier(TierStep step) {
    return switch (step) {
      case TierStep.RollOver r -> rollOver(r);
      case TierStep.Quantity q ->
          texts.text(
              "step.quantity",
              q.from().toString(),
              Amounts.grouped(q.before()),
              Amounts.grouped(q.qty()),
              Amounts.grouped(q.through()));
      case TierStep.Tier t ->
          texts.text(
                  "step.tier",
                  t.row() + 1,
                  units(t.units(), t.of()),
                  plain(t.price()),
                  t.per(),
                  t.flat().signum() == 0
                      ? ""
                      : " + " + plain(t.flat()) + (t.of() == 1 ? "" : " × " + days(t)),
                  equal(t.n(), BigInteger.valueOf(t.per()).multiply(BigInteger.valueOf(t.of()))))
              + t.rounded()
                  .map(
                      r ->
                          texts.text(
                              "step.tier.rounded", money(r.to()), mode(r.mode()), money(r.out())))
                  .orElse("");
      case TierStep.Tiers t ->
          t.out()
              .map(out -> texts.text("step.tiers.rounded", Amounts.grouped(t.qty()), money(out)))
              .orElseGet(() -> texts.text("step.tiers", Amounts.grouped(t.qty())));
      case TierStep.Carry c -> texts.text("step.carry", money(c.out()));
      case TierStep.Since s ->
          texts.text("step.since", money(s.through()), money(s.before()), money(s.out()));
    };
  }

  private String rollOver(TierStep.RollOver r) {
    List<String> bank = new ArrayList<>();
    for (TierStep.RollOver.Left left : r.bank()) {
      bank.add(
          texts.text(
              "step.rollOver.left",
              left.period().toString(),
              Amounts.grouped(left.units()),
              Amounts.grouped(left.used())));
    }
    return texts.text(
        "step.rollOver",
        Amounts.grouped(r.qty()),
        bank.isEmpty() ? texts.text("step.rollOver.none") : String.join(", ", bank),
        Amounts.grouped(r.left()));
  }

  String window(WindowStep step) {
    return switch (step) {
      case WindowStep.Earlier e ->
          texts.text("step.earlier", e.from().toString(), money(e.before()), money(e.out()));
      case WindowStep.Open o -> texts.text("step.open", o.until().toString());
      case WindowStep.Share s ->
          texts.text(
              "step.share",
              Amounts.grouped(s.qty()),
              Amounts.tenThousandths(s.pct()),
              plain(s.price()),
              s.per(),
              s.of() == 1 ? "" : " × " + s.days() + " / " + s.of());
      case WindowStep.Minimum m ->
          texts.text(
              "step.minimum",
              exact(m.n(), m.d()),
              money(m.sum()),
              money(m.to()),
              mode(m.mode()),
              money(m.out()));
      case WindowStep.Cap c ->
          texts.text(
              "step.cap",
              exact(c.n(), c.d()),
              money(c.sum()),
              money(c.before()),
              money(c.to()),
              mode(c.mode()),
              money(c.out()));
      case WindowStep.NoMonth n -> texts.text("step.noMonth", month(n.yyyymm()));
      case WindowStep.Back b ->
          texts.text(
              "step.back", b.period().toString(), sum(b.lines(), b.amounts()), money(b.out()));
    };
  }

  String milestone(MilestoneStep step) {
    return switch (step) {
      case MilestoneStep.Accepted a ->
          texts.text(
              "step.milestone",
              a.milestone(),
              a.accepted().toString(),
              a.due().toString(),
              money(a.price()),
              a.days(),
              Amounts.tenThousandths(a.pct()),
              money(a.penalty()),
              Amounts.tenThousandths(a.withhold()),
              money(a.holdback()),
              money(a.out()));
      case MilestoneStep.Release r -> {
        List<String> held = new ArrayList<>();
        r.items()
            .forEach(i -> held.add(i.period() + " " + i.milestone() + " " + money(i.amount())));
        yield texts.text(
            "step.release",
            r.milestone(),
            r.accepted().toString(),
            held.isEmpty() ? "0" : String.join(" + ", held),
            money(r.out()));
      }
    };
  }

  private String effect(BigInteger value, boolean percent) {
    return percent ? Amounts.tenThousandths(value.longValueExact()) + "%" : money(value);
  }

  private static String days(TierStep.Tier t) {
    return t.days() + " / " + t.of();
  }

  /// Units in 1/of, cut after four places where they are no whole number.
  private static String units(BigInteger units, long of) {
    BigInteger[] q = units.divideAndRemainder(BigInteger.valueOf(of));
    return q[1].signum() == 0 ? Amounts.grouped(q[0]) : ratio(units, BigInteger.valueOf(of));
  }

  private static String ratio(BigInteger num, BigInteger den) {
    return Decimal.format(num.multiply(BigInteger.valueOf(10_000)).divide(den), 4);
  }

  private static String month(int yyyymm) {
    String digits = Integer.toString(yyyymm);
    return digits.substring(0, 4) + "-" + digits.substring(4);
  }

  /// A bound in 1/scale of a figure, as a number that compares with it.
  static String scaled(long bound, long scale) {
    return Decimal.format(BigInteger.valueOf(bound), Long.toString(scale).length() - 1);
  }

  /// How a rounding goes, in words.
  String mode(Rounding mode) {
    return texts.text("step.mode." + mode.text());
  }

  /// `= ` or `≈ ` and n/d micros.
  String equal(BigInteger n, BigInteger d) {
    String value = exact(n, d);
    return (value.startsWith("≈") ? "" : "= ") + value;
  }

  /// n/d micros; marked where it is cut after the micro.
  String exact(BigInteger n, BigInteger d) {
    BigInteger[] q = n.divideAndRemainder(d);
    return (q[1].signum() == 0 ? "" : "≈ ") + money(q[0]);
  }

  String sum(List<String> lines, List<BigInteger> amounts) {
    List<String> out = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      out.add(lines.get(i) + " " + money(amounts.get(i)));
    }
    return String.join(" + ", out);
  }

  String money(BigInteger micros) {
    return Amounts.money(new Micros(micros), exponent);
  }

  static String plain(BigInteger micros) {
    return Amounts.money(new Micros(micros), 0);
  }
}
