package io.countersign.core.statement;

import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.Utc;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.Settlement;
import io.countersign.core.ledger.Settlements;
import io.countersign.core.ledger.StatementEntry;
import io.countersign.core.ledger.TermsVersion;
import io.countersign.core.ledger.Workers;
import io.countersign.core.money.Micros;
import io.countersign.core.rating.LineResult;
import io.countersign.core.rating.Rater;
import io.countersign.core.rating.RatingResult;
import io.countersign.core.rating.Touched;
import io.countersign.core.terms.Period;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The statement as a function: statement(P) = g(P, N(P)) plus, for each earlier period Q, what
/// g(Q, N(P)) - g(Q, N(B)) leaves on each line, and what disputes came to since the cut-off of the
/// period before, B: the latest earlier one that its terms do not refuse.
///
/// Reads no statement entry but through disputes, which name one. One instance serves all periods
/// of one history. Not thread-safe. Source: `src/docs/terms.md` §2-3, `src/docs/statement.md`.
public final class Statements {
  private final History history;
  private final Rater rater;

  public Statements(History history, Workers workers) {
    this.history = history;
    this.rater = new Rater(history, workers);
  }

  /// The statement of `period` on the caller's thread, by the leaves that are there.
  public static StatementResult compute(History history, Period period) {
    return new Statements(history, Workers.SEQUENTIAL).compute(period);
  }

  /// Whether `entry` is the statement of its period; the first thing that says no otherwise.
  public static Optional<Finding> check(History history, StatementEntry entry) {
    return new Statements(history, Workers.SEQUENTIAL).check(entry);
  }

  /// The statement of `period`. Refused with `PERIOD_OPEN` unless a leaf at or after the cut-off
  /// shows that its prefix is decided.
  public StatementResult compute(Period period) {
    long last = history.size() == 0 ? Long.MIN_VALUE : history.leafTime(history.size() - 1);
    return compute(period, last);
  }

  /// The same for who knows that no leaf to come has a time before `noLeafBefore`, in milliseconds:
  /// the sequencer, whose clock is past the cut-off.
  public StatementResult compute(Period period, long noLeafBefore) {
    Optional<Long> cutoff = history.cutoffMillis(period);
    if (cutoff.isPresent() && noLeafBefore < cutoff.get()) {
      return new StatementResult.Refused(
          new Finding(
              Code.PERIOD_OPEN,
              period.toString(),
              "the cut-off passed: " + Utc.ofMillis(cutoff.get()),
              noLeafBefore == Long.MIN_VALUE
                  ? "no leaf"
                  : "not yet: it is " + Utc.ofMillis(noLeafBefore)));
    }
    long size = prefixOf(period);
    return on(period, size, settlements(period, size, cutoff.orElse(noLeafBefore)));
  }

  /// What the statement would be if the period closed now, on all leaves that are there.
  public StatementResult preview(Period period) {
    long size = history.size();
    List<SettledAmount> settled =
        size == 0 ? List.of() : settlements(period, size, history.leafTime(size - 1));
    return on(period, size, settled);
  }

  /// What disputes came to on the first `size` leaves at `t` and not yet at the cut-off of the
  /// period before.
  private List<SettledAmount> settlements(Period period, long size, long t) {
    Set<Long> before = new HashSet<>();
    if (history.versions().isEmpty()
        || history.disputes().isEmpty()
        || history.termsFor(period).isEmpty()) {
      return List.of();
    }
    Optional<Period> previous = before(period);
    if (previous.isPresent()) {
      long cutoff = history.cutoffMillis(previous.get()).orElseThrow();
      for (Settlement s : Settlements.inForce(history.prefix(prefixOf(previous.get())), cutoff)) {
        before.add(s.disputeIndex());
      }
    }
    List<SettledAmount> out = new ArrayList<>();
    for (Settlement s : Settlements.inForce(history.prefix(size), t)) {
      if (!before.contains(s.disputeIndex())) {
        out.add(new SettledAmount(s.dispute(), s.period(), s.line(), s.amount()));
      }
    }
    return out;
  }

  /// N(P): the leaves before the cut-off; all of them where no terms govern the period.
  private long prefixOf(Period period) {
    return history.cutoffMillis(period).map(history::prefixBefore).orElse(history.size());
  }

  /// B, the period before: where nothing refuses those between, the one before. What came in while
  /// periods were refused is so stated by the next one that is not. Empty in the first of the term.
  private Optional<Period> before(Period period) {
    Period first = history.versions().getFirst().terms().firstPeriod();
    for (Period p = period; p.compareTo(first) > 0; p = p.previous()) {
      if (!rater.isRefusedByTerms(p.previous())) {
        return Optional.of(p.previous());
      }
    }
    return Optional.empty();
  }

  private StatementResult on(Period period, long size, List<SettledAmount> settlements) {
    switch (rater.rate(size, period)) {
      case RatingResult.Refused r -> {
        return closing(period, size, settlements, r.finding());
      }
      case RatingResult.Rated rated -> {
        return computed(rated, adjustments(period, size, rated.terms()), settlements);
      }
    }
  }

  /// The statement of a period after its version's term, which has no lines: what came in since the
  /// last one still adjusts the periods of the term, and disputes are settled however late. Where
  /// there is neither there is none.
  ///
  /// @param refusal why the period has no lines
  private StatementResult closing(
      Period period, long size, List<SettledAmount> settlements, Finding refusal) {
    Optional<TermsVersion> version = history.prefix(size).termsFor(period);
    if (refusal.code() != Code.PERIOD_OUTSIDE_TERM || version.isEmpty()) {
      return new StatementResult.Refused(refusal);
    }
    Period last = Period.of(version.get().terms().term().to());
    if (period.compareTo(last) <= 0) {
      return new StatementResult.Refused(refusal);
    }
    if (rater.rate(size, last) instanceof RatingResult.Refused r
        && r.finding().code() == Code.RECORDS_NOT_HELD) {
      return new StatementResult.Refused(r.finding());
    }
    List<Adjustment> adjustments = adjustments(period, size, version.get());
    return adjustments.isEmpty() && settlements.isEmpty()
        ? new StatementResult.Refused(refusal)
        : computed(
            new RatingResult.Rated(
                period, size, version.get(), List.of(), List.of(), List.of(), List.of()),
            adjustments,
            settlements);
  }

  private StatementResult computed(
      RatingResult.Rated rated, List<Adjustment> adjustments, List<SettledAmount> settlements) {
    List<StatementLine> lines = rated.lines().stream().map(StatementLine::of).toList();
    Statement statement =
        new Statement(
            history.ledger(),
            rated.period(),
            rated.size(),
            history.rootAt(rated.size()),
            rated.terms().hash(),
            rated.measures(),
            rated.kpis(),
            lines,
            adjustments,
            settlements,
            rated.ignored(),
            Statement.totalOf(lines, adjustments, settlements));
    return new StatementResult.Computed(statement, rated);
  }

  private List<Adjustment> adjustments(Period period, long size, TermsVersion version) {
    List<Adjustment> out = new ArrayList<>();
    Period first = Period.of(history.versions().getFirst().terms().term().from());
    if (period.compareTo(first) <= 0) {
      return out;
    }
    Optional<Period> previous = before(period);
    if (previous.isEmpty()) {
      return out;
    }
    long before = prefixOf(previous.get());
    if (before == size) {
      return out;
    }
    int back = version.terms().cutoff().finalAfterMonths();
    Period from = period.since(first) > back ? period.plus(-back) : first;
    // Terms act on later periods only: each earlier period has the same version on both prefixes.
    Touched touched = rater.touched(before, size);
    for (Period q = from; q.compareTo(period) < 0; q = q.next()) {
      Optional<TermsVersion> governing = history.termsFor(q);
      if (governing.isPresent() && touched.linesOf(q, governing.get().terms().looksBack())) {
        adjust(q, before, size, out);
      }
    }
    return out;
  }

  private void adjust(Period q, long before, long size, List<Adjustment> out) {
    RatingResult then = rater.rate(before, q);
    RatingResult now = rater.rate(size, q);
    // What refuses an earlier period is in its terms and its months, so it refuses on both
    // prefixes.
    if (!(then instanceof RatingResult.Rated a) || !(now instanceof RatingResult.Rated b)) {
      return;
    }
    for (int i = 0; i < b.lines().size(); i++) {
      LineResult line = b.lines().get(i);
      Micros was = a.lines().get(i).amount();
      if (!line.amount().equals(was)) {
        out.add(new Adjustment(q, line.id(), was, line.amount(), line.memo()));
      }
    }
  }

  /// Whether `entry` is the statement of its period: computes it again and compares all that the
  /// entry commits to.
  public Optional<Finding> check(StatementEntry entry) {
    Entry.Statement signed = entry.statement();
    String where = "entry " + entry.index();
    Optional<Long> cutoff = history.cutoffMillis(signed.period());
    if (cutoff.isPresent() && entry.leafTime() < cutoff.get()) {
      return finding(Code.STATEMENT_EARLY, where, "a time from " + cutoff.get(), entry.leafTime());
    }
    return compare(entry, compute(signed.period(), entry.leafTime()));
  }

  /// Whether `entry` commits to what was computed of its period.
  public static Optional<Finding> compare(StatementEntry entry, StatementResult computed) {
    String where = "entry " + entry.index();
    return switch (computed) {
      case StatementResult.Refused r ->
          finding(Code.STATEMENT_REFUSED, where, "a period that can be rated", r.finding());
      case StatementResult.Computed c -> compare(entry.statement(), c.statement(), where);
    };
  }

  private static Optional<Finding> compare(Entry.Statement signed, Statement wanted, String where) {
    if (signed.seen().size() != wanted.prefix()) {
      return finding(Code.STATEMENT_PREFIX, where, wanted.prefix(), signed.seen().size());
    }
    if (!signed.seen().root().equals(wanted.prefixRoot())) {
      return finding(Code.STATEMENT_PREFIX_ROOT, where, wanted.prefixRoot(), signed.seen().root());
    }
    if (!signed.termsHash().equals(wanted.terms())) {
      return finding(Code.STATEMENT_TERMS, where, wanted.terms(), signed.termsHash());
    }
    if (!signed.totalMicros().equals(wanted.total().value())) {
      return finding(Code.STATEMENT_TOTAL, where, wanted.total().value(), signed.totalMicros());
    }
    if (!signed.resultsRoot().equals(wanted.resultsRoot())) {
      return finding(
          Code.STATEMENT_RESULTS_ROOT, where, wanted.resultsRoot(), signed.resultsRoot());
    }
    return signed.statementHash().equals(wanted.hash())
        ? Optional.empty()
        : finding(Code.STATEMENT_HASH, where, wanted.hash(), signed.statementHash());
  }

  private static Optional<Finding> finding(Code code, String where, Object expected, Object found) {
    return Optional.of(new Finding(code, where, expected.toString(), found.toString()));
  }
}
