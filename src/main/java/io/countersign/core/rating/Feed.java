package io.countersign.core.rating;

import io.countersign.core.ledger.Batch;
import io.countersign.core.ledger.HeldRecord;
import io.countersign.core.ledger.Party;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;

/// The records of one period in the order of their numbers, side by side in arrays.
final class Feed {
  private HeldRecord[] records = new HeldRecord[64];
  private Batch[] batches = new Batch[64];
  private int[] batchNumbers = new int[64];
  private int[] indexes = new int[64];
  private int size;

  /// @param batchNumber of `batch` in the prefix
  /// @param index of the record in its batch
  void add(HeldRecord record, Batch batch, int batchNumber, int index) {
    if (size == records.length) {
      int grown = Math.multiplyExact(2, size);
      records = Arrays.copyOf(records, grown);
      batches = Arrays.copyOf(batches, grown);
      batchNumbers = Arrays.copyOf(batchNumbers, grown);
      indexes = Arrays.copyOf(indexes, grown);
    }
    records[size] = record;
    batches[size] = batch;
    batchNumbers[size] = batchNumber;
    indexes[size++] = index;
  }

  int size() {
    return size;
  }

  /// The ledger-wide number of record `i`.
  long number(int i) {
    return batches[i].firstRecord() + indexes[i];
  }

  HeldRecord record(int i) {
    return records[i];
  }

  Party party(int i) {
    return batches[i].party();
  }

  /// The number of the record's batch in the prefix.
  int batch(int i) {
    return batchNumbers[i];
  }

  /// The place of the record in its batch.
  int index(int i) {
    return indexes[i];
  }

  Contribution contribution(int i, List<Integer> key, BigInteger quantity, BigInteger amount) {
    return new Contribution(
        number(i), batches[i].entryIndex(), indexes[i], records[i], key, quantity, amount);
  }
}
