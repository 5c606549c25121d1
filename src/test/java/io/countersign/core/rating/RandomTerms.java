package io.countersign.core.rating;

import io.countersign.core.encoding.Json;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Seeded terms documents that use what this release rates, in all sorts of combinations.
public final class RandomTerms {
  public static final List<String> SKILLS = List.of("tech", "medical", "finance");
  static final List<String> MODES = List.of("down", "up", "half-up", "half-even", "floor", "ceil");
  static final int YEAR = 2026;

  private final Random random;
  private final LocalDate from;
  private final LocalDate to;

  private RandomTerms(Random random) {
    this.random = random;
    this.from = LocalDate.of(YEAR, 1, 1).plusDays(random.nextInt(40));
    this.to = LocalDate.of(YEAR, 12, 31).minusDays(random.nextInt(40));
  }

  public static Json.Obj of(Random random) {
    return new RandomTerms(random).document();
  }

  private Json.Obj document() {
    return Json.object()
        .put("cst", "1")
        .put("id", "random-terms")
        .put("version", 1)
        .put("supersedes", Json.ofNull())
        .put("nonce", "00".repeat(32))
        .put("title", label("random"))
        .put("parties", Json.object().put("provider", label("p")).put("client", label("c")).build())
        .put("currency", Json.object().put("code", "CNY").put("exponent", exponent()).build())
        .put("term", Json.object().put("from", from.toString()).put("to", to.toString()).build())
        .put("clock", clock())
        .put("calendars", calendars())
        .put("windows", windows())
        .put("params", params())
        .put(
            "cutoff",
            Json.object()
                .put("lateDays", 5)
                .put("attestDelayS", 0)
                .put("payloadDelayS", 0)
                .put("finalAfterMonths", 12)
                .build())
        .put("records", records())
        .put("measures", measures())
        .put("kpis", kpis())
        .put("scores", Json.array(score()))
        .put("lines", lines())
        .put(
            "disputes",
            Json.object()
                .put("disputeDays", 15)
                .put("answerDays", 10)
                .put(
                    "threshold",
                    Json.object().put("amount", "0").put("pct", "0").put("repeatMonths", 0).build())
                .put(
                    "silence",
                    Json.object().put("statement", "accepted").put("dispute", "open").build())
                .put("match", Json.array())
                .build())
        .put("erasure", Json.object().put("nameAfterMonths", 24).put("rowAfterMonths", 0).build())
        .put("render", 1)
        .build();
  }

  private int fixedExponent = -1;

  private int exponent() {
    if (fixedExponent < 0) {
      fixedExponent = pick(2, 2, 2, 0, 3);
    }
    return fixedExponent;
  }

  private Json.Obj clock() {
    List<Json> offsets = new ArrayList<>();
    int base = pick(28_800, 0, -18_000, 20_700);
    offsets.add(offset(0, base));
    if (random.nextBoolean()) {
      // a change in the middle of March and back in October, as summer time has it
      offsets.add(offset(epoch(LocalDate.of(YEAR, 3, 15)) + 7200, base + 3600));
      offsets.add(offset(epoch(LocalDate.of(YEAR, 10, 11)) + 7200, base));
    }
    return Json.object().put("zone", "Test/Zone").put("offsets", offsets).build();
  }

  private static Json.Obj offset(long from, int seconds) {
    return Json.object().put("fromUtc", from).put("offsetS", seconds).build();
  }

  private static long epoch(LocalDate date) {
    return date.toEpochDay() * 86_400;
  }

  private Json.Obj calendars() {
    return Json.object()
        .put(
            "cn",
            Json.object()
                .put("source", label("list"))
                .put("statutory", dates(LocalDate.of(YEAR, 3, 3), LocalDate.of(YEAR, 3, 7)))
                .put("off", dates(LocalDate.of(YEAR, 3, 4)))
                .put("work", dates(LocalDate.of(YEAR, 3, 8)))
                .put("coveredTo", YEAR + "-12-31")
                .build())
        .build();
  }

  private static Json.Arr dates(LocalDate... dates) {
    List<Json> out = new ArrayList<>();
    for (LocalDate d : dates) {
      out.add(Json.of(d.toString()));
    }
    return Json.array(out);
  }

  private Json.Obj windows() {
    return Json.object()
        .put("evening", window(weekdays(1, 2, 3, 4, 5, 6, 7), 64_800, 86_400))
        .put("rest", window(classes("statutory", "off"), 0, 86_400))
        .put("office", window(classes("work"), 32_400, random.nextBoolean() ? 64_800 : 64_801))
        .put("monday", window(weekdays(1), 1, 43_200))
        .build();
  }

  private static Json.Obj window(Json.Obj days, int from, int to) {
    return Json.object()
        .put("label", label("w"))
        .put("days", days)
        .put("fromS", from)
        .put("toS", to)
        .build();
  }

  private static Json.Obj weekdays(long... days) {
    List<Json> out = new ArrayList<>();
    for (long d : days) {
      out.add(Json.of(d));
    }
    return Json.object().put("weekdays", out).build();
  }

  private static Json.Obj classes(String... classes) {
    List<Json> out = new ArrayList<>();
    for (String c : classes) {
      out.add(Json.of(c));
    }
    return Json.object().put("calendar", "cn").put("classes", out).build();
  }

  private Json.Obj params() {
    return Json.object()
        .put("price", param("money", pick("date", "period"), "1.3", "1.234567", "0.98"))
        .put("fee", param("money", "period", "1000", "1030", "990"))
        .put("daily", param("money", "date", "1000", "1033", "990"))
        .put("x", param("factor", pick("date", "period"), "1.1", "0.9999", "2"))
        .put("tax", param("percent", "period", "6", "5.5", "13"))
        .build();
  }

  private Json.Obj param(String type, String read, String... values) {
    List<Json> dated = new ArrayList<>();
    LocalDate at = from.minusDays(random.nextInt(3));
    for (String value : values) {
      dated.add(Json.object().put("from", at.toString()).put("value", value).build());
      at = at.plusDays(20 + random.nextInt(40));
    }
    return Json.object()
        .put("label", label("param"))
        .put("type", type)
        .put("read", read)
        .put("values", dated)
        .build();
  }

  private static Json.Obj records() {
    return Json.object()
        .put(
            "call",
            type(
                "provider",
                Json.object()
                    .put(
                        "answered",
                        Json.object().put("label", label("f")).put("type", "bool").build())
                    .put("skill", choice(SKILLS))
                    .put("talk_s", integer("s", 0, 7200))
                    .put("wait_s", integer("s", 0, 600))
                    .build()))
        .put(
            "shift",
            type(
                "provider",
                Json.object()
                    .put("skill", choice(SKILLS))
                    .put("moved_s", integer("s", -500, 500))
                    .put("work_s", integer("s", 0, 86_400))
                    .build()))
        .put("survey", type("client", Json.object().put("points", integer("point", 1, 5)).build()))
        .build();
  }

  private static Json.Obj type(String by, Json.Obj fields) {
    return Json.object()
        .put("label", label("type"))
        .put("by", by)
        .put("at", label("start"))
        .put("fields", fields)
        .build();
  }

  private static Json.Obj choice(List<String> values) {
    return Json.object()
        .put("label", label("f"))
        .put("type", "enum")
        .put("values", values.stream().map(Json::of).toList())
        .build();
  }

  private static Json.Obj integer(String unit, long min, long max) {
    return Json.object()
        .put("label", label("f"))
        .put("type", "int")
        .put("unit", unit)
        .put("min", min)
        .put("max", max)
        .build();
  }

  private List<Json> measures() {
    List<Json> out = new ArrayList<>();
    out.add(count("calls", "call", always()));
    out.add(count("good", "call", callCondition(2)));
    out.add(count("fast", "call", callCondition(3)));
    out.add(quantity("talk", "call", callCondition(1), "talk_s", pick("none", "record", "pool")));
    out.add(quantity("work", "shift", shiftCondition(1), "work_s", pick("none", "record", "pool")));
    out.add(quantity("points", "survey", surveyCondition(1), "points", "none"));
    out.add(count("surveys", "survey", surveyCondition(1)));
    out.add(
        Json.object()
            .put("id", "mixed")
            .put("kind", "derived")
            .put("unit", "call")
            .put("label", label("m"))
            .put(
                "of",
                Json.array(
                    weighted("calls", random.nextInt(1, 4)),
                    weighted("good", random.nextInt(-3, 3)),
                    weighted("fast", 1)))
            .put("min", 0)
            .build());
    return out;
  }

  private static Json.Obj weighted(String measure, long weight) {
    return Json.object().put("measure", measure).put("weight", weight).build();
  }

  private static Json.Obj count(String id, String record, Json.Obj where) {
    return Json.object()
        .put("id", id)
        .put("kind", "count")
        .put("unit", "call")
        .put("record", record)
        .put("label", label("m"))
        .put("where", where)
        .build();
  }

  private Json.Obj quantity(String id, String record, Json.Obj where, String field, String scope) {
    Json.Builder b =
        Json.object()
            .put("id", id)
            .put("kind", "quantity")
            .put("record", record)
            .put("label", label("m"))
            .put("where", where)
            .put("sum", Json.array(addend(field)));
    if (!scope.equals("none")) {
      b.put("increment", increment(scope));
    }
    return b.build();
  }

  private Json.Obj addend(String field) {
    Json.Builder b = Json.object().put("field", field);
    if (random.nextInt(4) == 0) {
      b.put("cap", random.nextInt(1, 2000));
    }
    if (random.nextInt(4) == 0) {
      b.put("increment", step());
    }
    return b.build();
  }

  private Json.Obj step() {
    return Json.object().put("first", pick(1, 30, 60, 300)).put("step", pick(1, 6, 60, 7)).build();
  }

  private Json.Obj increment(String scope) {
    return step().with("scope", Json.of(scope));
  }

  private List<Json> kpis() {
    List<Json> out = new ArrayList<>();
    out.add(kpi("rate", "good", "calls", false));
    out.add(kpi("speed", "fast", "mixed", random.nextBoolean()));
    out.add(kpi("mean", "points", "surveys", false));
    return out;
  }

  private Json.Obj kpi(String id, String num, String den, boolean segment) {
    Json.Builder b =
        Json.object()
            .put("id", id)
            .put("label", label("k"))
            .put("num", num)
            .put("den", den)
            .put("scale", pick(1, 100, 10_000))
            .put("show", "percent")
            .put("minDen", random.nextInt(1, 12))
            .put("window", "period");
    if (segment) {
      b.put(
          "segment",
          Json.object().put("field", "skill").put("take", pick("least", "greatest")).build());
    }
    return b.build();
  }

  private Json.Obj score() {
    return Json.object()
        .put("id", "score")
        .put("label", label("s"))
        .put("scale", pick(1, 100))
        .put(
            "items",
            Json.array(
                Json.object()
                    .put("kpi", "rate")
                    .put("weight", random.nextInt(1, 5))
                    .put(
                        "bands",
                        Json.array(
                            Json.object().put("ge", 40).put("points", 100).build(),
                            Json.object().put("gt", 0).put("points", 50).build(),
                            Json.object().put("points", -7).build()))
                    .build(),
                Json.object()
                    .put("kpi", "mean")
                    .put("weight", random.nextInt(1, 5))
                    .put("min", 2)
                    .put("max", 400)
                    .build()))
        .build();
  }

  private List<Json> lines() {
    List<Json> out = new ArrayList<>();
    out.add(rated("minutes", "call"));
    out.add(rated("hours", "shift"));
    out.add(moved());
    out.add(fixed("fee"));
    out.add(seats());
    out.add(table("bonus", pick("rate", "speed", "mean"), "kpi"));
    out.add(table("malus", "score", "score"));
    out.add(table("volume", pick("calls", "mixed"), "measure"));
    out.add(clamp());
    out.add(percent("discount", "-2.5", false, "minutes", "hours", "moved"));
    out.add(percent("vat", "", false, "minutes", "hours", "fee", "seats", "bonus", "limit"));
    out.add(percent("contained", "6", true, "minutes", "fee", "vat"));
    return out;
  }

  private Json.Builder line(String id, String kind) {
    Json.Builder b = Json.object().put("id", id).put("kind", kind).put("label", label(id));
    if (random.nextInt(6) == 0) {
      b.put("deMinimis", pick("5", "100", "2000"));
    }
    return b;
  }

  private Json.Obj rated(String id, String record) {
    boolean call = record.equals("call");
    String field = call ? "talk_s" : "work_s";
    Json.Builder qty = Json.object();
    if (random.nextInt(5) == 0) {
      qty.put("each", random.nextInt(1, 4));
    } else {
      List<Json> addends = new ArrayList<>();
      addends.add(addend(field));
      if (call && random.nextBoolean()) {
        addends.add(addend("wait_s"));
      }
      qty.put("sum", addends);
      if (random.nextBoolean()) {
        qty.put("increment", step());
      }
    }
    return line(id, "rated")
        .put("record", record)
        .put("where", call ? callCondition(2) : shiftCondition(2))
        .put("qty", qty.build())
        .put("per", pick(1, 60, 3600))
        .put("connect", random.nextBoolean() ? Json.of("0") : amount("0.05"))
        .put("card", card(field))
        .put("factors", factors(field))
        .put("sign", pick("charge", "charge", "credit"))
        .put("round", rounding())
        .build();
  }

  /// A line whose quantities go both ways, as corrections do.
  private Json.Obj moved() {
    Json.Obj addend =
        random.nextBoolean()
            ? Json.object().put("field", "moved_s").build()
            : Json.object().put("field", "moved_s").put("cap", random.nextInt(100)).build();
    return line("moved", "rated")
        .put("record", "shift")
        .put("where", shiftCondition(1))
        .put("qty", Json.object().put("sum", Json.array(addend)).build())
        .put("per", pick(1, 60))
        .put("connect", "0.05")
        .put("card", card("work_s"))
        .put("factors", factors("work_s"))
        .put("sign", pick("charge", "credit"))
        .put("round", rounding())
        .build();
  }

  private Json amount(String literal) {
    return random.nextInt(3) == 0 ? param("price") : Json.of(literal);
  }

  private static Json.Obj param(String id) {
    return Json.object().put("param", id).build();
  }

  private Json.Obj card(String field) {
    List<Json> rows = new ArrayList<>();
    return switch (random.nextInt(3)) {
      case 0 -> {
        rows.add(row(in("tech"), "price", amount("1.2")));
        rows.add(row(in("medical", "finance"), "price", amount("1.450001")));
        yield Json.object().put("rows", rows).put("else", "none").build();
      }
      case 1 -> {
        rows.add(row(compare(field, "lt", 120), "price", amount("0.005")));
        rows.add(
            row(all(compare(field, "ge", 120), window("evening")), "price", amount("0.333333")));
        yield Json.object().put("rows", rows).put("else", amount("0.1")).build();
      }
      default -> Json.object().put("rows", rows).put("else", amount("0.98")).build();
    };
  }

  private List<Json> factors(String field) {
    List<Json> out = new ArrayList<>();
    if (random.nextBoolean()) {
      List<Json> rows = new ArrayList<>();
      rows.add(row(window("rest"), "x", factor("2")));
      rows.add(row(all(window("evening"), not(window("rest"))), "x", factor("1.2345")));
      out.add(table("time", rows));
    }
    if (random.nextBoolean()) {
      List<Json> rows = new ArrayList<>();
      rows.add(row(any(in("finance"), compare(field, "gt", 3000)), "x", factor("0.0001")));
      out.add(table("size", rows));
    }
    return out;
  }

  private Json factor(String literal) {
    return random.nextInt(3) == 0 ? param("x") : Json.of(literal);
  }

  private static Json.Obj table(String id, List<Json> rows) {
    return Json.object()
        .put("id", id)
        .put("label", label(id))
        .put("rows", rows)
        .put("else", "1")
        .build();
  }

  private static Json.Obj row(Json.Obj when, String gives, Json value) {
    return Json.object().put("when", when).put(gives, value).build();
  }

  /// The roundings end on the minor unit.
  private List<Json> rounding() {
    List<Json> out = new ArrayList<>();
    switch (random.nextInt(3)) {
      case 0 -> out.add(round("line", minor()));
      case 1 -> out.add(round("record", minor()));
      default -> {
        out.add(round("record", pick("0.0001", "0.001")));
        out.add(round("line", minor()));
      }
    }
    return out;
  }

  private Json.Obj round(String at, String to) {
    return Json.object().put("at", at).put("to", to).put("mode", mode()).build();
  }

  private String minor() {
    return switch (exponent()) {
      case 0 -> pick("1", "5");
      case 2 -> pick("0.01", "0.05", "1");
      default -> pick("0.001", "0.01");
    };
  }

  private String mode() {
    return MODES.get(random.nextInt(MODES.size()));
  }

  private Json.Obj fixed(String id) {
    String prorate = pick("none", "days");
    return line(id, "fixed")
        .put("amount", random.nextBoolean() ? fee(prorate) : Json.of(pick("1000", "-250", "333")))
        .put("prorate", prorate)
        .put("mode", mode())
        .build();
  }

  private Json.Obj seats() {
    String prorate = pick("none", "days");
    return line("seats", "fixed")
        .put("amount", random.nextBoolean() ? fee(prorate) : Json.of("7"))
        .put("prorate", prorate)
        .put(
            "units",
            Json.object()
                .put("measure", pick("calls", "mixed"))
                .put("per", random.nextBoolean() ? Json.of("daysInPeriod") : Json.of(7L))
                .build())
        .put("mode", mode())
        .build();
  }

  private Json.Obj fee(String prorate) {
    return param(prorate.equals("days") && random.nextBoolean() ? "daily" : "fee");
  }

  private Json.Obj table(String id, String on, String kind) {
    boolean money = random.nextInt(3) == 0;
    List<Json> bands = new ArrayList<>();
    long bound = pick(3, 50, 120, 8000);
    bands.add(effect(money, "30", "3.5").with(pick("ge", "gt"), Json.of(bound)));
    bands.add(effect(money, "-7", "0").with(pick("ge", "gt"), Json.of(bound / 2)));
    bands.add(effect(money, "-40", "-4.25"));
    List<Json> gates = new ArrayList<>();
    if (random.nextInt(3) == 0) {
      gates.add(
          Json.object()
              .put("on", Json.object().put("kpi", "rate").build())
              .put(pick("ge", "gt", "le", "lt"), (long) pick(0, 1, 30))
              .put("whenNeutral", pick("pass", "fail"))
              .build());
    }
    return line(id, "table")
        .put("on", Json.object().put(kind, on).build())
        .put("base", ids("minutes", "fee"))
        .put("bands", bands)
        .put("gates", gates)
        .put("mode", mode())
        .build();
  }

  private static Json.Obj effect(boolean money, String amount, String pct) {
    return money
        ? Json.object().put("amount", amount).build()
        : Json.object().put("pct", pct).build();
  }

  private Json.Obj clamp() {
    boolean money = random.nextBoolean();
    return line("limit", "clamp")
        .put("of", ids("bonus", "malus", "volume"))
        .put("base", ids("minutes", "hours", "fee"))
        .put("lo", effect(money, "-20", "-3.3333"))
        .put("hi", effect(money, "15", "2"))
        .put("mode", mode())
        .build();
  }

  private Json.Obj percent(String id, String pct, boolean inclusive, String... of) {
    return line(id, "percent")
        .put("of", ids(of))
        .put("pct", pct.isEmpty() ? param("tax") : Json.of(pct))
        .put("inclusive", inclusive)
        .put("mode", mode())
        .build();
  }

  private static Json.Arr ids(String... ids) {
    return Json.array(Arrays.stream(ids).map(Json::of).toList());
  }

  // ---- conditions

  private Json.Obj callCondition(int depth) {
    return condition(
        depth,
        List.of(
            Json.object().put("f", "answered").put("is", random.nextInt(4) > 0).build(),
            in(SKILLS.get(random.nextInt(3))),
            compare("talk_s", pick("ge", "gt", "le", "lt"), pick(0, 60, 600, 3000)),
            compare("wait_s", pick("ge", "gt", "le", "lt", "eq"), pick(0, 20, 300)),
            window(pick("evening", "rest", "office", "monday"))));
  }

  private Json.Obj shiftCondition(int depth) {
    return condition(
        depth,
        List.of(
            in(SKILLS.get(random.nextInt(3)), "tech".equals(SKILLS.get(0)) ? "medical" : "tech"),
            compare("work_s", pick("ge", "gt", "le", "lt"), pick(0, 3600, 28_800)),
            window(pick("evening", "rest", "office", "monday"))));
  }

  private Json.Obj surveyCondition(int depth) {
    return condition(
        depth,
        List.of(
            compare("points", pick("ge", "gt", "le", "lt", "eq"), random.nextInt(1, 6)),
            window(pick("evening", "rest", "office", "monday"))));
  }

  /// A condition over the given parts.
  Json.Obj condition(int depth, List<Json.Obj> parts) {
    if (depth == 0 || random.nextInt(3) == 0) {
      return random.nextInt(6) == 0 ? always() : parts.get(random.nextInt(parts.size()));
    }
    Json.Obj a = condition(depth - 1, parts);
    Json.Obj b = condition(depth - 1, parts);
    return switch (random.nextInt(3)) {
      case 0 -> all(a, b);
      case 1 -> any(a, b);
      default -> not(a);
    };
  }

  private static Json.Obj always() {
    return Json.object().put("always", true).build();
  }

  private static Json.Obj all(Json... parts) {
    return Json.object().put("all", Json.array(parts)).build();
  }

  private static Json.Obj any(Json... parts) {
    return Json.object().put("any", Json.array(parts)).build();
  }

  private static Json.Obj not(Json.Obj part) {
    return Json.object().put("not", part).build();
  }

  private static Json.Obj window(String id) {
    return Json.object().put("window", id).build();
  }

  private static Json.Obj in(String... values) {
    List<Json> distinct = Arrays.stream(values).distinct().<Json>map(Json::of).toList();
    return Json.object().put("f", "skill").put("in", distinct).build();
  }

  private static Json.Obj compare(String field, String op, long value) {
    return Json.object().put("f", field).put(op, value).build();
  }

  private static Json.Obj label(String text) {
    return Json.object().put("en", text).put("zh", text).build();
  }

  private int pick(int... of) {
    return of[random.nextInt(of.length)];
  }

  private String pick(String... of) {
    return of[random.nextInt(of.length)];
  }
}
