package io.countersign.naive;

import static io.countersign.naive.Doc.object;
import static io.countersign.naive.Doc.objects;
import static io.countersign.naive.Doc.text;

import io.countersign.core.encoding.Json;
import java.time.LocalDate;
import java.time.YearMonth;

/// What an amendment must keep while a window is open. terms.md §13.
public final class NaiveAmendments {
  private NaiveAmendments() {}

  /// Whether every line and KPI of `before` whose window is open in the first month of `next` is
  /// there again with its kind, window and unit.
  public static boolean keepsWindows(Json.Obj before, Json.Obj next, YearMonth effective) {
    YearMonth end = YearMonth.from(LocalDate.parse(text(object(before, "term"), "to")));
    if (effective.isAfter(end)) {
      return true;
    }
    for (String list : new String[] {"lines", "kpis"}) {
      for (Json.Obj item : objects(before, list)) {
        if (item.has("window")
            && !NaiveSpan.of(before, text(item, "window"), effective).first().equals(effective)) {
          Json.Obj same = Doc.byId(next, list, text(item, "id"));
          if (same == null || !nature(before, item).equals(nature(next, same))) {
            return false;
          }
        }
      }
    }
    return true;
  }

  /// Kind, window and unit.
  private static String nature(Json.Obj terms, Json.Obj item) {
    String window = item.has("window") ? text(item, "window") : "none";
    if (item.has("num")) {
      return window
          + " "
          + Doc.unit(terms, text(item, "num"))
          + " "
          + Doc.unit(terms, text(item, "den"));
    }
    String unit = "none";
    if (item.has("measure")) {
      unit = Doc.unit(terms, text(item, "measure"));
    } else if (item.get("amount") instanceof Json.Obj share && share.has("measure")) {
      unit = Doc.unit(terms, text(share, "measure"));
    }
    return text(item, "kind") + " " + window + " " + unit;
  }
}
