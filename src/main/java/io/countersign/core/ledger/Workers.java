package io.countersign.core.ledger;

/// Runs a loop over an index range, in parts that may run at the same time.
///
/// Core owns no threads: the shell passes an implementation that does. Every body that core hands
/// over writes only to places of its own indexes, so order and number of parts change no result.
@FunctionalInterface
public interface Workers {
  /// One part after the other on the calling thread.
  Workers SEQUENTIAL = (from, to, body) -> body.run(from, to);

  /// Runs `body` over parts that together cover [from, to) once, and returns when all are done.
  /// What a part throws is thrown here.
  void forRange(int from, int to, Body body);

  /// The work on the half-open range [from, to).
  @FunctionalInterface
  interface Body {
    void run(int from, int to);
  }
}
