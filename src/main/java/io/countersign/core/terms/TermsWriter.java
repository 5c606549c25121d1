package io.countersign.core.terms;

import io.countersign.core.encoding.Json;
import io.countersign.core.money.Decimal;
import io.countersign.core.money.Micros;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Writes a document as JSON: the inverse of [TermsParser].
final class TermsWriter {
  private TermsWriter() {}

  static Json.Obj document(Terms t) {
    return Json.object()
        .put("cst", "1")
        .put("id", t.id())
        .put("version", t.version())
        .put("supersedes", t.supersedes().<Json>map(h -> Json.of(h.toHex())).orElse(Json.ofNull()))
        .put("nonce", t.nonce().toHex())
        .put("title", text(t.title()))
        .put(
            "parties",
            Json.object()
                .put("provider", text(t.provider()))
                .put("client", text(t.client()))
                .build())
        .put(
            "currency",
            Json.object()
                .put("code", t.currency().code())
                .put("exponent", t.currency().exponent())
                .build())
        .put(
            "term",
            Json.object().put("from", date(t.term().from())).put("to", date(t.term().to())).build())
        .put(
            "clock",
            Json.object()
                .put("zone", t.zone())
                .put(
                    "offsets",
                    map(
                        t.offsets(),
                        o ->
                            Json.object()
                                .put("fromUtc", o.fromUtc())
                                .put("offsetS", o.offsetSeconds())
                                .build()))
                .build())
        .put("calendars", byId(t.calendars(), Calendar::id, TermsWriter::calendar))
        .put("windows", byId(t.windows(), Window::id, TermsWriter::window))
        .put("params", byId(t.params(), Param::id, TermsWriter::param))
        .put(
            "cutoff",
            Json.object()
                .put("lateDays", t.cutoff().lateDays())
                .put("attestDelayS", t.cutoff().attestDelaySeconds())
                .put("payloadDelayS", t.cutoff().payloadDelaySeconds())
                .put("finalAfterMonths", t.cutoff().finalAfterMonths())
                .build())
        .put("records", byId(t.records(), RecordType::id, TermsWriter::recordType))
        .put("measures", map(t.measures(), TermsWriter::measure))
        .put("kpis", map(t.kpis(), TermsWriter::kpi))
        .put("scores", map(t.scores(), TermsWriter::score))
        .put("lines", map(t.lines(), LineWriter::line))
        .put("disputes", disputes(t.disputes()))
        .put(
            "erasure",
            Json.object()
                .put("nameAfterMonths", t.erasure().nameAfterMonths())
                .put("rowAfterMonths", t.erasure().rowAfterMonths())
                .build())
        .put("render", t.render())
        .build();
  }

  private static Json.Obj calendar(Calendar c) {
    return Json.object()
        .put("source", text(c.source()))
        .put("statutory", map(c.statutory(), TermsWriter::date))
        .put("off", map(c.off(), TermsWriter::date))
        .put("work", map(c.work(), TermsWriter::date))
        .put("coveredTo", date(c.coveredTo()))
        .build();
  }

  private static Json.Obj window(Window w) {
    Json.Obj days =
        switch (w.days()) {
          case Window.Classes c ->
              Json.object()
                  .put("calendar", c.calendar())
                  .put(
                      "classes",
                      map(c.classes().stream().sorted().toList(), d -> Json.of(d.text())))
                  .build();
          case Window.Weekdays d ->
              Json.object().put("weekdays", map(d.days(), i -> Json.of((long) i))).build();
        };
    return Json.object()
        .put("label", text(w.label()))
        .put("days", days)
        .put("fromS", w.fromSecond())
        .put("toS", w.toSecond())
        .build();
  }

  private static Json.Obj param(Param p) {
    Json.Builder out =
        Json.object()
            .put("label", text(p.label()))
            .put("type", p.type().text())
            .put("read", p.read().text())
            .put(
                "values",
                map(
                    p.values(),
                    v ->
                        Json.object()
                            .put("from", date(v.from()))
                            .put("value", paramValue(p.type(), v.value()))
                            .build()));
    p.step()
        .ifPresent(
            s ->
                out.put(
                    "step",
                    Json.object()
                        .put("minPct", Decimal.formatFactor(s.minPct()))
                        .put("maxPct", Decimal.formatFactor(s.maxPct()))
                        .build()));
    return out.build();
  }

  /// The text form of a param's value.
  static String paramValue(Param.Type type, BigInteger value) {
    return switch (type) {
      case MONEY -> new Micros(value).format();
      case FACTOR, PERCENT -> Decimal.format(value, Decimal.FACTOR_SCALE);
    };
  }

  private static Json.Obj recordType(RecordType r) {
    Json.Builder out =
        Json.object()
            .put("label", text(r.label()))
            .put("by", r.by().text())
            .put("at", text(r.at()))
            .put("fields", byId(r.fields(), Field::id, TermsWriter::field));
    note(out, r.note());
    return out.build();
  }

  private static Json.Obj field(Field f) {
    Json.Builder out = Json.object().put("label", text(f.label()));
    note(out, f.note());
    return switch (f) {
      case Field.Int i ->
          out.put("type", "int")
              .put("unit", i.unit().text())
              .put("min", i.min())
              .put("max", i.max())
              .build();
      case Field.Choice e ->
          out.put("type", "enum").put("values", map(e.values(), Json::of)).build();
      case Field.Bool b -> out.put("type", "bool").build();
      case Field.Date d -> out.put("type", "date").build();
    };
  }

  static Json.Obj cond(Cond c) {
    return switch (c) {
      case Cond.Always a -> Json.object().put("always", true).build();
      case Cond.All a -> Json.object().put("all", map(a.parts(), TermsWriter::cond)).build();
      case Cond.Any a -> Json.object().put("any", map(a.parts(), TermsWriter::cond)).build();
      case Cond.Not n -> Json.object().put("not", cond(n.part())).build();
      case Cond.InWindow w -> Json.object().put("window", w.window()).build();
      case Cond.Is i -> Json.object().put("f", i.field()).put("is", i.value()).build();
      case Cond.In i ->
          Json.object().put("f", i.field()).put("in", map(i.values(), Json::of)).build();
      case Cond.Compare o ->
          Json.object().put("f", o.field()).put(o.op().text(), o.value()).build();
    };
  }

  private static Json.Obj measure(Measure m) {
    Json.Builder out = Json.object().put("id", m.id()).put("label", text(m.label()));
    note(out, m.note());
    return switch (m) {
      case Measure.Count c ->
          out.put("kind", "count")
              .put("unit", c.unit().text())
              .put("record", c.recordType())
              .put("where", cond(c.where()))
              .build();
      case Measure.Sum s -> {
        out.put("kind", "quantity")
            .put("record", s.recordType())
            .put("where", cond(s.where()))
            .put("sum", map(s.addends(), TermsWriter::addend));
        s.increment()
            .ifPresent(
                i ->
                    out.put(
                        "increment",
                        increment(i.increment()).with("scope", Json.of(i.scope().text()))));
        yield out.build();
      }
      case Measure.Derived d -> {
        out.put("kind", "derived")
            .put("unit", d.unit().text())
            .put(
                "of",
                map(
                    d.of(),
                    w ->
                        Json.object()
                            .put("measure", w.measure())
                            .put("weight", w.weight())
                            .build()));
        d.min().ifPresent(v -> out.put("min", v));
        yield out.build();
      }
    };
  }

  static Json.Obj addend(Addend a) {
    Json.Builder out = Json.object().put("field", a.field());
    a.cap().ifPresent(v -> out.put("cap", v));
    a.increment().ifPresent(i -> out.put("increment", increment(i)));
    return out.build();
  }

  static Json.Obj increment(Increment i) {
    return Json.object().put("first", i.first()).put("step", i.step()).build();
  }

  private static Json.Obj kpi(Kpi k) {
    Json.Builder out =
        Json.object()
            .put("id", k.id())
            .put("label", text(k.label()))
            .put("num", k.num())
            .put("den", k.den())
            .put("scale", k.scale())
            .put("show", k.show().text())
            .put("minDen", k.minDen())
            .put("window", k.window().text());
    note(out, k.note());
    k.segment()
        .ifPresent(
            s ->
                out.put(
                    "segment",
                    Json.object().put("field", s.field()).put("take", s.take().text()).build()));
    return out.build();
  }

  private static Json.Obj score(Score s) {
    Json.Builder out =
        Json.object()
            .put("id", s.id())
            .put("label", text(s.label()))
            .put("scale", s.scale())
            .put("items", map(s.items(), TermsWriter::item));
    note(out, s.note());
    return out.build();
  }

  private static Json.Obj item(Score.Item i) {
    Json.Builder out = Json.object().put("kpi", i.kpi()).put("weight", i.weight());
    switch (i.points()) {
      case Score.Banded b ->
          out.put("bands", map(b.bands(), x -> bound(x.from()).put("points", x.gives()).build()));
      case Score.Direct d -> out.put("min", d.min()).put("max", d.max());
    }
    return out.build();
  }

  /// An object that starts with a band's bound, if it has one.
  static Json.Builder bound(Optional<Band.Bound> from) {
    Json.Builder out = Json.object();
    from.ifPresent(b -> out.put(b.strict() ? "gt" : "ge", b.value()));
    return out;
  }

  private static Json.Obj disputes(DisputeRules d) {
    return Json.object()
        .put("disputeDays", d.disputeDays())
        .put("answerDays", d.answerDays())
        .put(
            "threshold",
            Json.object()
                .put("amount", d.thresholdAmount().format())
                .put("pct", Decimal.formatFactor(d.thresholdPercent()))
                .put("repeatMonths", d.repeatMonths())
                .build())
        .put(
            "silence",
            Json.object()
                .put("statement", d.statementSilence().text())
                .put("dispute", d.disputeSilence().text())
                .build())
        .put(
            "match",
            map(
                d.match(),
                m ->
                    Json.object()
                        .put("record", m.recordType())
                        .put("startS", m.startSeconds())
                        .put("same", map(m.same(), Json::of))
                        .put(
                            "within",
                            map(
                                m.within(),
                                w ->
                                    Json.object()
                                        .put("field", w.field())
                                        .put("by", w.by())
                                        .build()))
                        .build()))
        .build();
  }

  static Json.Obj text(Text t) {
    return Json.object().put("zh", t.zh()).put("en", t.en()).build();
  }

  static void note(Json.Builder out, Optional<Text> note) {
    note.ifPresent(n -> out.put("note", text(n)));
  }

  static Json date(LocalDate d) {
    return Json.of(d.toString());
  }

  static <T> List<Json> map(List<T> items, Function<T, ? extends Json> item) {
    return items.stream().<Json>map(item).toList();
  }

  private static <T> Json.Obj byId(
      List<T> items, Function<T, String> id, Function<T, ? extends Json> item) {
    Json.Builder out = Json.object();
    for (T t : items) {
      out.put(id.apply(t), item.apply(t));
    }
    return out.build();
  }
}
