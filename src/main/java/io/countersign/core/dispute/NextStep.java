package io.countersign.core.dispute;

import io.countersign.core.ledger.DisputeState;
import io.countersign.core.ledger.Signer;
import java.util.Collections;
import java.util.EnumSet;
import java.util.OptionalLong;
import java.util.Set;

/// What can happen to a dispute next, and until when.
///
/// @param by who can do it; where the act is [Act#RESOLVE] and two are named, both together
/// @param end the last millisecond UTC in which it counts; empty where no time runs: none is
///   agreed, or who has to act has not seen that it is its turn
/// @param otherwise the state after that end if nothing happens
public record NextStep(Act act, Set<Signer> by, OptionalLong end, DisputeState otherwise) {
  public NextStep {
    by = Collections.unmodifiableSet(EnumSet.copyOf(by));
  }

  /// What somebody can do.
  public enum Act {
    /// The provider answers.
    ANSWER,
    /// A party calls the arbiter.
    ESCALATE,
    /// The arbiter, or both parties, say how it ends.
    RESOLVE
  }
}
