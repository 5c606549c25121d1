package io.countersign.core.verify;

import io.countersign.core.base.Code;
import io.countersign.core.ledger.Batch;
import io.countersign.core.ledger.ErasureEntry;
import io.countersign.core.ledger.ErasureLevel;
import io.countersign.core.ledger.ErasurePermits;
import io.countersign.core.ledger.HeldRecord;
import io.countersign.core.ledger.History;
import io.countersign.core.terms.Period;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// What was erased and by whom, and which statements can no longer be computed again for it.
///
/// Source: `src/docs/statement.md` §7.
final class ErasureReport {
  private static final int MAX_BASIS = 200;

  private final History history;
  private final Map<Long, Batch> batches = new HashMap<>();

  ErasureReport(History history) {
    this.history = history;
    if (!history.erasures().isEmpty()) {
      history.batches().forEach(b -> batches.put(b.entryIndex(), b));
    }
  }

  /// Lists every erasure.
  void list(Report.Builder report) {
    for (ErasureEntry e : history.erasures()) {
      report.add(
          Check.passed(
              Code.RECORDS_ERASED,
              "erasure (entry " + e.index() + ")",
              e.level().text()
                  + "s of "
                  + e.records()
                  + " of entry "
                  + e.batchEntry()
                  + " ("
                  + e.period()
                  + "), signed by "
                  + signers(e)
                  + "; gone here: "
                  + gone(e)
                  + "; basis: "
                  + e.basis().map(ErasureReport::shortened).orElse("none")));
    }
  }

  private static String shortened(String basis) {
    return basis.length() <= MAX_BASIS ? basis : basis.substring(0, MAX_BASIS) + "…";
  }

  private static String signers(ErasureEntry e) {
    return String.join(" and ", new TreeSet<>(e.signers().stream().map(p -> p.text()).toList()));
  }

  /// How many of the records that it names lack what it names.
  private int gone(ErasureEntry e) {
    Batch batch = batches.get(e.batchEntry());
    int out = 0;
    for (int i = 0; batch != null && i < batch.records().size(); i++) {
      HeldRecord r = batch.records().get(i);
      boolean here =
          e.level() == ErasureLevel.ROW ? r.row().isPresent() : r instanceof HeldRecord.Full;
      out += e.records().names(i) && !here ? 1 : 0;
    }
    return out;
  }

  /// The erasures of rows on which the statement of `period` could rest, as entries with their
  /// signers; none where nothing that is gone here excuses that it cannot be computed again.
  ///
  /// @param prefix N(period)
  List<String> excuses(Period period, long prefix) {
    List<String> out = new ArrayList<>();
    for (ErasureEntry e : history.erasures()) {
      if (e.level() == ErasureLevel.ROW
          && e.batchEntry() < prefix
          && gone(e) > 0
          && ErasurePermits.reaches(history, period, e.period())) {
        out.add("entry " + e.index() + " (" + signers(e) + ")");
      }
    }
    return out;
  }
}
