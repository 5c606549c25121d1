package io.countersign.core.prose;

import static io.countersign.core.prose.Forms.all;
import static io.countersign.core.prose.Forms.at;
import static io.countersign.core.prose.Forms.either;
import static io.countersign.core.prose.Forms.has;
import static io.countersign.core.prose.Forms.line;
import static io.countersign.core.prose.Forms.list;
import static io.countersign.core.prose.Forms.means;
import static io.countersign.core.prose.Forms.member;
import static io.countersign.core.prose.Forms.optional;
import static io.countersign.core.prose.Forms.otherwise;
import static io.countersign.core.prose.Forms.rows;
import static io.countersign.core.prose.Forms.say;
import static io.countersign.core.prose.Forms.when;

import io.countersign.core.encoding.Json;

/// Lines over figures and over other lines, and the choice among all kinds.
final class RuleLines {
  private static final Form ESCALATION =
      line(
          say(
              "escalation",
              at("bad", list(Values.ROW_NUMBER, "list")),
              at(
                  "steps",
                  list(
                      say("escalation.step", at("months", Values.INT), at("x", Values.DECIMAL)),
                      "list"))));

  private static final Form TABLE =
      all(
          line(say("table", at("on", Effects.SUBJECT))),
          member("bands", rows(Effects.BAND)),
          Effects.BASE,
          Effects.GATES,
          optional("escalation", ESCALATION),
          Effects.TO_MINOR_UNIT);

  private static final Form LINEAR =
      all(
          line(say("linear", at("on", Effects.SUBJECT), at("target", Values.BOUND))),
          line(
              say(
                  "linear.slope",
                  at("per", Values.STEP),
                  at("above", Effects.EFFECT),
                  at("below", Effects.EFFECT_BELOW))),
          line(say("linear.bounds", at("min", Effects.BOUND), at("max", Effects.BOUND))),
          Effects.BASE,
          Effects.GATES,
          Effects.TO_MINOR_UNIT);

  private static final Form EARNBACK =
      all(
          line(
              say(
                  "earnback",
                  at("of", Effects.LINES),
                  at("ago", Values.INT),
                  at("pct", Values.PERCENT),
                  at("held", Values.INT))),
          Effects.GATE_ROWS,
          line(say("earnback.else")),
          Effects.TO_MINOR_UNIT);

  private static final Form CLAMP =
      all(
          line(
              say(
                  "clamp",
                  at("of", Effects.LINES),
                  at("lo", Effects.BOUND),
                  at("hi", Effects.BOUND))),
          Effects.BASE,
          Effects.TO_MINOR_UNIT);

  private static final Form LEAST =
      either(
          when(
              has("measure"),
              say(
                  "share",
                  at("measure", Names.FIGURE),
                  at("pct", Values.PERCENT),
                  at("price", Values.AMOUNT),
                  at("per", Values.PER))),
          otherwise(Values.AMOUNT));

  private static final Form MINIMUM =
      all(
          line(say("minimum", at("of", Effects.LINES), at("amount", LEAST))),
          Spans.allWords("minimum.window."),
          Spans.prorate("minimum.prorate"),
          Effects.TO_MINOR_UNIT);

  private static final Form CAP =
      all(
          line(say("cap", at("of", Effects.LINES), at("amount", Values.AMOUNT))),
          Spans.allWords("cap.window."),
          Spans.prorate("cap.prorate"),
          Effects.TO_MINOR_UNIT);

  private static final Form PERCENT =
      all(
          either(inclusive("percent.inclusive", true), inclusive("percent.line", false)),
          Effects.TO_MINOR_UNIT);

  private static Forms.Case inclusive(String key, boolean value) {
    return when(
        has("inclusive", Json.of(value)),
        means(
            "inclusive",
            Json.of(value),
            line(say(key, at("of", Effects.LINES), at("pct", Values.PERCENTAGE)))));
  }

  static final Form LINE =
      all(
          FigureForms.HEADING,
          either(
              kind("rated", PricedLines.RATED),
              kind("tiered", PricedLines.TIERED),
              kind("fixed", PricedLines.FIXED),
              kind("milestone", PricedLines.MILESTONE),
              kind("table", TABLE),
              kind("linear", LINEAR),
              kind("earnback", EARNBACK),
              kind("clamp", CLAMP),
              kind("minimum", MINIMUM),
              kind("cap", CAP),
              kind("percent", PERCENT)),
          optional("deMinimis", line(Forms.wrap("deMinimis", Values.MONEY))),
          Definitions.NOTE);

  private RuleLines() {}

  private static Forms.Case kind(String kind, Form form) {
    Json value = Json.of(kind);
    return when(has("kind", value), means("kind", value, form));
  }
}
