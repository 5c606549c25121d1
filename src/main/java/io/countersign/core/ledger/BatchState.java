package io.countersign.core.ledger;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// A batch and what the ledger found out about its records.
///
/// What stands at a record's own entry is fixed there; a void later on only adds its index. So a
/// view of an earlier prefix reads the same arrays and leaves later voids out. Another thread may
/// do so while the ledger grows: it finds nothing or the index of a void that its prefix leaves
/// out.
final class BatchState {
  /// Fixed at the record's own entry.
  static final byte GOOD = 0;

  static final byte DUPLICATE = 1;
  static final byte REVISION = 2;
  static final byte AHEAD = 3;

  /// Another one with the same entries once records were erased; a reader on another thread finds
  /// the one or the other, whole.
  Batch batch;

  /// What accepted erasures name so far: bits of names, and of rows.
  private final BitSet erasedNames = new BitSet();

  private final BitSet erasedRows = new BitSet();
  private byte @Nullable [] faults;

  /// Index of the entry that voided the record, or 0: entry 0 is no void.
  private long @Nullable [] voids;

  BatchState(Batch batch) {
    this.batch = batch;
  }

  void fault(int i, byte fault) {
    byte[] f = faults;
    if (f == null) {
      f = new byte[batch.count()];
      faults = f;
    }
    f[i] = fault;
  }

  byte fault(int i) {
    byte[] f = faults;
    return f == null ? GOOD : f[i];
  }

  void voidAt(int i, long entry) {
    long[] v = voids;
    if (v == null) {
      v = new long[batch.count()];
      voids = v;
    }
    v[i] = entry;
  }

  /// Index of the void of record `i` in a ledger of `size` entries, or -1.
  long voidedBy(int i, long size) {
    long[] v = voids;
    return v == null || v[i] == 0 || v[i] >= size ? -1 : v[i];
  }

  /// The first of the records `from` to `to` that is voided, or -1.
  int firstVoided(int from, int to) {
    long[] v = voids;
    for (int i = from; v != null && i <= to; i++) {
      if (v[i] != 0) {
        return i;
      }
    }
    return -1;
  }

  /// Notes what an accepted erasure permits to be absent.
  void erase(ErasureBitmap records, ErasureLevel level) {
    for (int i = 0; i < records.count(); i++) {
      if (records.names(i)) {
        erasedNames.set(i);
        erasedRows.set(i, level == ErasureLevel.ROW || erasedRows.get(i));
      }
    }
  }

  /// Whether no accepted erasure of this level or a higher one names record `i`.
  boolean holds(int i, ErasureLevel level) {
    return !(level == ErasureLevel.NAME ? erasedNames : erasedRows).get(i);
  }

  long entryIndex() {
    return batch.entryIndex();
  }
}
