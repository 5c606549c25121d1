package io.countersign.core.ledger;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// The lines of a statement that an acceptance leaves out: an object that is a canonical JSON array
/// of line ids, ascending, each once. Source: `src/docs/formats.md` §3.
public record LineList(List<String> lines) {
  /// Most lines, as in the terms.
  public static final int MAX_LINES = 256;

  private static final int MAX_BYTES = 32 * 1024;

  /// @throws IllegalArgumentException unless there are 1 to [#MAX_LINES], strictly ascending
  public LineList {
    lines = List.copyOf(lines);
    if (lines.isEmpty() || lines.size() > MAX_LINES) {
      throw new IllegalArgumentException(lines.size() + " lines");
    }
    for (int i = 1; i < lines.size(); i++) {
      if (lines.get(i).compareTo(lines.get(i - 1)) <= 0) {
        throw new IllegalArgumentException("lines do not ascend: " + lines);
      }
    }
  }

  /// Sorts `lines` and leaves repetitions out.
  public static LineList of(List<String> lines) {
    return new LineList(List.copyOf(new TreeSet<>(lines)));
  }

  /// Reads the object.
  ///
  /// @throws MalformedException `ACCEPTANCE_LINES`, or codes 01xx
  public static LineList parse(Bytes bytes) throws MalformedException {
    Json value = JsonReader.canonical(bytes, MAX_BYTES);
    if (!(value instanceof Json.Arr array)
        || array.items().isEmpty()
        || array.items().size() > MAX_LINES) {
      throw new MalformedException(
          Code.ACCEPTANCE_LINES,
          "lines",
          -1,
          "an array of 1 to " + MAX_LINES + " line ids",
          value.kind());
    }
    List<String> lines = new ArrayList<>();
    for (Json item : array.items()) {
      String line = Fields.string(item, "lines[" + lines.size() + "]");
      if (!lines.isEmpty() && line.compareTo(lines.getLast()) <= 0) {
        throw new MalformedException(
            Code.ACCEPTANCE_LINES,
            "lines[" + lines.size() + "]",
            -1,
            "a line id after " + lines.getLast(),
            MalformedException.show(line));
      }
      lines.add(line);
    }
    return new LineList(lines);
  }

  /// The object's bytes.
  public Bytes toBytes() {
    return Json.array(lines.stream().map(Json::of).toList()).toCanonical();
  }
}
