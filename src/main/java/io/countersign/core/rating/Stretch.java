package io.countersign.core.rating;

import io.countersign.core.terms.Line;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Span;
import io.countersign.core.terms.Term;
import io.countersign.core.terms.Terms;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;

/// The months of one window: a quarter, a year, the term, or the period alone.
///
/// @param from its first month
/// @param until its last month, cut by the term's end
/// @param days how many of its days lie in the term
/// @param of all days of its calendar months, those beyond the term included
record Stretch(Period from, Period until, long days, long of) {
  /// The window that holds `period`, counted from the month of the term's first day.
  ///
  /// @param period a month with days in the term
  static Stretch of(Terms terms, Period period, Span span) {
    Term term = terms.term();
    Period first = terms.firstPeriod();
    Period last = terms.lastPeriod();
    int months = span.months() == 0 ? last.since(first) + 1 : span.months();
    int skipped = period.since(first) / months * months;
    Period from = first.plus(skipped);
    Period until = last.since(from) < months ? last : from.plus(months - 1);
    // a whole window may end after the last month that a Period can name
    LocalDate end = from.firstDay().plusMonths(months);
    LocalDate lastDay = Refusals.earliest(until.lastDay(), term.to());
    return new Stretch(
        from,
        until,
        ChronoUnit.DAYS.between(Refusals.latest(from.firstDay(), term.from()), lastDay) + 1,
        ChronoUnit.DAYS.between(from.firstDay(), end));
  }

  /// The share of the window that is paid, as days of days; 1 of 1 where nothing is prorated.
  Share share(Line.Prorate prorate) {
    return switch (prorate) {
      case NONE -> new Share(1, 1);
      case DAYS -> new Share(days, of);
    };
  }

  /// `days` of `of` days.
  record Share(long days, long of) {}
}
