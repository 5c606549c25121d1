package io.countersign.core.statement;

import com.google.errorprone.annotations.CheckReturnValue;
import io.countersign.core.base.Finding;
import io.countersign.core.rating.RatingResult;

/// The statement of a period, or why there is none.
@CheckReturnValue
public sealed interface StatementResult {
  /// @param rated g(P, N) with the traces behind the lines
  record Computed(Statement statement, RatingResult.Rated rated) implements StatementResult {}

  /// Codes 0701 to 0706; see `src/docs/statement.md` §3.
  record Refused(Finding finding) implements StatementResult {}
}
