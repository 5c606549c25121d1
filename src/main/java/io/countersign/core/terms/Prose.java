package io.countersign.core.terms;

import io.countersign.core.money.Decimal;
import io.countersign.core.money.Micros;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A terms document in sentences, one fixed template for each thing that it can say and language.
///
/// For people before they sign; the JSON prevails. Kinds of lines that this release cannot rate are
/// given as JSON. Same document, language and catalogue: same text.
public final class Prose {
  private final Terms terms;
  private final Text.Language language;
  private final Catalogue catalogue;
  private final List<String> out = new ArrayList<>();

  private Prose(Terms terms, Text.Language language, Catalogue catalogue) {
    this.terms = terms;
    this.language = language;
    this.catalogue = catalogue;
  }

  /// The templates of one language, which the shell holds.
  @FunctionalInterface
  public interface Catalogue {
    /// The template under `key`, with places `{0}` to `{9}`.
    String template(String key);
  }

  /// The paragraphs, in document order.
  ///
  /// @param terms valid
  public static List<String> of(Terms terms, Text.Language language, Catalogue catalogue) {
    Prose p = new Prose(terms, language, catalogue);
    p.document();
    return List.copyOf(p.out);
  }

  private void document() {
    say("title", in(terms.title()), terms.id(), terms.version());
    say(
        "parties",
        in(terms.provider()),
        in(terms.client()),
        terms.currency().code(),
        terms.currency().minorUnit().format());
    say("term", terms.term().from(), terms.term().to());
    clock();
    cutoff();
    terms.calendars().forEach(this::calendar);
    terms.windows().forEach(this::window);
    terms.params().forEach(this::param);
    terms.records().forEach(this::recordType);
    terms.measures().forEach(this::measure);
    terms.kpis().forEach(this::kpi);
    terms.scores().forEach(s -> say("asJson", in(s.label()), s.id(), score(s)));
    for (int i = 0; i < terms.lines().size(); i++) {
      line(terms.lines().get(i), i + 1);
    }
    say("total");
    disputes();
  }

  private void clock() {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < terms.offsets().size(); i++) {
      ClockOffset o = terms.offsets().get(i);
      String offset = offset(o.offsetSeconds());
      parts.add(i == 0 ? offset : text("clock.change", utc(o.fromUtc()), offset));
    }
    say("clock", terms.zone(), list(parts));
  }

  private static String offset(int seconds) {
    int s = Math.abs(seconds);
    String hm =
        String.format(
            Locale.ROOT, "UTC%s%02d:%02d", seconds < 0 ? "-" : "+", s / 3600, s / 60 % 60);
    return s % 60 == 0 ? hm : hm + String.format(Locale.ROOT, ":%02d", s % 60);
  }

  private static String utc(long at) {
    LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(at, (long) Window.DAY));
    return date + " " + clock((int) Math.floorMod(at, (long) Window.DAY)) + " UTC";
  }

  private static String clock(int second) {
    String hm = String.format(Locale.ROOT, "%02d:%02d", second / 3600, second / 60 % 60);
    return second % 60 == 0 ? hm : hm + String.format(Locale.ROOT, ":%02d", second % 60);
  }

  private void cutoff() {
    Cutoff c = terms.cutoff();
    say("cutoff", c.lateDays(), c.finalAfterMonths());
    if (c.attestDelaySeconds() > 0) {
      say("cutoff.attest", c.attestDelaySeconds());
    }
    if (c.payloadDelaySeconds() > 0) {
      say("cutoff.payload", c.payloadDelaySeconds());
    }
  }

  private void calendar(Calendar c) {
    say(
        "calendar",
        c.id(),
        in(c.source()),
        dates(c.statutory()),
        dates(c.off()),
        dates(c.work()),
        c.coveredTo());
  }

  private String dates(List<LocalDate> dates) {
    return dates.isEmpty() ? text("none") : list(dates.stream().map(LocalDate::toString).toList());
  }

  private void window(Window w) {
    String days =
        switch (w.days()) {
          case Window.Weekdays d -> list(d.days().stream().map(i -> text("weekday." + i)).toList());
          case Window.Classes c ->
              text(
                  "classes",
                  c.calendar(),
                  list(c.classes().stream().sorted().map(k -> text("class." + k.text())).toList()));
        };
    say("window", in(w.label()), w.id(), days, clock(w.fromSecond()), clock(w.toSecond()));
  }

  private void param(Param p) {
    List<String> values = new ArrayList<>();
    for (Param.Dated v : p.values()) {
      values.add(text("param.value", v.from(), value(p.type(), v.value())));
    }
    say("param", in(p.label()), p.id(), text("param.read." + p.read().text()), list(values));
  }

  private String value(Param.Type type, BigInteger value) {
    return switch (type) {
      case MONEY -> money(new Micros(value));
      case FACTOR -> Decimal.format(value, Decimal.FACTOR_SCALE);
      case PERCENT -> text("percent", Decimal.format(value, Decimal.FACTOR_SCALE));
    };
  }

  private void recordType(RecordType r) {
    say("record", in(r.label()), r.id(), text("side." + r.by().text()), in(r.at()));
    note(r.note());
    for (Field f : r.fields()) {
      switch (f) {
        case Field.Int i ->
            say("field.int", in(i.label()), i.id(), unit(i.unit()), i.min(), i.max());
        case Field.Choice c ->
            say("field.enum", in(c.label()), c.id(), String.join(", ", c.values()));
        case Field.Bool b -> say("field.bool", in(b.label()), b.id());
        case Field.Date d -> say("field.date", in(d.label()), d.id());
      }
      note(f.note());
    }
  }

  private void note(Optional<Text> note) {
    note.ifPresent(n -> say("note", in(n)));
  }

  private void measure(Measure m) {
    String label = in(m.label());
    switch (m) {
      case Measure.Count c ->
          say(
              "measure.count",
              label,
              c.id(),
              record(c.recordType()),
              cond(c.where(), c.recordType()));
      case Measure.Sum s -> {
        String sum = sum(s.addends(), s.recordType());
        String steps =
            s.increment()
                .map(
                    i ->
                        text(
                            "measure.steps." + i.scope().text(),
                            i.increment().first(),
                            i.increment().step()))
                .orElse("");
        say(
            "measure.sum",
            label,
            s.id(),
            sum,
            record(s.recordType()),
            cond(s.where(), s.recordType()),
            steps);
      }
      case Measure.Derived d -> {
        List<String> parts = new ArrayList<>();
        for (Measure.Weighted w : d.of()) {
          parts.add(text("weighted", w.weight(), figure(w.measure())));
        }
        say(
            d.min().isPresent() ? "measure.derived.min" : "measure.derived",
            label,
            d.id(),
            String.join(" + ", parts));
      }
    }
    note(m.note());
  }

  private void kpi(Kpi k) {
    say(
        "kpi",
        in(k.label()),
        k.id(),
        figure(k.num()),
        figure(k.den()),
        k.minDen(),
        k.segment().map(s -> text("kpi.segment." + s.take().text(), s.field())).orElse(""),
        k.window() == Span.PERIOD ? "" : text("kpi.window." + k.window().text()));
    note(k.note());
  }

  private static String score(Score s) {
    List<String> parts = new ArrayList<>();
    s.items().forEach(i -> parts.add(i.weight() + " x " + i.kpi()));
    return String.join(" + ", parts);
  }

  private void line(Line line, int number) {
    say("line", number, in(line.label()), line.id());
    switch (line) {
      case Line.Rated l -> rated(l);
      case Line.Fixed l -> fixed(l);
      case Line.Table l -> table(l);
      case Line.Clamp l -> {
        String base = l.base().isEmpty() ? "" : text("base", lines(l.base()));
        say("clamp", lines(l.of()), effect(l.lo()), effect(l.hi()), base);
        mode(l.mode().text());
      }
      case Line.Percent l -> {
        say(
            l.inclusive() ? "percent.inclusive" : "percent.line",
            percent(l.percent()),
            lines(l.of()));
        mode(l.mode().text());
      }
      case Line.Tiered l -> json(l);
      case Line.Milestone l -> json(l);
      case Line.Linear l -> json(l);
      case Line.Earnback l -> json(l);
      case Line.Minimum l -> json(l);
      case Line.Cap l -> json(l);
    }
    if (!line.head().deMinimis().isZero()) {
      say("deMinimis", money(line.head().deMinimis()));
    }
    note(line.head().note());
  }

  private void json(Line line) {
    say("line.asJson", LineWriter.line(line).toText());
  }

  private void rated(Line.Rated l) {
    String unit =
        switch (l.quantity()) {
          case Quantity.Each e -> text("unit.each");
          case Quantity.Sum s -> unit(Figures.unit(terms, l.recordType(), s.addends().getFirst()));
        };
    String quantity =
        switch (l.quantity()) {
          case Quantity.Each e -> text("quantity.each", e.units());
          case Quantity.Sum s ->
              sum(s.addends(), l.recordType()) + s.increment().map(this::steps).orElse("");
        };
    say("rated", record(l.recordType()), cond(l.where(), l.recordType()), quantity);
    String per = l.per() == 1 ? unit : l.per() + " " + unit;
    for (Line.Row row : l.card().rows()) {
      say("rated.price", amount(row.price()), per, cond(row.when(), l.recordType()));
    }
    l.card()
        .otherwise()
        .ifPresent(
            a -> say(l.card().rows().isEmpty() ? "rated.always" : "rated.else", amount(a), per));
    if (!l.connect().equals(new Amount.Literal(Micros.ZERO))) {
      say("rated.connect", amount(l.connect()));
    }
    for (Line.FactorTable t : l.factors()) {
      for (Line.FactorRow row : t.rows()) {
        say("rated.factor", in(t.label()), factor(row.x()), cond(row.when(), l.recordType()));
      }
      t.otherwise().ifPresent(x -> say("rated.factor.else", in(t.label()), factor(x)));
    }
    if (l.sign() == Line.Sign.CREDIT) {
      say("credit");
    }
    for (RoundStep s : l.round()) {
      say("round." + s.at().text(), money(s.to()), text("mode." + s.mode().text()));
    }
  }

  private void fixed(Line.Fixed l) {
    String amount = amount(l.amount());
    if (l.units().isEmpty()) {
      say("fixed", amount);
    } else {
      Line.Units u = l.units().get();
      switch (u.per()) {
        case Line.PerNumber n -> say("fixed.per", amount, n.value(), figure(u.measure()));
        case Line.PerDaysInPeriod d -> say("fixed.days", amount, figure(u.measure()));
      }
    }
    if (l.prorate() == Line.Prorate.DAYS) {
      say("prorate.days");
    }
    mode(l.mode().text());
  }

  private void table(Line.Table l) {
    say("table", figure(l.on().id()), l.base().isEmpty() ? "" : text("base", lines(l.base())));
    for (Band<Effect> b : l.bands()) {
      if (b.from().isPresent()) {
        Band.Bound from = b.from().get();
        say(from.strict() ? "band.gt" : "band.ge", bound(from.value(), l.on()), effect(b.gives()));
      } else {
        say("band.else", effect(b.gives()));
      }
    }
    for (Gate g : l.gates()) {
      say(
          "gate",
          figure(g.on().id()),
          text("op." + g.op().text()),
          bound(g.bound(), g.on()),
          text(g.passWhenNeutral() ? "neutral.pass" : "neutral.fail"));
    }
    l.escalation().ifPresent(e -> say("escalation"));
    mode(l.mode().text());
  }

  private void mode(String mode) {
    say("round.minor", terms.currency().minorUnit().format(), text("mode." + mode));
  }

  private void disputes() {
    DisputeRules d = terms.disputes();
    say(
        "disputes",
        d.disputeDays(),
        d.answerDays(),
        money(d.thresholdAmount()),
        Decimal.formatFactor(d.thresholdPercent()));
    if (d.repeatMonths() > 0) {
      say("threshold.repeat", d.repeatMonths());
    }
    say("silence.statement." + d.statementSilence().text());
    say("silence.dispute." + d.disputeSilence().text());
    for (DisputeRules.Match m : d.match()) {
      List<String> same = m.same().stream().map(f -> field(m.recordType(), f)).toList();
      StringBuilder within = new StringBuilder();
      for (DisputeRules.Within w : m.within()) {
        within.append(text("match.within", field(m.recordType(), w.field()), w.by()));
      }
      say(
          "match",
          record(m.recordType()),
          m.startSeconds(),
          same.isEmpty() ? "" : text("match.same", list(same)),
          within);
    }
    if (terms.erasure().nameAfterMonths() > 0) {
      say("erasure.name", terms.erasure().nameAfterMonths());
    }
    if (terms.erasure().rowAfterMonths() > 0) {
      say("erasure.row", terms.erasure().rowAfterMonths());
    }
  }

  /// A bound in 1/scale of what it is compared with.
  private String bound(long bound, Subject on) {
    return switch (on) {
      case Subject.OfMeasure m -> Long.toString(bound);
      case Subject.OfScore s -> fraction(bound, terms.score(s.id()).orElseThrow().scale());
      case Subject.OfKpi k -> {
        Kpi kpi = terms.kpi(k.id()).orElseThrow();
        yield switch (kpi.show()) {
          case PERCENT -> text("percent", fraction(Math.multiplyExact(bound, 100L), kpi.scale()));
          case NUMBER -> fraction(bound, kpi.scale());
        };
      }
    };
  }

  private static String fraction(long value, long scale) {
    int digits = Long.toString(scale).length() - 1;
    return Decimal.format(BigInteger.valueOf(value), digits);
  }

  private String cond(Cond cond, String type) {
    return switch (cond) {
      case Cond.Always c -> text("cond.always");
      case Cond.All c -> joined(c.parts(), "cond.and", type);
      case Cond.Any c -> joined(c.parts(), "cond.or", type);
      case Cond.Not c -> text("cond.not", cond(c.part(), type));
      case Cond.InWindow c ->
          text("cond.window", in(terms.window(c.window()).orElseThrow().label()));
      case Cond.Is c -> text(c.value() ? "cond.yes" : "cond.no", field(type, c.field()));
      case Cond.In c ->
          text("cond.in", field(type, c.field()), String.join(text("cond.value.or"), c.values()));
      case Cond.Compare c ->
          text("cond.compare", field(type, c.field()), text("op." + c.op().text()), c.value());
    };
  }

  /// Parts of one condition; those that hold several parts in brackets.
  private String joined(List<Cond> parts, String word, String type) {
    List<String> texts = new ArrayList<>();
    for (Cond p : parts) {
      boolean nested =
          parts.size() > 1
              && ((p instanceof Cond.All a && a.parts().size() > 1)
                  || (p instanceof Cond.Any b && b.parts().size() > 1));
      texts.add(nested ? text("brackets", cond(p, type)) : cond(p, type));
    }
    return String.join(text(word), texts);
  }

  private String sum(List<Addend> addends, String type) {
    List<String> parts = new ArrayList<>();
    for (Addend a : addends) {
      String cap = a.cap().isPresent() ? text("addend.cap", a.cap().getAsLong()) : "";
      parts.add(field(type, a.field()) + cap + a.increment().map(this::steps).orElse(""));
    }
    return String.join(" + ", parts);
  }

  private String steps(Increment i) {
    return text("steps", i.first(), i.step());
  }

  private String field(String type, String field) {
    return terms
        .recordType(type)
        .flatMap(t -> t.field(field))
        .map(f -> text("name", in(f.label())))
        .orElse(field);
  }

  private String record(String type) {
    return terms.recordType(type).map(t -> text("name", in(t.label()))).orElse(type);
  }

  /// A measure, KPI or score by its label.
  private String figure(String id) {
    Optional<Text> label =
        terms
            .measure(id)
            .map(Measure::label)
            .or(() -> terms.kpi(id).map(Kpi::label))
            .or(() -> terms.score(id).map(Score::label));
    return label.map(t -> text("name", in(t))).orElse(id);
  }

  private String lines(List<String> ids) {
    List<String> parts = new ArrayList<>();
    for (String id : ids) {
      parts.add(terms.line(id).map(l -> text("name", in(l.label()))).orElse(id));
    }
    return String.join(" + ", parts);
  }

  private String effect(Effect e) {
    return switch (e) {
      case Effect.Percent p -> text("percent", Decimal.formatFactor(p.value()));
      case Effect.Money m -> money(m.micros());
    };
  }

  private String amount(Amount a) {
    return switch (a) {
      case Amount.Literal l -> money(l.micros());
      case Amount.Param p -> param(p.id());
    };
  }

  private String factor(Factor x) {
    return switch (x) {
      case Factor.Literal l -> Decimal.formatFactor(l.value());
      case Factor.Param p -> param(p.id());
    };
  }

  private String percent(Factor x) {
    return switch (x) {
      case Factor.Literal l -> text("percent", Decimal.formatFactor(l.value()));
      case Factor.Param p -> param(p.id());
    };
  }

  private String param(String id) {
    return terms.param(id).map(p -> text("name", in(p.label()))).orElse(id);
  }

  private String money(Micros m) {
    return text("money", m.format(), terms.currency().code());
  }

  private String unit(Unit u) {
    return text("unit." + u.text());
  }

  private String list(List<String> items) {
    return String.join(text("list"), items);
  }

  private String in(Text t) {
    return t.in(language);
  }

  private void say(String key, Object... values) {
    out.add(text(key, values));
  }

  private String text(String key, Object... values) {
    String template = catalogue.template("prose." + key);
    StringBuilder s = new StringBuilder();
    for (int i = 0; i < template.length(); i++) {
      char c = template.charAt(i);
      boolean place =
          c == '{'
              && i + 2 < template.length()
              && template.charAt(i + 2) == '}'
              && template.charAt(i + 1) >= '0'
              && template.charAt(i + 1) < '0' + values.length;
      if (place) {
        s.append(values[template.charAt(i + 1) - '0']);
        i += 2;
      } else {
        s.append(c);
      }
    }
    return s.toString();
  }
}
