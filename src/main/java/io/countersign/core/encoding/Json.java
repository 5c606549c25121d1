package io.countersign.core.encoding;

import io.countersign.core.base.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A JSON value of the project's profile: objects, arrays, strings, integers up to 2^53-1, booleans
/// and null.
///
/// Source: RFC 8785, restricted by `src/docs/formats.md` §1.
public sealed interface Json {
  /// The largest integer of the profile, 2^53-1; the least is its negative.
  long MAX_INT = (1L << 53) - 1;

  static Str of(String value) {
    return new Str(value);
  }

  /// @throws IllegalArgumentException beyond ±(2^53-1)
  static Int of(long value) {
    return new Int(value);
  }

  static Bool of(boolean value) {
    return value ? Bool.TRUE : Bool.FALSE;
  }

  static Null ofNull() {
    return Null.NULL;
  }

  static Arr array(List<? extends Json> items) {
    return new Arr(List.copyOf(items));
  }

  static Arr array(Json... items) {
    return new Arr(List.of(items));
  }

  static Builder object() {
    return new Builder();
  }

  /// The canonical bytes. Cost: one pass, linear in the output.
  default Bytes toCanonical() {
    return JsonWriter.canonical(this);
  }

  /// The canonical text, for messages and tests.
  default String toText() {
    return toCanonical().toUtf8();
  }

  /// What messages call this kind of value.
  default String kind() {
    return switch (this) {
      case Obj o -> "an object";
      case Arr a -> "an array";
      case Str s -> "a string";
      case Int i -> "an integer";
      case Bool b -> "a boolean";
      case Null n -> "null";
    };
  }

  /// A string without control characters and lone surrogates.
  record Str(String value) implements Json {
    public Str {
      int bad = JsonReader.firstForbidden(value);
      if (bad >= 0) {
        throw new IllegalArgumentException(
            "character U+%04X at %d is outside the profile"
                .formatted((int) value.charAt(bad), bad));
      }
    }
  }

  /// An integer, |value| <= 2^53-1.
  record Int(long value) implements Json {
    public Int {
      if (value > MAX_INT || value < -MAX_INT) {
        throw new IllegalArgumentException("integer beyond 2^53-1: " + value);
      }
    }
  }

  /// true or false.
  record Bool(boolean value) implements Json {
    static final Bool TRUE = new Bool(true);
    static final Bool FALSE = new Bool(false);
  }

  /// null.
  record Null() implements Json {
    static final Null NULL = new Null();
  }

  /// An immutable array.
  record Arr(List<Json> items) implements Json {
    public Arr {
      items = List.copyOf(items);
    }
  }

  /// An immutable object, its keys unique and in canonical order.
  final class Obj implements Json {
    private final String[] keys;
    private final Json[] values;

    /// Takes over the arrays; keys must be strictly ascending.
    Obj(String[] keys, Json[] values) {
      this.keys = keys;
      this.values = values;
    }

    public int size() {
      return keys.length;
    }

    public String key(int index) {
      return keys[index];
    }

    public Json value(int index) {
      return values[index];
    }

    public List<String> keys() {
      return List.of(keys);
    }

    /// The value under `key`, or null if there is none.
    public @Nullable Json get(String key) {
      int i = indexOf(key);
      return i < 0 ? null : values[i];
    }

    public boolean has(String key) {
      return indexOf(key) >= 0;
    }

    /// The place of `key` among the members, negative if there is none.
    int indexOf(String key) {
      return Arrays.binarySearch(keys, key);
    }

    /// A copy with `key` set to `value`.
    public Obj with(String key, Json value) {
      Builder out = new Builder();
      for (int i = 0; i < keys.length; i++) {
        if (!keys[i].equals(key)) {
          out.put(keys[i], values[i]);
        }
      }
      return out.put(key, value).build();
    }

    /// A copy without `key`.
    public Obj without(String key) {
      Builder out = new Builder();
      for (int i = 0; i < keys.length; i++) {
        if (!keys[i].equals(key)) {
          out.put(keys[i], values[i]);
        }
      }
      return out.build();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Obj o
          && Arrays.equals(keys, o.keys)
          && Arrays.equals(values, o.values);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(keys) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
      return toText();
    }
  }

  /// Collects the members of an object in any order.
  final class Builder {
    private final Map<String, Json> members = new TreeMap<>();

    private Builder() {}

    /// @throws IllegalArgumentException if `key` is outside `[A-Za-z][A-Za-z0-9_]*` or already
    ///   there
    public Builder put(String key, Json value) {
      if (!JsonReader.isKey(key)) {
        throw new IllegalArgumentException("key outside [A-Za-z][A-Za-z0-9_]*: " + key);
      }
      if (members.put(key, value) != null) {
        throw new IllegalArgumentException("key twice: " + key);
      }
      return this;
    }

    public Builder put(String key, String value) {
      return put(key, Json.of(value));
    }

    public Builder put(String key, long value) {
      return put(key, Json.of(value));
    }

    public Builder put(String key, boolean value) {
      return put(key, Json.of(value));
    }

    public Builder put(String key, List<? extends Json> items) {
      return put(key, Json.array(items));
    }

    public Obj build() {
      List<String> keys = new ArrayList<>(members.keySet());
      return new Obj(keys.toArray(String[]::new), members.values().toArray(Json[]::new));
    }
  }
}
