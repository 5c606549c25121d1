package io.countersign.sequencer;

import io.countersign.core.base.Finding;
import io.countersign.core.ledger.LedgerState;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/// A question to the state, answered on the writer thread.
final class Look<T> {
  private final Function<LedgerState, T> question;
  private final CompletableFuture<T> answer = new CompletableFuture<>();

  Look(Function<LedgerState, T> question) {
    this.question = question;
  }

  void run(LedgerState state) {
    try {
      answer.complete(question.apply(state));
    } catch (RuntimeException | Error e) {
      answer.completeExceptionally(e);
    }
  }

  void fail(Finding reason) {
    answer.completeExceptionally(new IllegalStateException("the sequencer has ended: " + reason));
  }

  /// What the question throws is thrown here.
  T await() {
    try {
      return answer.join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case RuntimeException r -> throw r;
        case Error r -> throw r;
        case null, default -> throw e;
      }
    }
  }
}
