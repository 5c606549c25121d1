package io.countersign.core.rating;

import io.countersign.core.ledger.History;
import io.countersign.core.ledger.TermsVersion;
import io.countersign.core.ledger.Workers;
import io.countersign.core.terms.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Rates months in order, each under its own version and on what the months before it came to, and
/// remembers them: on the same prefix, and from one prefix to the next where nothing touched them.
///
/// So a year of statements reads each record a few times, however far its terms look back.
final class Months {
  private final RecordLoop loop;
  private final Workers workers;
  private final Changes changes;
  private final Memo<PeriodRecords> records = new Memo<>();
  private final Memo<Month> months = new Memo<>();

  Months(History history, Workers workers) {
    this.loop = new RecordLoop(workers);
    this.workers = workers;
    this.changes = new Changes(history);
  }

  Changes changes() {
    return changes;
  }

  /// The months before `period` that it rests on, on the first `size` leaves, ascending; none where
  /// its version does not look back. Each month has the same term.from, so they are those from the
  /// first of the term on.
  static List<Period> before(TermsVersion version, Period period) {
    List<Period> out = new ArrayList<>();
    if (version.terms().looksBack()) {
      for (Period p = version.terms().firstPeriod(); p.compareTo(period) < 0; p = p.next()) {
        out.add(p);
      }
    }
    return out;
  }

  /// Rates `period` and the months that it rests on, none of which is refused by its terms.
  ///
  /// @param prefix one whose records are all held
  Month rate(History prefix, TermsVersion version, Period period) {
    List<Month> done = new ArrayList<>();
    for (Period p : before(version, period)) {
      done.add(month(prefix, prefix.termsFor(p).orElseThrow(), p, done));
    }
    return month(prefix, version, period, done);
  }

  private Month month(History prefix, TermsVersion version, Period period, List<Month> before) {
    long size = prefix.size();
    boolean looksBack = version.terms().looksBack();
    Optional<Month> known =
        months.find(
            period,
            size,
            other ->
                changes.sameTerms(size, other)
                    && !changes.between(size, other).linesOf(period, looksBack));
    if (known.isPresent()) {
      return known.get();
    }
    Plan plan = new Plan(version.terms(), period);
    Optional<PeriodRecords> found =
        records.find(
            period,
            size,
            other ->
                changes.sameTerms(size, other) && !changes.between(size, other).recordsOf(period));
    PeriodRecords read = found.isPresent() ? found.get() : read(prefix, plan);
    Past past = new Past(version.terms(), period, looksBack ? before : List.of());
    Month month =
        new Month(period, version, read, LineLayer.rate(plan, read, past, Acceptances.of(prefix)));
    months.put(period, size, month);
    return month;
  }

  private PeriodRecords read(History prefix, Plan plan) {
    Feed feed = RecordLoop.gather(prefix, plan);
    LedgerBlocks.Result blocks = LedgerBlocks.of(prefix, plan, feed, workers);
    PeriodRecords out = BlockLoop.run(plan, blocks.blocks(), blocks.ignored(), true, workers);
    records.put(plan.period(), prefix.size(), out);
    return out;
  }

  /// What each record adds to the rated line or the measure `id`.
  List<Contribution> contributions(History prefix, TermsVersion version, Period period, String id) {
    Plan plan = new Plan(version.terms(), period);
    return loop.contributions(prefix, plan, RecordLoop.gather(prefix, plan), id);
  }
}
