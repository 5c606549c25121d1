package io.countersign.core.prose;

import io.countersign.core.encoding.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Members of documents whose form is known.
final class Jsons {
  private Jsons() {}

  static Json member(Json.Obj o, String key) {
    return Objects.requireNonNull(o.get(key), key);
  }

  static Json.Obj object(Json.Obj o, String key) {
    return (Json.Obj) member(o, key);
  }

  static List<Json> list(Json.Obj o, String key) {
    return ((Json.Arr) member(o, key)).items();
  }

  static String text(Json.Obj o, String key) {
    return ((Json.Str) member(o, key)).value();
  }

  static long number(Json.Obj o, String key) {
    return ((Json.Int) member(o, key)).value();
  }

  static String text(Json value) {
    return ((Json.Str) value).value();
  }

  static long number(Json value) {
    return ((Json.Int) value).value();
  }

  /// An object whose keys are the ids of the items, or nothing where an id stands twice.
  static Optional<Json.Obj> byId(List<Json> items) {
    Json.Builder out = Json.object();
    Set<String> seen = new HashSet<>();
    for (Json item : items) {
      Json.Obj o = (Json.Obj) item;
      String id = text(o, "id");
      if (!seen.add(id)) {
        return Optional.empty();
      }
      out.put(id, o.without("id"));
    }
    return Optional.of(out.build());
  }

  /// The things of a section, each with its id as a member.
  static List<Json.Obj> items(Json.Obj document, String section) {
    List<Json.Obj> out = new ArrayList<>();
    switch (member(document, section)) {
      case Json.Obj map -> {
        for (int i = 0; i < map.size(); i++) {
          out.add(((Json.Obj) map.value(i)).with("id", Json.of(map.key(i))));
        }
      }
      case Json.Arr list -> list.items().forEach(i -> out.add((Json.Obj) i));
      default -> throw new IllegalArgumentException(section);
    }
    return out;
  }
}
