package io.countersign.core.rating;

import io.countersign.core.ledger.Batch;
import io.countersign.core.ledger.HeldRecord;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.Workers;
import io.countersign.core.merkle.SumRoot;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.TermsClock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the records of one period. Cost: one look at each record of the prefix, and for each
/// record of the period one condition for each measure and line and one leaf in each sum tree that
/// takes it.
final class RecordLoop {
  /// Steps of a loop that one sum tree counts for: workers run short loops in one go, and a tree is
  /// as long as the period's records.
  private static final int TREE_WEIGHT = 64;

  private final Workers workers;

  RecordLoop(Workers workers) {
    this.workers = workers;
  }

  /// What the records of the plan's period come to.
  ///
  /// @param feed what [#gather] found
  PeriodRecords run(History prefix, Plan plan, Feed feed) {
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
    return new PeriodRecords(
        measures.values(),
        measures.segments(),
        rootsById(plan, roots),
        ratedById(plan, rated),
        ignored(columns));
  }

  private static Map<String, SumRoot> rootsById(Plan plan, @Nullable SumRoot[] roots) {
    Map<String, SumRoot> out = new HashMap<>();
    for (int m = 0; m < roots.length; m++) {
      SumRoot root = roots[m];
      if (root != null) {
        out.put(plan.measures().get(m).measure().id(), root);
      }
    }
    return out;
  }

  private static Map<String, RatedLine.Outcome> ratedById(
      Plan plan, RatedLine.@Nullable Outcome[] rated) {
    Map<String, RatedLine.Outcome> out = new HashMap<>();
    for (int l = 0; l < rated.length; l++) {
      RatedLine.Outcome outcome = rated[l];
      String id = plan.rated().get(l).line().id();
      if (outcome == null) {
        throw new IllegalStateException("a worker left out line " + id);
      }
      out.put(id, outcome);
    }
    return out;
  }

  /// What each record adds to the rated line or the measure `id`, in the order of their numbers.
  List<Contribution> contributions(History prefix, Plan plan, Feed feed, String id) {
    Columns columns = columns(prefix, plan, feed);
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
  private Columns columns(History prefix, Plan plan, Feed feed) {
    Columns columns = new Columns(prefix, plan, feed);
    Measures.keepSegments(plan, columns);
    workers.forRange(0, feed.size(), columns::fill);
    return columns;
  }

  /// Finds the records that belong to the period. A record before the term belongs to the term's
  /// first period and one after it to the last, so each is listed once. One whose row was erased
  /// belongs to none.
  ///
  /// @param prefix one whose records are all held
  static Feed gather(History prefix, Plan plan) {
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
      for (int i = 0; i < batch.records().size(); i++) {
        HeldRecord record = batch.records().get(i);
        long at =
            switch (record) {
              case HeldRecord.Full r -> r.record().at();
              case HeldRecord.Nameless r -> r.kept().at();
              // nobody knows its instant: it is in no period
              case HeldRecord.Rowless r -> Long.MAX_VALUE;
            };
        if (at >= from && at < to) {
          feed.add(record, batch, b, i);
        }
      }
    }
    return feed;
  }

  private static List<IgnoredRecords> ignored(Columns columns) {
    Ignored.Collector out = new Ignored.Collector();
    for (int i = 0; i < columns.feed().size(); i++) {
      long number = columns.feed().number(i);
      columns.ignored(i).ifPresent(code -> out.add(code, number));
    }
    return out.list();
  }
}
