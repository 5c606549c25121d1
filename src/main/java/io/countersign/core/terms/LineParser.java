package io.countersign.core.terms;

import static io.countersign.core.terms.TermsParser.amount;
import static io.countersign.core.terms.TermsParser.id;
import static io.countersign.core.terms.TermsParser.integer;
import static io.countersign.core.terms.TermsParser.list;
import static io.countersign.core.terms.TermsParser.mode;
import static io.countersign.core.terms.TermsParser.percent;
import static io.countersign.core.terms.TermsParser.strings;
import static io.countersign.core.terms.TermsParser.word;

import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.core.money.Micros;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the lines of a document; the other half of [TermsParser].
final class LineParser {
  static final List<String> KINDS =
      List.of(
          "rated",
          "tiered",
          "fixed",
          "milestone",
          "table",
          "linear",
          "earnback",
          "clamp",
          "minimum",
          "cap",
          "percent");

  private LineParser() {}

  static Line line(Fields f) throws MalformedException {
    Micros deMinimis = Micros.ZERO;
    if (f.has("deMinimis")) {
      deMinimis = TermsParser.price(f, "deMinimis");
      if (deMinimis.isZero()) {
        throw TermsParser.fault(
            Code.FIELD_RANGE, f, "deMinimis", "more than 0, or no such member", "0");
      }
    }
    Line.Head head =
        new Line.Head(id(f, "id"), TermsParser.label(f, "label"), TermsParser.note(f), deMinimis);
    return switch (f.oneOf("kind", KINDS)) {
      case "rated" -> rated(head, f);
      case "tiered" -> tiered(head, f);
      case "fixed" -> fixed(head, f);
      case "milestone" -> milestone(head, f);
      case "table" -> table(head, f);
      case "linear" -> linear(head, f);
      case "earnback" ->
          new Line.Earnback(
              head,
              of(f, "of", 1),
              integer(f, "ago", 1, 12),
              held(f),
              list(f, "gates", 1, Gate.MAX_GATES, LineParser::gate),
              percent(f, "pct", 1, 1_000_000),
              mode(f));
      case "clamp" ->
          new Line.Clamp(
              head,
              of(f, "of", 1),
              of(f, "base", 0),
              effect(f.object("lo"), true),
              effect(f.object("hi"), true),
              mode(f));
      case "minimum" -> minimum(head, f);
      case "cap" ->
          new Line.Cap(
              head, of(f, "of", 1), amount(f, "amount"), TermsParser.span(f), prorate(f), mode(f));
      default ->
          new Line.Percent(
              head, of(f, "of", 1), factor(f, "pct", true), f.bool("inclusive"), mode(f));
    };
  }

  private static int held(Fields f) throws MalformedException {
    int held = integer(f, "held", 1, 12);
    if (held > f.integer("ago", 1, 12)) {
      throw TermsParser.fault(Code.FIELD_RANGE, f, "held", "at most ago", Integer.toString(held));
    }
    return held;
  }

  private static Line rated(Line.Head head, Fields f) throws MalformedException {
    String record = id(f, "record");
    Cond where = TermsParser.cond(f, "where");
    Quantity quantity = quantity(f.object("qty"));
    long per = f.integer("per", 1, Line.MAX_PER);
    Amount connect = amount(f, "connect");
    Fields c = f.object("card");
    List<Line.Row> rows = list(c, "rows", 0, Line.MAX_ROWS, LineParser::row);
    Optional<Amount> otherwise = none(c) ? Optional.empty() : Optional.of(amount(c, "else"));
    c.end();
    List<Line.FactorTable> factors =
        list(f, "factors", 0, Line.MAX_FACTORS, LineParser::factorTable);
    return new Line.Rated(
        head,
        record,
        where,
        quantity,
        per,
        connect,
        new Line.Card(rows, otherwise),
        factors,
        sign(f),
        round(f));
  }

  private static Quantity quantity(Fields f) throws MalformedException {
    Quantity out;
    if (f.has("each")) {
      out = new Quantity.Each(integer(f, "each", 1, Quantity.MAX_EACH));
    } else {
      out = new Quantity.Sum(TermsParser.addends(f), TermsParser.increment(f));
    }
    f.end();
    return out;
  }

  private static Line.Row row(Fields f) throws MalformedException {
    return new Line.Row(TermsParser.cond(f, "when"), amount(f, "price"));
  }

  private static Line.FactorTable factorTable(Fields f) throws MalformedException {
    return new Line.FactorTable(
        id(f, "id"),
        TermsParser.label(f, "label"),
        list(f, "rows", 1, Line.MAX_ROWS, LineParser::factorRow),
        none(f) ? Optional.empty() : Optional.of(factor(f, "else", false)));
  }

  private static Line.FactorRow factorRow(Fields f) throws MalformedException {
    return new Line.FactorRow(TermsParser.cond(f, "when"), factor(f, "x", false));
  }

  /// Whether `else` is the word none.
  private static boolean none(Fields f) throws MalformedException {
    return f.any("else") instanceof Json.Str s && s.value().equals("none");
  }

  /// A factor of 0 or more, or a signed percentage; or the name of a param.
  private static Factor factor(Fields f, String name, boolean signed) throws MalformedException {
    if (f.any(name) instanceof Json.Obj) {
      return new Factor.Param(TermsParser.paramOf(f, name));
    }
    return new Factor.Literal(signed ? percent(f, name) : TermsParser.factor(f, name));
  }

  private static Line tiered(Line.Head head, Fields f) throws MalformedException {
    String measure = id(f, "measure");
    long per = f.integer("per", 1, Line.MAX_PER);
    Line.Model model = word(f, "model", Line.Model.values(), Line.Model::text);
    List<Line.Tier> tiers = list(f, "tiers", 1, Line.MAX_TIERS, LineParser::tier);
    Optional<Line.RollOver> rollOver = Optional.empty();
    if (f.has("rollOver")) {
      Fields r = f.object("rollOver");
      rollOver = Optional.of(new Line.RollOver(integer(r, "months", 1, 12)));
      r.end();
    }
    return new Line.Tiered(
        head,
        measure,
        per,
        model,
        tiers,
        TermsParser.span(f),
        prorate(f),
        rollOver,
        sign(f),
        round(f));
  }

  private static Line.Tier tier(Fields f) throws MalformedException {
    Optional<Long> upTo =
        f.any("upTo") instanceof Json.Null
            ? Optional.empty()
            : Optional.of(f.integer("upTo", 1, Line.Tier.MAX_UP_TO));
    return new Line.Tier(upTo, amount(f, "price"), amount(f, "flat"));
  }

  private static Line fixed(Line.Head head, Fields f) throws MalformedException {
    Amount amount = TermsParser.signedAmount(f, "amount");
    Optional<Line.Units> units = Optional.empty();
    if (f.has("units")) {
      Fields u = f.object("units");
      String measure = id(u, "measure");
      Line.Per per;
      if (u.any("per") instanceof Json.Str) {
        u.oneOf("per", List.of("daysInPeriod"));
        per = new Line.PerDaysInPeriod();
      } else {
        per = new Line.PerNumber(u.integer("per", 1, Line.MAX_PER));
      }
      u.end();
      units = Optional.of(new Line.Units(measure, per));
    }
    return new Line.Fixed(head, amount, units, prorate(f), mode(f));
  }

  private static Line milestone(Line.Head head, Fields f) throws MalformedException {
    List<Line.Item> items = list(f, "items", 1, Line.MAX_MILESTONES, LineParser::item);
    long perDay = percent(f, "latePctPerDay", 0, 1_000_000);
    long cap = percent(f, "lateCapPct", 0, 1_000_000);
    Optional<Line.Holdback> holdback = Optional.empty();
    if (f.has("holdback")) {
      Fields h = f.object("holdback");
      holdback =
          Optional.of(
              new Line.Holdback(
                  percent(h, "pct", 1, 1_000_000), h.string("release", Line.Item.NAME)));
      h.end();
    }
    return new Line.Milestone(head, items, perDay, cap, holdback, mode(f));
  }

  private static Line.Item item(Fields f) throws MalformedException {
    return new Line.Item(
        f.string("milestone", Line.Item.NAME),
        TermsParser.label(f, "label"),
        TermsParser.price(f, "amount"),
        TermsParser.date(f, "due"));
  }

  private static Line table(Line.Head head, Fields f) throws MalformedException {
    Subject on = subject(f);
    List<String> base = of(f, "base", 0);
    List<Band<Effect>> bands = list(f, "bands", 1, Band.MAX_BANDS, LineParser::band);
    List<Gate> gates = list(f, "gates", 0, Gate.MAX_GATES, LineParser::gate);
    Optional<Line.Escalation> escalation = Optional.empty();
    if (f.has("escalation")) {
      Fields e = f.object("escalation");
      List<Json> items = e.array("bad", 1, Band.MAX_BANDS);
      List<Integer> bad = new ArrayList<>();
      for (int i = 0; i < items.size(); i++) {
        String path = TermsParser.at(e.path("bad"), i);
        bad.add((int) Fields.integer(items.get(i), path, 0, Band.MAX_BANDS - 1));
      }
      TermsParser.unique(e.path("bad"), bad);
      escalation = Optional.of(new Line.Escalation(bad, list(e, "steps", 1, 12, LineParser::step)));
      e.end();
    }
    return new Line.Table(head, on, base, bands, gates, escalation, mode(f));
  }

  private static Line.EscalationStep step(Fields f) throws MalformedException {
    return new Line.EscalationStep(integer(f, "months", 2, 12), TermsParser.factor(f, "x"));
  }

  private static Band<Effect> band(Fields f) throws MalformedException {
    Optional<Band.Bound> from = TermsParser.bound(f);
    return new Band<>(from, effect(f, false));
  }

  /// @param alone whether the effect is an object of its own
  private static Effect effect(Fields f, boolean alone) throws MalformedException {
    Effect out;
    if (f.has("pct")) {
      out = new Effect.Percent(percent(f, "pct"));
    } else {
      out = new Effect.Money(TermsParser.money(f, "amount"));
    }
    if (alone) {
      f.end();
    }
    return out;
  }

  private static Line linear(Line.Head head, Fields f) throws MalformedException {
    return new Line.Linear(
        head,
        subject(f),
        of(f, "base", 0),
        f.integer("target", -Band.MAX_BOUND, Band.MAX_BOUND),
        f.integer("per", 1, Line.MAX_PER),
        effect(f.object("above"), true),
        effect(f.object("below"), true),
        effect(f.object("min"), true),
        effect(f.object("max"), true),
        list(f, "gates", 0, Gate.MAX_GATES, LineParser::gate),
        mode(f));
  }

  private static Gate gate(Fields f) throws MalformedException {
    Subject on = subject(f);
    for (Cond.Op op : List.of(Cond.Op.GE, Cond.Op.GT, Cond.Op.LE, Cond.Op.LT)) {
      if (f.has(op.text())) {
        return new Gate(
            on,
            op,
            f.integer(op.text(), -Band.MAX_BOUND, Band.MAX_BOUND),
            f.oneOf("whenNeutral", List.of("pass", "fail")).equals("pass"));
      }
    }
    throw TermsParser.fault(Code.FIELD_MISSING, f, "on", "ge, gt, le or lt beside it", "none");
  }

  private static Subject subject(Fields f) throws MalformedException {
    Fields s = f.object("on");
    Subject out;
    if (s.has("kpi")) {
      out = new Subject.OfKpi(id(s, "kpi"));
    } else if (s.has("score")) {
      out = new Subject.OfScore(id(s, "score"));
    } else {
      out = new Subject.OfMeasure(id(s, "measure"));
    }
    s.end();
    return out;
  }

  private static Line minimum(Line.Head head, Fields f) throws MalformedException {
    List<String> of = of(f, "of", 1);
    Line.MinimumAmount amount;
    if (f.any("amount") instanceof Json.Obj o && o.has("measure")) {
      Fields m = f.object("amount");
      amount =
          new Line.MinimumShare(
              id(m, "measure"),
              percent(m, "pct", 1, 99_999_999),
              amount(m, "price"),
              m.integer("per", 1, Line.MAX_PER));
      m.end();
    } else {
      amount = new Line.MinimumMoney(amount(f, "amount"));
    }
    return new Line.Minimum(head, of, amount, TermsParser.span(f), prorate(f), mode(f));
  }

  private static List<String> of(Fields f, String name, int min) throws MalformedException {
    return strings(f, name, min, Line.MAX_OF, Checks.ID);
  }

  private static Line.Sign sign(Fields f) throws MalformedException {
    return word(f, "sign", Line.Sign.values(), Line.Sign::text);
  }

  private static Line.Prorate prorate(Fields f) throws MalformedException {
    return word(f, "prorate", Line.Prorate.values(), Line.Prorate::text);
  }

  private static List<RoundStep> round(Fields f) throws MalformedException {
    return list(f, "round", 1, 2, LineParser::roundStep);
  }

  private static RoundStep roundStep(Fields f) throws MalformedException {
    RoundStep.At at = word(f, "at", RoundStep.At.values(), RoundStep.At::text);
    Micros to = TermsParser.price(f, "to");
    if (to.isZero()) {
      throw TermsParser.fault(Code.FIELD_RANGE, f, "to", "more than 0", "0");
    }
    return new RoundStep(at, to, mode(f));
  }
}
