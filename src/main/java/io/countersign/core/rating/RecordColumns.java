package io.countersign.core.rating;

import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.ledger.TermsVersion;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.ledger.Workers;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Terms;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/// The records of a file under one terms document, in columns: a few bytes for each, whatever the
/// record's length.
///
/// A period is rated as if a ledger with these terms held the records, in the order of the file,
/// each attested by the party whose records of its type count, and nothing else: same amounts,
/// traces, measures, sum roots and ignored records. Immutable.
public final class RecordColumns {
  /// Most records of a file.
  public static final int MAX_RECORDS = Integer.MAX_VALUE - RecordBlock.CAPACITY;

  /// The agreement and the attestation of such a ledger.
  private static final long LEAVES = 2;

  private final RecordRead how;
  private final List<RecordStretch> stretches;
  private final long size;

  private RecordColumns(RecordRead how, List<RecordStretch> stretches, long size) {
    this.how = how;
    this.stretches = List.copyOf(stretches);
    this.size = size;
  }

  /// Begins to read the records of a file.
  ///
  /// @param terms valid
  public static Builder builder(Terms terms, Workers workers) {
    return new Builder(new RecordRead(terms), workers);
  }

  public Terms terms() {
    return how.terms();
  }

  /// Records of the file, whether they count or not.
  public long size() {
    return size;
  }

  /// g(`period`), sum trees included.
  public RatingResult rate(Period period, Workers workers) {
    return rate(period, true, workers);
  }

  /// The same without sum trees: measures, KPIs, amounts and traces only.
  public RatingResult amounts(Period period, Workers workers) {
    return rate(period, false, workers);
  }

  private RatingResult rate(Period period, boolean roots, Workers workers) {
    Terms terms = how.terms();
    Optional<Finding> refusal = Refusals.find(terms, period);
    if (refusal.isPresent()) {
      return new RatingResult.Refused(refusal.get());
    }
    TermsVersion version = version(terms);
    List<Month> done = new ArrayList<>();
    for (Period before : Months.before(version, period)) {
      done.add(month(version, before, false, done, workers));
    }
    Month month = month(version, period, roots, done, workers);
    return new RatingResult.Rated(
        period,
        LEAVES,
        version,
        month.result().measures(),
        month.result().kpis(),
        month.result().lines(),
        month.records().ignored());
  }

  private Month month(
      TermsVersion version, Period period, boolean roots, List<Month> before, Workers workers) {
    Plan plan = new Plan(version.terms(), period);
    PeriodRecords records = records(plan, roots, workers);
    Past past = new Past(version.terms(), period, before);
    return new Month(
        period, version, records, LineLayer.rate(plan, records, past, new Acceptances()));
  }

  private static TermsVersion version(Terms terms) {
    return new TermsVersion(
        0, terms.version(), Period.of(terms.term().from()), terms, terms.hash(), Bytes32.ZERO);
  }

  /// What the records of the plan's period come to.
  PeriodRecords records(Plan plan, boolean roots, Workers workers) {
    List<RecordBlock> blocks = new ArrayList<>();
    Ignored.Collector ignored = new Ignored.Collector();
    Optional<Integer> place = how.placeOf(plan.period());
    if (place.isPresent()) {
      int p = place.get();
      for (int t = 0; t < how.terms().records().size(); t++) {
        for (RecordStretch s : stretches) {
          s.block(p, t).ifPresent(blocks::add);
        }
      }
      stretches.forEach(s -> s.absent(how.from(p), how.to(p), ignored));
    }
    return BlockLoop.run(plan, blocks, ignored.list(), roots, workers);
  }

  /// Reads the lines of a file piece by piece. Not thread-safe.
  public static final class Builder {
    private final RecordRead how;
    private final Workers workers;
    private final List<RecordStretch> stretches = new ArrayList<>();
    private int[] ends = new int[1 << 10];
    private long size;

    private Builder(RecordRead how, Workers workers) {
      this.how = how;
      this.workers = workers;
    }

    /// Reads the whole lines, each a canonical record and one LF, that fill [from, to) of `array`,
    /// which is free again afterwards. Pieces of some megabytes let workers work side by side.
    ///
    /// @throws MalformedException codes 01xx with the number of the first line that is no record
    /// @throws IllegalArgumentException unless the last byte is an LF, and beyond [#MAX_RECORDS]
    public void add(byte[] array, int from, int to) throws MalformedException {
      if (from == to) {
        return;
      }
      if (array[to - 1] != '\n') {
        throw new IllegalArgumentException("whole lines expected");
      }
      int lines = findLines(array, from, to);
      if (size + lines > MAX_RECORDS) {
        throw new IllegalArgumentException("more than " + MAX_RECORDS + " records");
      }
      int first = (int) (size >>> RecordBlock.LEVEL);
      int last = (int) ((size + lines - 1) >>> RecordBlock.LEVEL);
      while (stretches.size() <= last) {
        stretches.add(new RecordStretch(how, stretches.size()));
      }
      long before = size;
      workers.forRange(
          0,
          (last - first + 1) * RecordBlock.CAPACITY,
          (begin, end) -> {
            int s = Math.ceilDiv(begin, RecordBlock.CAPACITY);
            for (; s * RecordBlock.CAPACITY < end; s++) {
              long line = ((long) (first + s) << RecordBlock.LEVEL) - before;
              stretches
                  .get(first + s)
                  .read(
                      array,
                      from,
                      ends,
                      (int) Math.max(0, line),
                      (int) Math.min(lines, line + RecordBlock.CAPACITY));
            }
          });
      size += lines;
      for (RecordStretch s : stretches.subList(first, last + 1)) {
        if (s.fault().isPresent()) {
          throw s.fault().get();
        }
      }
    }

    private int findLines(byte[] array, int from, int to) {
      int n = 0;
      for (int i = from; i < to; i++) {
        if (array[i] == '\n') {
          if (n == ends.length) {
            ends = Arrays.copyOf(ends, 2 * n);
          }
          ends[n++] = i;
        }
      }
      return n;
    }

    /// The columns of all that was read: of records of one name the first stands.
    public RecordColumns build() {
      List<long[]> names = stretches.stream().map(RecordStretch::names).toList();
      long[] duplicates = RecordNames.duplicates(names, size, workers);
      BitSet of = new BitSet();
      for (int i = 0; i < duplicates.length; i++) {
        long stretch = duplicates[i] >>> RecordBlock.LEVEL;
        of.set((int) (duplicates[i] & (RecordBlock.CAPACITY - 1)));
        if (i + 1 == duplicates.length || duplicates[i + 1] >>> RecordBlock.LEVEL != stretch) {
          stretches.get((int) stretch).remove(of);
          of.clear();
        }
      }
      stretches.forEach(RecordStretch::trim);
      return new RecordColumns(how, stretches, size);
    }
  }

  /// Most bytes of one line with its LF.
  public static final int MAX_LINE = UsageRecord.MAX_BYTES + 1;
}
