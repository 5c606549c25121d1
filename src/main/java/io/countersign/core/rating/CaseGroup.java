package io.countersign.core.rating;

import io.countersign.core.terms.RecordType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// Measures and rated lines of one record type whose conditions are one table: the number of a
/// record's case says which of them take it, and into which cell.
///
/// The table is filled by asking the reference's own conditions of one example of each case. Where
/// it would be too long, a group is one item, and its conditions are asked of every record.
/// Immutable, shared by threads.
final class CaseGroup {
  /// Most cases of what is put together.
  private static final int MERGED = 1 << 12;

  /// Most cases of one item, as in validity.
  private static final int ALONE = 1 << 16;

  /// Cases that are always worth a table, however few the records.
  private static final int WORTH = 1 << 8;

  private final RecordType type;
  private final Optional<CaseSpace> space;
  private final List<Item> items;
  private final List<QuantityPlan> quantities = new ArrayList<>();
  private final long[][] cells; // by item and case, -1 where it takes nothing

  /// One measure, one measure by the values of a field, or one rated line.
  sealed interface Item {
    QuantityPlan quantity();

    /// The number of the cell, or of the segment, that a record falls into; -1 for none.
    long cellOf(long[] values, long windows, int day);
  }

  /// A measure over all records.
  record Whole(MeasurePlan plan) implements Item {
    @Override
    public QuantityPlan quantity() {
      return plan.quantity();
    }

    @Override
    public long cellOf(long[] values, long windows, int day) {
      return plan.takes(values, windows) ? 0 : -1;
    }
  }

  /// A measure by the values of a field.
  ///
  /// @param field position of the field whose values are kept apart
  record BySegment(MeasurePlan plan, String name, int field) implements Item {
    @Override
    public QuantityPlan quantity() {
      return plan.quantity();
    }

    @Override
    public long cellOf(long[] values, long windows, int day) {
      return plan.takes(values, windows) ? values[field] : -1;
    }
  }

  /// A rated line.
  record Rated(RatedPlan plan) implements Item {
    @Override
    public QuantityPlan quantity() {
      return plan.quantity();
    }

    @Override
    public long cellOf(long[] values, long windows, int day) {
      return plan.cellOf(values, windows, day);
    }
  }

  private CaseGroup(RecordType type, Optional<CaseSpace> space, List<Item> items) {
    this.type = type;
    this.space = space;
    this.items = List.copyOf(items);
    for (Item item : items) {
      if (quantityOf(item) < 0) {
        quantities.add(item.quantity());
      }
    }
    int cases = space.map(CaseSpace::size).orElse(0);
    this.cells = new long[items.size()][cases];
    long[] values = new long[type.fields().size()];
    for (int c = 0; c < cases; c++) {
      TimeClasses.TimeClass time = space.orElseThrow().example(c, values);
      for (int i = 0; i < cells.length; i++) {
        cells[i][c] = items.get(i).cellOf(values, time.windows(), time.day());
      }
    }
  }

  /// The groups of the items of one type.
  ///
  /// @param records how many there are: a table longer than that is not worth its making
  static List<CaseGroup> of(
      RecordType type, List<Item> items, TimeClasses time, List<String> windowIds, int records) {
    List<CaseSpace.Tests> tests = new ArrayList<>();
    List<List<Item>> members = new ArrayList<>();
    List<CaseGroup> out = new ArrayList<>();
    int alone = Math.min(ALONE, Math.max(WORTH, records));
    for (Item item : items) {
      CaseSpace.Tests own = tests(item, type, windowIds);
      if (own.size(time) > alone) {
        out.add(new CaseGroup(type, Optional.empty(), List.of(item)));
        continue;
      }
      int at = 0;
      while (at < tests.size() && tests.get(at).and(own).size(time) > Math.min(MERGED, alone)) {
        at++;
      }
      if (at == tests.size()) {
        tests.add(own);
        members.add(new ArrayList<>());
      } else {
        tests.set(at, tests.get(at).and(own));
      }
      members.get(at).add(item);
    }
    for (int g = 0; g < members.size(); g++) {
      out.add(new CaseGroup(type, Optional.of(tests.get(g).space(time)), members.get(g)));
    }
    return out;
  }

  private static CaseSpace.Tests tests(Item item, RecordType type, List<String> windowIds) {
    CaseSpace.Tests out = new CaseSpace.Tests(type, windowIds);
    switch (item) {
      case Whole i -> out.add(i.plan().condition());
      case BySegment i -> {
        out.add(i.plan().condition());
        out.values(i.name());
      }
      case Rated i -> {
        i.plan().conditions().forEach(out::add);
        out.days();
      }
    }
    return out;
  }

  RecordType type() {
    return type;
  }

  Optional<CaseSpace> space() {
    return space;
  }

  List<Item> items() {
    return items;
  }

  /// What the items count, each once.
  List<QuantityPlan> quantities() {
    return quantities;
  }

  /// The place of an item's quantity in [#quantities].
  int quantityOf(Item item) {
    for (int q = 0; q < quantities.size(); q++) {
      if (quantities.get(q).same(item.quantity())) {
        return q;
      }
    }
    return -1;
  }

  /// The cell of item `item` in each case; empty without a table.
  long[] cells(int item) {
    return cells[item];
  }

  /// The positions of the fields that are read.
  int[] fields() {
    TreeSet<Integer> out = new TreeSet<>();
    space.ifPresentOrElse(
        s -> out.addAll(s.fields()),
        () -> {
          for (int f = 0; f < type.fields().size(); f++) {
            out.add(f);
          }
        });
    for (QuantityPlan q : quantities) {
      Arrays.stream(q.fields()).forEach(out::add);
    }
    return out.stream().mapToInt(Integer::intValue).toArray();
  }
}
