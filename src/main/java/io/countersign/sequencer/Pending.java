package io.countersign.sequencer;

import com.google.errorprone.annotations.CheckReturnValue;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// A submission on its way; its answer can be waited for.
public final class Pending {
  private final CountDownLatch answered = new CountDownLatch(1);
  private volatile @Nullable Answer answer;

  Pending() {}

  void complete(Answer given) {
    if (answer == null) {
      answer = given;
      answered.countDown();
    }
  }

  public boolean isAnswered() {
    return answer != null;
  }

  /// Waits for the answer. Interruption does not lose it: the thread is interrupted again once it
  /// is there.
  @CheckReturnValue
  public Answer await() {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          answered.await();
          Answer given = answer;
          if (given == null) {
            throw new IllegalStateException("no answer after its latch");
          }
          return given;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
