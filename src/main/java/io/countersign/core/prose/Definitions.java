package io.countersign.core.prose;

import static io.countersign.core.prose.Forms.all;
import static io.countersign.core.prose.Forms.at;
import static io.countersign.core.prose.Forms.either;
import static io.countersign.core.prose.Forms.has;
import static io.countersign.core.prose.Forms.line;
import static io.countersign.core.prose.Forms.list;
import static io.countersign.core.prose.Forms.listOr;
import static io.countersign.core.prose.Forms.member;
import static io.countersign.core.prose.Forms.optional;
import static io.countersign.core.prose.Forms.otherwise;
import static io.countersign.core.prose.Forms.say;
import static io.countersign.core.prose.Forms.when;
import static io.countersign.core.prose.Forms.wrap;

import io.countersign.core.encoding.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Calendars, windows, dated values and records.
final class Definitions {
  private static final Form DATES = listOr("none", list(Values.DATE, "list"));

  static final Form CALENDAR =
      all(
          say("calendar", at("id", Names.BRACKETED), at("source", Names.TEXT)),
          line(say("calendar.statutory", at("statutory", DATES))),
          line(say("calendar.off", at("off", DATES))),
          line(say("calendar.work", at("work", DATES))),
          line(say("calendar.rest", at("coveredTo", Values.DATE))));

  private static final Form WEEKDAY =
      Forms.of(
          (v, page) -> page.say(page.scope().text("weekday." + Jsons.number(v))),
          in -> {
            Json day = Forms.words("weekday.", "1", "2", "3", "4", "5", "6", "7").read(in);
            return Json.of(Long.parseLong(Jsons.text(day)));
          });

  private static final Form DAYS =
      either(
          when(has("weekdays"), say("days.week", at("weekdays", list(WEEKDAY, "list")))),
          otherwise(
              say(
                  "days.classes",
                  at("calendar", Names.BRACKETED),
                  at("classes", list(Forms.words("class.", "statutory", "off", "work"), "list")))));

  static final Form WINDOW =
      all(
          say("heading", at("label", Names.TEXT), at("id", Names.BRACKETED)),
          line(
              say(
                  "window",
                  at("days", DAYS),
                  at("fromS", Clocks.SECOND_OF_DAY),
                  at("toS", Clocks.SECOND_OF_DAY))));

  /// The type of a dated value, which the values after it have.
  private static final Form TYPE =
      Forms.of(
          (v, page) -> {
            page.scope().nameType(Jsons.text(v));
            Forms.words("type.", "money", "factor", "percent").write(v, page);
          },
          in -> {
            Json type = Forms.words("type.", "money", "factor", "percent").read(in);
            in.scope().nameType(Jsons.text(type));
            return type;
          });

  private static Form typed(Scope scope) {
    return switch (scope.type()) {
      case "money" -> Values.MONEY;
      case "percent" -> Values.PERCENT;
      default -> Values.DECIMAL;
    };
  }

  private static final Form VALUE =
      Forms.of((v, page) -> typed(page.scope()).write(v, page), in -> typed(in.scope()).read(in));

  static final Form PARAM =
      all(
          say("heading", at("label", Names.TEXT), at("id", Names.BRACKETED)),
          line(say("param", at("type", TYPE), at("read", Forms.words("read.", "date", "period")))),
          member(
              "values",
              Forms.rows(say("param.value", at("value", VALUE), at("from", Values.DATE)))),
          optional(
              "step",
              line(say("param.step", at("minPct", Values.PERCENT), at("maxPct", Values.PERCENT)))));

  static final Form NOTE = optional("note", line(wrap("note", Names.TEXT)));

  private static final Form FIELD =
      say(
          "field",
          at("label", Names.TEXT),
          at("id", Names.BRACKETED),
          Forms.part(
              either(
                  when(
                      has("type", Json.of("int")),
                      Forms.means(
                          "type",
                          Json.of("int"),
                          say(
                              "field.int",
                              at("unit", unitName()),
                              at("min", Values.QUANTITY),
                              at("max", Values.QUANTITY)))),
                  when(
                      has("type", Json.of("enum")),
                      Forms.means(
                          "type",
                          Json.of("enum"),
                          say("field.enum", at("values", list(Values.ENUM, "list"))))),
                  when(
                      has("type", Json.of("bool")),
                      Forms.means("type", Json.of("bool"), say("field.bool"))),
                  otherwise(Forms.means("type", Json.of("date"), say("field.date"))))),
          Forms.maybe("note", wrap("field.note", Names.TEXT)));

  static final Form RECORD =
      all(
          say("heading", at("label", Names.TEXT), at("id", Names.BRACKETED)),
          line(
              say(
                  "record",
                  at("by", Forms.words("side.", "provider", "client")),
                  at("at", Names.TEXT))),
          member("fields", byId(FIELD)),
          NOTE);

  private Definitions() {}

  /// What an integer counts; numbers after it are in this unit.
  static Form unitName() {
    Form words =
        Forms.words(
            "unit.name.",
            "s",
            "ms",
            "call",
            "contact",
            "message",
            "item",
            "agent",
            "point",
            "customer",
            "minor");
    return Forms.of(
        (v, page) -> {
          page.scope().nameUnit(Jsons.text(v));
          words.write(v, page);
        },
        in -> {
          Json unit = words.read(in);
          in.scope().nameUnit(Jsons.text(unit));
          return unit;
        });
  }

  /// An object whose keys are ids, each item on a row of its own and naming its id.
  private static Form byId(Form item) {
    Form rows = Forms.rows(item);
    return Forms.of(
        (v, page) -> {
          Json.Obj holder = Json.object().put("all", v).build();
          rows.write(Json.array(Jsons.items(holder, "all")), page);
        },
        in -> {
          List<Json> items = new ArrayList<>();
          in.attempt(rows).ifPresent(v -> items.addAll(((Json.Arr) v).items()));
          Optional<Json.Obj> map = Jsons.byId(items);
          if (map.isEmpty()) {
            throw Unread.here();
          }
          return map.get();
        });
  }
}
