package io.countersign.cli;

import io.countersign.core.money.Micros;
import io.countersign.core.terms.Addend;
import io.countersign.core.terms.Amount;
import io.countersign.core.terms.Band;
import io.countersign.core.terms.Cond;
import io.countersign.core.terms.Effect;
import io.countersign.core.terms.Factor;
import io.countersign.core.terms.Gate;
import io.countersign.core.terms.Increment;
import io.countersign.core.terms.Kpi;
import io.countersign.core.terms.Line;
import io.countersign.core.terms.Measure;
import io.countersign.core.terms.Param;
import io.countersign.core.terms.Quantity;
import io.countersign.core.terms.RecordType;
import io.countersign.core.terms.RoundStep;
import io.countersign.core.terms.Subject;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.Text;
import io.countersign.core.terms.Window;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A terms document as people read it before they sign: every figure that bears on money, in the
/// document's order. The JSON prevails.
final class TermsText {
  private final Texts texts;
  private final Terms terms;
  private final List<String> out = new ArrayList<>();

  private TermsText(Texts texts, Terms terms) {
    this.texts = texts;
    this.terms = terms;
  }

  static List<String> of(Texts texts, Terms terms) {
    TermsText t = new TermsText(texts, terms);
    t.all();
    return t.out;
  }

  /// The same as a contract that says every term: what somebody who signs has to read.
  ///
  /// @throws CliException if the terms are not valid
  static List<String> sentences(Texts texts, Terms terms) {
    return ContractText.of(texts.lang()).print(terms).lines().toList();
  }

  private void all() {
    out.add(in(terms.title()));
    Table head = Table.of("  ", "ll");
    head.add(word("id"), terms.id() + ", " + texts.text("terms.version", terms.version()));
    head.add(word("hash"), terms.hash());
    head.add(word("provider"), in(terms.provider()));
    head.add(word("client"), in(terms.client()));
    head.add(word("currency"), terms.currency().code());
    head.add(word("term"), terms.term().from() + " – " + terms.term().to());
    head.add(word("clock"), terms.zone());
    head.add(word("cutoff"), texts.text("terms.cutoff", terms.cutoff().lateDays()));
    head.add(
        word("disputes"),
        texts.text(
            "terms.disputes", terms.disputes().disputeDays(), terms.disputes().answerDays()));
    out.addAll(head.lines());
    if (!terms.windows().isEmpty()) {
      heading("windows");
      Table t = Table.of("  ", "llll");
      terms
          .windows()
          .forEach(
              w ->
                  t.add(
                      w.id(),
                      days(w.days()),
                      clock(w.fromSecond()) + "–" + clock(w.toSecond()),
                      in(w.label())));
      out.addAll(t.lines());
    }
    if (!terms.params().isEmpty()) {
      heading("params");
      Table t = Table.of("  ", "lll");
      for (Param p : terms.params()) {
        List<String> values = new ArrayList<>();
        p.values().forEach(v -> values.add(v.from() + ": " + param(p.type(), v.value())));
        t.add(p.id(), in(p.label()), String.join("; ", values));
      }
      out.addAll(t.lines());
    }
    heading("records");
    Table records = Table.of("  ", "lll");
    for (RecordType r : terms.records()) {
      List<String> fields = new ArrayList<>();
      r.fields().forEach(f -> fields.add(f.id()));
      records.add(r.id(), in(r.label()), String.join(", ", fields));
    }
    out.addAll(records.lines());
    if (!terms.measures().isEmpty()) {
      heading("measures");
      Table t = Table.of("  ", "lll");
      terms.measures().forEach(m -> t.add(m.id(), in(m.label()), measure(m)));
      out.addAll(t.lines());
    }
    if (!terms.kpis().isEmpty()) {
      heading("kpis");
      Table t = Table.of("  ", "lll");
      for (Kpi k : terms.kpis()) {
        t.add(
            k.id(),
            in(k.label()),
            k.num()
                + " / "
                + k.den()
                + ", "
                + texts.text("terms.minDen", Amounts.grouped(k.minDen())));
      }
      out.addAll(t.lines());
    }
    heading("lines");
    for (Line line : terms.lines()) {
      out.add(
          "  "
              + line.id()
              + "  "
              + in(line.label())
              + "  ("
              + texts.term("kind." + line.kind(), line.kind())
              + ")");
      Table t = Table.of("    ", "ll");
      line(t, line);
      line.head().note().ifPresent(n -> t.add(word("note"), in(n)));
      out.addAll(t.lines());
    }
  }

  private void heading(String key) {
    out.add("");
    out.add(word(key));
  }

  private String word(String key) {
    return texts.term(key, key);
  }

  private String in(Text text) {
    return texts.pick(text.zh(), text.en());
  }

  private String days(Window.Days days) {
    List<String> parts = new ArrayList<>();
    switch (days) {
      case Window.Weekdays w -> w.days().forEach(d -> parts.add(word("weekday." + d)));
      case Window.Classes c -> {
        parts.add(c.calendar() + ":");
        c.classes().stream().sorted().forEach(k -> parts.add(word("day." + k.text())));
      }
    }
    return String.join(" ", parts);
  }

  private static String clock(int second) {
    String hm = String.format(Locale.ROOT, "%02d:%02d", second / 3600, second / 60 % 60);
    return second % 60 == 0 ? hm : hm + String.format(Locale.ROOT, ":%02d", second % 60);
  }

  private String measure(Measure m) {
    return switch (m) {
      case Measure.Count c -> word("count") + where(c.where());
      case Measure.Sum s ->
          sum(s.addends())
              + s.increment()
                  .map(
                      i ->
                          " "
                              + increment(i.increment())
                              + " ("
                              + word("scope." + i.scope().text())
                              + ")")
                  .orElse("")
              + where(s.where());
      case Measure.Derived d -> {
        List<String> parts = new ArrayList<>();
        d.of().forEach(w -> parts.add((w.weight() == 1 ? "" : w.weight() + " × ") + w.measure()));
        yield String.join(" + ", parts);
      }
    };
  }

  private void line(Table t, Line line) {
    switch (line) {
      case Line.Rated r -> {
        t.add(word("quantity"), quantity(r.quantity()) + where(r.where()));
        String per = " / " + (r.per() == 1 ? "" : r.per() + " ") + word("units");
        for (Line.Row row : r.card().rows()) {
          t.add(word("price"), amount(row.price()) + per + when(row.when()));
        }
        r.card()
            .otherwise()
            .ifPresent(a -> t.add(word("price"), amount(a) + per + ", " + word("else")));
        if (!amount(r.connect()).equals("0")) {
          t.add(word("connect"), amount(r.connect()));
        }
        for (Line.FactorTable f : r.factors()) {
          for (Line.FactorRow row : f.rows()) {
            t.add(in(f.label()), "× " + factor(row.x()) + when(row.when()));
          }
          f.otherwise()
              .ifPresent(x -> t.add(in(f.label()), "× " + factor(x) + ", " + word("else")));
        }
        sign(t, r.sign());
        rounding(t, r.round());
      }
      case Line.Tiered r -> {
        t.add(word("measure"), r.measure() + ", " + word("model." + r.model().text()));
        for (Line.Tier tier : r.tiers()) {
          t.add(
              word("tier"),
              tier.upTo().map(u -> "≤ " + Amounts.grouped(u)).orElse("> …")
                  + ": "
                  + amount(tier.price())
                  + " / "
                  + r.per()
                  + (amount(tier.flat()).equals("0") ? "" : " + " + amount(tier.flat())));
        }
        sign(t, r.sign());
        rounding(t, r.round());
      }
      case Line.Fixed f ->
          t.add(
              word("amount"),
              amount(f.amount())
                  + f.units().map(u -> " × " + u.measure()).orElse("")
                  + (f.prorate() == Line.Prorate.DAYS ? ", " + word("prorated") : ""));
      case Line.Milestone m -> {
        for (Line.Item item : m.items()) {
          t.add(item.name(), money(item.amount()) + ", " + in(item.label()) + ", " + item.due());
        }
      }
      case Line.Table b -> {
        t.add(word("on"), subject(b.on()));
        if (!b.base().isEmpty()) {
          t.add(word("base"), String.join(" + ", b.base()));
        }
        for (Band<Effect> band : b.bands()) {
          t.add(word("band"), bound(band.from(), b.on()) + ": " + effect(band.gives()));
        }
        gates(t, b.gates());
      }
      case Line.Linear l -> {
        t.add(
            word("on"), subject(l.on()) + ", " + word("target") + " " + figure(l.target(), l.on()));
        t.add(
            word("above"),
            effect(l.above()) + " / " + figure(l.per(), l.on()) + ", ≤ " + effect(l.max()));
        t.add(
            word("below"),
            effect(l.below()) + " / " + figure(l.per(), l.on()) + ", ≥ " + effect(l.min()));
        gates(t, l.gates());
      }
      case Line.Earnback e -> {
        t.add(word("of"), String.join(" + ", e.of()));
        t.add(word("share"), percent(e.percent()));
        gates(t, e.gates());
      }
      case Line.Clamp c -> {
        t.add(word("of"), String.join(" + ", c.of()));
        if (!c.base().isEmpty()) {
          t.add(word("base"), String.join(" + ", c.base()));
        }
        t.add(word("bounds"), effect(c.lo()) + " … " + effect(c.hi()));
      }
      case Line.Minimum m -> {
        t.add(word("of"), String.join(" + ", m.of()));
        t.add(
            word("atLeast"),
            switch (m.amount()) {
              case Line.MinimumMoney a -> amount(a.amount());
              case Line.MinimumShare s ->
                  percent(s.percent())
                      + " × "
                      + s.measure()
                      + " × "
                      + amount(s.price())
                      + " / "
                      + s.per();
            });
      }
      case Line.Cap c -> {
        t.add(word("of"), String.join(" + ", c.of()));
        t.add(word("atMost"), amount(c.amount()));
      }
      case Line.Percent p -> {
        t.add(word("of"), String.join(" + ", p.of()));
        t.add(
            word("share"),
            percentage(p.percent()) + (p.inclusive() ? ", " + word("inclusive") : ""));
      }
    }
    if (!line.head().deMinimis().isZero()) {
      t.add(word("deMinimis"), money(line.head().deMinimis()));
    }
  }

  private void sign(Table t, Line.Sign sign) {
    if (sign == Line.Sign.CREDIT) {
      t.add(word("sign"), word("credit"));
    }
  }

  private void rounding(Table t, List<RoundStep> steps) {
    for (RoundStep s : steps) {
      t.add(
          word("rounding"),
          word("at." + s.at().text()) + ", " + money(s.to()) + ", " + s.mode().text());
    }
  }

  private void gates(Table t, List<Gate> gates) {
    for (Gate g : gates) {
      t.add(word("gate"), subject(g.on()) + " " + symbol(g.op()) + " " + figure(g.bound(), g.on()));
    }
  }

  private String quantity(Quantity q) {
    return switch (q) {
      case Quantity.Each e -> Integer.toString(e.units());
      case Quantity.Sum s ->
          sum(s.addends()) + s.increment().map(i -> " " + increment(i)).orElse("");
    };
  }

  private String sum(List<Addend> addends) {
    List<String> parts = new ArrayList<>();
    for (Addend a : addends) {
      parts.add(
          (a.cap().isPresent() ? "min(" + a.field() + ", " + a.cap().getAsLong() + ")" : a.field())
              + a.increment().map(i -> " " + increment(i)).orElse(""));
    }
    return String.join(" + ", parts);
  }

  private String increment(Increment i) {
    return texts.text("terms.increment", i.first(), i.step());
  }

  private String where(Cond c) {
    return c instanceof Cond.Always ? "" : texts.text("terms.where", cond(c, false));
  }

  private String when(Cond c) {
    return c instanceof Cond.Always ? "" : ", " + cond(c, false);
  }

  private String cond(Cond c, boolean inner) {
    return switch (c) {
      case Cond.Always a -> word("always");
      case Cond.All a -> joined(a.parts(), word("and"), inner);
      case Cond.Any a -> joined(a.parts(), word("or"), inner);
      case Cond.Not n -> word("not") + " (" + cond(n.part(), false) + ")";
      case Cond.InWindow w -> word("in") + " " + w.window();
      case Cond.Is i -> i.value() ? i.field() : word("not") + " " + i.field();
      case Cond.In i ->
          i.values().size() == 1
              ? i.field() + " = " + i.values().getFirst()
              : i.field() + " ∈ {" + String.join(", ", i.values()) + "}";
      case Cond.Compare k -> k.field() + " " + symbol(k.op()) + " " + k.value();
    };
  }

  private String joined(List<Cond> parts, String word, boolean inner) {
    List<String> all = new ArrayList<>();
    parts.forEach(p -> all.add(cond(p, parts.size() > 1)));
    String text = String.join(" " + word + " ", all);
    return inner && parts.size() > 1 ? "(" + text + ")" : text;
  }

  private static String symbol(Cond.Op op) {
    return switch (op) {
      case GE -> "≥";
      case GT -> ">";
      case LE -> "≤";
      case LT -> "<";
      case EQ -> "=";
    };
  }

  private String subject(Subject s) {
    return s.id();
  }

  private String bound(Optional<Band.Bound> from, Subject on) {
    return from.map(b -> (b.strict() ? "> " : "≥ ") + figure(b.value(), on)).orElse(word("else"));
  }

  /// A bound in 1/scale of its subject, shown as the subject is.
  private String figure(long value, Subject on) {
    if (on instanceof Subject.OfKpi k) {
      Optional<Kpi> kpi = terms.kpi(k.id());
      if (kpi.isPresent()) {
        return Figures.ratio(BigInteger.valueOf(value), kpi.get());
      }
    }
    return Amounts.grouped(value);
  }

  private String amount(Amount a) {
    return switch (a) {
      case Amount.Literal l -> plain(l.micros());
      case Amount.Param p -> p.id();
    };
  }

  private static String plain(Micros m) {
    return Amounts.money(m, 0);
  }

  private String money(Micros m) {
    return Amounts.money(m, terms.currency().exponent());
  }

  private String effect(Effect e) {
    return switch (e) {
      case Effect.Percent p -> percent(p.value());
      case Effect.Money m -> money(m.micros());
    };
  }

  private static String percent(long tenThousandths) {
    return Amounts.tenThousandths(tenThousandths) + " %";
  }

  private static String factor(Factor f) {
    return switch (f) {
      case Factor.Literal l -> Amounts.tenThousandths(l.value());
      case Factor.Param p -> p.id();
    };
  }

  private static String percentage(Factor f) {
    return switch (f) {
      case Factor.Literal l -> percent(l.value());
      case Factor.Param p -> p.id() + " %";
    };
  }

  private String param(Param.Type type, BigInteger value) {
    return switch (type) {
      case MONEY -> plain(new Micros(value));
      case FACTOR -> Amounts.tenThousandths(value.longValueExact());
      case PERCENT -> percent(value.longValueExact());
    };
  }
}
