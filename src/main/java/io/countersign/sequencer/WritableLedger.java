package io.countersign.sequencer;

import com.google.errorprone.annotations.CheckReturnValue;
import io.countersign.core.encoding.SignedNote;
import io.countersign.core.ledger.Genesis;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.LedgerState;
import java.util.function.Function;

/// A ledger that takes entries, wherever its writer is.
///
/// Who signs looks at what is known of it here; who answers may sit elsewhere and know more, so
/// that what was looked at is a prefix of the ledger that takes the entry.
public interface WritableLedger extends AutoCloseable {
  /// Submits and waits until the answer is durable.
  @CheckReturnValue
  Answer submit(Submission submission);

  /// Answers a question from the state that is known here.
  <T> T look(Function<LedgerState, T> question);

  /// What the ledger says as far as it is known here.
  History history();

  Genesis genesis();

  /// The signed note of the end that is known here.
  SignedNote checkpoint();

  /// Whether whoever runs the log appends the marks of its cut-offs, so that no one else has to.
  boolean isMarkedByItsOperator();

  @Override
  void close();
}
