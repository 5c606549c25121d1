package io.countersign.sequencer;

import io.countersign.core.base.Finding;
import io.countersign.core.ledger.LedgerState;
import io.countersign.core.ledger.Prepared;
import java.util.Optional;
import java.util.function.Function;

/// What holds a ledger's state in memory and answers for it: its one writer, or who follows a copy
/// of it. Any thread may call.
interface Holder extends AutoCloseable {
  /// Submits and returns at once.
  ///
  /// @param prepared the submission's envelope, for this ledger
  /// @throws IllegalArgumentException if it is another's
  Pending enqueue(Submission submission, Prepared prepared);

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
