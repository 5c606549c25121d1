package io.countersign.core.prose;

import static io.countersign.core.prose.Forms.all;
import static io.countersign.core.prose.Forms.at;
import static io.countersign.core.prose.Forms.either;
import static io.countersign.core.prose.Forms.has;
import static io.countersign.core.prose.Forms.line;
import static io.countersign.core.prose.Forms.list;
import static io.countersign.core.prose.Forms.maybe;
import static io.countersign.core.prose.Forms.means;
import static io.countersign.core.prose.Forms.member;
import static io.countersign.core.prose.Forms.optional;
import static io.countersign.core.prose.Forms.otherwise;
import static io.countersign.core.prose.Forms.part;
import static io.countersign.core.prose.Forms.rows;
import static io.countersign.core.prose.Forms.say;
import static io.countersign.core.prose.Forms.when;

import io.countersign.core.encoding.Json;
import io.countersign.core.terms.Kpi;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Measures, KPIs and scores.
final class FigureForms {
  static final Form HEADING = say("heading", at("label", Names.TEXT), at("id", Names.BRACKETED));

  /// Billing steps, in the unit named last.
  static final Form STEPS = say("steps", at("first", Values.QUANTITY), at("step", Values.QUANTITY));

  private static final Form ADDEND =
      say(
          "addend",
          at("field", Names.FIELD),
          maybe("cap", Forms.wrap("addend.cap", Values.QUANTITY)),
          maybe("increment", Forms.wrap("brackets", STEPS)));

  static final Form SUM = list(ADDEND, "plus");

  private static final Form COUNT =
      means(
          "kind",
          Json.of("count"),
          line(
              say(
                  "count",
                  at("record", Names.RECORD),
                  at("where", Conditions.WHERE),
                  at("unit", Definitions.unitName()))));

  private static final Form SCOPED =
      say("scoped", at("scope", Forms.words("scope.", "record", "pool")), part(STEPS));

  private static final Form QUANTITY =
      means(
          "kind",
          Json.of("quantity"),
          all(
              line(
                  say(
                      "quantity",
                      at("record", Names.RECORD),
                      at("where", Conditions.WHERE),
                      at("sum", SUM))),
              optional("increment", line(SCOPED))));

  private static final Form DERIVED =
      means(
          "kind",
          Json.of("derived"),
          line(
              say(
                  "derived",
                  at("of", weights()),
                  at("unit", Definitions.unitName()),
                  maybe("min", Forms.word("derived.min", Json.of(0))))));

  static final Form MEASURE =
      all(
          HEADING,
          either(
              when(has("kind", Json.of("count")), COUNT),
              when(has("kind", Json.of("quantity")), QUANTITY),
              otherwise(DERIVED)),
          Definitions.NOTE);

  private static final Form SEGMENT =
      say(
          "kpi.segment",
          at("field", Names.BRACKETED),
          at("take", Forms.words("take.", "least", "greatest")));

  static final Form KPI =
      all(
          HEADING,
          line(
              say(
                  "kpi",
                  at("num", Names.FIGURE),
                  at("den", Names.FIGURE),
                  at("minDen", Values.QUANTITY))),
          line(Forms.wrap("kpi.scale", grain())),
          optional("segment", line(SEGMENT)),
          Spans.words("kpi.window."),
          Definitions.NOTE);

  /// The figure that the bounds after it are of.
  private static Form band(String member, Form gives) {
    return either(
        when(has("gt"), say("band.gt", at("gt", Values.BOUND), at(member, gives))),
        when(has("ge"), say("band.ge", at("ge", Values.BOUND), at(member, gives))),
        otherwise(say("band.else", at(member, gives))));
  }

  private static final Form ITEM =
      say(
          "score.item",
          at("kpi", Names.FIGURE),
          at("weight", Values.INT),
          part(
              either(
                  when(
                      has("bands"),
                      say(
                          "score.bands",
                          at(
                              "bands",
                              list(
                                  band("points", Forms.wrap("points", Values.INT)), "semicolon")))),
                  otherwise(
                      say(
                          "score.direct",
                          part(Forms.computed(s -> Units.step(s, 1))),
                          at("min", Forms.wrap("points", Values.INT)),
                          at("max", Forms.wrap("points", Values.INT)))))));

  static final Form SCORE =
      all(
          HEADING,
          line(say("score")),
          member("items", rows(ITEM)),
          line(Forms.wrap("score.scale", Forms.member("scale", pointScale()))),
          Definitions.NOTE);

  private FigureForms() {}

  /// A weighted sum of figures, each weight with its sign.
  private static Form weights() {
    return Forms.of(
        (v, page) -> {
          List<Json> items = ((Json.Arr) v).items();
          for (int i = 0; i < items.size(); i++) {
            Json.Obj item = (Json.Obj) items.get(i);
            long weight = Jsons.number(item, "weight");
            page.say(weight < 0 ? (i == 0 ? "-" : " - ") : (i == 0 ? "" : " + "));
            page.say(Numbers.grouped(Math.abs(weight)) + " × ");
            Names.FIGURE.write(Jsons.member(item, "measure"), page);
          }
        },
        in -> {
          List<Json> items = new ArrayList<>();
          Optional<Json> first = in.attempt(weighted("-", -1));
          items.add(first.isPresent() ? first.get() : weighted("", 1).read(in));
          boolean more = true;
          while (more) {
            Optional<Json> next = in.attempt(weighted(" + ", 1));
            if (next.isEmpty()) {
              next = in.attempt(weighted(" - ", -1));
            }
            next.ifPresent(items::add);
            more = next.isPresent();
          }
          return Json.array(items);
        });
  }

  private static Form weighted(String sign, int times) {
    return Forms.of(
        (v, page) -> {},
        in -> {
          in.expect(sign);
          long weight = times * Jsons.number(Values.INT.read(in));
          in.expect(" × ");
          return Json.object().put("weight", weight).put("measure", Names.FIGURE.read(in)).build();
        });
  }

  /// In what units bounds on a KPI are stated, which says its scale and how it is shown.
  private static Form grain() {
    return Forms.of(
        (v, page) -> {
          Json.Obj k = (Json.Obj) v;
          page.say(grainOf(page.scope(), Jsons.text(k, "show"), Jsons.number(k, "scale")));
        },
        in -> {
          for (long scale : Kpi.SCALES.reversed()) {
            for (String show : List.of("percent", "number")) {
              Form grain = exactly(grainOf(in.scope(), show, scale));
              if (in.attempt(grain).isPresent()) {
                return Json.object().put("show", show).put("scale", scale).build();
              }
            }
          }
          throw Unread.here();
        });
  }

  private static String grainOf(Scope scope, String show, long scale) {
    Scope.Show s = show.equals("percent") ? Scope.Show.PERCENT : Scope.Show.NUMBER;
    scope.nameScale(new Scope.Scale(s, scale));
    return Units.step(scope, 1);
  }

  private static Form exactly(String words) {
    return Forms.of(
        (v, page) -> page.say(words),
        in -> {
          in.expect(words);
          return Json.ofNull();
        });
  }

  private static Form pointScale() {
    return Forms.of(
        (v, page) -> page.say(points(page.scope(), Jsons.number(v))),
        in -> {
          for (long scale : Kpi.SCALES.reversed()) {
            if (in.attempt(exactly(points(in.scope(), scale))).isPresent()) {
              return Json.of(scale);
            }
          }
          throw Unread.here();
        });
  }

  private static String points(Scope scope, long scale) {
    scope.nameScale(new Scope.Scale(Scope.Show.POINTS, scale));
    return Units.step(scope, 1);
  }
}
