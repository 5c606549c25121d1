package io.countersign.core.terms;

import io.countersign.core.encoding.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Every document that one small change makes of another: a member left out, an unknown one added,
/// a value of another type or just beyond a bound, an item twice, a list emptied.
final class Mutations {
  private Mutations() {}

  /// @param name the place and the change
  record Mutation(String name, Json document) {}

  /// How a value is put back into its document.
  private interface Put {
    Json with(Json value);
  }

  static List<Mutation> of(Json document) {
    List<Mutation> out = new ArrayList<>();
    walk("", document, v -> v, out);
    return out;
  }

  /// The mutations of every part of `terms`, each in a document that holds little else: a schema
  /// and the parser look at one part at a time, and large documents take long.
  static List<Mutation> apart(Json.Obj terms) {
    List<String> lists = List.of("measures", "kpis", "scores", "lines");
    Json.Arr lines = (Json.Arr) Objects.requireNonNull(terms.get("lines"));
    Json.Obj frame = terms.with("lines", Json.array(lines.items().getLast()));
    for (String list : List.of("measures", "kpis", "scores")) {
      frame = frame.with(list, Json.array());
    }
    List<Mutation> out = new ArrayList<>(of(frame));
    for (String map : List.of("calendars", "windows", "params", "records")) {
      frame = frame.with(map, Json.object().build());
    }
    Json.Obj small = frame;
    for (String list : lists) {
      for (Json item : ((Json.Arr) Objects.requireNonNull(terms.get(list))).items()) {
        walk(list, item, v -> small.with(list, Json.array(v)), out);
      }
    }
    return out;
  }

  private static void walk(String path, Json value, Put put, List<Mutation> out) {
    change(path, value, put, out);
    if (value instanceof Json.Obj o) {
      for (int i = 0; i < o.size(); i++) {
        String key = o.key(i);
        out.add(new Mutation(path + "." + key + " left out", put.with(o.without(key))));
        walk(path + "." + key, o.value(i), v -> put.with(o.with(key, v)), out);
      }
      out.add(new Mutation(path + " with a stranger", put.with(o.with("stranger", Json.of(1)))));
    }
    if (value instanceof Json.Arr a) {
      out.add(new Mutation(path + " emptied", put.with(Json.array())));
      if (!a.items().isEmpty()) {
        List<Json> twice = new ArrayList<>(a.items());
        twice.add(a.items().getFirst());
        out.add(new Mutation(path + " first item twice", put.with(Json.array(twice))));
      }
      for (int i = 0; i < a.items().size(); i++) {
        int at = i;
        walk(path + "[" + i + "]", a.items().get(i), v -> put.with(replaced(a, at, v)), out);
      }
    }
  }

  private static Json replaced(Json.Arr a, int index, Json value) {
    List<Json> items = new ArrayList<>(a.items());
    items.set(index, value);
    return Json.array(items);
  }

  private static void change(String path, Json value, Put put, List<Mutation> out) {
    List<Json> others =
        switch (value) {
          case Json.Int i ->
              List.of(
                  Json.of(-1),
                  Json.of(0),
                  Json.of(i.value() + 1),
                  Json.of(1_000_000_001L),
                  Json.of(-1_000_000_000_001L),
                  Json.of(Json.MAX_INT),
                  Json.of("1"),
                  Json.of(true));
          case Json.Str s when path.endsWith(".zh") -> List.of();
          case Json.Str s when path.endsWith(".en") ->
              List.of(
                  Json.of(""),
                  Json.of("X".repeat(1001)),
                  Json.of("\u202e" + s.value()),
                  Json.of(7));
          case Json.Str s ->
              List.of(
                  Json.of(""),
                  Json.of(s.value() + " "),
                  Json.of("0" + s.value()),
                  Json.of("-" + s.value()),
                  Json.of(s.value() + "0"),
                  Json.of(s.value() + ".50"),
                  Json.of("-0"),
                  Json.of("0"),
                  Json.of("1.23456"),
                  Json.of("1234567890123"),
                  Json.of("100.5"),
                  Json.of("X".repeat(201)),
                  Json.of("\u202e" + s.value()),
                  Json.of(7),
                  Json.object().build());
          case Json.Bool b -> List.of(Json.of(!b.value()), Json.of("true"), Json.of(1));
          case Json.Null n -> List.of(Json.of(""), Json.of(0));
          case Json.Arr a -> List.of(Json.object().build(), Json.of("x"));
          case Json.Obj o -> List.of(Json.array(), Json.of("x"), Json.object().build());
        };
    for (Json other : others) {
      if (!other.equals(value)) {
        String shown = other.toText();
        out.add(
            new Mutation(
                path + " = " + (shown.length() > 30 ? shown.substring(0, 30) : shown),
                put.with(other)));
      }
    }
    if (!(value instanceof Json.Null)) {
      out.add(new Mutation(path + " = null", put.with(Json.ofNull())));
    }
  }
}
