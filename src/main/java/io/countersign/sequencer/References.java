package io.countersign.sequencer;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import java.util.ArrayList;
import java.util.List;

/// The objects that a document names by their hashes.
final class References {
  /// Cap on a statement. Source: `src/docs/formats.md` §1.
  private static final int MAX_STATEMENT = 16 << 20;

  private static final String TRACE = "traceHash";

  private References() {}

  /// The hashes of the traces that a statement names; none for bytes that are no statement.
  static List<Bytes32> inStatement(Bytes statement) {
    List<Bytes32> out = new ArrayList<>();
    try {
      collect(JsonReader.canonical(statement, MAX_STATEMENT), out);
    } catch (MalformedException e) {
      return List.of();
    }
    return out;
  }

  private static void collect(Json value, List<Bytes32> out) throws MalformedException {
    switch (value) {
      case Json.Obj o -> {
        for (int i = 0; i < o.size(); i++) {
          if (o.key(i).equals(TRACE) && o.value(i) instanceof Json.Str hash) {
            out.add(Bytes32.parse(hash.value()));
          } else {
            collect(o.value(i), out);
          }
        }
      }
      case Json.Arr a -> {
        for (Json item : a.items()) {
          collect(item, out);
        }
      }
      case Json.Str s -> {}
      case Json.Int i -> {}
      case Json.Bool b -> {}
      case Json.Null n -> {}
    }
  }
}
