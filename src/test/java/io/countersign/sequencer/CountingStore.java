package io.countersign.sequencer;

import io.countersign.store.ForwardingStore;
import io.countersign.store.LedgerStore;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A store that counts commits, and holds one back until the test lets it go.
final class CountingStore extends ForwardingStore {
  private final AtomicInteger appends = new AtomicInteger();
  private volatile @Nullable CountDownLatch gate;
  private volatile CountDownLatch held = new CountDownLatch(1);

  CountingStore(LedgerStore store) {
    super(store);
  }

  int appends() {
    return appends.get();
  }

  /// The next commit waits for [#release].
  void holdFirst() {
    held = new CountDownLatch(1);
    gate = new CountDownLatch(1);
  }

  void awaitHeld() throws InterruptedException {
    held.await();
  }

  void release() {
    CountDownLatch g = gate;
    gate = null;
    if (g != null) {
      g.countDown();
    }
  }

  @Override
  public void append(Append append) {
    CountDownLatch g = gate;
    if (g != null) {
      held.countDown();
      try {
        g.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    appends.incrementAndGet();
    super.append(append);
  }
}
