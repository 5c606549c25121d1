package io.countersign.core.rating;

import io.countersign.core.terms.Field;
import io.countersign.core.terms.RecordType;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/// The records of one type and one period that count, out of one aligned stretch of 2^12 record
/// numbers, in columns.
///
/// Aligned, so that each block gives one whole subtree of a sum tree, and blocks can be worked on
/// side by side. Filled by one thread, then only read.
final class RecordBlock {
  /// Levels of the sum tree that one block fills.
  static final int LEVEL = 12;

  /// The most records of one block.
  static final int CAPACITY = 1 << LEVEL;

  private static final int FIRST_ROOM = 256;

  private final int type;
  private final long stretch;
  private final Column[] columns;
  private char[] numbers = {};
  private int[] at = {};
  private int size;

  /// @param type index of the record type in the terms
  /// @param stretch record numbers / 2^12
  RecordBlock(RecordType type, int index, long stretch) {
    this.type = index;
    this.stretch = stretch;
    List<Field> fields = type.fields();
    this.columns = new Column[fields.size()];
    for (int f = 0; f < columns.length; f++) {
      columns[f] = Column.of(fields.get(f));
    }
  }

  /// Adds a record; its number is above those before.
  ///
  /// @param values by field, as [RecordReader] reads them
  void add(long number, long instant, long[] values) {
    if (size == at.length) {
      room(size == 0 ? FIRST_ROOM : 2 * size);
    }
    numbers[size] = (char) (number - first());
    at[size] = (int) instant;
    for (int f = 0; f < columns.length; f++) {
      columns[f].set(size, values[f]);
    }
    size++;
  }

  /// Gives back the room that is not used.
  void trim() {
    if (size < at.length) {
      room(size);
    }
  }

  private void room(int n) {
    numbers = Arrays.copyOf(numbers, n);
    at = Arrays.copyOf(at, n);
    for (Column c : columns) {
      c.size(n);
    }
  }

  int type() {
    return type;
  }

  long stretch() {
    return stretch;
  }

  private long first() {
    return stretch << LEVEL;
  }

  int size() {
    return size;
  }

  /// The record's ledger-wide number.
  long number(int i) {
    return first() + numbers[i];
  }

  /// The instants in UTC seconds, as unsigned 32 bits.
  int[] at() {
    return at;
  }

  long at(int i) {
    return Integer.toUnsignedLong(at[i]);
  }

  /// Writes `n` values of a field from record `from` on to the begin of `out`.
  void read(int field, int from, int n, long[] out) {
    columns[field].read(from, n, out);
  }

  /// Takes records out.
  ///
  /// @param offsets their numbers, less the first of the stretch
  void remove(BitSet offsets) {
    int kept = 0;
    int[] from = new int[size];
    for (int i = 0; i < size; i++) {
      if (!offsets.get(numbers[i])) {
        from[kept++] = i;
      }
    }
    long[] moved = new long[size];
    for (Column c : columns) {
      c.read(0, size, moved);
      for (int i = 0; i < kept; i++) {
        c.set(i, moved[from[i]]);
      }
    }
    for (int i = 0; i < kept; i++) {
      numbers[i] = numbers[from[i]];
      at[i] = at[from[i]];
    }
    size = kept;
  }
}
