package io.countersign.core.ledger;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;

/// One usage fact: a call, a shift, a chat, a survey answer. Source: `src/docs/formats.md` §4.
///
/// @param at when, in UTC seconds, 0 to [#MAX_AT]; what the instant means says the type's label
/// @param data the fields that the type declares: integers, booleans and strings
/// @param id name of the fact at its source, `[A-Za-z0-9._:-]{1,64}`
/// @param rev revision, 0 at first; each later one needs a void of the one before
/// @param source the system that recorded it, in the same characters as `id`
/// @param type a record type of the terms, in the same characters as `id`
public record UsageRecord(long at, Json.Obj data, String id, long rev, String source, String type) {
  /// Cap on the canonical bytes of a record.
  public static final int MAX_BYTES = 4096;

  /// The latest instant: 2100-01-01 UTC.
  public static final long MAX_AT = 4_102_444_800L;

  /// Cap on the characters of `id`, `source` and `type`.
  public static final int MAX_NAME = 64;

  public UsageRecord {
    if (at < 0 || at > MAX_AT) {
      throw new IllegalArgumentException("at out of range: " + at);
    }
    if (rev < 0 || rev > Entry.MAX_UINT32) {
      throw new IllegalArgumentException("rev out of range: " + rev);
    }
    if (!isName(id) || !isName(source) || !isName(type)) {
      throw new IllegalArgumentException(
          "id, source and type are [A-Za-z0-9._:-]{1,64}: " + id + ", " + source + ", " + type);
    }
  }

  /// The part of a record that prices read; what stays when its name is erased.
  public record Row(long at, Json.Obj data, String type) {
    /// Canonical `{"at":…,"data":{…},"type":"…"}`.
    public Bytes toBytes() {
      return Json.object().put("at", at).put("data", data).put("type", type).build().toCanonical();
    }
  }

  /// Whether `s` may be an id, a source or a type.
  public static boolean isName(String s) {
    if (s.isEmpty() || s.length() > MAX_NAME) {
      return false;
    }
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      boolean good =
          (c >= 'a' && c <= 'z')
              || (c >= '0' && c <= '9')
              || (c >= 'A' && c <= 'Z')
              || c == '.'
              || c == '_'
              || c == ':'
              || c == '-';
      if (!good) {
        return false;
      }
    }
    return true;
  }

  /// Reads one canonical record.
  ///
  /// @throws MalformedException codes 01xx with the path of the member
  public static UsageRecord parse(Bytes bytes) throws MalformedException {
    return parse(bytes.unsafeArray(), 0, bytes.size());
  }

  /// The same for the range [from, to) of `array`.
  public static UsageRecord parse(byte[] array, int from, int to) throws MalformedException {
    return read(JsonReader.canonical(array, from, to, MAX_BYTES));
  }

  /// Reads a record from a JSON value, for importers that build or read one in a relaxed form.
  public static UsageRecord read(Json value) throws MalformedException {
    if (value instanceof Json.Obj o && isPlain(o)) {
      return new UsageRecord(
          ((Json.Int) o.value(0)).value(),
          (Json.Obj) o.value(1),
          ((Json.Str) o.value(2)).value(),
          ((Json.Int) o.value(3)).value(),
          ((Json.Str) o.value(4)).value(),
          ((Json.Str) o.value(5)).value());
    }
    Fields f = Fields.of(value, "");
    UsageRecord r =
        new UsageRecord(
            at(f),
            data(f),
            name(f, "id"),
            f.integer("rev", 0, Entry.MAX_UINT32),
            name(f, "source"),
            name(f, "type"));
    f.end();
    return r;
  }

  /// Whether the slow way would find no fault: it costs as much as the parse, and nearly every
  /// record is good.
  private static boolean isPlain(Json.Obj o) {
    return o.size() == 6
        && o.key(0).equals("at")
        && o.key(1).equals("data")
        && o.key(2).equals("id")
        && o.key(3).equals("rev")
        && o.key(4).equals("source")
        && o.key(5).equals("type")
        && o.value(0) instanceof Json.Int at
        && at.value() >= 0
        && at.value() <= MAX_AT
        && o.value(1) instanceof Json.Obj data
        && isFlat(data)
        && o.value(2) instanceof Json.Str id
        && isName(id.value())
        && o.value(3) instanceof Json.Int rev
        && rev.value() >= 0
        && rev.value() <= Entry.MAX_UINT32
        && o.value(4) instanceof Json.Str source
        && isName(source.value())
        && o.value(5) instanceof Json.Str type
        && isName(type.value());
  }

  private static boolean isFlat(Json.Obj data) {
    for (int i = 0; i < data.size(); i++) {
      Json v = data.value(i);
      if (!(v instanceof Json.Int || v instanceof Json.Bool || v instanceof Json.Str)) {
        return false;
      }
    }
    return true;
  }

  static long at(Fields f) throws MalformedException {
    return f.integer("at", 0, MAX_AT);
  }

  static Json.Obj data(Fields f) throws MalformedException {
    Json.Obj data = f.object("data").object();
    for (int i = 0; i < data.size(); i++) {
      Json v = data.value(i);
      if (v instanceof Json.Obj || v instanceof Json.Arr || v instanceof Json.Null) {
        throw new MalformedException(
            Code.FIELD_TYPE,
            "data." + data.key(i),
            -1,
            "an integer, a boolean or a string",
            v.kind());
      }
    }
    return data;
  }

  static String name(Fields f, String member) throws MalformedException {
    String s = f.string(member);
    if (!isName(s)) {
      throw new MalformedException(
          Code.FIELD_PATTERN,
          f.path(member),
          -1,
          "1 to 64 characters of A-Z a-z 0-9 . _ : -",
          MalformedException.show(s));
    }
    return s;
  }

  /// The canonical bytes.
  public Bytes toBytes() {
    return Json.object()
        .put("at", at)
        .put("data", data)
        .put("id", id)
        .put("rev", rev)
        .put("source", source)
        .put("type", type)
        .build()
        .toCanonical();
  }

  public Row row() {
    return new Row(at, data, type);
  }
}
