package io.countersign.core.rating;

import io.countersign.core.merkle.SumRoot;
import io.countersign.core.merkle.SumTree;
import io.countersign.core.terms.RoundStep;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `rated`: a price for each record by card and factors, divided and rounded where the terms say.
final class RatedLine {
  private RatedLine() {}

  /// What a rated line comes to before its de-minimis.
  ///
  /// @param sum empty where quantities may be negative: the tree holds no amount below 0
  record Outcome(BigInteger amount, List<Step> steps, Optional<SumRoot> sum) {}

  /// Cost: one pass over the period's records, one leaf of the sum tree for each that counts.
  static Outcome rate(RatedPlan plan, int column, Columns columns) {
    Feed feed = columns.feed();
    long[] codes = columns.cells(column);
    long[] quantities = columns.ratedQuantities(column);
    CellTable table = new CellTable(plan);
    boolean summed = !plan.mayBeNegative();
    SumTree.Builder tree = SumTree.builder();
    BigInteger d = plan.divisor();
    RoundStep atRecord = plan.round(RoundStep.At.RECORD);
    for (int i = 0; i < codes.length; i++) {
      if (codes[i] < 0) {
        continue;
      }
      Cell cell = table.cell(codes[i]);
      long qty = quantities[i];
      cell.records++;
      cell.qty.add(qty);
      if (qty > 0) {
        cell.connects++;
      }
      BigInteger n = cell.numerator(qty);
      BigInteger amount = n;
      if (atRecord != null) {
        BigInteger out = rounded(plan, n, d, atRecord);
        cell.out = cell.out.add(out);
        amount = out.abs();
      }
      if (summed) {
        tree.add(feed.number(i), amount);
      }
    }
    return finish(
        plan, table.cells(), atRecord, d, summed ? Optional.of(tree.root()) : Optional.empty());
  }

  private static BigInteger rounded(
      RatedPlan plan, BigInteger n, BigInteger d, RoundStep atRecord) {
    return atRecord.mode().toMultiple(plan.sign() < 0 ? n.negate() : n, d, atRecord.to().value());
  }

  /// What each record adds to the line.
  static List<Contribution> contributions(RatedPlan plan, int column, Columns columns) {
    long[] codes = columns.cells(column);
    CellTable table = new CellTable(plan);
    RoundStep atRecord = plan.round(RoundStep.At.RECORD);
    List<Contribution> out = new ArrayList<>();
    for (int i = 0; i < codes.length; i++) {
      if (codes[i] >= 0) {
        Cell cell = table.cell(codes[i]);
        long qty = columns.ratedQuantities(column)[i];
        BigInteger n = cell.numerator(qty);
        out.add(
            columns
                .feed()
                .contribution(
                    i,
                    cell.price.key(),
                    BigInteger.valueOf(qty),
                    atRecord == null ? n : rounded(plan, n, plan.divisor(), atRecord).abs()));
      }
    }
    return out;
  }

  static Outcome finish(
      RatedPlan plan,
      List<Cell> cells,
      @Nullable RoundStep atRecord,
      BigInteger d,
      Optional<SumRoot> root) {
    Steps steps = new Steps();
    BigInteger n = BigInteger.ZERO;
    BigInteger out = BigInteger.ZERO;
    for (Step.Cell cell : merged(plan, cells, atRecord != null)) {
      steps.add(cell);
      n = n.add(cell.n());
      out = out.add(cell.out().orElse(BigInteger.ZERO));
    }
    RoundStep atLine = plan.round(RoundStep.At.LINE);
    if (atRecord != null) {
      steps.add(new Step.Cells(out));
      n = out;
    }
    BigInteger amount =
        atLine == null
            ? n
            : steps.div(
                n, atRecord == null ? d : BigInteger.ONE, atLine.to().value(), atLine.mode());
    return new Outcome(amount, steps.list(), root);
  }

  /// One step for each key, ascending: stretches of days at the same prices are one cell.
  private static List<Step.Cell> merged(RatedPlan plan, List<Cell> cells, boolean rounded) {
    List<Cell> sorted = new ArrayList<>(cells);
    sorted.sort(Comparator.comparing(c -> c.price.key(), RatedLine::compareKeys));
    List<Step.Cell> out = new ArrayList<>();
    for (Cell c : sorted) {
      Step.Cell step = c.step(plan, rounded);
      int last = out.size() - 1;
      if (last >= 0 && out.get(last).key().equals(step.key())) {
        out.set(last, join(out.get(last), step));
      } else {
        out.add(step);
      }
    }
    return out;
  }

  private static Step.Cell join(Step.Cell a, Step.Cell b) {
    return new Step.Cell(
        a.key(),
        a.records() + b.records(),
        a.qty().add(b.qty()),
        a.connects() + b.connects(),
        a.per(),
        a.price(),
        a.connect(),
        a.x(),
        a.sign(),
        a.n().add(b.n()),
        a.out().isPresent() ? Optional.of(a.out().get().add(b.out().orElseThrow())) : a.out());
  }

  static int compareKeys(List<Integer> a, List<Integer> b) {
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      int c = Integer.compare(a.get(i), b.get(i));
      if (c != 0) {
        return c;
      }
    }
    return Integer.compare(a.size(), b.size());
  }

  /// The running sums of one cell.
  static final class Cell {
    final RatedPlan.CellPrice price;
    final BigSum qty = new BigSum();
    long records;
    long connects;
    BigInteger out = BigInteger.ZERO;

    Cell(RatedPlan.CellPrice price) {
      this.price = price;
    }

    void add(long moreRecords, BigInteger moreQty, long moreConnects, BigInteger moreOut) {
      records += moreRecords;
      qty.add(moreQty);
      connects += moreConnects;
      out = out.add(moreOut);
    }

    /// n of one record, without the line's sign.
    BigInteger numerator(long quantity) {
      BigInteger n = price.perUnit().multiply(BigInteger.valueOf(quantity));
      return quantity > 0 ? n.add(price.perConnect()) : n;
    }

    Step.Cell step(RatedPlan plan, boolean rounded) {
      BigInteger n =
          price
              .perUnit()
              .multiply(qty.value())
              .add(price.perConnect().multiply(BigInteger.valueOf(connects)));
      return new Step.Cell(
          price.key(),
          records,
          qty.value(),
          connects,
          plan.line().per(),
          price.price(),
          price.connect(),
          price.x(),
          plan.sign(),
          plan.sign() < 0 ? n.negate() : n,
          rounded ? Optional.of(out) : Optional.empty());
    }
  }

  /// Cells by number: open addressing, so that a record costs one probe and no object.
  private static final class CellTable {
    private final RatedPlan plan;
    private long[] keys = new long[64];
    private @Nullable Cell[] slots = new Cell[64];
    private final List<Cell> cells = new ArrayList<>();

    CellTable(RatedPlan plan) {
      this.plan = plan;
    }

    Cell cell(long code) {
      int at = find(code);
      Cell found = slots[at];
      if (found != null) {
        return found;
      }
      Cell made = new Cell(plan.priceOf(code));
      cells.add(made);
      keys[at] = code;
      slots[at] = made;
      if (cells.size() * 2 > slots.length) {
        grow();
      }
      return made;
    }

    List<Cell> cells() {
      return cells;
    }

    private int find(long code) {
      int mask = slots.length - 1;
      int at = (int) ((code * 0x9E3779B97F4A7C15L) >>> 40) & mask;
      while (slots[at] != null && keys[at] != code) {
        at = (at + 1) & mask;
      }
      return at;
    }

    private void grow() {
      long[] oldKeys = keys;
      @Nullable Cell[] oldSlots = slots;
      keys = new long[2 * oldKeys.length];
      slots = Arrays.copyOf(new Cell[0], 2 * oldSlots.length);
      for (int i = 0; i < oldSlots.length; i++) {
        if (oldSlots[i] != null) {
          int at = find(oldKeys[i]);
          keys[at] = oldKeys[i];
          slots[at] = oldSlots[i];
        }
      }
    }
  }
}
