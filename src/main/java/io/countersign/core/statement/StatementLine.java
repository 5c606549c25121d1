package io.countersign.core.statement;

import io.countersign.core.base.Bytes32;
import io.countersign.core.merkle.SumRoot;
import io.countersign.core.money.Micros;
import io.countersign.core.rating.LineResult;
import java.util.Optional;

/// One line of a statement.
///
/// @param memo shown beside the total, not in it
/// @param sum present in rated lines whose quantities cannot be negative
/// @param traceHash SHA-256 of the line's trace object
public record StatementLine(
    String id, Micros amount, boolean memo, Optional<SumRoot> sum, Bytes32 traceHash) {
  static StatementLine of(LineResult line) {
    return new StatementLine(line.id(), line.amount(), line.memo(), line.sum(), line.traceHash());
  }
}
