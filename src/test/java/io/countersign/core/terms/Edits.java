package io.countersign.core.terms;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Changes one place of a document: `lines[3].card.rows[0].price`.
final class Edits {
  private Edits() {}

  /// Sets a member or an item; an index equal to the size appends.
  static Json.Obj set(Json.Obj document, String path, Json value) {
    return (Json.Obj) put(document, steps(path), 0, value);
  }

  /// Sets what `json`, written with single quotes, says.
  static Json.Obj set(Json.Obj document, String path, String json) {
    return set(document, path, json(json));
  }

  static Json.Obj remove(Json.Obj document, String path) {
    int dot = path.lastIndexOf('.');
    Json.Obj parent = dot < 0 ? document : (Json.Obj) at(document, path.substring(0, dot));
    Json.Obj without = parent.without(path.substring(dot + 1));
    return dot < 0 ? without : set(document, path.substring(0, dot), without);
  }

  static Json at(Json.Obj document, String path) {
    Json value = document;
    for (String step : steps(path)) {
      value =
          switch (value) {
            case Json.Obj o -> Objects.requireNonNull(o.get(step), path);
            case Json.Arr a -> a.items().get(Integer.parseInt(step));
            default -> throw new IllegalArgumentException(path);
          };
    }
    return value;
  }

  static Json json(String text) {
    try {
      return JsonReader.relaxed(Bytes.utf8(text.replace('\'', '"')), Terms.MAX_BYTES);
    } catch (MalformedException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private static List<String> steps(String path) {
    List<String> out = new ArrayList<>();
    for (String step : path.replace("]", "").replace('[', '.').split("\\.", -1)) {
      out.add(step);
    }
    return out;
  }

  private static Json put(Json in, List<String> steps, int depth, Json value) {
    if (depth == steps.size()) {
      return value;
    }
    String step = steps.get(depth);
    return switch (in) {
      case Json.Obj o -> {
        Json old = o.get(step);
        if (old == null && depth + 1 < steps.size()) {
          throw new IllegalArgumentException("no member " + step + " of " + steps);
        }
        yield o.with(step, put(old == null ? value : old, steps, depth + 1, value));
      }
      case Json.Arr a -> {
        List<Json> items = new ArrayList<>(a.items());
        int index = Integer.parseInt(step);
        if (index == items.size()) {
          items.add(value);
        } else {
          items.set(index, put(items.get(index), steps, depth + 1, value));
        }
        yield Json.array(items);
      }
      default -> throw new IllegalArgumentException("no member " + step + " of " + steps);
    };
  }
}
