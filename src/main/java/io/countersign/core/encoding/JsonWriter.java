package io.countersign.core.encoding;

import io.countersign.core.base.Bytes;
import java.util.Arrays;

/// Writes canonical JSON. Source: RFC 8785 3.2, for the profile's values.
///
/// Of the escapes of RFC 8785 only those of the quote and the backslash can occur: the profile has
/// no control characters.
final class JsonWriter {
  private byte[] out = new byte[256];
  private int length;

  private JsonWriter() {}

  static Bytes canonical(Json value) {
    JsonWriter w = new JsonWriter();
    w.value(value, 1);
    return Bytes.wrap(Arrays.copyOf(w.out, w.length));
  }

  private void value(Json value, int depth) {
    if (depth > JsonReader.MAX_DEPTH && (value instanceof Json.Obj || value instanceof Json.Arr)) {
      throw new IllegalStateException(
          "nesting deeper than " + JsonReader.MAX_DEPTH + ", which no reader would accept");
    }
    switch (value) {
      case Json.Obj o -> {
        put('{');
        for (int i = 0; i < o.size(); i++) {
          if (i > 0) {
            put(',');
          }
          string(o.key(i));
          put(':');
          value(o.value(i), depth + 1);
        }
        put('}');
      }
      case Json.Arr a -> {
        put('[');
        for (int i = 0; i < a.items().size(); i++) {
          if (i > 0) {
            put(',');
          }
          value(a.items().get(i), depth + 1);
        }
        put(']');
      }
      case Json.Str s -> string(s.value());
      case Json.Int i -> integer(i.value());
      case Json.Bool b -> ascii(b.value() ? "true" : "false");
      case Json.Null n -> ascii("null");
    }
  }

  private void string(String s) {
    room(3 * s.length() + 2); // a char takes 3 bytes at most, a surrogate pair 4
    byte[] to = out;
    int n = length;
    to[n++] = '"';
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      if (c < 0x80) {
        if (c == '"' || c == '\\') {
          to[n++] = '\\';
        }
        to[n++] = (byte) c;
      } else if (c < 0x800) {
        to[n++] = (byte) (0xc0 | (c >> 6));
        to[n++] = (byte) (0x80 | (c & 0x3f));
      } else if (Character.isHighSurrogate(c)) {
        int cp = Character.toCodePoint(c, s.charAt(++i));
        to[n++] = (byte) (0xf0 | (cp >> 18));
        to[n++] = (byte) (0x80 | ((cp >> 12) & 0x3f));
        to[n++] = (byte) (0x80 | ((cp >> 6) & 0x3f));
        to[n++] = (byte) (0x80 | (cp & 0x3f));
      } else {
        to[n++] = (byte) (0xe0 | (c >> 12));
        to[n++] = (byte) (0x80 | ((c >> 6) & 0x3f));
        to[n++] = (byte) (0x80 | (c & 0x3f));
      }
    }
    to[n++] = '"';
    length = n;
  }

  private void integer(long value) {
    room(17); // a sign and 16 digits
    if (value < 0) {
      out[length++] = '-';
    }
    long rest = Math.abs(value);
    int digits = 1;
    for (long limit = 10; limit <= rest; limit *= 10) {
      digits++;
    }
    for (int i = length + digits - 1; i >= length; i--) {
      out[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
  }

  private void ascii(String s) {
    room(s.length());
    for (int i = 0; i < s.length(); i++) {
      out[length++] = (byte) s.charAt(i);
    }
  }

  private void put(char c) {
    room(1);
    out[length++] = (byte) c;
  }

  private void room(int bytes) {
    if (out.length - length < bytes) {
      out = Arrays.copyOf(out, Math.max(out.length * 2, length + bytes));
    }
  }
}
