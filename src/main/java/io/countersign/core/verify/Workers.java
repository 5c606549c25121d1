package io.countersign.core.verify;

import java.util.function.IntConsumer;

/// Runs the independent steps of a loop, side by side where the machine allows it.
///
/// Core makes no threads: whoever embeds it passes them in. Results never depend on the order.
@FunctionalInterface
public interface Workers {
  /// Calls `step` once with each of 0 … count-1 and returns when all calls have returned.
  ///
  /// A step writes only what belongs to its own number; its unchecked exceptions reach the caller.
  void forEach(int count, IntConsumer step);

  /// One after the other, on the caller's thread.
  static Workers sequential() {
    return (count, step) -> {
      for (int i = 0; i < count; i++) {
        step.accept(i);
      }
    };
  }
}
