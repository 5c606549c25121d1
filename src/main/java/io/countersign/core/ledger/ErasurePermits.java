package io.countersign.core.ledger;

import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.terms.Period;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What accepted erasures permit to be absent. A payload lies under its root, so what is permitted
/// of one batch is permitted of every batch of the same root.
///
/// Source: `src/docs/formats.md` §11.
public final class ErasurePermits {
  private record Permit(BitSet names, BitSet rows) {}

  private final Map<Bytes32, Permit> permits = new HashMap<>();

  private ErasurePermits() {}

  /// The permits of all erasures that `history` holds.
  public static ErasurePermits of(History history) {
    ErasurePermits out = new ErasurePermits();
    Map<Long, Bytes32> roots = new HashMap<>();
    if (!history.erasures().isEmpty()) {
      history.batches().forEach(b -> roots.put(b.entryIndex(), b.recordsRoot()));
    }
    for (ErasureEntry e : history.erasures()) {
      Permit p =
          out.permits.computeIfAbsent(
              roots.get(e.batchEntry()), r -> new Permit(new BitSet(), new BitSet()));
      for (int i = 0; i < e.records().count(); i++) {
        if (e.records().names(i)) {
          p.names().set(i);
          p.rows().set(i, e.level() == ErasureLevel.ROW || p.rows().get(i));
        }
      }
    }
    return out;
  }

  /// Whether the statement of `period` can rest on rows of `erased` or of an earlier month.
  public static boolean reaches(History history, Period period, Period erased) {
    Optional<TermsVersion> version = history.termsFor(period);
    if (version.isEmpty()) {
      return false;
    }
    int back = version.get().terms().cutoff().finalAfterMonths();
    if (period.since(erased) <= back) {
      return true;
    }
    for (int i = 0; i <= Math.min(back, period.since(new Period(Period.MIN))); i++) {
      if (history.termsFor(period.plus(-i)).filter(v -> v.terms().looksBack()).isPresent()) {
        return true;
      }
    }
    return false;
  }

  /// Whether a row of this batch may be absent, so that salts may stand in place of the seed.
  public boolean permitsRows(Batch batch) {
    Permit p = permits.get(batch.recordsRoot());
    return p != null && !p.rows().isEmpty();
  }

  /// What record `i` of `batch` lacks that no accepted erasure permits to be absent.
  public Optional<Finding> fault(Batch batch, int i) {
    Permit p = permits.get(batch.recordsRoot());
    boolean permitted =
        switch (batch.records().get(i)) {
          case HeldRecord.Full r -> true;
          case HeldRecord.Nameless r -> p != null && p.names().get(i);
          case HeldRecord.Rowless r -> p != null && p.rows().get(i);
        };
    return permitted
        ? Optional.empty()
        : Optional.of(
            new Finding(
                Code.RECORD_ERASED_WITHOUT_ENTRY,
                History.where(batch, i),
                "the whole record, or an erasure that permits its absence",
                batch.records().get(i).row().isPresent() ? "no name" : "no row"));
  }

  /// Whether record `i` of `batch` still has what an accepted erasure names.
  public boolean isLeft(Batch batch, int i) {
    Permit p = permits.get(batch.recordsRoot());
    return p != null
        && switch (batch.records().get(i)) {
          case HeldRecord.Full r -> p.names().get(i);
          case HeldRecord.Nameless r -> p.rows().get(i);
          case HeldRecord.Rowless r -> false;
        };
  }
}
