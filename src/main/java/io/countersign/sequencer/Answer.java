package io.countersign.sequencer;

import com.google.errorprone.annotations.CheckReturnValue;
import io.countersign.core.base.Finding;
import io.countersign.core.encoding.SignedNote;
import java.util.List;
import java.util.Optional;

/// What a submission came to; each of them can be kept. Nothing is said before it is durable.
@CheckReturnValue
public sealed interface Answer {
  /// It is in the ledger.
  record Accepted(Receipt receipt) implements Answer {}

  /// The same entry was in the ledger already; here is its first receipt again.
  record Duplicate(Receipt first) implements Answer {}

  /// The attester used this sequence number for another batch, whose receipt is `first`.
  ///
  /// @param note the log's signed refusal
  record Conflict(Receipt first, Finding finding, SignedNote note) implements Answer {}

  /// The attester's sequence number is too high; `next` comes first.
  ///
  /// @param note the log's signed refusal
  record Gap(long next, Finding finding, SignedNote note) implements Answer {}

  /// It is not admissible.
  ///
  /// @param findings the reason first; for a batch of records every one that is not admissible
  /// @param note the log's signed refusal; empty if no known key had signed the submission
  record Refused(List<Finding> findings, Optional<SignedNote> note) implements Answer {
    public Refused {
      findings = List.copyOf(findings);
      if (findings.isEmpty()) {
        throw new IllegalArgumentException("a refusal without a reason");
      }
    }

    public Finding reason() {
      return findings.getFirst();
    }
  }

  /// Too many wait; it was not looked at.
  ///
  /// @param retryAfterMillis when to send it again
  record Busy(Finding finding, long retryAfterMillis) implements Answer {}

  /// The writer has stopped; whether it is in the ledger shows once the ledger is opened again.
  record Closed(Finding finding) implements Answer {}
}
