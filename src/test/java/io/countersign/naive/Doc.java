package io.countersign.naive;

import io.countersign.core.encoding.Json;
import java.util.List;

/// Reads the members of a JSON document, which is known to have them.
final class Doc {
  private Doc() {}

  static String text(Json.Obj o, String name) {
    return ((Json.Str) o.get(name)).value();
  }

  static long number(Json.Obj o, String name) {
    return ((Json.Int) o.get(name)).value();
  }

  static boolean flag(Json.Obj o, String name) {
    return ((Json.Bool) o.get(name)).value();
  }

  static Json.Obj object(Json.Obj o, String name) {
    return (Json.Obj) o.get(name);
  }

  static List<Json> array(Json.Obj o, String name) {
    return ((Json.Arr) o.get(name)).items();
  }

  static List<Json.Obj> objects(Json.Obj o, String name) {
    return array(o, name).stream().map(i -> (Json.Obj) i).toList();
  }

  static List<String> texts(Json.Obj o, String name) {
    return array(o, name).stream().map(i -> ((Json.Str) i).value()).toList();
  }

  /// The item of a list with this id, null if there is none.
  static Json.Obj byId(Json.Obj terms, String list, String id) {
    for (Json.Obj item : objects(terms, list)) {
      if (text(item, "id").equals(id)) {
        return item;
      }
    }
    return null;
  }

  /// The line with this id if it is of this kind, else null.
  static Json.Obj line(Json.Obj terms, String kind, String id) {
    Json.Obj line = byId(terms, "lines", id);
    return line != null && text(line, "kind").equals(kind) ? line : null;
  }

  /// The unit that a measure counts in.
  static String unit(Json.Obj terms, String measure) {
    Json.Obj m = byId(terms, "measures", measure);
    if (m.has("unit")) {
      return text(m, "unit");
    }
    Json.Obj type = object(object(terms, "records"), text(m, "record"));
    String field = text(objects(m, "sum").getFirst(), "field");
    return text(object(object(type, "fields"), field), "unit");
  }
}
