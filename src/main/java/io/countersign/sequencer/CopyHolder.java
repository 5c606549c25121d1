package io.countersign.sequencer;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.ledger.LedgerState;
import io.countersign.core.ledger.Prepared;
import io.countersign.core.ledger.Workers;
import io.countersign.store.LedgerStore;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/// Follows a copy that somebody else of this process appends to, for whoever reads it.
///
/// It has a state of its own, since that of the copy's owner may be ahead of what is durable. Each
/// question first takes over what was appended since; cost: that of applying it.
final class CopyHolder implements Holder {
  private static final Finding CLOSED =
      new Finding(
          Code.STORE_IS_MIRROR, "ledger", "a ledger of this operator", "a watcher's copy of one");

  private final LedgerStore store;
  private final Workers workers;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition grown = lock.newCondition();

  @GuardedBy("lock")
  private final LedgerState state;

  private volatile long durable;
  private volatile boolean ended;

  /// @param image what `store` holds; from now on only this holder uses it
  CopyHolder(LedgerStore store, LedgerImage image, Workers workers) {
    this.store = store;
    this.state = image.state();
    this.workers = workers;
    this.durable = state.size();
  }

  @Override
  public Pending enqueue(Submission submission, Prepared prepared) {
    Pending pending = new Pending();
    pending.complete(new Answer.Closed(CLOSED));
    return pending;
  }

  /// @throws io.countersign.store.StoreException as [LedgerImage#extend]
  @Override
  public <T> T look(Function<LedgerState, T> question) {
    lock.lock();
    try {
      follow();
      return question.apply(state);
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void follow() {
    long size = store.head().map(LedgerStore.Head::size).orElse(0L);
    if (size > state.size()) {
      LedgerImage.extend(store, size, state, workers);
      durable = size;
      grown.signalAll();
    }
  }

  /// What is said to have come is taken over now.
  void refresh() {
    lock.lock();
    try {
      follow();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long durable() {
    refresh();
    return durable;
  }

  /// Keys change seldom and copies are asked seldom: what was learnt holds until the copy grows.
  @Override
  public long keysSince() {
    return durable;
  }

  @Override
  public long awaitBeyond(long size, long millis) throws InterruptedException {
    lock.lock();
    try {
      long left = millis * 1_000_000;
      while (durable <= size && left > 0 && !ended) {
        left = grown.awaitNanos(left);
      }
      return durable;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Optional<Finding> failure() {
    return Optional.empty();
  }

  @Override
  public void close() {
    lock.lock();
    try {
      ended = true;
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
