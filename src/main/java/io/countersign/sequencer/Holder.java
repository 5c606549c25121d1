package io.countersign.sequencer;

import com.google.errorprone.annotations.CheckReturnValue;
import io.countersign.core.base.Finding;
import io.countersign.core.ledger.LedgerState;
import java.util.Optional;
import java.util.function.Function;

/// What holds a ledger's state in memory and answers for it: its one writer, or who follows a copy
/// of it. Any thread may call.
interface Holder extends AutoCloseable {
  /// Submits and waits for the answer.
  @CheckReturnValue
  Answer submit(Submission submission);

  /// Submits and returns at once.
  Pending enqueue(Submission submission);

  /// Answers a question from the durable state, which it must not change.
  <T> T look(Function<LedgerState, T> question);

  /// Leaves that are durable.
  long durable();

  /// The durable size since which the parties' keys are what they are, or a later one.
  long keysSince();

  /// Waits until more than `size` leaves are durable, it has ended, or `millis` have passed.
  ///
  /// @return the leaves that are durable then
  long awaitBeyond(long size, long millis) throws InterruptedException;

  /// Why it takes nothing any more, if the disk ended it.
  Optional<Finding> failure();

  /// Answers what waits and ends. The store stays open.
  @Override
  void close();
}
