package io.countersign.core.prose;

import static io.countersign.core.prose.Forms.at;
import static io.countersign.core.prose.Forms.either;
import static io.countersign.core.prose.Forms.has;
import static io.countersign.core.prose.Forms.list;
import static io.countersign.core.prose.Forms.otherwise;
import static io.countersign.core.prose.Forms.say;
import static io.countersign.core.prose.Forms.when;
import static io.countersign.core.prose.Forms.wrap;

import io.countersign.core.encoding.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Conditions on the fields of the record type named last.
///
/// Parts joined by “and” or “or” stand as they are where they are simple, in brackets where they
/// are joined themselves; `all` and `any` of a single part have words of their own.
final class Conditions {
  private static final Json ALWAYS = Json.object().put("always", true).build();

  static final Form COND = Forms.of(Conditions::write, Conditions::read);

  /// What restricts the records of a clause: nothing where every record counts.
  static final Form WHERE =
      either(
          when(v -> !v.equals(ALWAYS), wrap("where", COND)),
          otherwise(Forms.of((v, page) -> {}, in -> ALWAYS)));

  private static final Form IN =
      either(
          when(
              v -> Jsons.list((Json.Obj) v, "in").size() > 1,
              say("cond.in", at("in", list(Values.ENUM, "list")))),
          otherwise(say("cond.in.one", at("in", only(Values.ENUM)))));

  private static final Form COMPARE = either(op("ge"), op("gt"), op("le"), op("lt"), op("eq"));

  private Conditions() {}

  private static Forms.Case op(String op) {
    return when(has(op), say("cond." + op, at(op, Values.QUANTITY)));
  }

  private static Form only(Form item) {
    return Forms.of(
        (v, page) -> item.write(((Json.Arr) v).items().getFirst(), page),
        in -> Json.array(item.read(in)));
  }

  private static boolean joins(Json v, String key) {
    return v instanceof Json.Obj o && o.has(key) && Jsons.list(o, key).size() > 1;
  }

  private static void write(Json v, Page page) {
    for (String key : List.of("all", "any")) {
      if (joins(v, key)) {
        list(Forms.of(Conditions::part, Conditions::simple), "cond." + key + ".join")
            .write(Jsons.member((Json.Obj) v, key), page);
        return;
      }
    }
    plain((Json.Obj) v, page);
  }

  /// A part of a joined condition.
  private static void part(Json v, Page page) {
    if (joins(v, "all") || joins(v, "any")) {
      wrap("cond.brackets", COND).write(v, page);
    } else {
      plain((Json.Obj) v, page);
    }
  }

  private static void plain(Json.Obj c, Page page) {
    Scope scope = page.scope();
    switch (c.keys().getFirst()) {
      case "always" -> page.say(scope.text("cond.always"));
      case "all" -> say("cond.all", at("all", only(COND))).write(c, page);
      case "any" -> say("cond.any", at("any", only(COND))).write(c, page);
      case "not" -> say("cond.not", at("not", COND)).write(c, page);
      case "window" -> say("cond.window", at("window", Names.WINDOW)).write(c, page);
      default -> {
        Names.FIELD.write(Jsons.member(c, "f"), page);
        test(scope.fieldType(Jsons.text(c, "f"))).write(c, page);
      }
    }
  }

  private static Form test(String type) {
    return switch (type) {
      case "bool" ->
          Forms.member(
              "is",
              either(
                  when(Json.of(true)::equals, Forms.word("cond.yes", Json.of(true))),
                  otherwise(Forms.word("cond.no", Json.of(false)))));
      case "enum" -> IN;
      default -> COMPARE;
    };
  }

  private static Json read(Reading in) throws Unread {
    in.deeper();
    Json first = simple(in);
    for (String key : List.of("all", "any")) {
      List<Json> parts = new ArrayList<>(List.of(first));
      Form next = joined("cond." + key + ".join");
      for (Optional<Json> v = in.attempt(next); v.isPresent(); v = in.attempt(next)) {
        parts.add(v.get());
      }
      if (parts.size() > 1) {
        in.shallower();
        return Json.object().put(key, parts).build();
      }
    }
    in.shallower();
    return first;
  }

  private static Form joined(String separator) {
    return Forms.of(
        (v, page) -> {},
        in -> {
          in.expect(in.scope().text(separator));
          return simple(in);
        });
  }

  /// A condition that is not joined, or stands in brackets.
  private static Json simple(Reading in) throws Unread {
    Form simple =
        either(
            otherwise(Forms.word("cond.always", ALWAYS)),
            otherwise(say("cond.all", at("all", only(COND)))),
            otherwise(say("cond.any", at("any", only(COND)))),
            otherwise(say("cond.not", at("not", COND))),
            otherwise(say("cond.window", at("window", Names.WINDOW))),
            otherwise(wrap("cond.brackets", COND)),
            otherwise(Forms.of((v, page) -> {}, Conditions::field)));
    return simple.read(in);
  }

  private static Json field(Reading in) throws Unread {
    Json f = Names.FIELD.read(in);
    Json.Obj rest = (Json.Obj) test(in.scope().fieldType(Jsons.text(f))).read(in);
    return rest.with("f", f);
  }
}
