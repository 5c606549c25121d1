package io.countersign.core.terms;

import io.countersign.core.base.Code;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/// Stage cards: at most one row of a card or factor table matches any case, and where `else` is
/// "none" the rows cover every case. Each table is checked by itself; the line's `where` takes no
/// part.
final class CardsCheck {
  private CardsCheck() {}

  static void run(Terms terms, Findings out) {
    Optional<WindowMasks> masks = Optional.empty();
    for (int i = 0; i < terms.lines().size(); i++) {
      if (!(terms.lines().get(i) instanceof Line.Rated r)) {
        continue;
      }
      if (masks.isEmpty()) {
        masks = Optional.of(WindowMasks.of(terms));
      }
      RecordType type = terms.recordType(r.recordType()).orElseThrow();
      String place = "lines[" + i + "]";
      table(
          type,
          r.card().rows().stream().map(Line.Row::when).toList(),
          r.card().otherwise().isPresent(),
          masks.get(),
          place + ".card",
          out);
      for (int k = 0; k < r.factors().size(); k++) {
        Line.FactorTable t = r.factors().get(k);
        table(
            type,
            t.rows().stream().map(Line.FactorRow::when).toList(),
            t.otherwise().isPresent(),
            masks.get(),
            place + ".factors[" + k + "]",
            out);
      }
    }
  }

  private static void table(
      RecordType type,
      List<Cond> rows,
      boolean otherwise,
      WindowMasks masks,
      String place,
      Findings out) {
    Optional<CaseTable> found = CaseTable.of(type, rows, masks);
    if (found.isEmpty()) {
      out.add(Code.TOO_MANY_CASES, place, "at most " + CaseTable.MAX_CASES + " cases", "more");
      return;
    }
    CaseTable table = found.get();
    BitSet covered = new BitSet(table.size());
    List<BitSet> before = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      BitSet cases = table.cases(rows.get(i));
      if (cases.intersects(covered)) {
        BitSet both = (BitSet) cases.clone();
        both.and(covered);
        int at = both.nextSetBit(0);
        int first = 0;
        while (!before.get(first).get(at)) {
          first++;
        }
        out.add(
            Code.CARD_OVERLAP,
            place + ".rows[" + i + "].when",
            "no case that row " + first + " matches",
            table.describe(at));
      }
      covered.or(cases);
      before.add(cases);
    }
    int gap = covered.nextClearBit(0);
    if (!otherwise && gap < table.size()) {
      out.add(
          Code.CARD_GAP, place + ".else", "a row for each case, or a value", table.describe(gap));
    }
  }
}
