package io.countersign.cli;

import io.countersign.core.money.Decimal;
import io.countersign.core.rating.FigureStep;
import io.countersign.core.rating.MilestoneStep;
import io.countersign.core.rating.Step;
import io.countersign.core.rating.TierStep;
import io.countersign.core.rating.WindowStep;
import io.countersign.core.terms.Line;
import io.countersign.core.terms.Terms;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// One step of a trace as a sentence with all its numbers.
final class Explainer {
  private final Texts texts;
  private final Terms terms;
  private final StepSentences steps;

  Explainer(Texts texts, Terms terms) {
    this.texts = texts;
    this.terms = terms;
    this.steps = new StepSentences(texts, terms.currency().exponent());
  }

  String of(String line, Step step) {
    return switch (step) {
      case Step.Cell c -> cell(line, c);
      case Step.Cells c -> texts.text("step.cells", steps.money(c.out()));
      case Step.Fixed f ->
          texts.text("step.fixed", steps.money(f.price()), Amounts.grouped(f.qty()), f.per());
      case Step.Prorate p ->
          texts.text(
              "step.prorate",
              steps.money(p.price()),
              Amounts.grouped(p.qty()),
              p.per(),
              p.days(),
              p.of());
      case Step.Amount a -> texts.text("step.amount", steps.money(a.amount()));
      case Step.Sum s ->
          texts.text("step.sum", steps.sum(s.lines(), s.amounts()), steps.money(s.out()));
      case Step.Base b ->
          texts.text("step.base", steps.sum(b.lines(), b.amounts()), steps.money(b.out()));
      case Step.Percent p ->
          texts.text("step.percent", steps.money(p.of()), Amounts.tenThousandths(p.pct()));
      case Step.Div d ->
          texts.text(
              "step.div",
              steps.exact(d.n(), d.d()),
              steps.money(d.to()),
              steps.mode(d.mode()),
              steps.money(d.out()));
      case Step.Bound b ->
          texts.text(
              "step.bound." + b.side(),
              steps.money(b.out()),
              steps.money(b.to()),
              steps.mode(b.mode()));
      case Step.Clamp c ->
          texts.text(
              "step.clamp",
              steps.money(c.sum()),
              steps.money(c.lo()),
              steps.money(c.hi()),
              steps.money(c.out()));
      case FigureStep.Band b -> {
        String ratio =
            texts.text(
                "step.band",
                b.on(),
                Amounts.grouped(b.num()),
                Amounts.grouped(b.den()),
                ratio(b.num(), b.den()));
        yield ratio
            + b.from()
                .map(f -> ", " + symbol(f.op()) + " " + StepSentences.scaled(f.bound(), b.scale()))
                .orElse("")
            + b.under()
                .map(
                    u ->
                        ", "
                            + texts.text(
                                "step.under",
                                symbol(u.op()),
                                StepSentences.scaled(u.bound(), b.scale())))
                .orElse("");
      }
      case FigureStep.Gate g ->
          texts.text(
              g.pass() ? "step.gate.pass" : "step.gate.shut",
              g.on(),
              g.neutral() ? texts.text("statement.neutral") : ratio(g.num(), g.den()),
              symbol(g.limit().op()),
              StepSentences.scaled(g.limit().bound(), g.scale()));
      case FigureStep.Points p ->
          texts.text("step.points", p.on(), Amounts.grouped(p.num()), Amounts.grouped(p.den()));
      case FigureStep.Neutral n -> texts.text("step.neutral", n.on());
      case Step.DeMinimis d ->
          texts.text(
              "step.deMinimis", steps.money(d.in()), steps.money(d.below()), steps.money(d.out()));
      case FigureStep.Escalate e ->
          texts.text("step.escalate", e.streak(), Amounts.tenThousandths(e.x()));
      case FigureStep.Linear l -> steps.linear(l);
      case TierStep t -> steps.tier(t);
      case WindowStep w -> steps.window(w);
      case MilestoneStep m -> steps.milestone(m);
    };
  }

  private String cell(String line, Step.Cell c) {
    StringBuilder x = new StringBuilder();
    c.x().forEach(f -> x.append(" × ").append(Amounts.tenThousandths(f)));
    String connect =
        c.connect().signum() == 0
            ? ""
            : " + " + Amounts.grouped(c.connects()) + " × " + StepSentences.plain(c.connect());
    String rows = rows(line, c.key());
    return texts.text(
            "step.cell",
            Amounts.grouped(c.records()),
            Amounts.grouped(c.qty()),
            StepSentences.plain(c.price()),
            c.per(),
            connect,
            x,
            value(c))
        + (rows.isEmpty() ? "" : "  [" + rows + "]");
  }

  /// Which rows of the card and of the factor tables the cell stands for, counted from 1.
  private String rows(String line, List<Integer> key) {
    if (!(terms.line(line).orElse(null) instanceof Line.Rated r) || key.isEmpty()) {
      return "";
    }
    List<String> out = new ArrayList<>();
    out.add(row(key.get(0), r.card().rows().size()));
    for (int i = 0; i < r.factors().size() && i + 1 < key.size(); i++) {
      Line.FactorTable f = r.factors().get(i);
      out.add(
          texts.pick(f.label().zh(), f.label().en())
              + texts.text("step.row.of")
              + row(key.get(i + 1), f.rows().size()));
    }
    return String.join("; ", out);
  }

  private String row(int index, int rows) {
    return index == rows ? texts.text("step.row.else") : texts.text("step.row", index + 1);
  }

  /// n / (per · 10^24) micros.
  private String value(Step.Cell c) {
    BigInteger d = BigInteger.valueOf(c.per()).multiply(BigInteger.TEN.pow(24));
    return steps.equal(c.n(), d);
  }

  private static String ratio(BigInteger num, BigInteger den) {
    return den.signum() == 0
        ? "–"
        : Decimal.format(num.multiply(BigInteger.valueOf(10_000)).divide(den), 4);
  }

  private static String symbol(String op) {
    return switch (op) {
      case "ge" -> "≥";
      case "gt" -> ">";
      case "le" -> "≤";
      default -> "<";
    };
  }
}
