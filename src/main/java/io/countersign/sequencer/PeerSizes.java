package io.countersign.sequencer;

import io.countersign.core.base.Bytes32;
import io.countersign.core.ledger.Genesis;
import java.util.List;

/// Asks everybody who cosigns a ledger or keeps a copy of it how much of it they have seen.
@FunctionalInterface
public interface PeerSizes {
  /// Asks about the ledger that begins with `genesis`.
  Told ask(Genesis genesis);

  /// What somebody has seen.
  ///
  /// @param who for messages
  /// @param size leaves of the tree
  /// @param root of the tree of that size
  record Known(String who, long size, Bytes32 root) {
    public Known {
      if (size < 0) {
        throw new IllegalArgumentException("size " + size);
      }
    }
  }

  /// What they said.
  ///
  /// @param silent who did not answer
  record Told(List<Known> known, List<String> silent) {
    public Told {
      known = List.copyOf(known);
      silent = List.copyOf(silent);
    }
  }
}
