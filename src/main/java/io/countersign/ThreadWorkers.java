package io.countersign;

import io.countersign.core.ledger.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/// Loops of core on several threads.
///
/// Each loop is cut into four parts a thread, so that none waits long for another. The pool is made
/// at the first loop that is worth it: most commands never need one.
final class ThreadWorkers implements Workers {
  /// Shorter loops run on the calling thread.
  private static final int WORTH = 64;

  private final int threads;
  private final ThreadFactory factory;
  private volatile List<ExecutorService> pool = List.of();

  ThreadWorkers(int threads, ThreadFactory factory) {
    this.threads = threads;
    this.factory = factory;
  }

  @Override
  public void forRange(int from, int to, Body body) {
    int count = to - from;
    if (threads < 2 || count < WORTH) {
      body.run(from, to);
      return;
    }
    int parts = Math.min(count, 4 * threads);
    List<Future<?>> running = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      int begin = from + (int) ((long) count * i / parts);
      int end = from + (int) ((long) count * (i + 1) / parts);
      running.add(executor().submit(() -> body.run(begin, end)));
    }
    RuntimeException fault = null;
    for (Future<?> part : running) {
      try {
        part.get();
      } catch (ExecutionException e) {
        fault = fault(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted in a loop", e);
      }
    }
    if (fault != null) {
      throw fault;
    }
  }

  private static RuntimeException fault(@Nullable Throwable cause) {
    return cause instanceof RuntimeException e ? e : new IllegalStateException(cause);
  }

  private synchronized ExecutorService executor() {
    if (pool.isEmpty()) {
      pool = List.of(Executors.newFixedThreadPool(threads, factory));
    }
    return pool.getFirst();
  }
}
