package io.countersign.service;

import io.countersign.core.base.Bytes;

/// The way to a witness: C2SP tlog-witness, `add-checkpoint`.
@FunctionalInterface
public interface WitnessPort {
  /// Most bytes of an answer.
  int MAX_ANSWER = 64 << 10;

  /// Brings a checkpoint, waits for the answer.
  Reply add(Witness witness, Bytes request);

  /// What came back.
  sealed interface Reply {
    /// @param status of HTTP
    /// @param body at most [#MAX_ANSWER] bytes
    record Answered(int status, Bytes body) implements Reply {}

    /// Nothing that can be read.
    record Silent(String why) implements Reply {}
  }
}
