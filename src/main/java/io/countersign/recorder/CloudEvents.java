package io.countersign.recorder;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.UsageRecord;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Reads CloudEvents 1.0 as records: `source`, `id`, `type`, `time` and `data` become those of a
/// record, the extension attribute `rev` its revision (0 without).
///
/// A record's names have fewer characters than CloudEvents allow, and are names for ever; so
/// nothing is shortened or rewritten here but what the owner of the recorder maps by name.
/// Fractions of a second are cut off. Attributes that say nothing about a record are read over.
///
/// Source: CloudEvents 1.0.2, its JSON event format and HTTP protocol binding.
public final class CloudEvents {
  /// Media type of one event.
  public static final String EVENT = "application/cloudevents+json";

  /// Media type of a batch of events.
  public static final String BATCH = "application/cloudevents-batch+json";

  /// Events of one batch.
  public static final int MAX_EVENTS = 10_000;

  /// Bytes of one event.
  public static final int MAX_BYTES = 64 << 10;

  /// Bytes of one batch.
  public static final int MAX_BATCH_BYTES = 32 << 20;

  private final Map<String, String> sources;
  private final Map<String, String> types;

  /// @param sources names of sources by the URI that an event gives; others are taken as they are
  /// @param types record types by the event's type
  public CloudEvents(Map<String, String> sources, Map<String, String> types) {
    this.sources = Map.copyOf(sources);
    this.types = Map.copyOf(types);
  }

  /// An event that was read, or why it was not.
  ///
  /// @param name `source/id` as far as they are known, for answers
  public record Read(String name, Optional<UsageRecord> usage, Optional<MalformedException> why) {
    static Read of(UsageRecord r) {
      return new Read(r.source() + "/" + r.id(), Optional.of(r), Optional.empty());
    }
  }

  /// Reads one event in structured mode.
  ///
  /// @throws MalformedException codes 01xx if it is no JSON of the profile
  public Read event(Bytes body) throws MalformedException {
    return read(JsonReader.relaxed(body, MAX_BYTES));
  }

  /// Reads a batch; an event that is wrong does not stop the others.
  ///
  /// @throws MalformedException codes 01xx if it is no JSON of the profile, `EVENT_FORM` if it is
  ///   no array
  public List<Read> batch(Bytes body) throws MalformedException {
    Json json = JsonReader.relaxed(body, MAX_BATCH_BYTES);
    if (!(json instanceof Json.Arr all) || all.items().size() > MAX_EVENTS) {
      throw fault("body", "an array of at most " + MAX_EVENTS + " events", json.kind());
    }
    List<Read> out = new ArrayList<>();
    for (Json item : all.items()) {
      out.add(read(item));
    }
    return out;
  }

  /// Reads a line of either form: an event, or a record as `import` writes it.
  ///
  /// @throws MalformedException codes 01xx if it is no JSON of the profile
  public Read line(Bytes line) throws MalformedException {
    Json json = JsonReader.relaxed(line, MAX_BYTES);
    if (json instanceof Json.Obj o && !o.has("specversion")) {
      try {
        return Read.of(UsageRecord.read(o));
      } catch (MalformedException e) {
        return new Read(name(o), Optional.empty(), Optional.of(e));
      }
    }
    return read(json);
  }

  /// Reads an event in binary mode: attributes in header fields, `data` as the body.
  ///
  /// @param header the value of a field by its lower-case name
  /// @throws MalformedException codes 01xx if the body is no JSON of the profile
  public Read binary(Function<String, Optional<String>> header, Bytes body)
      throws MalformedException {
    Json.Builder event = Json.object();
    for (String attribute : List.of("id", "source", "specversion", "time", "type")) {
      Optional<String> value = header.apply("ce-" + attribute);
      if (value.isPresent()) {
        event.put(attribute, percentDecoded(value.get()));
      }
    }
    Optional<String> rev = header.apply("ce-rev");
    if (rev.isPresent()) {
      if (!rev.get().matches("0|[1-9][0-9]{0,9}")) {
        throw fault("ce-rev", "a whole number", MalformedException.show(rev.get()));
      }
      event.put("rev", Long.parseLong(rev.get()));
    }
    return read(event.put("data", JsonReader.relaxed(body, MAX_BYTES)).build());
  }

  /// Header values carry other characters percent-encoded; a record's names have none of them, so
  /// whatever stays encoded is refused by its characters.
  private static String percentDecoded(String value) {
    return value.toLowerCase(Locale.ROOT).contains("%3a")
        ? value.replace("%3A", ":").replace("%3a", ":")
        : value;
  }

  private Read read(Json json) {
    try {
      if (!(json instanceof Json.Obj o)) {
        throw fault("event", "a JSON object", json.kind());
      }
      return Read.of(usage(o));
    } catch (MalformedException e) {
      return new Read(json instanceof Json.Obj o ? name(o) : "", Optional.empty(), Optional.of(e));
    }
  }

  private static String name(Json.Obj o) {
    return (o.get("source") instanceof Json.Str s ? s.value() : "?")
        + "/"
        + (o.get("id") instanceof Json.Str i ? i.value() : "?");
  }

  private UsageRecord usage(Json.Obj o) throws MalformedException {
    if (!text(o, "specversion").equals("1.0")) {
      throw fault("specversion", "1.0", MalformedException.show(text(o, "specversion")));
    }
    if (o.has("datacontenttype") && !isJson(text(o, "datacontenttype"))) {
      throw fault(
          "datacontenttype",
          "application/json",
          MalformedException.show(text(o, "datacontenttype")));
    }
    if (!(o.get("data") instanceof Json.Obj data)) {
      throw fault("data", "a JSON object", o.has("data") ? "another value" : "nothing");
    }
    String source = text(o, "source");
    String type = text(o, "type");
    Json.Obj form =
        Json.object()
            .put("at", seconds(text(o, "time")))
            .put("data", data)
            .put("id", text(o, "id"))
            .put("rev", rev(o))
            .put("source", sources.getOrDefault(source, source))
            .put("type", types.getOrDefault(type, type))
            .build();
    return UsageRecord.read(form);
  }

  private static boolean isJson(String type) {
    String bare = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return bare.equals("application/json") || bare.endsWith("+json");
  }

  private static long rev(Json.Obj o) throws MalformedException {
    if (!o.has("rev")) {
      return 0;
    }
    if (o.get("rev") instanceof Json.Int i && i.value() >= 0 && i.value() <= Entry.MAX_UINT32) {
      return i.value();
    }
    throw fault("rev", "a whole number below 2^32", "another value");
  }

  /// RFC 3339, with its offset, as UTC seconds.
  private static long seconds(String time) throws MalformedException {
    try {
      long at =
          time.length() > 64
              ? -1
              : OffsetDateTime.parse(time.toUpperCase(Locale.ROOT))
                  .withOffsetSameInstant(ZoneOffset.UTC)
                  .toEpochSecond();
      if (at >= 0 && at <= UsageRecord.MAX_AT) {
        return at;
      }
    } catch (DateTimeException e) {
      // Said below.
    }
    throw fault("time", "an instant of RFC 3339 from 1970 to 2100", MalformedException.show(time));
  }

  private static String text(Json.Obj o, String key) throws MalformedException {
    if (o.get(key) instanceof Json.Str s && !s.value().isEmpty()) {
      return s.value();
    }
    throw fault(key, "a text", o.has(key) ? "another value" : "nothing");
  }

  private static MalformedException fault(String field, String expected, String found) {
    return new MalformedException(Code.EVENT_FORM, field, -1, expected, found);
  }
}
