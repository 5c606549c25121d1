package io.countersign.core.prose;

import static io.countersign.core.prose.Forms.all;
import static io.countersign.core.prose.Forms.at;
import static io.countersign.core.prose.Forms.either;
import static io.countersign.core.prose.Forms.has;
import static io.countersign.core.prose.Forms.line;
import static io.countersign.core.prose.Forms.list;
import static io.countersign.core.prose.Forms.means;
import static io.countersign.core.prose.Forms.member;
import static io.countersign.core.prose.Forms.otherwise;
import static io.countersign.core.prose.Forms.part;
import static io.countersign.core.prose.Forms.rows;
import static io.countersign.core.prose.Forms.say;
import static io.countersign.core.prose.Forms.silent;
import static io.countersign.core.prose.Forms.when;

import io.countersign.core.encoding.Json;

/// What rules about figures are made of: subjects, gates, bands, effects, roundings.
final class Effects {
  static final Form MODE =
      Forms.words("mode.", "down", "up", "half-up", "half-even", "floor", "ceil");

  /// Rounding to the minor unit, on a line of its own.
  static final Form TO_MINOR_UNIT =
      line(
          say("mode", part(Forms.computed(s -> Values.money(s, s.minorUnit()))), at("mode", MODE)));

  /// A figure by its name; what kind of figure it is, its definition says.
  static final Form SUBJECT =
      Forms.of(
          (v, page) -> {
            Json.Obj o = (Json.Obj) v;
            Names.FIGURE.write(o.value(0), page);
          },
          in -> {
            Json id = Names.FIGURE.read(in);
            String kind =
                switch (in.scope().scale().show()) {
                  case UNITS -> "measure";
                  case POINTS -> "score";
                  case PERCENT, NUMBER -> "kpi";
                };
            return Json.object().put(kind, id).build();
          });

  static final Form LINES = list(Names.LINE, "plus");

  /// A signed percentage of the base, or a signed amount.
  static final Form BOUND =
      either(
          when(has("pct"), say("effect.pct", at("pct", Values.PERCENT))),
          otherwise(say("effect.amount", at("amount", Values.MONEY))));

  /// The same as a bonus or a deduction.
  static final Form EFFECT = effect("plus", "minus");

  /// The same where the number is for a distance below a target, which counts with a minus.
  static final Form EFFECT_BELOW = effect("minus", "plus");

  /// What percentages are of, on a line of its own.
  static final Form BASE =
      either(
          when(has("base", Json.array()).negate(), line(say("base", at("base", LINES)))),
          otherwise(means("base", Json.array(), silent())));

  private static final Form GATE =
      say(
          "gate",
          at("on", SUBJECT),
          part(either(op("ge"), op("gt"), op("le"), op("lt"))),
          at("whenNeutral", Forms.words("neutral.", "pass", "fail")));

  /// The gates of a line, which may have none.
  static final Form GATES =
      either(
          when(
              has("gates", Json.array()).negate(),
              all(line(say("gates")), member("gates", rows(GATE)))),
          otherwise(means("gates", Json.array(), silent())));

  /// The gates of an earn-back, of which the sentence before speaks.
  static final Form GATE_ROWS = member("gates", rows(GATE));

  static final Form BAND =
      either(
          when(has("gt"), say("band.gt", at("gt", Values.BOUND), part(EFFECT))),
          when(has("ge"), say("band.ge", at("ge", Values.BOUND), part(EFFECT))),
          otherwise(say("band.else", part(EFFECT))));

  private Effects() {}

  private static Forms.Case op(String op) {
    return when(has(op), say("cond." + op, at(op, Values.BOUND)));
  }

  /// @param up what a positive number is
  /// @param down what a negative number is
  private static Form effect(String up, String down) {
    Form percent = Values.PERCENT;
    Form opposite = Forms.wrap("percent", Values.OPPOSITE);
    return either(
        when(has("pct", Json.of("0")), means("pct", Json.of("0"), say("effect.pct.zero"))),
        when(
            has("amount", Json.of("0")),
            means("amount", Json.of("0"), say("effect.amount.zero", part(zero())))),
        when(v -> negative(v, "pct"), say("effect.pct." + down, at("pct", opposite))),
        when(has("pct"), say("effect.pct." + up, at("pct", percent))),
        when(
            v -> negative(v, "amount"),
            say("effect.amount." + down, at("amount", Values.OPPOSITE_MONEY))),
        otherwise(say("effect.amount." + up, at("amount", Values.MONEY))));
  }

  private static Form zero() {
    return Forms.computed(s -> Values.money(s, "0"));
  }

  private static boolean negative(Json v, String member) {
    return has(member).test(v) && Jsons.text((Json.Obj) v, member).startsWith("-");
  }
}
