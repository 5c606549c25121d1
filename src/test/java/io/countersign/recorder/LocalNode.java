package io.countersign.recorder;

import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.crypto.Address;
import io.countersign.core.ledger.Party;
import io.countersign.sequencer.Answer;
import io.countersign.sequencer.Ledger;
import io.countersign.sequencer.Submission;
import java.util.Optional;
import java.util.function.Supplier;

/// A ledger of this process as a recorder's node.
class LocalNode implements RecorderNode {
  private final Supplier<Ledger> ledger;

  /// Nothing that is sent arrives.
  boolean blocked;

  LocalNode(Supplier<Ledger> ledger) {
    this.ledger = ledger;
  }

  @Override
  public Reached<Standing> standing(Address attester) {
    return ledger
        .get()
        .look(
            s -> {
              Optional<Party> party =
                  s.keys().mayAttest(attester) ? s.keys().partyOf(attester) : Optional.empty();
              return party.isEmpty()
                  ? new Reached.No<>(
                      new Finding(Code.RECORDER_KEY, "key", "an attester", attester.toString()))
                  : new Reached.Yes<>(
                      new Standing(
                          party.get(),
                          s.nextSequence(attester),
                          s.history().versions(),
                          ledger.get().log()));
            });
  }

  @Override
  public Reached<Answer> submit(Submission submission) {
    return blocked
        ? new Reached.No<>(new Finding(Code.NODE_UNREACHABLE, "node", "an answer", "none"))
        : new Reached.Yes<>(ledger.get().submit(submission));
  }
}
