package io.countersign.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/// Runs a command's loop until somebody ends the process, and lets what is under way come to its
/// end.
final class UntilStopped {
  /// How long the end waits for what is under way.
  private static final int END_SECONDS = 30;

  private UntilStopped() {}

  /// What goes on and on.
  @FunctionalInterface
  interface Loop {
    /// @param goOn asked before each round
    /// @throws InterruptedException when it is told to end while it waits
    void run(BooleanSupplier goOn) throws InterruptedException;
  }

  static int run(Session session, Loop loop) {
    AtomicBoolean goOn = new AtomicBoolean(true);
    CountDownLatch ended = new CountDownLatch(1);
    Thread self = Thread.currentThread();
    session
        .host()
        .atEnd()
        .accept(
            () -> {
              goOn.set(false);
              self.interrupt();
              try {
                boolean done = ended.await(END_SECONDS, TimeUnit.SECONDS);
                session.tell(done ? "loop.stopped" : "watch.cut");
                session.host().out().flush();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    try {
      loop.run(goOn::get);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      ended.countDown();
    }
    return Exit.PASSED;
  }
}
