package io.countersign.core.rating;

import io.countersign.core.base.Finding;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.TermsVersion;
import io.countersign.core.ledger.Workers;
import io.countersign.core.terms.Period;
import java.util.List;
import java.util.Optional;

/// The evaluator g(P, N): what a period costs on a prefix of the ledger.
///
/// A function of the prefix and the period alone; it reads no statement entry. Total: a record
/// never makes it refuse, and terms that passed validity never make it fail. Cost: that of
/// [BlockLoop], once for the period and, where the terms look back, once for each month before.
/// Source: `src/docs/terms.md`, `src/docs/statement.md`.
///
/// Remembers months, so one rater serves many periods and prefixes of one ledger. Not thread-safe.
public final class Rater {
  private final History history;
  private final Months months;
  private final Held held = new Held();

  public Rater(History history, Workers workers) {
    this.history = history;
    this.months = new Months(history, workers);
  }

  /// g(`period`, all of `prefix`), on the caller's thread.
  public static RatingResult rate(History prefix, Period period) {
    return new Rater(prefix, Workers.SEQUENTIAL).rate(prefix.size(), period);
  }

  /// g(`period`, `size`).
  ///
  /// @param size leaves that are read, at most those of the history
  public RatingResult rate(long size, Period period) {
    History prefix = history.prefix(size);
    Optional<Finding> refusal = refusal(prefix, period);
    if (refusal.isPresent()) {
      return new RatingResult.Refused(refusal.get());
    }
    TermsVersion version = prefix.termsFor(period).orElseThrow();
    Month month = months.rate(prefix, version, period);
    return new RatingResult.Rated(
        period,
        size,
        version,
        month.result().measures(),
        month.result().kpis(),
        month.result().lines(),
        month.records().ignored());
  }

  /// The first thing that keeps the period from being rated on the prefix.
  private Optional<Finding> refusal(History prefix, Period period) {
    return Refusals.find(prefix, period).or(() -> held.missing(prefix));
  }

  /// Whether `period` has no statement of any kind, by terms and periods alone: no version governs
  /// it, or it or a month that it rests on cannot be rated. A period after the term is not refused
  /// so, since it may have a closing statement. The same on every prefix that holds the version
  /// that governs it.
  public boolean isRefusedByTerms(Period period) {
    return !Refusals.isOutsideTerm(history, period) && Refusals.find(history, period).isPresent();
  }

  /// What lies between two prefixes; remembered for a few of them.
  public Touched touched(long a, long b) {
    return months.changes().between(a, b);
  }

  /// What each record adds to the rated line or the measure `id`, in the order of their numbers;
  /// none for lines of other kinds, derived measures, and periods that are refused.
  public List<Contribution> contributions(long size, Period period, String id) {
    History prefix = history.prefix(size);
    return refusal(prefix, period).isPresent()
        ? List.of()
        : months.contributions(prefix, prefix.termsFor(period).orElseThrow(), period, id);
  }
}
