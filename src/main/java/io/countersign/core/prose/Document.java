package io.countersign.core.prose;

import static io.countersign.core.prose.Forms.all;
import static io.countersign.core.prose.Forms.at;
import static io.countersign.core.prose.Forms.before;
import static io.countersign.core.prose.Forms.either;
import static io.countersign.core.prose.Forms.examples;
import static io.countersign.core.prose.Forms.has;
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
import io.countersign.core.money.Micros;
import io.countersign.core.terms.Currency;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The grammar of a whole document: its sections in their order.
final class Document {
  /// A section that lists things of one sort.
  ///
  /// @param member the member of the document that holds them
  /// @param map whether that is an object whose keys are ids
  record Section(String member, boolean map, Form item) {}

  /// In the order of the text; each names only what stands before it.
  static final List<Section> SECTIONS =
      List.of(
          new Section("calendars", true, Definitions.CALENDAR),
          new Section("windows", true, Definitions.WINDOW),
          new Section("params", true, Definitions.PARAM),
          new Section("records", true, Definitions.RECORD),
          new Section("measures", false, FigureForms.MEASURE),
          new Section("kpis", false, FigureForms.KPI),
          new Section("scores", false, FigureForms.SCORE),
          new Section("lines", false, RuleLines.LINE));

  private static final Form HEAD =
      all(
          member("title", Names.TEXT),
          before(
              "\n",
              say(
                  "head",
                  at("id", Values.bracketed("[a-z0-9][a-z0-9-]{2,63}")),
                  at("version", Values.PLAIN))),
          before("\n", say("prevails")));

  private static final Pattern CODE = Pattern.compile("[A-Z]{3}");

  /// The decimals of the minor unit, as that unit itself.
  private static final Form MINOR_UNIT =
      Forms.of(
          (v, page) -> page.say(Micros.minorUnit((int) Jsons.number(v)).format()),
          in -> {
            String unit = in.take(Numbers.NUMBER);
            for (int e = 0; e <= Currency.MAX_EXPONENT; e++) {
              if (Micros.minorUnit(e).format().equals(unit)) {
                return Json.of(e);
              }
            }
            throw Unread.here();
          });

  private static final Form CURRENCY_WORDS =
      say(
          "currency",
          at("code", Forms.of((v, page) -> page.say(Jsons.text(v)), in -> Json.of(in.take(CODE)))),
          at("exponent", MINOR_UNIT));

  /// The currency, which amounts after it are in.
  private static final Form CURRENCY =
      Forms.of(
          CURRENCY_WORDS::write,
          in -> {
            Json.Obj c = (Json.Obj) CURRENCY_WORDS.read(in);
            in.scope().currency(Jsons.text(c, "code"), (int) Jsons.number(c, "exponent"));
            return c;
          });

  private static final Form PARTIES =
      section(
          "1",
          clause(
              "1.1",
              member(
                  "parties", say("parties", at("provider", Names.TEXT), at("client", Names.TEXT)))),
          clause("1.2", member("currency", CURRENCY)),
          clause(
              "1.3", member("term", say("term", at("from", Values.DATE), at("to", Values.DATE)))),
          clause(
              "1.4",
              either(
                  when(
                      has("supersedes", Json.ofNull()).negate(),
                      say("supersedes", at("supersedes", Values.HASH))),
                  otherwise(means("supersedes", Json.ofNull(), say("supersedes.none"))))),
          clause("1.5", say("nonce", at("nonce", Values.HASH))));

  private static final Form OFFSETS =
      list(say("clock.offset", at("offsetS", Clocks.AHEAD), at("fromUtc", Clocks.AT)), "semicolon");

  private static final Form TIME =
      section(
          "2",
          clause(
              "2.1",
              member("clock", say("clock", at("zone", Names.QUOTED), at("offsets", OFFSETS)))),
          member(
              "cutoff",
              all(
                  clause(
                      "2.2",
                      say(
                          "cutoff",
                          at("lateDays", Values.INT),
                          at("finalAfterMonths", Values.INT))),
                  examples("cutoff"),
                  clause("2.3", delay("attestDelayS", "cutoff.attest")),
                  clause("2.4", delay("payloadDelayS", "cutoff.payload")))));

  private static Form delay(String name, String key) {
    return either(
        when(has(name, Json.of(0)).negate(), say(key, at(name, Values.SECONDS))),
        otherwise(means(name, Json.of(0), say(key + ".none"))));
  }

  private static final Form TOTAL =
      section("11", clause("11.1", say("total")), clause("11.2", say("adjustments")));

  private static final Form MATCH =
      say(
          "match",
          at("record", Names.RECORD),
          at("startS", Values.SECONDS),
          part(
              either(
                  when(
                      has("same", Json.array()).negate(),
                      say("match.same", at("same", list(Names.FIELD, "list")))),
                  otherwise(means("same", Json.array(), silent())))),
          part(
              either(
                  when(
                      has("within", Json.array()).negate(),
                      say(
                          "match.within",
                          at(
                              "within",
                              list(
                                  say(
                                      "match.by",
                                      at("field", Names.FIELD),
                                      at("by", Values.QUANTITY)),
                                  "list")))),
                  otherwise(means("within", Json.array(), silent())))));

  private static final Form THRESHOLD =
      all(
          say("threshold", at("amount", Values.MONEY), at("pct", Values.PERCENT)),
          either(
              when(
                  has("repeatMonths", Json.of(0)).negate(),
                  say("threshold.repeat", at("repeatMonths", Values.INT))),
              otherwise(means("repeatMonths", Json.of(0), say("threshold.never")))));

  private static final Form DISPUTES =
      section(
          "12",
          member(
              "disputes",
              all(
                  clause(
                      "12.1",
                      say("disputes", at("disputeDays", Values.INT), at("answerDays", Values.INT))),
                  clause("12.2", member("threshold", THRESHOLD)),
                  examples("threshold"),
                  clause(
                      "12.3",
                      member(
                          "silence",
                          say(
                              "silence",
                              at("statement", silence("silence.statement.")),
                              at("dispute", silence("silence.dispute."))))),
                  clause(
                      "12.4",
                      either(
                          when(
                              has("match", Json.array()).negate(),
                              all(say("matches"), member("match", rows(MATCH)))),
                          otherwise(means("match", Json.array(), say("matches.none"))))))));

  private static Form silence(String prefix) {
    return Forms.words(prefix, "accepted", "rejected", "open");
  }

  private static final Form ERASURE =
      section(
          "13",
          member(
              "erasure",
              all(
                  clause("13.1", months("nameAfterMonths", "erasure.name")),
                  clause("13.2", months("rowAfterMonths", "erasure.row")),
                  examples("erasure"))));

  private static Form months(String name, String key) {
    return either(
        when(has(name, Json.of(0)).negate(), say(key, at(name, Values.INT))),
        otherwise(means(name, Json.of(0), say(key + ".none"))));
  }

  private static final Form READING =
      section(
          "14",
          clause("14.1", say("reading.names")),
          clause("14.2", say("reading.exact")),
          clause("14.3", say("reading.neutral")),
          clause("14.4", say("reading.examples")));

  /// The whole text but for the annex.
  static final Form TERMS =
      means(
          "cst",
          Json.of("1"),
          means(
              "render",
              Json.of(1),
              all(HEAD, PARTIES, TIME, sections(), TOTAL, DISPUTES, ERASURE, READING)));

  private Document() {}

  private static Form clause(String number, Form form) {
    return before("\n" + number + " ", form);
  }

  private static Form section(String number, Form... clauses) {
    List<Form> all = new ArrayList<>(List.of(clauses));
    all.addFirst(before("\n\n" + number + ". ", say("section." + number)));
    return all(all.toArray(Form[]::new));
  }

  private static Form sections() {
    List<Form> all = new ArrayList<>();
    for (int i = 0; i < SECTIONS.size(); i++) {
      Section s = SECTIONS.get(i);
      String number = Integer.toString(i + 3);
      Form items = items(number, s);
      all.add(before("\n\n" + number + ". ", say("section." + number)));
      all.add(
          either(
              when(v -> !Jsons.items((Json.Obj) v, s.member()).isEmpty(), items),
              otherwise(
                  means(
                      s.member(),
                      s.map() ? Json.object().build() : Json.array(),
                      before("\n", say("section.empty"))))));
    }
    return all(all.toArray(Form[]::new));
  }

  /// The things of a section, each a clause; each defines its name for what comes after it.
  private static Form items(String number, Section s) {
    return Forms.of(
        (v, page) -> {
          int i = 0;
          for (Json.Obj item : Jsons.items((Json.Obj) v, s.member())) {
            i++;
            page.say("\n" + number + "." + i + " ");
            s.item().write(item, page);
            page.examples(s.member() + "." + Jsons.text(item, "id"));
          }
        },
        in -> {
          List<Json> items = new ArrayList<>();
          boolean more = true;
          while (more) {
            Optional<Json> item = in.attempt(clause(number + "." + (items.size() + 1), s.item()));
            if (item.isPresent()) {
              items.add(item.get());
              in.scope().define(s.member(), (Json.Obj) item.get());
            }
            more = item.isPresent();
          }
          if (items.isEmpty()) {
            throw Unread.here();
          }
          if (!s.map()) {
            return Json.object().put(s.member(), items).build();
          }
          Optional<Json.Obj> map = Jsons.byId(items);
          if (map.isEmpty()) {
            throw Unread.here();
          }
          return Json.object().put(s.member(), map.get()).build();
        });
  }
}
