package io.countersign.service;

import com.google.errorprone.annotations.CheckReturnValue;
import io.countersign.core.base.Bytes32;
import io.countersign.core.encoding.SignedNote;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.LedgerState;
import io.countersign.core.ledger.MarkEntry;
import io.countersign.core.terms.Period;
import io.countersign.sequencer.Answer;
import io.countersign.sequencer.Ledger;
import io.countersign.sequencer.Submission;
import io.countersign.store.StoreException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Marks each ledger at every cut-off: the checkpoint note, with what its watchers signed, becomes
/// an entry, so that nobody can say later that the time before it was another.
public final class Marks {
  /// Periods that are looked back over for the last cut-off.
  private static final int LOOK_BACK = 4;

  private final InstantSource clock;

  private final Consumer<Ledger> before;

  public Marks(InstantSource clock) {
    this(clock, ledger -> {});
  }

  /// @param before is given each ledger just before it is marked: for whoever cosigns
  public Marks(InstantSource clock, Consumer<Ledger> before) {
    this.clock = clock;
    this.before = before;
  }

  /// Marks every ledger whose last cut-off has none yet. One that cannot be used now is tried the
  /// next time.
  public void markAll(LedgerHost host) {
    for (Bytes32 id : host.list()) {
      try {
        Optional<Ledger> ledger = host.find(id);
        if (ledger.isPresent()) {
          mark(ledger.get());
        }
      } catch (StoreException | IllegalStateException e) {
        // It is among the host's failures, or its writer is just ending.
      }
    }
  }

  /// Appends a mark to `ledger` if the last cut-off has none.
  ///
  /// @return what became of it; empty if none is due
  @CheckReturnValue
  public Optional<Answer> markIfDue(Ledger ledger) {
    long now = clock.millis();
    if (!ledger.look(s -> isDue(s, now))) {
      return Optional.empty();
    }
    before.accept(ledger);
    long marked = ledger.look(s -> lastMark(s.history()).map(MarkEntry::size).orElse(0L));
    SignedNote note =
        LogNotes.cosignedSize(ledger) > marked
            ? LogNotes.newestCosigned(ledger).orElseGet(() -> LogNotes.newest(ledger))
            : LogNotes.newest(ledger);
    Answer answer = ledger.submit(Submission.of(note.toBytes()));
    if (answer instanceof Answer.Refused && !note.equals(bare(ledger))) {
      // A cosignature of another time than the leaves': the log's own word still stands.
      return Optional.of(ledger.submit(Submission.of(bare(ledger).toBytes())));
    }
    return Optional.of(answer);
  }

  private void mark(Ledger ledger) {
    Optional<Answer> ignored = markIfDue(ledger);
    // Whatever the answer: the next look finds the mark or tries again.
    assert ignored.isEmpty() || ignored.isPresent();
  }

  private static SignedNote bare(Ledger ledger) {
    return ledger.checkpoint();
  }

  private static boolean isDue(LedgerState state, long now) {
    History history = state.history();
    long last = lastCutoff(history, now);
    return last > history.leafTime(0)
        && lastMark(history).map(m -> m.leafTime() < last).orElse(true);
  }

  private static Optional<MarkEntry> lastMark(History history) {
    List<MarkEntry> marks = history.marks();
    return marks.isEmpty() ? Optional.empty() : Optional.of(marks.getLast());
  }

  /// The last cut-off that has passed at `now`, in milliseconds; the least long if there is none.
  private static long lastCutoff(History history, long now) {
    Period period = history.periodOf(Math.floorDiv(now, 1_000L));
    for (int i = 0; i < LOOK_BACK && period.yyyymm() > Period.MIN; i++) {
      Optional<Long> cutoff = history.cutoffMillis(period);
      if (cutoff.isEmpty()) {
        return Long.MIN_VALUE;
      }
      if (cutoff.get() <= now) {
        return cutoff.get();
      }
      period = period.previous();
    }
    return Long.MIN_VALUE;
  }
}
