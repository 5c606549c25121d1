package io.countersign.cli;

import io.countersign.core.money.Micros;
import io.countersign.core.rating.KpiResult;
import io.countersign.core.rating.MeasureResult;
import io.countersign.core.statement.Adjustment;
import io.countersign.core.statement.SettledAmount;
import io.countersign.core.statement.Statement;
import io.countersign.core.statement.StatementLine;
import io.countersign.core.terms.Kpi;
import io.countersign.core.terms.Line;
import io.countersign.core.terms.Measure;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A statement as both parties read it: what was counted, the lines, the total.
final class StatementTable {
  /// Digits of a dispute's digest that tables show; commands take as many.
  static final int SHORT = 16;

  private final Texts texts;
  private final Terms terms;

  StatementTable(Texts texts, Terms terms) {
    this.texts = texts;
    this.terms = terms;
  }

  List<String> of(Statement statement) {
    List<String> out = new ArrayList<>();
    out.add(
        texts.text(
            "statement.title",
            statement.period(),
            in(terms.provider()),
            in(terms.client()),
            terms.currency().code()));
    Table counted = Table.of("  ", "lr");
    for (MeasureResult m : statement.measures()) {
      counted.add(
          terms.measure(m.id()).map(Measure::label).map(this::in).orElse(m.id()),
          Amounts.grouped(m.value()));
    }
    for (KpiResult k : statement.kpis()) {
      Optional<Kpi> kpi = terms.kpi(k.id());
      counted.add(
          kpi.map(Kpi::label).map(this::in).orElse(k.id()),
          k.shown().isPresent() && kpi.isPresent()
              ? Figures.ratio(k.shown().get(), kpi.get())
              : texts.text("statement.neutral"));
    }
    out.addAll(counted.lines());
    out.add("");
    Table lines = Table.of("  ", "llr");
    for (StatementLine line : statement.lines()) {
      lines.add(line.id(), label(line.id()), amount(line.amount(), line.memo()));
    }
    lines.rule();
    if (statement.adjustments().isEmpty() && statement.settlements().isEmpty()) {
      lines.add(texts.text("statement.total"), "", money(statement.total()));
      out.addAll(lines.lines());
    } else {
      out.addAll(parts(statement, lines));
    }
    if (statement.lines().stream().anyMatch(StatementLine::memo)) {
      // brackets alone would read as a negative amount
      out.add("  " + texts.text("statement.memo"));
    }
    statement
        .ignored()
        .forEach(
            i ->
                out.add(
                    "  "
                        + texts.text(
                            "statement.ignored",
                            Amounts.grouped(i.count()),
                            i.code(),
                            texts.wrong(i.code()))));
    return out;
  }

  /// The lines, the adjustments, what disputes came to; then how the total is made of them.
  private List<String> parts(Statement statement, Table lines) {
    Micros adjusted =
        statement.adjustments().stream()
            .filter(a -> !a.memo())
            .map(Adjustment::amount)
            .reduce(Micros.ZERO, Micros::plus);
    Micros settled =
        statement.settlements().stream()
            .map(SettledAmount::amount)
            .reduce(Micros.ZERO, Micros::plus);
    Micros own = statement.total().minus(adjusted).minus(settled);
    lines.add(texts.text("statement.own", statement.period()), "", money(own));
    List<String> out = new ArrayList<>(lines.lines());
    out.add("");
    if (!statement.adjustments().isEmpty()) {
      out.addAll(adjustments(statement, adjusted));
      out.add("");
    }
    if (!statement.settlements().isEmpty()) {
      out.addAll(settlements(statement, settled));
      out.add("");
    }
    String total = money(statement.total());
    out.add(
        "  "
            + (statement.settlements().isEmpty()
                ? texts.text("statement.totals", money(own), money(adjusted), total)
                : texts.text(
                    "statement.totals-settled",
                    money(own),
                    money(adjusted),
                    money(settled),
                    total)));
    return out;
  }

  /// Each amount that a dispute came to, with its line, its month and the dispute.
  private List<String> settlements(Statement statement, Micros settled) {
    List<String> out = new ArrayList<>();
    out.add(texts.text("settle.title"));
    Table table = Table.of("  ", "llllr");
    table.add(
        texts.text("settle.dispute"),
        texts.text("adjust.period"),
        texts.text("adjust.line"),
        "",
        texts.text("settle.amount"));
    table.rule();
    for (SettledAmount s : statement.settlements()) {
      table.add(
          s.dispute().toHex().substring(0, SHORT),
          s.period(),
          s.line(),
          label(s.line()),
          money(s.amount()));
    }
    table.rule();
    table.add(texts.text("settle.sum"), "", "", "", money(settled));
    out.addAll(table.lines());
    return out;
  }

  /// Each change of an earlier period: what its line came to before, what it comes to now.
  private List<String> adjustments(Statement statement, Micros adjusted) {
    List<String> out = new ArrayList<>();
    out.add(texts.text("adjust.title"));
    Table table = Table.of("  ", "lllrrr");
    table.add(
        texts.text("adjust.period"),
        texts.text("adjust.line"),
        "",
        texts.text("adjust.before"),
        texts.text("adjust.now"),
        texts.text("adjust.difference"));
    table.rule();
    for (Adjustment a : statement.adjustments()) {
      table.add(
          a.period(),
          a.line(),
          label(a.line()),
          money(a.before()),
          money(a.now()),
          amount(a.amount(), a.memo()));
    }
    table.rule();
    table.add(texts.text("adjust.sum"), "", "", "", "", money(adjusted));
    out.addAll(table.lines());
    return out;
  }

  private String amount(Micros amount, boolean memo) {
    return memo ? "(" + money(amount) + ")" : money(amount);
  }

  private String money(Micros amount) {
    return Amounts.money(amount, terms.currency().exponent());
  }

  private String label(String line) {
    return terms.line(line).map(Line::label).map(this::in).orElse(line);
  }

  private String in(Text text) {
    return texts.pick(text.zh(), text.en());
  }
}
