package io.countersign.core.terms;

import static io.countersign.core.terms.TermsWriter.map;
import static io.countersign.core.terms.TermsWriter.text;

import io.countersign.core.encoding.Json;
import io.countersign.core.money.Decimal;
import java.util.List;

/// Writes the lines of a document: the inverse of [LineParser].
final class LineWriter {
  private LineWriter() {}

  static Json.Obj line(Line line) {
    Line.Head h = line.head();
    Json.Builder out =
        Json.object().put("id", h.id()).put("label", text(h.label())).put("kind", line.kind());
    TermsWriter.note(out, h.note());
    if (!h.deMinimis().isZero()) {
      out.put("deMinimis", h.deMinimis().format());
    }
    switch (line) {
      case Line.Rated l -> rated(out, l);
      case Line.Tiered l -> tiered(out, l);
      case Line.Fixed l -> fixed(out, l);
      case Line.Milestone l -> milestone(out, l);
      case Line.Table l -> table(out, l);
      case Line.Linear l ->
          out.put("on", subject(l.on()))
              .put("base", map(l.base(), Json::of))
              .put("target", l.target())
              .put("per", l.per())
              .put("above", effect(Json.object(), l.above()))
              .put("below", effect(Json.object(), l.below()))
              .put("min", effect(Json.object(), l.min()))
              .put("max", effect(Json.object(), l.max()))
              .put("gates", gates(l.gates()))
              .put("mode", l.mode().text());
      case Line.Earnback l ->
          out.put("of", map(l.of(), Json::of))
              .put("ago", l.ago())
              .put("held", l.held())
              .put("gates", gates(l.gates()))
              .put("pct", Decimal.formatFactor(l.percent()))
              .put("mode", l.mode().text());
      case Line.Clamp l ->
          out.put("of", map(l.of(), Json::of))
              .put("base", map(l.base(), Json::of))
              .put("lo", effect(Json.object(), l.lo()))
              .put("hi", effect(Json.object(), l.hi()))
              .put("mode", l.mode().text());
      case Line.Minimum l ->
          out.put("of", map(l.of(), Json::of))
              .put("amount", minimum(l.amount()))
              .put("window", l.window().text())
              .put("prorate", l.prorate().text())
              .put("mode", l.mode().text());
      case Line.Cap l ->
          out.put("of", map(l.of(), Json::of))
              .put("amount", amount(l.amount()))
              .put("window", l.window().text())
              .put("prorate", l.prorate().text())
              .put("mode", l.mode().text());
      case Line.Percent l ->
          out.put("of", map(l.of(), Json::of))
              .put("pct", factor(l.percent()))
              .put("inclusive", l.inclusive())
              .put("mode", l.mode().text());
    }
    return out.build();
  }

  private static void rated(Json.Builder out, Line.Rated l) {
    Json.Obj quantity =
        switch (l.quantity()) {
          case Quantity.Each e -> Json.object().put("each", e.units()).build();
          case Quantity.Sum s -> {
            Json.Builder q = Json.object().put("sum", map(s.addends(), TermsWriter::addend));
            s.increment().ifPresent(i -> q.put("increment", TermsWriter.increment(i)));
            yield q.build();
          }
        };
    out.put("record", l.recordType())
        .put("where", TermsWriter.cond(l.where()))
        .put("qty", quantity)
        .put("per", l.per())
        .put("connect", amount(l.connect()))
        .put(
            "card",
            Json.object()
                .put(
                    "rows",
                    map(
                        l.card().rows(),
                        r ->
                            Json.object()
                                .put("when", TermsWriter.cond(r.when()))
                                .put("price", amount(r.price()))
                                .build()))
                .put("else", l.card().otherwise().map(LineWriter::amount).orElse(Json.of("none")))
                .build())
        .put("factors", map(l.factors(), LineWriter::factorTable))
        .put("sign", l.sign().text())
        .put("round", map(l.round(), LineWriter::roundStep));
  }

  private static Json.Obj factorTable(Line.FactorTable t) {
    return Json.object()
        .put("id", t.id())
        .put("label", text(t.label()))
        .put(
            "rows",
            map(
                t.rows(),
                r ->
                    Json.object()
                        .put("when", TermsWriter.cond(r.when()))
                        .put("x", factor(r.x()))
                        .build()))
        .put("else", t.otherwise().map(LineWriter::factor).orElse(Json.of("none")))
        .build();
  }

  private static void tiered(Json.Builder out, Line.Tiered l) {
    out.put("measure", l.measure())
        .put("per", l.per())
        .put("model", l.model().text())
        .put(
            "tiers",
            map(
                l.tiers(),
                t ->
                    Json.object()
                        .put("upTo", t.upTo().<Json>map(Json::of).orElse(Json.ofNull()))
                        .put("price", amount(t.price()))
                        .put("flat", amount(t.flat()))
                        .build()))
        .put("window", l.window().text())
        .put("prorate", l.prorate().text())
        .put("sign", l.sign().text())
        .put("round", map(l.round(), LineWriter::roundStep));
    l.rollOver()
        .ifPresent(r -> out.put("rollOver", Json.object().put("months", r.months()).build()));
  }

  private static void fixed(Json.Builder out, Line.Fixed l) {
    out.put("amount", amount(l.amount()))
        .put("prorate", l.prorate().text())
        .put("mode", l.mode().text());
    l.units()
        .ifPresent(
            u -> {
              Json per =
                  switch (u.per()) {
                    case Line.PerNumber n -> Json.of(n.value());
                    case Line.PerDaysInPeriod d -> Json.of("daysInPeriod");
                  };
              out.put("units", Json.object().put("measure", u.measure()).put("per", per).build());
            });
  }

  private static void milestone(Json.Builder out, Line.Milestone l) {
    out.put(
            "items",
            map(
                l.items(),
                i ->
                    Json.object()
                        .put("milestone", i.name())
                        .put("label", text(i.label()))
                        .put("amount", i.amount().format())
                        .put("due", TermsWriter.date(i.due()))
                        .build()))
        .put("latePctPerDay", Decimal.formatFactor(l.latePercentPerDay()))
        .put("lateCapPct", Decimal.formatFactor(l.lateCapPercent()))
        .put("mode", l.mode().text());
    l.holdback()
        .ifPresent(
            h ->
                out.put(
                    "holdback",
                    Json.object()
                        .put("pct", Decimal.formatFactor(h.percent()))
                        .put("release", h.release())
                        .build()));
  }

  private static void table(Json.Builder out, Line.Table l) {
    out.put("on", subject(l.on()))
        .put("base", map(l.base(), Json::of))
        .put("bands", map(l.bands(), b -> effect(TermsWriter.bound(b.from()), b.gives())))
        .put("gates", gates(l.gates()))
        .put("mode", l.mode().text());
    l.escalation()
        .ifPresent(
            e ->
                out.put(
                    "escalation",
                    Json.object()
                        .put("bad", map(e.bad(), i -> Json.of((long) i)))
                        .put(
                            "steps",
                            map(
                                e.steps(),
                                s ->
                                    Json.object()
                                        .put("months", s.months())
                                        .put("x", Decimal.formatFactor(s.x()))
                                        .build()))
                        .build()));
  }

  private static Json.Obj effect(Json.Builder out, Effect e) {
    return switch (e) {
      case Effect.Percent p -> out.put("pct", Decimal.formatFactor(p.value())).build();
      case Effect.Money m -> out.put("amount", m.micros().format()).build();
    };
  }

  private static Json gates(List<Gate> gates) {
    return Json.array(
        map(
            gates,
            g ->
                Json.object()
                    .put("on", subject(g.on()))
                    .put(g.op().text(), g.bound())
                    .put("whenNeutral", g.passWhenNeutral() ? "pass" : "fail")
                    .build()));
  }

  private static Json.Obj subject(Subject s) {
    return switch (s) {
      case Subject.OfKpi k -> Json.object().put("kpi", k.id()).build();
      case Subject.OfScore k -> Json.object().put("score", k.id()).build();
      case Subject.OfMeasure k -> Json.object().put("measure", k.id()).build();
    };
  }

  private static Json minimum(Line.MinimumAmount m) {
    return switch (m) {
      case Line.MinimumMoney a -> amount(a.amount());
      case Line.MinimumShare s ->
          Json.object()
              .put("measure", s.measure())
              .put("pct", Decimal.formatFactor(s.percent()))
              .put("price", amount(s.price()))
              .put("per", s.per())
              .build();
    };
  }

  private static Json amount(Amount a) {
    return switch (a) {
      case Amount.Literal l -> Json.of(l.micros().format());
      case Amount.Param p -> Json.object().put("param", p.id()).build();
    };
  }

  private static Json factor(Factor x) {
    return switch (x) {
      case Factor.Literal l -> Json.of(Decimal.formatFactor(l.value()));
      case Factor.Param p -> Json.object().put("param", p.id()).build();
    };
  }

  private static Json.Obj roundStep(RoundStep r) {
    return Json.object()
        .put("at", r.at().text())
        .put("to", r.to().format())
        .put("mode", r.mode().text())
        .build();
  }
}
