package io.countersign.proof;

import io.countersign.core.encoding.Json;
import io.countersign.testing.Vectors;
import java.util.ArrayList;
import java.util.List;

/// Seeded lines of the kinds that [WholeTerms] puts between the plain ones. They name the measures,
/// figures and params of a plain document, and the lines made before them.
final class WholeLines {
  private final Dice dice;
  private final String minor;

  /// Tables and linear lines so far, and lines that charge.
  private final List<String> tables = new ArrayList<>();

  private final List<String> charges = new ArrayList<>();

  /// @param minor the minor unit
  WholeLines(Dice dice, String minor) {
    this.dice = dice;
    this.minor = minor;
  }

  List<String> tables() {
    return tables;
  }

  void charge(String id) {
    charges.add(id);
  }

  Json.Obj another(int i) {
    return switch (dice.between(0, 5)) {
      case 0, 1 -> charge(tiered("tiers" + i));
      case 2 -> charge(milestones("project" + i, i));
      case 3 -> {
        tables.add("slope" + i);
        yield linear("slope" + i);
      }
      case 4 -> minimum(i + 100);
      default -> cap(i + 100);
    };
  }

  private Json.Obj charge(Json.Obj line) {
    charges.add(((Json.Str) Vectors.member(line, "id")).value());
    return line;
  }

  /// A line that rests on what came before.
  Json.Obj last(int i) {
    return switch (dice.between(0, 5)) {
      case 0, 1 -> earnback(i);
      case 2, 3 -> minimum(i);
      default -> cap(i);
    };
  }

  String window() {
    return dice.pick("period", "quarter", "year", "term");
  }

  private Json.Builder line(String id, String kind) {
    Json.Builder b = Json.object().put("id", id).put("kind", kind).put("label", label(id));
    if (dice.oneIn(8)) {
      b.put("deMinimis", dice.pick("5", "100"));
    }
    return b;
  }

  Json.Obj tiered(String id) {
    String measure = dice.pick("calls", "mixed", "net", "talk", "work", "good");
    boolean time = measure.equals("talk") || measure.equals("work");
    boolean rolls = dice.oneIn(2);
    List<Json> tiers = new ArrayList<>();
    long upTo = 0;
    int n = dice.between(rolls ? 1 : 0, 3);
    for (int i = 0; i < n; i++) {
      upTo += time ? dice.between(600, 30_000) : dice.between(1, 6);
      boolean free = i == 0 && rolls;
      tiers.add(tier(Json.of(upTo), free));
    }
    tiers.add(tier(Json.ofNull(), false));
    Json.Builder b =
        line(id, "tiered")
            .put("measure", measure)
            .put("per", time ? dice.pick(1, 60, 3600) : dice.pick(1, 7))
            .put("model", dice.pick("graduated", "volume"))
            .put("tiers", tiers)
            .put("window", window())
            .put("prorate", dice.pick("none", "days"))
            .put("sign", dice.pick("charge", "charge", "credit"))
            .put("round", rounding());
    if (rolls) {
      b.put("rollOver", Json.object().put("months", dice.between(1, 5)).build());
    }
    return b.build();
  }

  private Json tier(Json upTo, boolean free) {
    String price = free ? "0" : dice.pick("0", "0.7", "1.234567", "12", "0.333");
    String flat = free ? "0" : dice.pick("0", "0", "10", "0.005");
    return Json.object()
        .put("upTo", upTo)
        .put("price", free || dice.oneIn(3) ? Json.of(price) : money(price))
        .put("flat", flat)
        .build();
  }

  /// An amount, or now and then the param that the period begins with.
  private Json money(String amount) {
    return dice.oneIn(4) ? Json.object().put("param", "fee").build() : Json.of(amount);
  }

  private List<Json> rounding() {
    List<Json> out = new ArrayList<>();
    switch (dice.between(0, 2)) {
      case 0 -> out.add(round("line", minor));
      case 1 -> out.add(round("tier", minor));
      default -> {
        out.add(round("tier", "0.0005"));
        out.add(round("line", minor));
      }
    }
    return out;
  }

  private Json round(String at, String to) {
    return Json.object().put("at", at).put("to", to).put("mode", mode()).build();
  }

  private String mode() {
    return dice.pick("down", "up", "half-up", "half-even", "floor", "ceil");
  }

  Json.Obj milestones(String id, int number) {
    List<Json> items = new ArrayList<>();
    int n = dice.between(1, 4);
    for (int i = 0; i < n; i++) {
      items.add(
          Json.object()
              .put("milestone", "M" + number + "-" + i)
              .put("label", label("m"))
              .put("amount", dice.pick("333.33", "1000", "0.05", "77.777777"))
              .put("due", "2026-%02d-%02d".formatted(dice.between(1, 12), dice.between(1, 28)))
              .build());
    }
    Json.Builder b =
        line(id, "milestone")
            .put("items", items)
            .put("latePctPerDay", dice.pick("0", "0.5", "3.3333"))
            .put("lateCapPct", dice.pick("0", "10", "33.3333", "100"))
            .put("mode", mode());
    if (dice.oneIn(2)) {
      String release = "M" + number + "-final";
      b.put(
          "holdback",
          Json.object()
              .put("pct", dice.pick("5", "12.5", "0.0001"))
              .put("release", release)
              .build());
    }
    return b.build();
  }

  Json.Obj linear(String id) {
    boolean money = dice.oneIn(2);
    return line(id, "linear")
        .put("on", subject())
        .put("base", Dice.texts(some(charges)))
        .put("target", dice.pick(-1, 0, 2, 40, 60, 7000))
        .put("per", dice.pick(1, 3, 10))
        .put("above", effect(money, dice.pick("1.5", "-2"), dice.pick("0.5", "-1.3333")))
        .put("below", effect(money, dice.pick("0.000001", "-3"), dice.pick("0.25", "-2")))
        .put("min", effect(money, dice.pick("-50", "1"), dice.pick("-12.5", "0.1")))
        .put("max", effect(money, dice.pick("2", "70.5"), dice.pick("0.2", "10")))
        .put("gates", gates(0))
        .put("mode", mode())
        .build();
  }

  private static Json effect(boolean money, String amount, String pct) {
    return money
        ? Json.object().put("amount", amount).build()
        : Json.object().put("pct", pct).build();
  }

  private Json subject() {
    return switch (dice.between(0, 3)) {
      case 0 -> Json.object().put("score", "score").build();
      case 1 -> Json.object().put("measure", dice.pick("calls", "net", "points")).build();
      default -> Json.object().put("kpi", dice.pick("rate", "speed", "mean")).build();
    };
  }

  private List<Json> gates(int least) {
    List<Json> out = new ArrayList<>();
    int n = dice.oneIn(2) ? least : dice.between(Math.max(1, least), 2);
    for (int i = 0; i < n; i++) {
      out.add(
          Json.object()
              .put("on", subject())
              .put(dice.pick("ge", "gt", "le", "lt"), dice.pick(-1, 0, 1, 3, 60))
              .put("whenNeutral", dice.pick("pass", "fail"))
              .build());
    }
    return out;
  }

  Json.Obj earnback(int i) {
    int ago = dice.between(1, 4);
    List<String> of = some(tables);
    if (dice.oneIn(2)) {
      of.add("limit");
    }
    return line("back" + i, "earnback")
        .put("of", Dice.texts(of))
        .put("ago", ago)
        .put("held", dice.between(1, ago))
        .put("gates", gates(1))
        .put("pct", dice.pick("100", "50", "33.3333"))
        .put("mode", mode())
        .build();
  }

  Json.Obj minimum(int i) {
    Json amount = money(dice.pick("0", "1000", "33.333333", "20000"));
    if (dice.oneIn(3)) {
      amount =
          Json.object()
              .put("measure", dice.pick("calls", "mixed", "net", "talk"))
              .put("pct", dice.pick("90", "33.3333", "100"))
              .put("price", money("1.5"))
              .put("per", dice.pick(1, 60))
              .build();
    }
    return line("least" + i, "minimum")
        .put("of", Dice.texts(some(charges)))
        .put("amount", amount)
        .put("window", window())
        .put("prorate", dice.pick("none", "days"))
        .put("mode", mode())
        .build();
  }

  Json.Obj cap(int i) {
    return line("most" + i, "cap")
        .put("of", Dice.texts(some(charges)))
        .put("amount", money(dice.pick("0", "500", "33.333333", "2000")))
        .put("window", window())
        .put("prorate", dice.pick("none", "days"))
        .put("mode", mode())
        .build();
  }

  /// At least one of them, in order.
  private List<String> some(List<String> of) {
    List<String> out = new ArrayList<>();
    for (String id : of) {
      if (dice.oneIn(2)) {
        out.add(id);
      }
    }
    if (out.isEmpty()) {
      out.add(of.getFirst());
    }
    return out;
  }

  private static Json.Obj label(String text) {
    return Json.object().put("en", text).put("zh", text).build();
  }
}
