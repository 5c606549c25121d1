package io.countersign.core.prose;

import static io.countersign.core.prose.Forms.ROW;
import static io.countersign.core.prose.Forms.all;
import static io.countersign.core.prose.Forms.at;
import static io.countersign.core.prose.Forms.before;
import static io.countersign.core.prose.Forms.each;
import static io.countersign.core.prose.Forms.either;
import static io.countersign.core.prose.Forms.has;
import static io.countersign.core.prose.Forms.line;
import static io.countersign.core.prose.Forms.maybe;
import static io.countersign.core.prose.Forms.means;
import static io.countersign.core.prose.Forms.member;
import static io.countersign.core.prose.Forms.optional;
import static io.countersign.core.prose.Forms.otherwise;
import static io.countersign.core.prose.Forms.part;
import static io.countersign.core.prose.Forms.rows;
import static io.countersign.core.prose.Forms.say;
import static io.countersign.core.prose.Forms.silent;
import static io.countersign.core.prose.Forms.when;
import static io.countersign.core.prose.Forms.wrap;

import io.countersign.core.encoding.Json;
import java.util.List;

/// Lines with prices: rated, tiered, fixed, milestone.
final class PricedLines {
  private static final Json NONE = Json.of("none");
  private static final Json ZERO = Json.of("0");

  private static final Form CREDIT =
      either(
          when(
              has("sign", Json.of("credit")),
              means("sign", Json.of("credit"), line(say("credit")))),
          otherwise(means("sign", Json.of("charge"), silent())));

  private static final Form ROUND =
      member("round", each(line(either(round("record"), round("tier"), round("line")))));

  private static Forms.Case round(String at) {
    Json value = Json.of(at);
    return when(
        has("at", value),
        means("at", value, say("round." + at, at("to", Values.MONEY), at("mode", Effects.MODE))));
  }

  /// A number of units for each record, whatever the record holds.
  private static final Form UNITS =
      Forms.of(
          (v, page) -> {
            page.scope().nameUnit("unit");
            Values.QUANTITY.write(v, page);
          },
          in -> {
            in.scope().nameUnit("unit");
            return Values.QUANTITY.read(in);
          });

  private static final Form QUANTITY =
      either(
          when(
              v -> has("each").test(Jsons.member((Json.Obj) v, "qty")),
              say(
                  "qty.each",
                  at("qty", say("qty.each.of", at("each", UNITS))),
                  at("per", Values.PER))),
          otherwise(
              say(
                  "qty.sum",
                  at(
                      "qty",
                      say(
                          "qty.sum.of",
                          at("sum", FigureForms.SUM),
                          maybe("increment", wrap("qty.steps", FigureForms.STEPS)))),
                  at("per", Values.PER))));

  private static final Form OTHER_PRICE =
      before(
          ROW,
          either(
              when(NONE::equals, Forms.word("card.none", NONE)),
              otherwise(wrap("card.else", Values.AMOUNT))));

  private static final Form CARD =
      either(
          when(
              has("rows", Json.array()).negate(),
              all(
                  line(say("card")),
                  member(
                      "rows",
                      rows(
                          say(
                              "card.row",
                              at("price", Values.AMOUNT),
                              at("when", Conditions.COND)))),
                  member("else", OTHER_PRICE))),
          otherwise(means("rows", Json.array(), line(say("card.flat", at("else", flatPrice()))))));

  private static Form flatPrice() {
    return either(when(NONE::equals, Forms.word("none", NONE)), otherwise(Values.AMOUNT));
  }

  private static final Form OTHER_FACTOR =
      before(
          ROW,
          either(
              when(NONE::equals, Forms.word("card.none", NONE)),
              otherwise(wrap("factor.else", Values.FACTOR))));

  private static final Form FACTORS =
      all(
          line(say("factor", at("label", Names.TEXT), at("id", Names.BRACKETED))),
          member(
              "rows", rows(say("factor.row", at("x", Values.FACTOR), at("when", Conditions.COND)))),
          member("else", OTHER_FACTOR));

  static final Form RATED =
      all(
          line(say("rated", at("record", Names.RECORD), at("where", Conditions.WHERE))),
          line(QUANTITY),
          member("card", CARD),
          Values.unless("connect", ZERO, line(say("connect", at("connect", Values.AMOUNT)))),
          member("factors", each(FACTORS)),
          CREDIT,
          ROUND);

  private static final Form FLAT =
      Values.unless("flat", ZERO, say("tier.flat", at("flat", Values.AMOUNT)));

  private static final Form TIER =
      either(
          when(
              has("upTo", Json.ofNull()).negate(),
              say("tier", at("upTo", Values.QUANTITY), at("price", Values.AMOUNT), part(FLAT))),
          otherwise(open("tier.open")));

  private static Form open(String key) {
    return means("upTo", Json.ofNull(), say(key, at("price", Values.AMOUNT), part(FLAT)));
  }

  private static final Form TIERS =
      either(
          when(
              v -> {
                List<Json> tiers = ((Json.Arr) v).items();
                return tiers.size() == 1 && has("upTo", Json.ofNull()).test(tiers.getFirst());
              },
              rows(open("tier.only"))),
          otherwise(rows(TIER)));

  static final Form TIERED =
      all(
          either(model("graduated"), model("volume")),
          member("tiers", TIERS),
          Spans.allWords("tiered.window."),
          Spans.prorate("tiered.prorate"),
          optional("rollOver", line(say("rollOver", at("months", Values.INT)))),
          CREDIT,
          ROUND);

  private static Forms.Case model(String model) {
    Json value = Json.of(model);
    return when(
        has("model", value),
        means(
            "model",
            value,
            line(say("tiered." + model, at("measure", Names.FIGURE), at("per", Values.PER)))));
  }

  private static final Json DAYS = Json.of("daysInPeriod");

  private static final Form FIXED_AMOUNT =
      either(
          when(
              has("units"),
              Forms.made(
                  either(
                      when(
                          has("per", DAYS),
                          means(
                              "per",
                              DAYS,
                              say(
                                  "fixed.days",
                                  at("measure", Names.FIGURE),
                                  at("amount", Values.AMOUNT)))),
                      otherwise(
                          say(
                              "fixed.per",
                              at("measure", Names.FIGURE),
                              at("amount", Values.AMOUNT),
                              at("per", Values.PER)))),
                  PricedLines::flat,
                  PricedLines::nested)),
          otherwise(say("fixed", at("amount", Values.AMOUNT))));

  /// Amount, measure and divisor side by side.
  private static Json flat(Json v) {
    Json.Obj o = (Json.Obj) v;
    Json.Obj units = Jsons.object(o, "units");
    return units.with("amount", Jsons.member(o, "amount"));
  }

  private static Json nested(Json v) {
    Json.Obj o = (Json.Obj) v;
    return Json.object()
        .put("amount", Jsons.member(o, "amount"))
        .put("units", o.without("amount"))
        .build();
  }

  static final Form FIXED =
      all(line(FIXED_AMOUNT), Spans.prorate("fixed.prorate"), Effects.TO_MINOR_UNIT);

  private static final Form NAME = Values.bracketed("[A-Za-z0-9._-]{1,64}");

  static final Form MILESTONE =
      all(
          line(say("milestone")),
          member(
              "items",
              rows(
                  say(
                      "milestone.item",
                      at("label", Names.TEXT),
                      at("milestone", NAME),
                      at("amount", Values.MONEY),
                      at("due", Values.DATE)))),
          line(
              say(
                  "milestone.late",
                  at("latePctPerDay", Values.PERCENT),
                  at("lateCapPct", Values.PERCENT))),
          optional(
              "holdback",
              line(say("milestone.holdback", at("pct", Values.PERCENT), at("release", NAME)))),
          Effects.TO_MINOR_UNIT);

  private PricedLines() {}
}
