package io.countersign.core.terms;

import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// What the terms ask of one record, prepared for many: its type, its instant and its fields.
///
/// Immutable. Cost of a check: linear in the fields. It names the first fault in this order: type,
/// term, then the fields in order of their names, unknown ones last.
public final class RecordRules {
  private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

  private final Map<String, List<Field>> types = new HashMap<>();
  private final TermsClock clock;
  private final Term term;

  private RecordRules(Terms terms) {
    for (RecordType type : terms.records()) {
      types.put(type.id(), type.fields());
    }
    clock = terms.clock();
    term = terms.term();
  }

  /// @param terms valid
  public static RecordRules of(Terms terms) {
    return new RecordRules(terms);
  }

  /// The first fault of a record, or nothing.
  ///
  /// @param at its instant in UTC seconds
  public Optional<Finding> check(String type, long at, Json.Obj data) {
    List<Field> fields = types.get(type);
    if (fields == null) {
      return fault(
          Code.RECORD_TYPE_UNKNOWN,
          "type",
          "one of " + String.join(", ", types.keySet().stream().sorted().toList()),
          MalformedException.show(type));
    }
    LocalDate date = clock.dateOf(at);
    if (!term.contains(date)) {
      return fault(
          Code.RECORD_OUTSIDE_TERM, "at", term.from() + " to " + term.to(), date.toString());
    }
    int known = 0;
    for (Field field : fields) {
      Json value = data.get(field.id());
      if (value == null) {
        return fault(Code.RECORD_FIELD_MISSING, "data." + field.id(), "a value", "nothing");
      }
      known++;
      Optional<Finding> found = check(field, value);
      if (found.isPresent()) {
        return found;
      }
    }
    if (known == data.size()) {
      return Optional.empty();
    }
    for (int i = 0; i < data.size(); i++) {
      String key = data.key(i);
      if (fields.stream().noneMatch(f -> f.id().equals(key))) {
        return fault(Code.RECORD_FIELD_UNKNOWN, "data." + key, "no such field", key);
      }
    }
    throw new IllegalStateException("fields of " + type + " and " + data.keys());
  }

  private static Optional<Finding> check(Field field, Json value) {
    String where = "data." + field.id();
    return switch (field) {
      case Field.Int f -> {
        if (!(value instanceof Json.Int i)) {
          yield fault(Code.RECORD_FIELD_TYPE, where, "an integer", value.kind());
        }
        yield i.value() < f.min() || i.value() > f.max()
            ? fault(
                Code.RECORD_FIELD_RANGE,
                where,
                f.min() + " to " + f.max(),
                Long.toString(i.value()))
            : Optional.empty();
      }
      case Field.Choice f -> {
        if (!(value instanceof Json.Str s)) {
          yield fault(Code.RECORD_FIELD_TYPE, where, "a string", value.kind());
        }
        yield f.values().contains(s.value())
            ? Optional.empty()
            : fault(
                Code.RECORD_ENUM_VALUE,
                where,
                "one of " + String.join(", ", f.values()),
                MalformedException.show(s.value()));
      }
      case Field.Bool f ->
          value instanceof Json.Bool
              ? Optional.empty()
              : fault(Code.RECORD_FIELD_TYPE, where, "true or false", value.kind());
      case Field.Date f -> {
        if (!(value instanceof Json.Str s)) {
          yield fault(Code.RECORD_FIELD_TYPE, where, "a string", value.kind());
        }
        yield isDate(s.value())
            ? Optional.empty()
            : fault(
                Code.RECORD_DATE,
                where,
                "a date yyyy-mm-dd that exists",
                MalformedException.show(s.value()));
      }
    };
  }

  private static boolean isDate(String s) {
    if (!DATE.matcher(s).matches()) {
      return false;
    }
    try {
      LocalDate date =
          LocalDate.of(
              Integer.parseInt(s.substring(0, 4)),
              Integer.parseInt(s.substring(5, 7)),
              Integer.parseInt(s.substring(8)));
      return !date.isBefore(Term.MIN) && !date.isAfter(Term.MAX);
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static Optional<Finding> fault(Code code, String where, String expected, String found) {
    return Optional.of(new Finding(code, where, expected, found));
  }
}
