package io.countersign.naive;

import static io.countersign.naive.Doc.object;
import static io.countersign.naive.Doc.text;

import io.countersign.core.encoding.Json;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/// The stretch of months that a window of `terms` makes around one month. terms.md §13.
///
/// @param first, last months; the last one is cut by the term
/// @param share days of it in the term / days of all the months that it would have uncut
record NaiveSpan(YearMonth first, YearMonth last, Num share) {
  static NaiveSpan of(Json.Obj terms, String window, YearMonth month) {
    LocalDate from = LocalDate.parse(text(object(terms, "term"), "from"));
    LocalDate to = LocalDate.parse(text(object(terms, "term"), "to"));
    YearMonth begin = YearMonth.from(from);
    YearMonth end = YearMonth.from(to);
    int length =
        switch (window) {
          case "period" -> 1;
          case "quarter" -> 3;
          case "year" -> 12;
          default -> (int) begin.until(end, ChronoUnit.MONTHS) + 1;
        };
    YearMonth first = begin;
    while (first.plusMonths(length - 1L).isBefore(month)) {
      first = first.plusMonths(length);
    }
    YearMonth whole = first.plusMonths(length - 1L);
    long days = 0;
    long inTerm = 0;
    for (LocalDate d = first.atDay(1); !d.isAfter(whole.atEndOfMonth()); d = d.plusDays(1)) {
      days++;
      inTerm += d.isBefore(from) || d.isAfter(to) ? 0 : 1;
    }
    return new NaiveSpan(
        first, whole.isAfter(end) ? end : whole, Num.of(inTerm).over(Num.of(days)));
  }

  /// Its months before `month`.
  List<YearMonth> before(YearMonth month) {
    List<YearMonth> out = new ArrayList<>();
    for (YearMonth m = first; m.isBefore(month); m = m.plusMonths(1)) {
      out.add(m);
    }
    return out;
  }
}
