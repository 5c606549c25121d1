package io.countersign.core.rating;

import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.TermsVersion;
import io.countersign.core.ledger.Workers;
import io.countersign.core.terms.Period;
import java.util.List;
import java.util.Optional;

/// The reference evaluator g(P, N): what a period costs on a prefix of the ledger.
///
/// A function of the prefix and the period alone; it reads no statement entry. Total: a record
/// never makes it refuse, and terms that passed validity never make it fail. Cost: one look at each
/// record of the prefix, and for each record of the period one condition for each measure and line
/// and one leaf in each sum tree that takes it. Source: `src/docs/terms.md`,
/// `src/docs/statement.md`.
///
/// Holds what all prefixes of one ledger share, so one rater serves many calls. Not thread-safe.
public final class Rater {
  private final History history;
  private final RecordLoop loop;

  public Rater(History history, Workers workers) {
    this.history = history;
    this.loop = new RecordLoop(workers);
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
    Optional<TermsVersion> governing = prefix.termsFor(period);
    if (governing.isEmpty()) {
      return new RatingResult.Refused(
          new Finding(
              Code.NO_TERMS, period.toString(), "terms in force", "none on " + size + " leaves"));
    }
    TermsVersion version = governing.get();
    Optional<Finding> refusal = Refusals.find(version.terms(), period);
    if (refusal.isPresent()) {
      return new RatingResult.Refused(refusal.get());
    }
    Plan plan = new Plan(version.terms(), period);
    RecordLoop.Gathered gathered = RecordLoop.gather(prefix, plan);
    return gathered.missing().isPresent()
        ? new RatingResult.Refused(gathered.missing().get())
        : rate(prefix, version, plan, loop.run(prefix, plan, gathered.feed()));
  }

  private RatingResult.Rated rate(
      History prefix, TermsVersion version, Plan plan, PeriodRecords records) {
    LineLayer.Result result = LineLayer.rate(plan, records);
    return new RatingResult.Rated(
        plan.period(),
        prefix.size(),
        version,
        result.measures(),
        result.kpis(),
        result.lines(),
        records.ignored());
  }

  /// What each record adds to the rated line or the measure `id`, in the order of their numbers;
  /// none for lines of other kinds, derived measures, and periods that are refused.
  public List<Contribution> contributions(long size, Period period, String id) {
    History prefix = history.prefix(size);
    Optional<TermsVersion> version = prefix.termsFor(period);
    if (version.isEmpty() || Refusals.find(version.get().terms(), period).isPresent()) {
      return List.of();
    }
    Plan plan = new Plan(version.get().terms(), period);
    RecordLoop.Gathered gathered = RecordLoop.gather(prefix, plan);
    return gathered.missing().isPresent()
        ? List.of()
        : loop.contributions(prefix, plan, gathered.feed(), id);
  }
}
