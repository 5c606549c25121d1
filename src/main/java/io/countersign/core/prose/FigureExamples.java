package io.countersign.core.prose;

import io.countersign.core.terms.Band;
import io.countersign.core.terms.Kpi;
import io.countersign.core.terms.Score;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// KPIs and scores worked through.
final class FigureExamples {
  private final Work work;

  FigureExamples(Work work) {
    this.work = work;
  }

  /// The least divisor that counts, but at least 3, and two thirds of it above; what is shown is
  /// cut to the KPI's scale, and what is compared is not.
  List<String> kpi(Kpi k) {
    long den = Math.max(3, k.minDen());
    long num = k.show() == Kpi.Show.PERCENT ? den * 2 / 3 : den * 2 + 1;
    BigInteger scaled = Work.big(num).multiply(Work.big(k.scale()));
    long shown = scaled.divide(Work.big(den)).longValueExact();
    work.scope().nameFigure(k.id());
    String value = Units.bound(work.scope(), shown);
    boolean exact = Work.big(shown).multiply(Work.big(den)).equals(scaled);
    String told =
        work.text(
            exact ? "kpi" : "kpi.cut",
            work.name("figure", k.num()),
            Numbers.grouped(num),
            work.name("figure", k.den()),
            Numbers.grouped(den),
            value,
            exact ? "" : work.text("least", Units.bound(work.scope(), shown + 1)));
    return List.of(told);
  }

  /// The first band of each item, or its most points; and the same with the first item neutral.
  List<String> score(Score s) {
    List<String> out = new ArrayList<>();
    out.add(mean(s, 0, "score"));
    if (s.items().size() > 1) {
      out.add(mean(s, 1, "score.neutral"));
    }
    return out;
  }

  private String mean(Score s, int from, String key) {
    BigInteger n = BigInteger.ZERO;
    long weights = 0;
    List<String> parts = new ArrayList<>();
    List<String> given = new ArrayList<>();
    for (Score.Item i : s.items().subList(from, s.items().size())) {
      long points =
          switch (i.points()) {
            case Score.Banded b -> first(b.bands());
            case Score.Direct d -> d.max();
          };
      n = n.add(Work.big(points).multiply(Work.big(i.weight())));
      weights += i.weight();
      parts.add(Numbers.grouped(points) + " × " + Numbers.grouped(i.weight()));
      given.add(
          work.text(
              "field",
              work.name("figure", i.kpi()),
              work.scope().text("points", Numbers.grouped(points))));
    }
    String formula = "(" + String.join(" + ", parts) + ") ÷ " + Numbers.grouped(weights);
    return work.text(
        key,
        work.list(given),
        formula,
        Work.decimal(n, Work.big(weights)),
        work.name("figure", s.items().getFirst().kpi()));
  }

  private static long first(List<Band<Long>> bands) {
    return bands.getFirst().gives();
  }
}
