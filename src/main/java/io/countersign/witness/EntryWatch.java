package io.countersign.witness;

import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.ledger.Applied;
import io.countersign.core.ledger.Batch;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.Leaf;
import io.countersign.core.ledger.LedgerState;
import io.countersign.core.ledger.StatementEntry;
import io.countersign.core.ledger.VoidEntry;
import io.countersign.core.ledger.Workers;
import io.countersign.core.statement.Statements;
import java.util.Optional;

/// Judges each entry when it comes: what admission should have kept out, and statements that are
/// not the function of terms and ledger.
///
/// Cost: a batch once more over its records; a statement is computed anew. A copy without records
/// tells neither: only whether entries count.
final class EntryWatch {
  private final Alarms alarms;
  private final Workers workers;

  EntryWatch(Alarms alarms, Workers workers) {
    this.alarms = alarms;
    this.workers = workers;
  }

  /// @param state after `leaf` was applied
  void judge(LedgerState state, Leaf leaf, Applied applied) {
    String where = "entry " + leaf.index();
    switch (applied) {
      case Applied.Broken b ->
          alarms.raise(Code.LOG_BROKEN, where, "a leaf that continues", text(b.finding()));
      case Applied.Ignored i ->
          alarms.raise(Code.ENTRY_LET_IN, where, "an entry that counts", text(i.finding()));
      case Applied.Accepted a ->
          accepted(state.history(), leaf.index(), where, !state.isWithoutRecords());
    }
  }

  private static String text(Finding finding) {
    return finding.toString();
  }

  private void accepted(History history, long index, String where, boolean withRecords) {
    if (withRecords
        && !history.batches().isEmpty()
        && history.batches().getLast().entryIndex() == index) {
      records(history, where);
    }
    if (withRecords && !history.voids().isEmpty() && history.voids().getLast().index() == index) {
      VoidEntry v = history.voids().getLast();
      if (!v.ignored().isEmpty()) {
        alarms.raise(
            Code.RECORD_LET_IN,
            where,
            "tags that have effect",
            v.ignored().size() + " without: " + v.ignored().getFirst());
      }
    }
    if (withRecords
        && !history.statements().isEmpty()
        && history.statements().getLast().index() == index) {
      StatementEntry s = history.statements().getLast();
      Optional<Finding> wrong = new Statements(history, workers).check(s);
      if (wrong.isPresent()) {
        alarms.raise(
            Code.STATEMENT_DIFFERS,
            where + ", period " + s.statement().period(),
            wrong.get().expected(),
            wrong.get().found() + " (" + wrong.get().code() + " at " + wrong.get().where() + ")");
      }
    }
  }

  private void records(History history, String where) {
    int last = history.batches().size() - 1;
    Batch batch = history.batches().get(last);
    int absent = 0;
    String first = "";
    for (int i = 0; i < batch.records().size(); i++) {
      Optional<Finding> why = history.absence(last, i);
      // Rows that were erased since are no fault of admission.
      if (why.isPresent() && why.get().code() != Code.RECORD_ERASED) {
        absent++;
        first = first.isEmpty() ? why.get().toString() : first;
      }
    }
    if (absent > 0) {
      alarms.raise(
          Code.RECORD_LET_IN, where, "records that count", absent + " that do not: " + first);
    }
  }
}
