package io.countersign.core.rating;

import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.TermsVersion;
import io.countersign.core.terms.Calendar;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.Validity;
import java.time.LocalDate;
import java.util.Optional;

/// What keeps a period from being rated, judged by terms and periods alone.
final class Refusals {
  private Refusals() {}

  /// The first that applies, in the order of `src/docs/statement.md` §3, but for the records that
  /// are not held.
  static Optional<Finding> find(History prefix, Period period) {
    Optional<TermsVersion> version = prefix.termsFor(period);
    if (version.isEmpty()) {
      return Optional.of(
          new Finding(
              Code.NO_TERMS,
              period.toString(),
              "terms in force",
              "none on " + prefix.size() + " leaves"));
    }
    Optional<Finding> own = find(version.get().terms(), period);
    if (own.isPresent()) {
      return own;
    }
    for (Period before : Months.before(version.get(), period)) {
      Optional<Finding> earlier =
          find(prefix.termsFor(before).orElseThrow().terms(), before)
              .map(
                  f ->
                      new Finding(
                          f.code(), before.yyyymm() + ": " + f.where(), f.expected(), f.found()));
      if (earlier.isPresent()) {
        return earlier;
      }
    }
    return Optional.empty();
  }

  /// Whether no day of the period lies in the term of the version that governs it.
  static boolean isOutsideTerm(History prefix, Period period) {
    return prefix
        .termsFor(period)
        .map(v -> v.terms().term())
        .filter(t -> period.lastDay().isBefore(t.from()) || period.firstDay().isAfter(t.to()))
        .isPresent();
  }

  /// What these terms alone say against the period: all there is under one version, since months
  /// before it are refused by nothing that would not refuse it too.
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
