package io.countersign.core.prose;

import static io.countersign.core.prose.Forms.either;
import static io.countersign.core.prose.Forms.means;
import static io.countersign.core.prose.Forms.otherwise;
import static io.countersign.core.prose.Forms.silent;
import static io.countersign.core.prose.Forms.when;

import io.countersign.core.encoding.Json;
import io.countersign.core.money.Micros;
import java.math.BigInteger;
import java.util.List;
import java.util.regex.Pattern;

/// Forms of numbers, amounts, quantities, names.
final class Values {
  /// A whole number.
  static final Form INT =
      Forms.of(
          (v, page) -> page.say(Numbers.grouped(Jsons.number(v))),
          in -> Json.of(Numbers.inParts(in.take(Numbers.NUMBER), 1)));

  /// A whole number without groups, such as a version.
  static final Form PLAIN =
      Forms.of(
          (v, page) -> page.say(Long.toString(Jsons.number(v))),
          in -> Json.of(Long.parseLong(in.take(Pattern.compile("[0-9]{1,15}")))));

  /// A whole number written as one more: indexes from 0 become row numbers from 1.
  static final Form ROW_NUMBER =
      Forms.of(
          (v, page) -> page.say(page.scope().text("row.name", Jsons.number(v) + 1)),
          in -> {
            Template t = in.scope().template("row.name");
            Json read = Json.ofNull();
            for (Template.Piece piece : t.pieces()) {
              switch (piece) {
                case Template.Words w -> in.expect(w.text());
                case Template.Place p ->
                    read = Json.of(Numbers.inParts(in.take(Numbers.NUMBER), 1) - 1);
              }
            }
            return read;
          });

  /// A decimal string of shortest form.
  static final Form DECIMAL =
      Forms.of(
          (v, page) -> page.say(Numbers.grouped(Jsons.text(v), 0)),
          in -> Json.of(Numbers.shortest(in.take(Numbers.NUMBER))));

  /// A decimal string with the opposite sign: what falls below a target is counted with a minus.
  static final Form OPPOSITE =
      Forms.of(
          (v, page) -> page.say(Numbers.grouped(opposite(Jsons.text(v)), 0)),
          in -> Json.of(opposite(Numbers.shortest(in.take(Numbers.NUMBER)))));

  /// Money in units of the currency, with its minor unit's decimals at least.
  static final Form MONEY =
      Forms.of(
          (v, page) -> page.say(money(page.scope(), Jsons.text(v))), in -> Json.of(readMoney(in)));

  /// Money with the opposite sign.
  static final Form OPPOSITE_MONEY =
      Forms.of(
          (v, page) -> page.say(money(page.scope(), opposite(Jsons.text(v)))),
          in -> Json.of(opposite(readMoney(in))));

  static final Form PERCENT = Forms.wrap("percent", DECIMAL);

  /// A param by its name.
  static final Form PARAM = Forms.say("the", Forms.at("param", Names.PARAM));

  /// An amount or a param.
  static final Form AMOUNT = either(when(Forms.has("param"), PARAM), otherwise(MONEY));

  static final Form FACTOR = either(when(Forms.has("param"), PARAM), otherwise(DECIMAL));

  static final Form PERCENTAGE = either(when(Forms.has("param"), PARAM), otherwise(PERCENT));

  /// A number of the unit named last.
  static final Form QUANTITY =
      Forms.of(
          (v, page) -> page.say(Units.quantity(page.scope(), Jsons.number(v))),
          in -> Json.of(Units.read(in)));

  /// A number of seconds.
  static final Form SECONDS =
      Forms.of(
          (v, page) -> {
            page.scope().nameUnit("s");
            page.say(Units.quantity(page.scope(), Jsons.number(v)));
          },
          in -> {
            in.scope().nameUnit("s");
            return Json.of(Units.read(in));
          });

  /// What a price is for: “minute”, “1,000 calls”.
  static final Form PER =
      Forms.of(
          (v, page) -> page.say(Units.per(page.scope(), Jsons.number(v))),
          in -> Json.of(Units.readPer(in)));

  /// A bound on the figure named last.
  static final Form BOUND =
      Forms.of(
          (v, page) -> page.say(Units.bound(page.scope(), Jsons.number(v))),
          in -> Json.of(Units.readBound(in, "bound.")));

  /// A distance from a bound on the figure named last.
  static final Form STEP =
      Forms.of(
          (v, page) -> page.say(Units.step(page.scope(), Jsons.number(v))),
          in -> Json.of(Units.readBound(in, "step.")));

  static final Form DATE =
      Forms.of(
          (v, page) -> page.say(Jsons.text(v)),
          in -> Json.of(in.take(Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}"))));

  /// A value of an enum field, in single quotation marks.
  static final Form ENUM =
      Forms.of(
          (v, page) -> page.say("‘" + Jsons.text(v) + "’"),
          in -> {
            in.expect("‘");
            String value = in.take(Pattern.compile("[A-Za-z0-9_.-]{1,32}"));
            in.expect("’");
            return Json.of(value);
          });

  static final Form HASH = token("[0-9a-f]{64}");

  private Values() {}

  private static Form token(String pattern) {
    Pattern p = Pattern.compile(pattern);
    return Forms.of((v, page) -> page.say(Jsons.text(v)), in -> Json.of(in.take(p)));
  }

  /// Something in square brackets that is a name in the document itself.
  static Form bracketed(String pattern) {
    Pattern p = Pattern.compile(pattern);
    return Forms.of(
        (v, page) -> page.say("[" + Jsons.text(v) + "]"),
        in -> {
          in.expect("[");
          String id = in.take(p);
          in.expect("]");
          return Json.of(id);
        });
  }

  /// A clause that is there only where a number is not `absent`.
  static Form unless(String member, Json absent, Form words) {
    return either(
        when(Forms.has(member, absent).negate(), words),
        otherwise(means(member, absent, silent())));
  }

  static String money(Scope scope, String shortest) {
    String number = Numbers.grouped(shortest, scope.exponent());
    return scope.text(moneyKey(scope), number, scope.code());
  }

  static String money(Scope scope, Micros amount) {
    return money(scope, amount.format());
  }

  private static String moneyKey(Scope scope) {
    return List.of("CNY", "EUR", "HKD", "JPY", "USD").contains(scope.code())
        ? "money." + scope.code()
        : "money";
  }

  static String readMoney(Reading in) throws Unread {
    String read = "";
    for (Template.Piece piece : in.scope().template(moneyKey(in.scope())).pieces()) {
      switch (piece) {
        case Template.Words w -> in.expect(w.text());
        case Template.Place p -> {
          if (p.index() == 0) {
            read = Numbers.shortest(in.take(Numbers.NUMBER));
          } else {
            in.expect(in.scope().code());
          }
        }
      }
    }
    return read;
  }

  private static String opposite(String shortest) {
    if (shortest.equals("0")) {
      return shortest;
    }
    return shortest.startsWith("-") ? shortest.substring(1) : "-" + shortest;
  }

  /// Money in minor units.
  static Micros minor(Scope scope, long units) {
    return new Micros(scope.minorUnit().value().multiply(BigInteger.valueOf(units)));
  }
}
