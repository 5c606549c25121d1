package io.countersign.core.rating;

import com.google.errorprone.annotations.CheckReturnValue;
import io.countersign.core.base.Finding;
import io.countersign.core.ledger.TermsVersion;
import io.countersign.core.terms.Period;
import java.util.List;

/// What a period comes to on a prefix, or why it cannot be rated.
@CheckReturnValue
public sealed interface RatingResult {
  /// The value of g(P, N).
  ///
  /// @param size N, the number of leaves that were read
  /// @param terms the version that governs the period
  /// @param measures, kpis and lines in document order
  /// @param ignored records that count as absent, by code
  record Rated(
      Period period,
      long size,
      TermsVersion terms,
      List<MeasureResult> measures,
      List<KpiResult> kpis,
      List<LineResult> lines,
      List<IgnoredRecords> ignored)
      implements RatingResult {
    public Rated {
      measures = List.copyOf(measures);
      kpis = List.copyOf(kpis);
      lines = List.copyOf(lines);
      ignored = List.copyOf(ignored);
    }
  }

  /// Terms, period or prefix forbid an answer. Codes 0701 to 0705; see `src/docs/statement.md` §3.
  record Refused(Finding finding) implements RatingResult {}
}
