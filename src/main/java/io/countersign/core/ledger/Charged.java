package io.countersign.core.ledger;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.JsonReader;
import io.countersign.core.money.Micros;
import io.countersign.core.terms.Period;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a statement's document charges or credits to lines of other periods: its adjustments and
/// settlements, summed up by line.
///
/// Of the document nothing else is read here: whether it is what the function gives is asked of the
/// statement, by rating. Source: `src/docs/formats.md` §10.
final class Charged {
  /// Cap on a statement, in bytes.
  static final int MAX_STATEMENT = 16 * 1024 * 1024;

  private final Map<Line, Micros> sums = new HashMap<>();

  private record Line(Period period, String line) {}

  private Charged() {}

  /// @throws MalformedException codes 01xx, if it has no such lists
  static Charged parse(Bytes document) throws MalformedException {
    Fields f = Fields.of(JsonReader.canonical(document, MAX_STATEMENT), "");
    Charged out = new Charged();
    out.add(f.objects("adjustments", 0, Integer.MAX_VALUE));
    if (f.has("settlements")) {
      out.add(f.objects("settlements", 0, Integer.MAX_VALUE));
    }
    return out;
  }

  private void add(List<Fields> list) throws MalformedException {
    for (Fields a : list) {
      sums.merge(
          new Line(DisputeObjects.period(a), a.string("line")),
          DisputeObjects.int256(a, "amount"),
          Micros::plus);
    }
  }

  /// The sum for a line of an earlier period; 0 where the document has none.
  Micros of(Period period, String line) {
    return sums.getOrDefault(new Line(period, line), Micros.ZERO);
  }
}
