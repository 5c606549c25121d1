package io.countersign.witness;

import io.countersign.core.encoding.SignedNote;

/// Where cosignatures go: the log whose checkpoint was cosigned.
@FunctionalInterface
public interface CosignatureSink {
  /// Hands over a checkpoint with one cosignature more.
  ///
  /// @throws SourceException if the log does not take it
  void publish(SignedNote cosigned);
}
