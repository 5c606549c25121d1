package io.countersign.core.ledger;

import io.countersign.core.terms.Period;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// An accepted erasure: from it on the payload of its batch may lack what it names.
///
/// @param index of the entry
/// @param period the batch's period R: no record of the batch that counts lies in a later one
/// @param records which records of the batch
/// @param basis the text that says why
/// @param signers both parties, or the one whose batch it is
public record ErasureEntry(
    long index,
    long leafTime,
    Entry.Erasure erasure,
    ErasureLevel level,
    Period period,
    ErasureBitmap records,
    Optional<String> basis,
    Set<Party> signers) {
  /// Most bytes of a basis.
  public static final int MAX_BASIS = 65_536;

  public ErasureEntry {
    signers = Set.copyOf(EnumSet.copyOf(signers));
  }

  /// Index of the attestation whose records it names.
  public long batchEntry() {
    return erasure.entry();
  }
}
