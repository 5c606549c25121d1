package io.countersign.core.rating;

import io.countersign.core.merkle.SumStream;
import io.countersign.core.terms.RoundStep;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The running sums of one group over some of a period's records: for each case how many records,
/// how much of each quantity, and of how many it is above 0. Not thread-safe: one for each part.
final class GroupSums {
  private final CaseGroup group;
  private final TimeClasses time;
  private final int[] fields;
  private final List<ItemState> items = new ArrayList<>();
  private final int[] codes = new int[BlockPart.STRIP];
  private final long[][] amounts; // by quantity, of the strip
  private final boolean[] proven;
  private long[] counts;
  private final @Nullable WideSums[] sums;
  private final long[][] positive; // by quantity, empty where no line asks

  // without a table: the cells met so far, by their place; case 0 is the one that takes nothing
  private final Map<Long, Integer> met = new HashMap<>();
  private long[] metCells = {-1};
  private final long[] values;

  /// What one item needs besides the sums.
  private static final class ItemState {
    final CaseGroup.Item item;
    final int index;
    final int quantity;
    final @Nullable SumStream tree;
    final @Nullable RoundStep atRecord;
    @Nullable CellCost[] costs = {};
    final WideSums out = new WideSums(0);

    ItemState(CaseGroup.Item item, int index, int quantity, @Nullable SumStream tree) {
      this.item = item;
      this.index = index;
      this.quantity = quantity;
      this.tree = tree;
      this.atRecord =
          item instanceof CaseGroup.Rated r ? r.plan().round(RoundStep.At.RECORD) : null;
    }
  }

  /// @param records most records that the sums may be of
  /// @param summed which items carry a sum tree
  GroupSums(CaseGroup group, TimeClasses time, long records, boolean[] summed) {
    this.group = group;
    this.time = time;
    this.fields = group.fields();
    int quantities = group.quantities().size();
    this.amounts = new long[quantities][BlockPart.STRIP];
    this.proven = new boolean[quantities];
    this.sums = new WideSums[quantities];
    this.positive = new long[quantities][0];
    int cases = group.space().map(CaseSpace::size).orElse(1);
    this.counts = new long[cases];
    this.values = new long[group.type().fields().size()];
    for (int q = 0; q < quantities; q++) {
      QuantityPlan plan = group.quantities().get(q);
      if (plan.isConstant()) {
        Arrays.fill(amounts[q], plan.each());
      } else {
        sums[q] = new WideSums(cases);
        proven[q] = WideSums.proven(records, plan.mostAbs());
      }
    }
    for (int i = 0; i < group.items().size(); i++) {
      CaseGroup.Item item = group.items().get(i);
      int q = group.quantityOf(item);
      items.add(new ItemState(item, i, q, summed[i] ? new SumStream() : null));
      if (item instanceof CaseGroup.Rated && sums[q] != null) {
        positive[q] = new long[cases];
      }
      items.get(i).out.grow(cases);
    }
  }

  CaseGroup group() {
    return group;
  }

  /// The positions of the fields that [#add] reads.
  int[] fields() {
    return fields;
  }

  /// Adds `n` records of the block from `from` on.
  ///
  /// @param values by field
  /// @param times their classes of time
  void add(RecordBlock block, int from, int n, long[][] values, int[] times) {
    if (group.space().isPresent()) {
      group.space().get().number(values, times, n, codes);
    } else {
      ask(values, times, n);
    }
    for (int i = 0; i < n; i++) {
      counts[codes[i]]++;
    }
    for (int q = 0; q < amounts.length; q++) {
      WideSums sum = sums[q];
      if (sum != null) {
        group.quantities().get(q).of(values, n, amounts[q]);
        if (proven[q]) {
          sum.addProven(codes, amounts[q], n);
        } else {
          sum.add(codes, amounts[q], n);
        }
        long[] above = positive[q];
        if (above.length > 0) {
          countPositive(codes, amounts[q], n, above);
        }
      }
    }
    for (ItemState s : items) {
      if (s.atRecord != null) {
        roundEach(s, block, from, n);
      } else if (s.tree != null) {
        grow(s, block, from, n);
      }
    }
  }

  private static void countPositive(int[] codes, long[] amounts, int n, long[] above) {
    for (int i = 0; i < n; i++) {
      above[codes[i]] += -amounts[i] >>> 63;
    }
  }

  /// The conditions of the only item, asked of each record.
  private void ask(long[][] values, int[] times, int n) {
    CaseGroup.Item item = group.items().getFirst();
    for (int i = 0; i < n; i++) {
      for (int f = 0; f < this.values.length; f++) {
        this.values[f] = values[f][i];
      }
      TimeClasses.TimeClass t = time.distinct().get(times[i]);
      long cell = item.cellOf(this.values, t.windows(), t.day());
      codes[i] = cell < 0 ? 0 : met.computeIfAbsent(cell, this::meet);
    }
  }

  private int meet(long cell) {
    int code = met.size() + 1;
    if (code == metCells.length) {
      int size = 2 * code;
      metCells = Arrays.copyOf(metCells, size);
      counts = Arrays.copyOf(counts, size);
      for (int q = 0; q < sums.length; q++) {
        WideSums sum = sums[q];
        if (sum != null) {
          sum.grow(size);
        }
        long[] above = positive[q];
        if (above.length > 0) {
          positive[q] = Arrays.copyOf(above, size);
        }
      }
      items.getFirst().out.grow(size);
    }
    metCells[code] = cell;
    return code;
  }

  /// The cell of an item in each case.
  private long[] cells(ItemState s) {
    return group.space().isPresent() ? group.cells(s.index) : metCells;
  }

  private void roundEach(ItemState s, RecordBlock block, int from, int n) {
    long[] cells = cells(s);
    long[] of = amounts[s.quantity];
    for (int i = 0; i < n; i++) {
      if (cells[codes[i]] < 0) {
        continue;
      }
      CellCost cost = cost(s, cells, codes[i]);
      if (cost.small()) {
        long out = cost.micros(of[i]);
        s.out.add(codes[i], out);
        if (s.tree != null) {
          s.tree.add(block.number(from + i), Math.abs(out));
        }
      } else {
        BigInteger out = cost.wideMicros(of[i]);
        s.out.add(codes[i], out);
        if (s.tree != null) {
          long[] a = SumStream.limbs(out.abs());
          s.tree.add(block.number(from + i), a[0], a[1], a[2], a[3]);
        }
      }
    }
  }

  private void grow(ItemState s, RecordBlock block, int from, int n) {
    SumStream tree = s.tree;
    if (tree == null) {
      return;
    }
    long[] cells = cells(s);
    long[] of = amounts[s.quantity];
    boolean rated = s.item instanceof CaseGroup.Rated;
    for (int i = 0; i < n; i++) {
      if (cells[codes[i]] >= 0) {
        if (rated) {
          cost(s, cells, codes[i]).addNumerator(tree, block.number(from + i), of[i]);
        } else {
          tree.add(block.number(from + i), of[i]);
        }
      }
    }
  }

  private static CellCost cost(ItemState s, long[] cells, int code) {
    if (code >= s.costs.length) {
      s.costs = Arrays.copyOf(s.costs, cells.length);
    }
    CellCost known = s.costs[code];
    if (known == null) {
      RatedPlan plan = ((CaseGroup.Rated) s.item).plan();
      known = new CellCost(plan, plan.priceOf(cells[code]), s.atRecord);
      s.costs[code] = known;
    }
    return known;
  }

  /// Ends the subtree of item `i` over the block.
  ///
  /// @return its node, empty if all of it is 0
  byte[] endBlock(int i) {
    SumStream tree = items.get(i).tree;
    if (tree == null) {
      return new byte[0];
    }
    byte[] node = new byte[SumStream.NODE_BYTES];
    return tree.subtree(RecordBlock.LEVEL, node, 0) ? node : new byte[0];
  }

  /// Where the sums of one item by its cells go.
  interface Sink {
    /// @param positive records with a quantity above 0
    /// @param out sum of the rounded amounts, where each record is rounded
    void add(long cell, long records, BigSum quantity, long positive, BigSum out);
  }

  /// Hands over the sums of item `i` in each case that occurred and that it takes.
  void drain(int i, Sink sink) {
    ItemState s = items.get(i);
    long[] cells = cells(s);
    QuantityPlan plan = group.quantities().get(s.quantity);
    WideSums sum = sums[s.quantity];
    long[] above = positive[s.quantity];
    for (int c = 0; c < Math.min(cells.length, counts.length); c++) {
      if (counts[c] == 0 || cells[c] < 0) {
        continue;
      }
      BigSum quantity = new BigSum();
      if (sum == null) {
        quantity.add(Math.multiplyExact(counts[c], (long) plan.each()));
      } else {
        sum.addTo(c, quantity);
      }
      BigSum out = new BigSum();
      s.out.addTo(c, out);
      sink.add(cells[c], counts[c], quantity, above.length == 0 ? counts[c] : above[c], out);
    }
  }
}
