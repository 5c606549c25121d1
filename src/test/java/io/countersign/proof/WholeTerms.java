package io.countersign.proof;

import io.countersign.core.encoding.Json;
import io.countersign.core.rating.RandomTerms;
import io.countersign.testing.Vectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Seeded documents that use the whole language: what [RandomTerms] makes, and between its lines
/// those of every other kind.
public final class WholeTerms {
  private final Dice dice;
  private final WholeLines made;

  private WholeTerms(Dice dice, Json.Obj plain) {
    this.dice = dice;
    String minor =
        switch ((int) number(object(plain, "currency"), "exponent")) {
          case 0 -> "1";
          case 1 -> "0.1";
          case 2 -> "0.01";
          default -> "0.001";
        };
    this.made = new WholeLines(dice, minor);
  }

  /// @param size from 1: about how many lines besides the plain ones
  public static Json.Obj of(Dice dice, int size) {
    Json.Obj plain = RandomTerms.of(new Random(dice.between(0, Long.MAX_VALUE - 1)));
    return new WholeTerms(dice, plain).document(plain, size);
  }

  private Json.Obj document(Json.Obj plain, int size) {
    List<Json> lines = new ArrayList<>();
    List<Json> last = new ArrayList<>();
    for (Json line : items(plain, "lines")) {
      String kind = text((Json.Obj) line, "kind");
      switch (kind) {
        case "clamp", "percent" -> last.add(line);
        case "table" -> {
          made.tables().add(text((Json.Obj) line, "id"));
          lines.add(dice.oneIn(2) ? escalated((Json.Obj) line) : line);
        }
        default -> {
          made.charge(text((Json.Obj) line, "id"));
          lines.add(line);
        }
      }
    }
    Json.Obj clamp = (Json.Obj) last.removeFirst();
    for (int i = 0; i < size; i++) {
      lines.add(made.another(i));
    }
    lines.add(clamp.with("of", Dice.texts(made.tables())));
    for (int i = 0; i < size; i++) {
      if (dice.oneIn(2)) {
        lines.add(made.last(i));
      }
    }
    lines.addAll(last);
    return plain
        .with("cutoff", cutoff())
        .with("measures", measures(plain))
        .with("kpis", kpis(plain))
        .with("lines", Json.array(lines));
  }

  private Json.Obj cutoff() {
    return Json.object()
        .put("lateDays", dice.between(1, 25))
        .put("attestDelayS", 0)
        .put("payloadDelayS", 0)
        .put("finalAfterMonths", dice.pick(1, 2, 3, 12))
        .build();
  }

  /// One more measure, which may be negative.
  private Json.Arr measures(Json.Obj plain) {
    List<Json> out = new ArrayList<>(items(plain, "measures"));
    Json.Obj mixed = (Json.Obj) out.getLast();
    List<Json> of = new ArrayList<>();
    for (String id : List.of("fast", "good", "surveys")) {
      of.add(Json.object().put("measure", id).put("weight", dice.pick(-3, -1, 1, 2)).build());
    }
    out.add(mixed.with("id", Json.of("net")).with("of", Json.array(of)).without("min"));
    return Json.array(out);
  }

  private Json.Arr kpis(Json.Obj plain) {
    List<Json> out = new ArrayList<>();
    for (Json k : items(plain, "kpis")) {
      out.add(((Json.Obj) k).with("window", Json.of(dice.oneIn(2) ? "period" : made.window())));
    }
    return Json.array(out);
  }

  private Json.Obj escalated(Json.Obj table) {
    List<Json> steps = new ArrayList<>();
    int months = 1;
    int n = dice.between(1, 3);
    for (int i = 0; i < n; i++) {
      months += dice.between(1, 2);
      steps.add(
          Json.object().put("months", months).put("x", dice.pick("1.5", "2", "0.3333")).build());
    }
    List<Json> bad = new ArrayList<>();
    for (long band = 0; band < 3; band++) {
      if (dice.oneIn(2)) {
        bad.add(Json.of(band));
      }
    }
    if (bad.isEmpty()) {
      bad.add(Json.of(2L));
    }
    return table.with("escalation", Json.object().put("bad", bad).put("steps", steps).build());
  }

  private static List<Json> items(Json.Obj of, String list) {
    return ((Json.Arr) Vectors.member(of, list)).items();
  }

  private static Json.Obj object(Json.Obj of, String name) {
    return (Json.Obj) Vectors.member(of, name);
  }

  private static String text(Json.Obj of, String name) {
    return ((Json.Str) Vectors.member(of, name)).value();
  }

  private static long number(Json.Obj of, String name) {
    return ((Json.Int) Vectors.member(of, name)).value();
  }
}
