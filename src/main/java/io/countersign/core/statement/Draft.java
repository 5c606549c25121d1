package io.countersign.core.statement;

import io.countersign.core.base.Bytes32;
import io.countersign.core.rating.RatingResult;
import java.util.List;

/// The statement that a period would get, of records that no ledger holds.
public final class Draft {
  private Draft() {}

  /// Zeros stand for the ledger's id and root; there are no adjustments and settlements, since
  /// nothing was stated before.
  public static Statement of(RatingResult.Rated rated) {
    List<StatementLine> lines = rated.lines().stream().map(StatementLine::of).toList();
    return new Statement(
        Bytes32.ZERO,
        rated.period(),
        rated.size(),
        Bytes32.ZERO,
        rated.terms().hash(),
        rated.measures(),
        rated.kpis(),
        lines,
        List.of(),
        List.of(),
        rated.ignored(),
        Statement.totalOf(lines, List.of(), List.of()));
  }
}
