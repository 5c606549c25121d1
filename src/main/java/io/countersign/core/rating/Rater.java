package io.countersign.core.rating;

import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.ledger.Batch;
import io.countersign.core.ledger.HeldRecord;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.TermsVersion;
import io.countersign.core.ledger.Workers;
import io.countersign.core.merkle.SumRoot;
import io.countersign.core.money.Micros;
import io.countersign.core.terms.Line;
import io.countersign.core.terms.Measure;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.TermsClock;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

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
  /// Steps of a loop that one sum tree counts for: workers run short loops in one go, and a tree is
  /// as long as the period's records.
  private static final int TREE_WEIGHT = 64;

  private final History history;
  private final Workers workers;

  public Rater(History history, Workers workers) {
    this.history = history;
    this.workers = workers;
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
    Gathered gathered = gather(prefix, plan);
    return gathered.missing.isPresent()
        ? new RatingResult.Refused(gathered.missing.get())
        : rate(prefix, version, plan, gathered.feed);
  }

  private RatingResult.Rated rate(History prefix, TermsVersion version, Plan plan, Feed feed) {
    Columns columns = columns(prefix, plan, feed);
    Measures measures = new Measures(plan, columns);
    @Nullable SumRoot[] roots = new SumRoot[plan.measures().size()];
    RatedLine.@Nullable Outcome[] rated = new RatedLine.Outcome[plan.rated().size()];
    workers.forRange(
        0,
        (roots.length + rated.length) * TREE_WEIGHT,
        (from, to) -> {
          int first = Math.ceilDiv(from, TREE_WEIGHT);
          for (int task = first; task * TREE_WEIGHT < to; task++) {
            if (task >= roots.length) {
              int line = task - roots.length;
              rated[line] = RatedLine.rate(plan.rated().get(line), line, columns);
            } else if (plan.isSummed(plan.measures().get(task).measure().id())) {
              roots[task] = measures.tree(task);
            }
          }
        });
    Map<String, BigInteger> values = measures.values();
    List<KpiResult> kpis = measures.kpis(values);
    return new RatingResult.Rated(
        plan.period(),
        prefix.size(),
        version,
        measureResults(plan, values, roots),
        kpis,
        lines(plan, figures(plan.terms(), values, kpis), rated),
        ignored(columns));
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
    Gathered gathered = gather(prefix, plan);
    if (gathered.missing.isPresent()) {
      return List.of();
    }
    Columns columns = columns(prefix, plan, gathered.feed);
    for (int l = 0; l < plan.rated().size(); l++) {
      if (plan.rated().get(l).line().id().equals(id)) {
        return RatedLine.contributions(plan.rated().get(l), l, columns);
      }
    }
    for (int m = 0; m < plan.measures().size(); m++) {
      if (plan.measures().get(m).measure().id().equals(id)) {
        return new Measures(plan, columns).contributions(m);
      }
    }
    return List.of();
  }

  /// The columns of the period's records, filled.
  Columns columns(History prefix, Plan plan, Feed feed) {
    Columns columns = new Columns(prefix, plan, feed);
    Measures.keepSegments(plan, columns);
    workers.forRange(0, feed.size(), columns::fill);
    return columns;
  }

  private static Figures figures(
      Terms terms, Map<String, BigInteger> values, List<KpiResult> kpis) {
    Map<String, KpiResult> byId = new HashMap<>();
    kpis.forEach(k -> byId.put(k.id(), k));
    return new Figures(terms, values, byId);
  }

  private static List<MeasureResult> measureResults(
      Plan plan, Map<String, BigInteger> values, @Nullable SumRoot[] roots) {
    Map<String, SumRoot> byId = new HashMap<>();
    for (int m = 0; m < roots.length; m++) {
      SumRoot root = roots[m];
      if (root != null) {
        byId.put(plan.measures().get(m).measure().id(), root);
      }
    }
    List<MeasureResult> out = new ArrayList<>();
    for (Measure measure : plan.terms().measures()) {
      String id = measure.id();
      out.add(
          new MeasureResult(
              id, values.getOrDefault(id, BigInteger.ZERO), Optional.ofNullable(byId.get(id))));
    }
    return out;
  }

  private static List<LineResult> lines(
      Plan plan, Figures figures, RatedLine.@Nullable Outcome[] rated) {
    Terms terms = plan.terms();
    LineContext in = new LineContext(terms, plan.period(), plan.days(), plan.params(), figures);
    List<LineResult> out = new ArrayList<>();
    int next = 0;
    for (Line line : terms.lines()) {
      Steps steps = new Steps();
      Optional<SumRoot> sum = Optional.empty();
      BigInteger amount;
      switch (line) {
        case Line.Rated l -> {
          RatedLine.Outcome outcome = rated[next++];
          if (outcome == null) {
            throw new IllegalStateException("a worker left out line " + l.id());
          }
          outcome.steps().forEach(steps::add);
          sum = outcome.sum();
          amount = outcome.amount();
        }
        case Line.Fixed l -> amount = FixedLine.rate(l, in, steps);
        case Line.Table l -> amount = TableLine.rate(l, in, steps);
        case Line.Clamp l -> amount = ClampLine.rate(l, in, steps);
        case Line.Percent l -> amount = PercentLine.rate(l, in, steps);
        case Line.Tiered l -> throw unrated(l);
        case Line.Milestone l -> throw unrated(l);
        case Line.Linear l -> throw unrated(l);
        case Line.Earnback l -> throw unrated(l);
        case Line.Minimum l -> throw unrated(l);
        case Line.Cap l -> throw unrated(l);
      }
      Micros end = new Micros(deMinimis(line.head().deMinimis().value(), amount, steps));
      in.put(line.id(), end);
      boolean memo = line instanceof Line.Percent p && p.inclusive();
      out.add(
          LineResult.of(
              line.id(), end, memo, sum, new Trace(line.id(), plan.period(), steps.list())));
    }
    return out;
  }

  private static BigInteger deMinimis(BigInteger below, BigInteger amount, Steps steps) {
    if (below.signum() == 0) {
      return amount;
    }
    BigInteger out = amount.abs().compareTo(below) < 0 ? BigInteger.ZERO : amount;
    steps.add(new Step.DeMinimis(amount, below, out));
    return out;
  }

  private static IllegalStateException unrated(Line line) {
    return new IllegalStateException("a line that should have been refused: " + line.kind());
  }

  /// The records of a period, or what keeps them from being read.
  record Gathered(Feed feed, Optional<Finding> missing) {}

  /// Finds the records that belong to the period. A record before the term belongs to the term's
  /// first period and one after it to the last, so each is listed once.
  Gathered gather(History prefix, Plan plan) {
    TermsClock clock = plan.clock();
    Period period = plan.period();
    boolean first = period.equals(Period.of(plan.terms().term().from()));
    boolean last =
        period.equals(Period.of(plan.terms().term().to()))
            && prefix.versions().stream().noneMatch(v -> v.effectivePeriod().compareTo(period) > 0);
    long from = first ? Long.MIN_VALUE : clock.start(period);
    long to = last ? Long.MAX_VALUE : clock.end(period);
    Feed feed = new Feed();
    List<Batch> batches = prefix.batches();
    for (int b = 0; b < batches.size(); b++) {
      Batch batch = batches.get(b);
      if (batch.payloadFault().isPresent()) {
        return new Gathered(feed, Optional.of(notHeld(batch, batch.payloadFault().get().found())));
      }
      for (int i = 0; i < batch.records().size(); i++) {
        HeldRecord record = batch.records().get(i);
        long at;
        switch (record) {
          case HeldRecord.Full r -> at = r.record().at();
          case HeldRecord.Nameless r -> at = r.kept().at();
          case HeldRecord.Rowless r -> {
            return new Gathered(feed, Optional.of(notHeld(batch, "record " + i + " erased")));
          }
        }
        if (at >= from && at < to) {
          feed.add(record, batch, b, i);
        }
      }
    }
    return new Gathered(feed, Optional.empty());
  }

  private static Finding notHeld(Batch batch, String found) {
    return new Finding(
        Code.RECORDS_NOT_HELD, "entry " + batch.entryIndex(), batch.count() + " records", found);
  }

  private static List<IgnoredRecords> ignored(Columns columns) {
    TreeMap<Integer, List<IgnoredRecords.Range>> ranges = new TreeMap<>();
    Map<Integer, Code> codes = new HashMap<>();
    for (int i = 0; i < columns.feed().size(); i++) {
      Optional<Code> code = columns.ignored(i);
      if (code.isEmpty()) {
        continue;
      }
      codes.put(code.get().number(), code.get());
      List<IgnoredRecords.Range> of =
          ranges.computeIfAbsent(code.get().number(), c -> new ArrayList<>());
      long number = columns.feed().number(i);
      int end = of.size() - 1;
      if (end >= 0 && of.get(end).last() + 1 == number) {
        of.set(end, new IgnoredRecords.Range(of.get(end).first(), number));
      } else {
        of.add(new IgnoredRecords.Range(number, number));
      }
    }
    List<IgnoredRecords> out = new ArrayList<>();
    ranges.forEach(
        (number, of) -> {
          Code code = codes.get(number);
          if (code != null) {
            long count = of.stream().mapToLong(r -> r.last() - r.first() + 1).sum();
            out.add(new IgnoredRecords(code, count, of));
          }
        });
    return out;
  }
}
