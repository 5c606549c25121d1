package io.countersign.core.rating;

import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.terms.Calendar;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.Validity;
import java.time.LocalDate;
import java.util.Optional;

/// What keeps a period from being rated, judged by the terms and the period alone.
final class Refusals {
  private Refusals() {}

  /// The first that applies, in the order of `src/docs/statement.md` §3.
  static Optional<Finding> find(Terms terms, Period period) {
    LocalDate first = latest(period.firstDay(), terms.term().from());
    LocalDate last = earliest(period.lastDay(), terms.term().to());
    if (last.isBefore(first)) {
      return Optional.of(
          new Finding(
              Code.PERIOD_OUTSIDE_TERM,
              period.toString(),
              "a month from " + terms.term().from() + " to " + terms.term().to(),
              period.toString()));
    }
    for (Finding later : Validity.notYetRated(terms)) {
      return Optional.of(
          new Finding(
              Code.NOT_RATED_IN_THIS_RELEASE, later.where(), later.expected(), later.found()));
    }
    for (Calendar calendar : terms.calendars()) {
      if (calendar.coveredTo().isBefore(last)) {
        return Optional.of(
            new Finding(
                Code.CALENDAR_ENDS,
                "calendars." + calendar.id(),
                "dates up to " + last,
                "dates up to " + calendar.coveredTo()));
      }
    }
    return Optional.empty();
  }

  static LocalDate latest(LocalDate a, LocalDate b) {
    return a.isAfter(b) ? a : b;
  }

  static LocalDate earliest(LocalDate a, LocalDate b) {
    return a.isBefore(b) ? a : b;
  }
}
