package io.countersign.core.terms;

import io.countersign.core.encoding.Json;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Edits a JSON value as bytes say: which place, which kind of change, and what for.
final class JsonTree {
  private static final long[] BOUNDS = {
    -Json.MAX_INT,
    -1_000_000_000_000L,
    -2,
    -1,
    0,
    1,
    2,
    3,
    7,
    31,
    32,
    256,
    10_000,
    86_400,
    1_000_000,
    1_000_000_000L,
    1_000_000_000_000L,
    1_000_000_000_000_000L,
    Json.MAX_INT
  };
  private static final String[] WORDS = {
    "0",
    "1",
    "-1",
    "0.000001",
    "999999999999",
    "999999999999.999999",
    "9999.9999",
    "-9999.9999",
    "100",
    "99.9999",
    "2026-02-28",
    "1970-01-02",
    "2099-12-30",
    "none",
    "period",
    "quarter",
    "year",
    "term",
    "days",
    "line",
    "record",
    "tier",
    "a",
    "x_1"
  };

  private final ByteBuffer in;
  private final List<Json> nodes = new ArrayList<>();
  private final int target;
  private int at;

  private JsonTree(ByteBuffer in, Json root) {
    this.in = in;
    collect(root);
    this.target = number() % nodes.size();
  }

  /// Changes one place of `root`; takes at least four bytes of `in`, zeros where they are missing.
  static Json edit(Json root, ByteBuffer in) {
    JsonTree t = new JsonTree(in, root);
    return t.copy(root).orElse(root);
  }

  private void collect(Json value) {
    nodes.add(value);
    switch (value) {
      case Json.Obj o -> {
        for (int i = 0; i < o.size(); i++) {
          collect(o.value(i));
        }
      }
      case Json.Arr a -> a.items().forEach(this::collect);
      case Json.Str s -> {}
      case Json.Int i -> {}
      case Json.Bool b -> {}
      case Json.Null n -> {}
    }
  }

  /// A copy with the target changed; nothing where the target is dropped.
  private Optional<Json> copy(Json value) {
    boolean here = at++ == target;
    if (here) {
      return change(value);
    }
    return Optional.of(
        switch (value) {
          case Json.Obj o -> {
            Json.Builder out = Json.object();
            for (int i = 0; i < o.size(); i++) {
              String key = o.key(i);
              copy(o.value(i)).ifPresent(v -> out.put(key, v));
            }
            yield out.build();
          }
          case Json.Arr a -> {
            List<Json> out = new ArrayList<>();
            a.items().forEach(v -> copy(v).ifPresent(out::add));
            yield Json.array(out);
          }
          case Json.Str s -> s;
          case Json.Int i -> i;
          case Json.Bool b -> b;
          case Json.Null n -> n;
        });
  }

  private Optional<Json> change(Json value) {
    return switch (small() % 9) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(nodes.get(number() % nodes.size()));
      case 2 -> Optional.of(Json.of(BOUNDS[small() % BOUNDS.length]));
      case 3 -> Optional.of(Json.of(WORDS[small() % WORDS.length]));
      case 4 -> Optional.of(Json.of(small() % 2 == 0));
      case 5 -> Optional.of(Json.of(number()));
      case 6 ->
          value instanceof Json.Int i
              ? Optional.of(
                  Json.of(
                      Math.max(-Json.MAX_INT, Math.min(Json.MAX_INT, i.value() + small() - 128))))
              : Optional.of(Json.of(Integer.toString(number())));
      case 7 -> Optional.of(list(value));
      default -> Optional.of(member(value));
    };
  }

  /// A list with one item of the document more, or one of its own again.
  private Json list(Json value) {
    if (!(value instanceof Json.Arr a)) {
      return Json.array(value);
    }
    List<Json> out = new ArrayList<>(a.items());
    int from = number();
    Json item =
        a.items().isEmpty()
            ? nodes.get(from % nodes.size())
            : a.items().get(from % a.items().size());
    out.add(small() % (out.size() + 1), item);
    return Json.array(out);
  }

  /// An object with the members of another one beside its own.
  private Json member(Json value) {
    if (!(value instanceof Json.Obj o)) {
      return Json.ofNull();
    }
    Json other = nodes.get(number() % nodes.size());
    Json.Obj out = o;
    if (other instanceof Json.Obj more) {
      for (int i = 0; i < more.size(); i++) {
        out = out.has(more.key(i)) ? out : out.with(more.key(i), more.value(i));
      }
    }
    return out;
  }

  /// Two bytes: 0 to 65,535.
  private int number() {
    return small() << 8 | small();
  }

  /// One byte: 0 to 255.
  private int small() {
    return in.hasRemaining() ? in.get() & 0xff : 0;
  }
}
