package io.countersign.core.base;

import java.util.Objects;

/// Untrusted bytes that do not parse: which rule, in which field, at which byte, what was expected
/// and what was found.
///
/// The only checked exception of core. `field` names the place in the terms of the format (a JSON
/// path such as `lines[3].price`, or the name of a line or field); `offset` counts bytes from the
/// start of the input, -1 if unknown.
public final class MalformedException extends Exception {
  private static final long serialVersionUID = 1L;

  private static final int SHOWN = 80;

  private final Code code;
  private final String field;
  private final long offset;
  private final String expected;
  private final String found;

  public MalformedException(Code code, String field, long offset, String expected, String found) {
    super(
        code.id()
            + " "
            + code.slug()
            + " at "
            + field
            + (offset < 0 ? "" : " (byte " + offset + ")")
            + ": expected "
            + expected
            + ", found "
            + found);
    this.code = Objects.requireNonNull(code);
    this.field = field;
    this.offset = offset;
    this.expected = expected;
    this.found = found;
  }

  public Code code() {
    return code;
  }

  public String field() {
    return field;
  }

  public long offset() {
    return offset;
  }

  public String expected() {
    return expected;
  }

  public String found() {
    return found;
  }

  /// The same fault seen from one level up: `field` becomes `parent` joined with the old field.
  public MalformedException within(String parent) {
    String joined = field.startsWith("[") ? parent + field : parent + "." + field;
    return new MalformedException(code, joined, offset, expected, found);
  }

  public Finding toFinding() {
    return new Finding(code, offset < 0 ? field : field + "@" + offset, expected, found);
  }

  /// Input made safe to print: quoted, control characters and lone surrogates escaped, cut after 80
  /// characters.
  public static String show(CharSequence text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length() && i < SHOWN; i++) {
      char c = text.charAt(i);
      if (c < 0x20
          || (c >= 0x7f && c < 0xa0)
          || Character.isSurrogate(c)
          || (c >= 0x2028 && c <= 0x202e)
          || (c >= 0x2066 && c <= 0x2069)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (pair) {
          out.append(c).append(text.charAt(++i));
        } else {
          out.append(String.format("\\u%04x", (int) c));
        }
      } else {
        out.append(c);
      }
    }
    return out.append(text.length() > SHOWN ? "…\"" : "\"").toString();
  }

  /// One character made safe to print.
  public static String show(char c) {
    return show(String.valueOf(c));
  }
}
