package io.countersign.proof;

import io.countersign.core.encoding.Json;
import io.countersign.testing.Vectors;
import java.util.ArrayList;
import java.util.List;

/// Seeded fields of a record as a contract declares them: often at a number that the contract names
/// or just beside it, now and then not as declared.
final class RandomRecord {
  private final Dice dice;
  private final Json.Obj terms;

  RandomRecord(Dice dice, Json.Obj terms) {
    this.dice = dice;
    this.terms = terms;
  }

  Json.Obj data(Json.Obj fields) {
    Json.Builder out = Json.object();
    for (String name : fields.keys()) {
      out.put(name, value(name, (Json.Obj) Vectors.member(fields, name)));
    }
    return spoil(out.build());
  }

  private Json value(String name, Json.Obj field) {
    return switch (((Json.Str) Vectors.member(field, "type")).value()) {
      case "bool" -> Json.of(!dice.oneIn(4));
      case "enum" -> dice.pick(((Json.Arr) Vectors.member(field, "values")).items());
      case "date" -> Json.of("2026-0" + dice.between(1, 9) + "-15");
      default -> {
        long min = ((Json.Int) Vectors.member(field, "min")).value();
        long max = ((Json.Int) Vectors.member(field, "max")).value();
        yield Json.of(Math.max(min, Math.min(max, number(name, min, max))));
      }
    };
  }

  private long number(String name, long min, long max) {
    List<Long> named = new ArrayList<>();
    return switch (dice.between(0, 5)) {
      case 0 -> {
        constants(name, Vectors.member(terms, "lines"), named);
        constants(name, Vectors.member(terms, "measures"), named);
        yield named.isEmpty() ? min : dice.pick(named) + dice.between(-1, 1);
      }
      case 1 -> dice.pick(0, 1, 59, 60, 61, min, max);
      case 2 -> dice.between(0, 20);
      default -> dice.between(min, Math.min(max, Math.max(min, 5000)));
    };
  }

  /// The numbers that conditions compare a field with.
  private static void constants(String field, Json in, List<Long> out) {
    switch (in) {
      case Json.Obj o -> {
        boolean about = Json.of(field).equals(o.get("f"));
        for (String key : o.keys()) {
          Json v = Vectors.member(o, key);
          if (about && v instanceof Json.Int i) {
            out.add(i.value());
          } else {
            constants(field, v, out);
          }
        }
      }
      case Json.Arr a -> a.items().forEach(i -> constants(field, i, out));
      default -> {}
    }
  }

  private Json.Obj spoil(Json.Obj data) {
    if (data.size() == 0 || !dice.oneIn(15)) {
      return data;
    }
    String some = data.key(dice.between(0, data.size() - 1));
    return switch (dice.between(0, 4)) {
      case 0 -> data.with(some, Json.of(-2_000_000_000L));
      case 1 -> data.with(some, Json.of("nothing"));
      case 2 -> data.without(some);
      case 3 -> data.with("extra", Json.of(1L));
      default -> data.with(some, Json.of(true));
    };
  }
}
