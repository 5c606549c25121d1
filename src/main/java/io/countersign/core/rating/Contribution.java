package io.countersign.core.rating;

import io.countersign.core.ledger.HeldRecord;
import java.math.BigInteger;
import java.util.List;

/// What one record adds to a line or a measure.
///
/// @param number the record's ledger-wide number: its place in the sum tree
/// @param entry index of the attestation that holds it
/// @param index its place in that attestation, from 0
/// @param key of the cell that it falls into; empty for a measure
/// @param quantity how much it counts, increments included
/// @param amount the sum tree's amount at this record: for a measure the quantity, for a line
///   rounded at the line the numerator n, for one rounded at each record its micros, not signed
public record Contribution(
    long number,
    long entry,
    int index,
    HeldRecord record,
    List<Integer> key,
    BigInteger quantity,
    BigInteger amount) {
  public Contribution {
    key = List.copyOf(key);
  }
}
