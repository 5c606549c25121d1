package io.countersign.intake;

import io.countersign.core.base.Finding;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// What one import did: every row of the file is either a record or a refusal.
///
/// @param name what messages call the file
/// @param rows data rows read; always `records + refused`
/// @param records records handed on
/// @param refused rows not handed on
/// @param refusals the first [#LISTED] of the refused rows, in file order
/// @param oddities rows per oddity, only those that occur; a row may count under several
public record ImportReport(
    String name,
    long rows,
    long records,
    long refused,
    List<Refusal> refusals,
    Map<Oddity, Long> oddities) {
  /// Refusals listed one by one; beyond it they are only counted, so that a file of the wrong
  /// format does not fill the memory.
  public static final int LISTED = 1_000;

  public ImportReport {
    if (rows != records + refused) {
      throw new IllegalArgumentException(
          "rows " + rows + " are not records " + records + " + refused " + refused);
    }
    refusals = List.copyOf(refusals);
    EnumMap<Oddity, Long> copy = new EnumMap<>(Oddity.class);
    copy.putAll(oddities);
    oddities = Collections.unmodifiableMap(copy);
  }

  /// Rows that show `oddity`.
  public long count(Oddity oddity) {
    return oddities.getOrDefault(oddity, 0L);
  }

  /// A row that was not handed on, and why. It does not block the others.
  ///
  /// @param line the row's line in the file, counted from 1 with the header
  public record Refusal(long line, Finding finding) {
    public Refusal {
      if (line < 1) {
        throw new IllegalArgumentException("line " + line);
      }
    }
  }
}
