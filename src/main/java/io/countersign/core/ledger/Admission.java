package io.countersign.core.ledger;

import com.google.errorprone.annotations.CheckReturnValue;
import io.countersign.core.base.Bytes;
import io.countersign.core.base.Finding;
import java.util.List;
import java.util.OptionalLong;

/// What a submission comes to, before anything is written.
@CheckReturnValue
public sealed interface Admission {
  /// It would be accepted as the next entry. Hand it to [LedgerState#append] before anything else
  /// is appended.
  final class Admitted implements Admission {
    private final Leaf leaf;
    private final Candidate candidate;

    Admitted(Leaf leaf, Candidate candidate) {
      this.leaf = leaf;
      this.candidate = candidate;
    }

    /// The leaf that it gets.
    public Leaf leaf() {
      return leaf;
    }

    /// The envelope object.
    public Bytes envelope() {
      return candidate.prepared.bytes();
    }

    Candidate candidate() {
      return candidate;
    }

    @Override
    public String toString() {
      return "Admitted[" + leaf + "]";
    }
  }

  /// The same entry stands already: its receipt is the answer.
  ///
  /// @param index of the entry that stands
  record Repeated(long index) implements Admission {}

  /// It is refused, and would be ignored with the same code had it got in.
  ///
  /// @param findings at least one, the reason first; for a batch every record that is not
  ///   admissible
  /// @param first for `ATTESTATION_CONFLICT` the index of the entry that stands
  record Refused(List<Finding> findings, OptionalLong first) implements Admission {
    public Refused {
      findings = List.copyOf(findings);
      if (findings.isEmpty()) {
        throw new IllegalArgumentException("a refusal without a reason");
      }
    }

    /// The reason.
    public Finding reason() {
      return findings.getFirst();
    }
  }

  /// A refusal for one reason.
  static Refused refused(Finding reason) {
    return new Refused(List.of(reason), OptionalLong.empty());
  }
}
