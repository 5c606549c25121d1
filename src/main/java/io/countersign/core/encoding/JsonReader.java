package io.countersign.core.encoding;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Reads JSON of the project's profile from untrusted bytes.
///
/// `canonical` accepts canonical bytes only. `relaxed` is for texts that people type: it allows
/// white space, any order of keys and all escapes of RFC 8259, and refuses the same values; what it
/// returns is canonical once written. Cost: one pass, linear; recursion no deeper than the cap.
public final class JsonReader {
  /// Deepest nesting accepted anywhere.
  public static final int MAX_DEPTH = 12;

  /// Longest key kept for reuse, in bytes.
  private static final int MAX_CACHED_KEY = 32;

  private final byte[] in;
  private final int start;
  private final int end;
  private final boolean canonical;
  private int at;

  /// Keys seen lately, of all readers: they repeat from record to record. Threads may overwrite
  /// each other's, which costs an allocation and nothing else, as a hit is compared and strings are
  /// immutable.
  private static final String[] KEYS = new String[1024];

  /// Longest string value kept for reuse, in bytes.
  private static final int MAX_CACHED_VALUE = 32;

  /// The same for string values: a month of calls names few queues, agents and outcomes. What a
  /// ledger holds in memory is half as large with them shared.
  private static final Json.Str[] VALUES = new Json.Str[4096];

  /// The same for the keys of an object together: records of a type have the same ones.
  private static final Shape[] SHAPES = new Shape[1024];

  /// Keys of an object. The final field is what lets another thread read the array's elements.
  private static final class Shape {
    private final String[] keys;

    Shape(String[] keys) {
      this.keys = keys;
    }

    /// The keys of the shape, if they are the first `n` of `other`.
    boolean isOf(String[] other, int n) {
      if (keys.length != n) {
        return false;
      }
      for (int i = 0; i < n; i++) {
        if (!keys[i].equals(other[i])) {
          return false;
        }
      }
      return true;
    }
  }

  private JsonReader(byte[] in, int from, int to, boolean canonical) {
    this.in = in;
    this.start = from;
    this.at = from;
    this.end = to;
    this.canonical = canonical;
  }

  /// Reads one value in canonical form that fills `bytes` to the end.
  ///
  /// @param maxBytes cap on the input, in bytes
  /// @throws MalformedException with one of the codes 01xx, the offset and what was expected there
  public static Json canonical(Bytes bytes, int maxBytes) throws MalformedException {
    return canonical(bytes.unsafeArray(), 0, bytes.size(), maxBytes);
  }

  /// The same for the range [from, to) of `array`.
  public static Json canonical(byte[] array, int from, int to, int maxBytes)
      throws MalformedException {
    return read(array, from, to, maxBytes, true);
  }

  /// Reads one value as people write it.
  public static Json relaxed(Bytes bytes, int maxBytes) throws MalformedException {
    return read(bytes.unsafeArray(), 0, bytes.size(), maxBytes, false);
  }

  private static Json read(byte[] array, int from, int to, int maxBytes, boolean canonical)
      throws MalformedException {
    if (to - from > maxBytes) {
      throw new MalformedException(
          Code.INPUT_TOO_LARGE,
          "json",
          0,
          "at most " + maxBytes + " bytes",
          (to - from) + " bytes");
    }
    JsonReader r = new JsonReader(array, from, to, canonical);
    r.space();
    Json value = r.value(1);
    r.space();
    if (r.at != to) {
      throw r.fault(Code.TRAILING_BYTES, "the end of the text");
    }
    return value;
  }

  private Json value(int depth) throws MalformedException {
    if (at >= end) {
      throw fault(Code.JSON_SYNTAX, "a value");
    }
    return switch (in[at]) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case '"' -> stringValue();
      case 't' -> {
        literal("true");
        yield Json.Bool.TRUE;
      }
      case 'f' -> {
        literal("false");
        yield Json.Bool.FALSE;
      }
      case 'n' -> {
        literal("null");
        yield Json.ofNull();
      }
      default -> number();
    };
  }

  private Json.Obj object(int depth) throws MalformedException {
    deepEnough(depth);
    at++;
    space();
    String[] keys = new String[8];
    Json[] values = new Json[8];
    int n = 0;
    if (peek('}')) {
      at++;
      return new Json.Obj(new String[0], new Json[0]);
    }
    while (true) {
      int keyAt = at;
      String key = key();
      if (canonical && n > 0) {
        int order = key.compareTo(keys[n - 1]);
        if (order <= 0) {
          throw new MalformedException(
              order == 0 ? Code.JSON_DUPLICATE_KEY : Code.JSON_NOT_CANONICAL,
              "json",
              keyAt - start,
              "a key after " + MalformedException.show(keys[n - 1]),
              MalformedException.show(key));
        }
      }
      space();
      expect(':');
      space();
      Json value = value(depth + 1);
      if (n == keys.length) {
        keys = Arrays.copyOf(keys, 2 * n);
        values = Arrays.copyOf(values, 2 * n);
      }
      keys[n] = key;
      values[n++] = value;
      space();
      if (peek('}')) {
        at++;
        break;
      }
      expect(',');
      space();
    }
    values = Arrays.copyOf(values, n);
    if (!canonical) {
      keys = Arrays.copyOf(keys, n);
      sort(keys, values);
    }
    return new Json.Obj(shared(keys, n), values);
  }

  /// The first `n` of `keys`, in an array that objects of the same keys share.
  private static String[] shared(String[] keys, int n) {
    int hash = n;
    for (int i = 0; i < n; i++) {
      hash = hash * 31 + keys[i].hashCode();
    }
    int slot = (hash ^ (hash >>> 10)) & (SHAPES.length - 1);
    Shape cached = SHAPES[slot];
    if (cached == null || !cached.isOf(keys, n)) {
      cached = new Shape(Arrays.copyOf(keys, n));
      SHAPES[slot] = cached;
    }
    return cached.keys;
  }

  private void sort(String[] keys, Json[] values) throws MalformedException {
    Integer[] order = new Integer[keys.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (x, y) -> keys[x].compareTo(keys[y]));
    String[] k = keys.clone();
    Json[] v = values.clone();
    for (int i = 0; i < order.length; i++) {
      keys[i] = k[order[i]];
      values[i] = v[order[i]];
      if (i > 0 && keys[i].equals(keys[i - 1])) {
        throw fault(Code.JSON_DUPLICATE_KEY, "each key once, but " + keys[i] + " stands twice");
      }
    }
  }

  private Json.Arr array(int depth) throws MalformedException {
    deepEnough(depth);
    at++;
    space();
    List<Json> items = new ArrayList<>();
    if (peek(']')) {
      at++;
      return new Json.Arr(items);
    }
    while (true) {
      items.add(value(depth + 1));
      space();
      if (peek(']')) {
        at++;
        return new Json.Arr(items);
      }
      expect(',');
      space();
    }
  }

  private void deepEnough(int depth) throws MalformedException {
    if (depth > MAX_DEPTH) {
      throw fault(Code.JSON_DEPTH, "nesting of at most " + MAX_DEPTH);
    }
  }

  private String key() throws MalformedException {
    int from = at;
    if (!peek('"')) {
      throw fault(Code.JSON_SYNTAX, "a key in quotes");
    }
    int i = from + 1;
    int hash = 0;
    while (i < end && isKeyByte(in[i])) {
      hash = hash * 31 + in[i++];
    }
    if (i >= end || in[i] != '"' || i == from + 1 || !isLetter(in[from + 1])) {
      throw fault(Code.JSON_KEY, "a key of [A-Za-z][A-Za-z0-9_]*");
    }
    at = i + 1;
    int slot = (hash ^ (hash >>> 10)) & (KEYS.length - 1);
    String cached = KEYS[slot];
    if (cached != null && same(cached, from + 1, i)) {
      return cached;
    }
    String key = new String(in, from + 1, i - from - 1, StandardCharsets.ISO_8859_1);
    if (key.length() <= MAX_CACHED_KEY) {
      KEYS[slot] = key;
    }
    return key;
  }

  private boolean same(String s, int from, int to) {
    if (s.length() != to - from) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (s.charAt(i - from) != in[i]) {
        return false;
      }
    }
    return true;
  }

  private Json.Str stringValue() throws MalformedException {
    int from = at + 1;
    int limit = Math.min(end, from + MAX_CACHED_VALUE);
    int i = from;
    int hash = 0;
    while (i < limit && in[i] != '"' && in[i] != '\\' && in[i] >= 0x20 && in[i] != 0x7f) {
      hash = hash * 31 + in[i++];
    }
    if (i >= limit || in[i] != '"') {
      return new Json.Str(string());
    }
    at = i + 1;
    int slot = (hash ^ (hash >>> 12)) & (VALUES.length - 1);
    Json.Str cached = VALUES[slot];
    if (cached == null || !same(cached.value(), from, i)) {
      cached = new Json.Str(new String(in, from, i - from, StandardCharsets.ISO_8859_1));
      VALUES[slot] = cached;
    }
    return cached;
  }

  private String string() throws MalformedException {
    int from = ++at;
    int i = from;
    while (i < end && in[i] != '"' && in[i] != '\\' && in[i] >= 0x20 && in[i] != 0x7f) {
      i++;
    }
    if (i < end && in[i] == '"') {
      at = i + 1;
      return new String(in, from, i - from, StandardCharsets.ISO_8859_1); // all ASCII here
    }
    return longString(from, i);
  }

  /// A string that is not all ASCII, or has escapes; up to `plain` it is and has none.
  private String longString(int from, int plain) throws MalformedException {
    at = plain;
    while (at < end && in[at] < 0) {
      at += codePoint();
      while (at < end && in[at] != '"' && in[at] != '\\' && in[at] >= 0x20 && in[at] != 0x7f) {
        at++;
      }
    }
    if (peek('"')) {
      return new String(in, from, at++ - from, StandardCharsets.UTF_8); // well-formed by now
    }
    StringBuilder out = new StringBuilder();
    out.append(new String(in, from, at - from, StandardCharsets.UTF_8));
    while (true) {
      if (at >= end) {
        throw fault(Code.JSON_SYNTAX, "the closing quote of a string");
      }
      int b = in[at] & 0xff;
      if (b == '"') {
        at++;
        return out.toString();
      }
      if (b == '\\') {
        escape(out);
      } else if (b < 0x20 || b == 0x7f) {
        throw fault(Code.JSON_STRING, "no control character");
      } else if (b < 0x80) {
        out.append((char) b);
        at++;
      } else {
        int n = codePoint();
        out.append(new String(in, at, n, StandardCharsets.UTF_8));
        at += n;
      }
    }
  }

  private void escape(StringBuilder out) throws MalformedException {
    int from = at;
    if (at + 1 >= end) {
      throw fault(Code.JSON_SYNTAX, "an escape");
    }
    char c = (char) in[at + 1];
    if (c == '"' || c == '\\') {
      out.append(c);
      at += 2;
      return;
    }
    if (c == 'b' || c == 'f' || c == 'n' || c == 'r' || c == 't') {
      throw fault(Code.JSON_STRING, "no control character");
    }
    if (c != '/' && c != 'u') {
      throw fault(Code.JSON_SYNTAX, "one of the escapes of JSON");
    }
    if (c == '/') {
      if (canonical) {
        throw fault(Code.JSON_NOT_CANONICAL, "/ without an escape");
      }
      out.append(c);
      at += 2;
      return;
    }
    char unit = unit(at);
    at += 6;
    if (Character.isHighSurrogate(unit) && at + 1 < end && in[at] == '\\' && in[at + 1] == 'u') {
      char low = unit(at);
      if (Character.isLowSurrogate(low)) {
        if (canonical) {
          at = from;
          throw fault(Code.JSON_NOT_CANONICAL, "the character itself, not its escape");
        }
        out.append(unit).append(low);
        at += 6;
        return;
      }
    }
    if (Character.isSurrogate(unit) || forbidden(unit)) {
      at = from;
      throw fault(Code.JSON_STRING, "no control character and no lone surrogate");
    }
    if (canonical) {
      at = from;
      throw fault(Code.JSON_NOT_CANONICAL, "the character itself, not its escape");
    }
    out.append(unit);
  }

  private char unit(int from) throws MalformedException {
    int v = 0;
    for (int i = from + 2; i < from + 6; i++) {
      int d = i < end ? Character.digit((char) (in[i] & 0xff), 16) : -1;
      if (d < 0 || in[i] < 0) {
        throw fault(Code.JSON_SYNTAX, "four hex digits after \\u");
      }
      v = v * 16 + d;
    }
    return (char) v;
  }

  /// The length of the code point at hand: two to four UTF-8 bytes, in shortest form, no surrogate.
  /// Source: RFC 3629.
  private int codePoint() throws MalformedException {
    int b = in[at] & 0xff;
    int n = b >= 0xf0 ? 4 : b >= 0xe0 ? 3 : 2;
    if (b < 0xc2 || b > 0xf4 || at + n > end) {
      throw fault(Code.UTF8, "well-formed UTF-8");
    }
    int cp = b & (0x7f >> n);
    for (int i = 1; i < n; i++) {
      int c = in[at + i] & 0xff;
      if ((c & 0xc0) != 0x80) {
        throw fault(Code.UTF8, "well-formed UTF-8");
      }
      cp = (cp << 6) | (c & 0x3f);
    }
    boolean tooLong = (n == 3 && cp < 0x800) || (n == 4 && cp < 0x10000);
    if (tooLong || cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff)) {
      throw fault(Code.UTF8, "well-formed UTF-8");
    }
    if (cp < 0xa0) {
      throw fault(Code.JSON_STRING, "no control character");
    }
    return n;
  }

  private Json.Int number() throws MalformedException {
    int from = at;
    boolean negative = peek('-');
    if (negative) {
      at++;
    }
    int digits = at;
    long v = 0;
    while (at < end && in[at] >= '0' && in[at] <= '9') {
      if (at - digits >= 16) {
        at = from;
        throw fault(Code.JSON_NUMBER, "an integer of at most 2^53-1");
      }
      v = v * 10 + (in[at++] - '0');
    }
    if (at == digits) {
      at = from;
      throw fault(Code.JSON_SYNTAX, "a value");
    }
    boolean fraction = at < end && (in[at] == '.' || in[at] == 'e' || in[at] == 'E');
    if (fraction
        || v > Json.MAX_INT
        || (in[digits] == '0' && at - digits > 1)
        || (negative && v == 0)) {
      at = from;
      throw fault(
          Code.JSON_NUMBER, "an integer up to 2^53-1 without leading zeros, fraction or exponent");
    }
    return new Json.Int(negative ? -v : v);
  }

  private void literal(String word) throws MalformedException {
    for (int i = 0; i < word.length(); i++) {
      if (at + i >= end || in[at + i] != word.charAt(i)) {
        throw fault(Code.JSON_SYNTAX, "a value");
      }
    }
    at += word.length();
  }

  private void space() {
    if (!canonical) {
      while (at < end && (in[at] == ' ' || in[at] == '\n' || in[at] == '\r' || in[at] == '\t')) {
        at++;
      }
    }
  }

  private boolean peek(char c) {
    return at < end && in[at] == c;
  }

  private void expect(char c) throws MalformedException {
    if (!peek(c)) {
      throw fault(Code.JSON_SYNTAX, "'" + c + "'");
    }
    at++;
  }

  private MalformedException fault(Code code, String expected) {
    boolean white =
        at < end && (in[at] == ' ' || in[at] == '\n' || in[at] == '\r' || in[at] == '\t');
    Code c =
        canonical && white && (code == Code.JSON_SYNTAX || code == Code.TRAILING_BYTES)
            ? Code.JSON_NOT_CANONICAL
            : code;
    String found =
        at >= end
            ? "the end of the input"
            : MalformedException.show(
                new String(in, at, Math.min(24, end - at), StandardCharsets.UTF_8));
    return new MalformedException(c, "json", at - start, expected, found);
  }

  /// Index of the first character of `s` that a string of the profile cannot hold, or -1.
  static int firstForbidden(String s) {
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      if (forbidden(c)) {
        return i;
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < s.length()
          && Character.isLowSurrogate(s.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        return i;
      }
    }
    return -1;
  }

  /// Control characters: U+0000-001F and U+007F-009F.
  private static boolean forbidden(char c) {
    return c < 0x20 || (c >= 0x7f && c < 0xa0);
  }

  static boolean isKey(String key) {
    if (key.isEmpty() || key.charAt(0) >= 0x80 || !isLetter((byte) key.charAt(0))) {
      return false;
    }
    for (int i = 1; i < key.length(); i++) {
      if (key.charAt(i) >= 0x80 || !isKeyByte((byte) key.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isLetter(byte b) {
    return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');
  }

  private static boolean isKeyByte(byte b) {
    return isLetter(b) || (b >= '0' && b <= '9') || b == '_';
  }
}
