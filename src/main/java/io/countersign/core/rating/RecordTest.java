package io.countersign.core.rating;

import io.countersign.core.terms.Cond;
import io.countersign.core.terms.Field;
import io.countersign.core.terms.RecordType;
import java.util.List;

/// A condition compiled for one record type: a closure over the record's field values and the
/// windows of its instant.
@FunctionalInterface
interface RecordTest {
  /// @param values by the type's field order: integers as they are, enums as the index of the
  ///   value, booleans as 0 or 1
  /// @param windows bit i is set if the record's instant lies in the i-th window of the terms
  boolean holds(long[] values, long windows);

  /// Compiles `cond`, whose names the terms' validity has resolved.
  ///
  /// @param windowIds ids of the terms' windows in order, at most 64
  static RecordTest compile(Cond cond, RecordType type, List<String> windowIds) {
    return switch (cond) {
      case Cond.Always c -> (v, w) -> true;
      case Cond.All c -> {
        RecordTest[] parts = compile(c.parts(), type, windowIds);
        yield (v, w) -> {
          for (RecordTest part : parts) {
            if (!part.holds(v, w)) {
              return false;
            }
          }
          return true;
        };
      }
      case Cond.Any c -> {
        RecordTest[] parts = compile(c.parts(), type, windowIds);
        yield (v, w) -> {
          for (RecordTest part : parts) {
            if (part.holds(v, w)) {
              return true;
            }
          }
          return false;
        };
      }
      case Cond.Not c -> {
        RecordTest part = compile(c.part(), type, windowIds);
        yield (v, w) -> !part.holds(v, w);
      }
      case Cond.InWindow c -> {
        long bit = 1L << indexOf(windowIds, c.window());
        yield (v, w) -> (w & bit) != 0;
      }
      case Cond.Is c -> {
        int field = RecordReader.indexOf(type, c.field());
        long wanted = c.value() ? 1 : 0;
        yield (v, w) -> v[field] == wanted;
      }
      case Cond.In c -> {
        int field = RecordReader.indexOf(type, c.field());
        long set = 0;
        for (String value : c.values()) {
          set |= 1L << indexOf(((Field.Choice) type.fields().get(field)).values(), value);
        }
        long bits = set;
        yield (v, w) -> (bits >>> v[field] & 1) != 0;
      }
      case Cond.Compare c -> {
        int field = RecordReader.indexOf(type, c.field());
        long bound = c.value();
        yield switch (c.op()) {
          case GE -> (v, w) -> v[field] >= bound;
          case GT -> (v, w) -> v[field] > bound;
          case LE -> (v, w) -> v[field] <= bound;
          case LT -> (v, w) -> v[field] < bound;
          case EQ -> (v, w) -> v[field] == bound;
        };
      }
    };
  }

  private static RecordTest[] compile(List<Cond> parts, RecordType type, List<String> windowIds) {
    RecordTest[] out = new RecordTest[parts.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = compile(parts.get(i), type, windowIds);
    }
    return out;
  }

  private static int indexOf(List<String> names, String name) {
    int i = names.indexOf(name);
    if (i < 0) {
      throw new IllegalArgumentException("one of " + names + " expected, found " + name);
    }
    return i;
  }
}
