package io.countersign.core.terms;

import java.util.List;
import java.util.Optional;

/// A kind of record: who attests it, what its instant means, and its fields.
///
/// @param by whose attestations count; the other party's serve matching and disputes
/// @param at what the record's `at` is the instant of (dialling, queue, connection)
/// @param fields in order of their ids, 0 to 64
public record RecordType(
    String id, Text label, Optional<Text> note, Side by, Text at, List<Field> fields) {
  /// Cap on the fields.
  public static final int MAX_FIELDS = 64;

  public RecordType {
    Checks.id(id);
    fields = List.copyOf(fields);
    Checks.size("fields", fields.size(), 0, MAX_FIELDS);
  }

  public Optional<Field> field(String name) {
    for (Field f : fields) {
      if (f.id().equals(name)) {
        return Optional.of(f);
      }
    }
    return Optional.empty();
  }
}
