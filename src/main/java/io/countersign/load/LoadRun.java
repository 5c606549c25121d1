package io.countersign.load;

import io.countersign.core.base.Bytes;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.terms.Terms;
import io.countersign.load.Figure.Unit;
import io.countersign.store.ChainTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/// The measurements of one run, one after the other, and their figures in that order.
///
/// Processor times say what an operation costs also on a machine that others use; rates and
/// latencies do not.
public final class LoadRun {
  private static final int ROWS = 1_000;
  private static final long TABLE_NANOS = 3_000_000_000L;

  /// Pieces in which a ledger grows, and how many at either end are compared.
  private static final int STEPS = 60;

  private static final int ENDS = 3;

  private final NodeLoad load;
  private final Optional<NodeProcess> node;
  private final List<Figure> figures = new ArrayList<>();

  /// @param node empty if it is not a process of ours: its processor time is not known then
  public LoadRun(NodeLoad load, Optional<NodeProcess> node) {
    this.load = load;
    this.node = node;
  }

  /// What was measured so far.
  public List<Figure> figures() {
    return List.copyOf(figures);
  }

  private void add(String name, long value, Unit unit) {
    figures.add(new Figure(name, value, unit));
  }

  /// Processor time used between two moments.
  private final class Spent {
    private final Duration own = NodeProcess.ownProcessor();
    private final Duration nodes = node.map(NodeProcess::processor).orElse(Duration.ZERO);

    long ownNanos() {
      return NodeProcess.ownProcessor().minus(own).toNanos();
    }

    long nodeNanos() {
      return node.map(NodeProcess::processor).orElse(Duration.ZERO).minus(nodes).toNanos();
    }

    /// Adds both as time of one of `count`.
    void add(String name, long count, Unit unit) {
      long divisor = Math.max(1, count) * (unit == Unit.MICROS ? 1_000 : 1);
      if (node.isPresent()) {
        LoadRun.this.add(name + ".node", nodeNanos() / divisor, unit);
      }
      LoadRun.this.add(name + ".generator", ownNanos() / divisor, unit);
    }
  }

  /// Bare native signatures.
  public void machine() {
    add("machine.recoveries", Baselines.recoveries(), Unit.PER_SECOND);
    add("machine.checkpoints", Baselines.checkpoints(), Unit.PER_SECOND);
  }

  /// The table with a chain: rows of canonical records, each in a commit of its own, then many a
  /// commit. Empties `table`.
  public void table(ChainTable table, Terms terms) {
    Calls calls = new Calls(terms);
    add("table.single", rows(table, calls, 1), Unit.PER_SECOND);
    add("table.bulk", rows(table, calls, ROWS), Unit.PER_SECOND);
  }

  private static long rows(ChainTable table, Calls calls, int each) {
    long done = 0;
    long nanos = 0;
    while (nanos < TABLE_NANOS) {
      List<Bytes> rows = calls.take(each).stream().map(UsageRecord::toBytes).toList();
      long began = System.nanoTime();
      table.append(rows);
      nanos += System.nanoTime() - began;
      done += each;
    }
    return done * 1_000_000_000L / nanos;
  }

  /// Attestations of one record each at a constant rate.
  public void singles(int senders, int perSecond, int warmUp, int seconds) {
    NodeLoad.Singles singles = load.singles(senders, perSecond, warmUp, seconds);
    singles.warmUp();
    Spent spent = new Spent();
    OpenLoop.Outcome out = singles.run();
    add("single.offered", perSecond, Unit.PER_SECOND);
    add("single.accepted", out.accepted() * 1_000_000_000L / out.nanos(), Unit.PER_SECOND);
    add("single.others", out.others(), Unit.COUNT);
    Histogram h = out.micros();
    add("single.p50", h.getValueAtPercentile(50), Unit.MICROS);
    add("single.p99", h.getValueAtPercentile(99), Unit.MICROS);
    add("single.p999", h.getValueAtPercentile(99.9), Unit.MICROS);
    add("single.max", h.getMaxValue(), Unit.MICROS);
    spent.add("single.processor", out.accepted(), Unit.MICROS);
  }

  /// Batches through the bulk interface.
  ///
  /// @param records a multiple of `batch`
  public void bulk(long records, int batch) {
    NodeLoad.Growth warm = load.growth(batch);
    warm.send(warm.sign(piece(records / 4, batch)));
    NodeLoad.Growth growth = load.growth(batch);
    Sum sum = new Sum();
    while (sum.records < records) {
      sum.add(growth, piece(records - sum.records, batch));
    }
    add("bulk.records", sum.records, Unit.COUNT);
    add("bulk.rate", sum.rate(), Unit.PER_SECOND);
    sum.processor("bulk.processor");
  }

  private static int piece(long records, int batch) {
    return (int) Math.max(1, Math.min(records, NodeLoad.AHEAD) / batch) * batch;
  }

  /// The same while one ledger grows: how its last pieces compare with its first.
  public void growth(long records, int batch) {
    NodeLoad.Growth warm = load.growth(batch);
    warm.send(warm.sign(piece(records / 4, batch)));
    NodeLoad.Growth growth = load.growth(batch);
    int step = piece(records / STEPS, batch);
    List<Sum> sums = new ArrayList<>();
    for (long done = 0; done < records; done += step) {
      Sum sum = new Sum();
      sum.add(growth, step);
      sums.add(sum);
    }
    Sum first = total(sums.subList(0, ENDS));
    Sum last = total(sums.subList(sums.size() - ENDS, sums.size()));
    add("growth.records", (long) step * sums.size(), Unit.COUNT);
    add("growth.first", first.rate(), Unit.PER_SECOND);
    add("growth.last", last.rate(), Unit.PER_SECOND);
    add("growth.ratio", last.rate() * 100 / Math.max(1, first.rate()), Unit.PERCENT);
    first.processor("growth.first.processor");
    last.processor("growth.last.processor");
    node.ifPresent(n -> add("growth.memory", n.residentBytes() >> 20, Unit.MEBIBYTES));
  }

  private Sum total(List<Sum> sums) {
    Sum out = new Sum();
    for (Sum s : sums) {
      out.records += s.records;
      out.nanos += s.nanos;
      out.own += s.own;
      out.nodes += s.nodes;
    }
    return out;
  }

  /// Records sent, their time, and what they cost.
  private final class Sum {
    private long records;
    private long nanos;
    private long own;
    private long nodes;

    void add(NodeLoad.Growth growth, int count) {
      List<byte[]> frames = growth.sign(count);
      Spent spent = new Spent();
      nanos += growth.send(frames).nanos();
      own += spent.ownNanos();
      nodes += spent.nodeNanos();
      records += count;
    }

    long rate() {
      return records * 1_000_000_000L / nanos;
    }

    void processor(String name) {
      if (node.isPresent()) {
        LoadRun.this.add(name + ".node", nodes / records, Unit.NANOS);
      }
      LoadRun.this.add(name + ".generator", own / records, Unit.NANOS);
    }
  }
}
