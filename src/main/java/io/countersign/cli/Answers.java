package io.countersign.cli;

import io.countersign.core.base.Finding;
import io.countersign.sequencer.Answer;
import io.countersign.sequencer.Receipt;
import java.util.List;

/// What a sequencer answers, as commands take it.
final class Answers {
  private Answers() {}

  /// The receipt of what is in the ledger now, whether it is new or was there before.
  ///
  /// @throws CliException with what was found, where it was not accepted
  static Receipt receipt(Answer answer) {
    return switch (answer) {
      case Answer.Accepted a -> a.receipt();
      case Answer.Duplicate d -> d.first();
      case Answer.Conflict c -> throw refused(List.of(c.finding()));
      case Answer.Gap g -> throw refused(List.of(g.finding()));
      case Answer.Refused r -> throw refused(r.findings());
      case Answer.Busy b -> throw refused(List.of(b.finding()));
      case Answer.Closed c -> throw refused(List.of(c.finding()));
    };
  }

  private static CliException refused(List<Finding> findings) {
    return CliException.refused(findings);
  }
}
