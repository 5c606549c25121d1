package io.countersign.core.terms;

import io.countersign.core.base.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Stage cards: at most one row of a card or factor table matches any case, and where `else` is
/// "none" the rows cover every case. Each table is checked by itself; the line's `where` takes no
/// part.
final class CardsCheck {
  private CardsCheck() {}

  static void run(Terms terms, Findings out) {
    run(terms, out, new Steps());
  }

  /// @param steps counts the work
  static void run(Terms terms, Findings out, Steps steps) {
    PriceTable.forEach(terms, steps, (table, masks) -> check(table, masks, out, steps));
  }

  private static void check(PriceTable of, WindowMasks masks, Findings out, Steps steps) {
    if (out.isFull()) {
      return;
    }
    List<Cond> rows = of.rows();
    String place = of.place();
    Optional<CaseTable> found = CaseTable.of(of.type(), rows, masks, steps);
    if (found.isEmpty()) {
      out.add(Code.TOO_MANY_CASES, place, "at most " + CaseTable.MAX_CASES + " cases", "more");
      return;
    }
    CaseTable table = found.get();
    CaseSet covered = table.none();
    List<CaseSet> before = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      CaseSet cases = table.cases(rows.get(i));
      int at = cases.firstCommon(covered);
      if (at >= 0) {
        int first = 0;
        while (!before.get(first).has(at)) {
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
    int gap = covered.firstMissing();
    if (!of.otherwise() && gap < table.size()) {
      out.add(
          Code.CARD_GAP, place + ".else", "a row for each case, or a value", table.describe(gap));
    }
  }
}
