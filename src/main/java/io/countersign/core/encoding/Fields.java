package io.countersign.core.encoding;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the members of one JSON object strictly: each by name and type, and nothing that was not
/// asked for.
///
/// Call [#end()] last: it refuses members that nobody read. Faults name the path from the
/// document's root.
public final class Fields {
  private static final Pattern WIDE = Pattern.compile("0|-?[1-9][0-9]{0,1023}");
  private static final Pattern DECIMAL = Pattern.compile("0|-?[1-9][0-9]{0,77}");

  private final Json.Obj object;
  private final String path;
  private final BitSet read; // by index of the member

  private Fields(Json.Obj object, String path) {
    this.object = object;
    this.path = path;
    this.read = new BitSet(object.size());
  }

  /// Opens `value`.
  ///
  /// @param path what messages call the object; empty for a document's root
  /// @throws MalformedException `FIELD_TYPE` if `value` is no object
  public static Fields of(Json value, String path) throws MalformedException {
    if (value instanceof Json.Obj o) {
      return new Fields(o, path);
    }
    throw new MalformedException(
        Code.FIELD_TYPE, path.isEmpty() ? "root" : path, -1, "an object", value.kind());
  }

  public Json.Obj object() {
    return object;
  }

  /// The path of member `name`.
  public String path(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  public boolean has(String name) {
    return object.has(name);
  }

  /// The member, which must be there.
  ///
  /// @throws MalformedException `FIELD_MISSING`
  public Json any(String name) throws MalformedException {
    Json value = optional(name);
    if (value == null) {
      throw new MalformedException(Code.FIELD_MISSING, path(name), -1, "a value", "nothing");
    }
    return value;
  }

  /// The member, or null where it is absent.
  public @Nullable Json optional(String name) {
    int index = object.indexOf(name);
    if (index < 0) {
      return null;
    }
    read.set(index);
    return object.value(index);
  }

  /// An integer from `min` to `max`, both included.
  ///
  /// @throws MalformedException `FIELD_TYPE`, `FIELD_RANGE`
  public long integer(String name, long min, long max) throws MalformedException {
    return integer(any(name), path(name), min, max);
  }

  public static long integer(Json value, String path, long min, long max)
      throws MalformedException {
    if (!(value instanceof Json.Int i)) {
      throw new MalformedException(Code.FIELD_TYPE, path, -1, "an integer", value.kind());
    }
    if (i.value() < min || i.value() > max) {
      throw new MalformedException(
          Code.FIELD_RANGE, path, -1, min + " to " + max, Long.toString(i.value()));
    }
    return i.value();
  }

  /// A signed or large integer as a decimal string without leading zeros or `-0`.
  public BigInteger decimal(String name) throws MalformedException {
    return new BigInteger(string(name, DECIMAL));
  }

  /// The same for numbers of a trace, which products of many figures can reach: up to 1,024 digits.
  public BigInteger wide(String name) throws MalformedException {
    return new BigInteger(string(name, WIDE));
  }

  public boolean bool(String name) throws MalformedException {
    Json value = any(name);
    if (value instanceof Json.Bool b) {
      return b.value();
    }
    throw new MalformedException(Code.FIELD_TYPE, path(name), -1, "true or false", value.kind());
  }

  public String string(String name) throws MalformedException {
    return string(any(name), path(name));
  }

  public static String string(Json value, String path) throws MalformedException {
    if (value instanceof Json.Str s) {
      return s.value();
    }
    throw new MalformedException(Code.FIELD_TYPE, path, -1, "a string", value.kind());
  }

  /// A string that matches `pattern` as a whole.
  ///
  /// @throws MalformedException `FIELD_PATTERN`
  public String string(String name, Pattern pattern) throws MalformedException {
    return string(any(name), path(name), pattern);
  }

  public static String string(Json value, String path, Pattern pattern) throws MalformedException {
    String s = string(value, path);
    if (!pattern.matcher(s).matches()) {
      throw new MalformedException(
          Code.FIELD_PATTERN,
          path,
          -1,
          "a string of the form " + pattern,
          MalformedException.show(s));
    }
    return s;
  }

  /// One of `allowed`.
  public String oneOf(String name, List<String> allowed) throws MalformedException {
    String s = string(name);
    if (!allowed.contains(s)) {
      throw new MalformedException(
          Code.FIELD_PATTERN,
          path(name),
          -1,
          "one of " + String.join(", ", allowed),
          MalformedException.show(s));
    }
    return s;
  }

  /// 64 lower-case hex digits.
  public Bytes32 bytes32(String name) throws MalformedException {
    try {
      return Bytes32.parse(string(name));
    } catch (MalformedException e) {
      throw inside(path(name), e);
    }
  }

  /// Lower-case hex of any length.
  public Bytes hex(String name) throws MalformedException {
    try {
      return Bytes.parseHex(string(name));
    } catch (MalformedException e) {
      throw inside(path(name), e);
    }
  }

  /// A fault inside the text of a member: its offset counts from there, so it is not given.
  private static MalformedException inside(String path, MalformedException e) {
    return e.code() == Code.HEX_FORM
        ? new MalformedException(e.code(), path, -1, e.expected(), e.found())
        : e;
  }

  public Fields object(String name) throws MalformedException {
    return of(any(name), path(name));
  }

  /// An array of at least `min` and at most `max` items.
  public List<Json> array(String name, int min, int max) throws MalformedException {
    Json value = any(name);
    if (!(value instanceof Json.Arr a)) {
      throw new MalformedException(Code.FIELD_TYPE, path(name), -1, "an array", value.kind());
    }
    if (a.items().size() < min || a.items().size() > max) {
      throw new MalformedException(
          Code.FIELD_RANGE,
          path(name),
          -1,
          min + " to " + max + " items",
          a.items().size() + " items");
    }
    return a.items();
  }

  /// An array of objects, each opened with its path.
  public List<Fields> objects(String name, int min, int max) throws MalformedException {
    List<Fields> out = new ArrayList<>();
    List<Json> items = array(name, min, max);
    for (int i = 0; i < items.size(); i++) {
      out.add(of(items.get(i), path(name) + "[" + i + "]"));
    }
    return out;
  }

  /// Refuses members that nobody asked for.
  ///
  /// @throws MalformedException `FIELD_UNKNOWN` with the first of them
  public void end() throws MalformedException {
    for (int i = 0; i < object.size(); i++) {
      if (!read.get(i)) {
        throw new MalformedException(
            Code.FIELD_UNKNOWN, path(object.key(i)), -1, "no such member", object.key(i));
      }
    }
  }
}
