package io.countersign.core.terms;

import io.countersign.core.encoding.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/// Applies the changes of a [TermsDiff] to the old document, by nothing but their paths and values:
/// what a reader of `terms diff --json` can do.
final class Patch {
  private static final List<String> NAMES = List.of("id", "milestone", "from", "fromUtc", "record");

  private Patch() {}

  static Json.Obj apply(Json.Obj old, List<TermsChange> changes) {
    return (Json.Obj) patch("", "", old, changes);
  }

  private static Json patch(String path, String member, Json old, List<TermsChange> changes) {
    for (TermsChange c : changes) {
      if (c instanceof TermsChange.Changed x && x.path().equals(path)) {
        return x.now();
      }
    }
    boolean within = changes.stream().anyMatch(c -> under(c.path(), path));
    if (!within) {
      return old;
    }
    return switch (old) {
      case Json.Obj o -> object(path, o, changes);
      case Json.Arr a -> list(path, member, a, changes);
      default -> throw new AssertionError("nothing under " + path);
    };
  }

  private static boolean under(String path, String parent) {
    return parent.isEmpty() || path.startsWith(parent + ".") || path.startsWith(parent + "[");
  }

  private static Json object(String path, Json.Obj old, List<TermsChange> changes) {
    Json.Builder out = Json.object();
    for (int i = 0; i < old.size(); i++) {
      String place = path.isEmpty() ? old.key(i) : path + "." + old.key(i);
      boolean gone =
          changes.stream()
              .anyMatch(c -> c instanceof TermsChange.Removed r && r.path().equals(place));
      if (!gone) {
        out.put(old.key(i), patch(place, old.key(i), old.value(i), changes));
      }
    }
    for (TermsChange c : changes) {
      String head = path.isEmpty() ? "" : path + ".";
      if (c instanceof TermsChange.Added a
          && a.at() < 0
          && a.path().startsWith(head)
          && a.path().substring(head.length()).matches("\\w+")) {
        out.put(a.path().substring(head.length()), a.value());
      }
    }
    return out.build();
  }

  private static Json list(String path, String member, Json.Arr old, List<TermsChange> changes) {
    List<Json> steady = new ArrayList<>();
    TreeMap<Integer, Json> in = new TreeMap<>();
    boolean named =
        old.items().stream()
            .allMatch(
                i ->
                    !(i instanceof Json.Obj o)
                        || !name(member, o, Integer.MIN_VALUE).equals("-2147483648"));
    for (int i = 0; i < old.items().size(); i++) {
      String place =
          path + "[" + (named ? name(member, old.items().get(i), i) : Integer.toString(i)) + "]";
      Json item = patch(place, "", old.items().get(i), changes);
      boolean stays = true;
      for (TermsChange c : changes) {
        if (c.path().equals(place) && c instanceof TermsChange.Removed) {
          stays = false;
        } else if (c.path().equals(place) && c instanceof TermsChange.Moved m) {
          stays = false;
          in.put(m.to(), item);
        }
      }
      if (stays) {
        steady.add(item);
      }
    }
    for (TermsChange c : changes) {
      if (c instanceof TermsChange.Added a
          && a.at() >= 0
          && a.path().startsWith(path + "[")
          && a.path().indexOf(']', path.length()) == a.path().length() - 1) {
        in.put(a.at(), a.value());
      }
    }
    in.forEach(steady::add);
    return Json.array(steady);
  }

  private static String name(String member, Json item, int index) {
    return switch (item) {
      case Json.Str s -> s.value();
      case Json.Int i -> Long.toString(i.value());
      case Json.Obj o -> {
        String key =
            switch (member) {
              case "lines", "measures", "kpis", "scores", "factors" -> "id";
              case "items" -> "milestone";
              case "values" -> "from";
              case "offsets" -> "fromUtc";
              case "match" -> "record";
              default -> "";
            };
        yield NAMES.contains(key) && o.has(key)
            ? name("", Objects.requireNonNull(o.get(key)), index)
            : Integer.toString(index);
      }
      default -> Integer.toString(index);
    };
  }
}
