package io.countersign.core.rating;

import io.countersign.core.encoding.Json;
import io.countersign.core.terms.Field;
import io.countersign.core.terms.RecordType;
import io.countersign.core.terms.Term;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;

/// Reads a record's data into an array of numbers, in the order of its type's fields.
///
/// Takes exactly the data that the terms take (`RecordCheck`); says only yes or no. Not shared
/// between threads is only the array that the caller brings.
final class RecordReader {
  private final RecordType type;
  private final Field[] fields;

  RecordReader(RecordType type) {
    this.type = type;
    this.fields = type.fields().toArray(Field[]::new);
  }

  RecordType type() {
    return type;
  }

  /// The position of a field.
  static int indexOf(RecordType type, String field) {
    List<Field> fields = type.fields();
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).id().equals(field)) {
        return i;
      }
    }
    throw new IllegalArgumentException("a field of " + type.id() + " expected, found " + field);
  }

  /// Fills `out`; false if the data is not of this type: a field missing, unknown, of another kind
  /// or out of its range.
  boolean read(Json.Obj data, long[] out) {
    if (data.size() != fields.length) {
      return false;
    }
    for (int i = 0; i < fields.length; i++) {
      // fields are in the order of their ids, and so are the members of canonical data
      if (!data.key(i).equals(fields[i].id()) || !read(fields[i], data.value(i), out, i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean read(Field field, Json value, long[] out, int at) {
    return switch (field) {
      case Field.Int f -> {
        if (!(value instanceof Json.Int n) || n.value() < f.min() || n.value() > f.max()) {
          yield false;
        }
        out[at] = n.value();
        yield true;
      }
      case Field.Choice f -> {
        int index = value instanceof Json.Str s ? f.values().indexOf(s.value()) : -1;
        out[at] = index;
        yield index >= 0;
      }
      case Field.Bool f -> {
        if (!(value instanceof Json.Bool b)) {
          yield false;
        }
        out[at] = b.value() ? 1 : 0;
        yield true;
      }
      case Field.Date f -> {
        out[at] = 0;
        yield value instanceof Json.Str s && isDate(s.value());
      }
    };
  }

  private static boolean isDate(String text) {
    try {
      LocalDate date = LocalDate.parse(text);
      return text.length() == 10 && !date.isBefore(Term.MIN) && !date.isAfter(Term.MAX);
    } catch (DateTimeException e) {
      return false;
    }
  }
}
