package io.countersign.core.encoding;

import io.countersign.core.base.Bytes;
import java.util.Arrays;

/// Writes canonical JSON. Source: RFC 8785 3.2, for the profile's values.
final class JsonWriter {
  private byte[] out = new byte[256];
  private int length;

  private JsonWriter() {}

  static Bytes canonical(Json value) {
    JsonWriter w = new JsonWriter();
    w.value(value);
    return Bytes.wrap(Arrays.copyOf(w.out, w.length));
  }

  private void value(Json value) {
    switch (value) {
      case Json.Obj o -> {
        put('{');
        for (int i = 0; i < o.size(); i++) {
          if (i > 0) {
            put(',');
          }
          string(o.key(i));
          put(':');
          value(o.value(i));
        }
        put('}');
      }
      case Json.Arr a -> {
        put('[');
        for (int i = 0; i < a.items().size(); i++) {
          if (i > 0) {
            put(',');
          }
          value(a.items().get(i));
        }
        put(']');
      }
      case Json.Str s -> string(s.value());
      case Json.Int i -> ascii(Long.toString(i.value()));
      case Json.Bool b -> ascii(b.value() ? "true" : "false");
      case Json.Null n -> ascii("null");
    }
  }

  private void string(String s) {
    put('"');
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      if (c == '"' || c == '\\') {
        put('\\');
        put(c);
      } else if (c < 0x80) {
        put(c);
      } else if (c < 0x800) {
        put(0xc0 | (c >> 6));
        put(0x80 | (c & 0x3f));
      } else if (Character.isHighSurrogate(c)) {
        int cp = Character.toCodePoint(c, s.charAt(++i));
        put(0xf0 | (cp >> 18));
        put(0x80 | ((cp >> 12) & 0x3f));
        put(0x80 | ((cp >> 6) & 0x3f));
        put(0x80 | (cp & 0x3f));
      } else {
        put(0xe0 | (c >> 12));
        put(0x80 | ((c >> 6) & 0x3f));
        put(0x80 | (c & 0x3f));
      }
    }
    put('"');
  }

  private void ascii(String s) {
    for (int i = 0; i < s.length(); i++) {
      put(s.charAt(i));
    }
  }

  private void put(int b) {
    if (length == out.length) {
      out = Arrays.copyOf(out, length * 2);
    }
    out[length++] = (byte) b;
  }
}
