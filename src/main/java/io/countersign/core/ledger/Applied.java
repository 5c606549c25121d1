package io.countersign.core.ledger;

import com.google.errorprone.annotations.CheckReturnValue;
import io.countersign.core.base.Finding;
import java.util.List;

/// What applying a leaf came to.
@CheckReturnValue
public sealed interface Applied {
  /// The entry counts.
  ///
  /// @param payload what is wrong with the records behind it (`PAYLOAD_MISSING`, `PAYLOAD_FORM`,
  ///   `PAYLOAD_ROOT`, `PAYLOAD_COUNT`): they are absent then, and a verifier must say so. Whether
  ///   the entry counts never depends on it.
  record Accepted(List<Finding> payload) implements Applied {
    static final Accepted CLEAN = new Accepted(List.of());

    public Accepted {
      payload = List.copyOf(payload);
    }
  }

  /// The leaf stands in the chain, its entry counts as absent.
  ///
  /// @param finding the first rule that it breaks, in the order of `src/docs/formats.md` §5
  record Ignored(Finding finding) implements Applied {}

  /// The leaf does not continue the ledger, or an object that its meaning rests on is not held:
  /// what came before stands, and nothing after it can be verified.
  record Broken(Finding finding) implements Applied {}
}
