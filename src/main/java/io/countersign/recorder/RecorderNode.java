package io.countersign.recorder;

import io.countersign.core.base.Finding;
import io.countersign.core.crypto.Address;
import io.countersign.core.encoding.Vkey;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.TermsVersion;
import io.countersign.sequencer.Answer;
import io.countersign.sequencer.Submission;
import java.util.List;

/// The node of one ledger, as a recorder sees it.
public interface RecorderNode {
  /// Where a key stands in the ledger.
  ///
  /// @param party for which it attests
  /// @param nextSequence the number that its next attestation has to bear
  /// @param versions the terms, version 1 first; what may be checked before a record is taken
  /// @param log the key that signs receipts
  record Standing(Party party, long nextSequence, List<TermsVersion> versions, Vkey log) {
    public Standing {
      versions = List.copyOf(versions);
    }
  }

  /// What an exchange with the node came to.
  sealed interface Reached<T> {
    record Yes<T>(T value) implements Reached<T> {}

    /// There was no answer that can be used: what was sent may have arrived.
    record No<T>(Finding why) implements Reached<T> {}
  }

  /// Asks where `attester` stands; `RECORDER_KEY` as the reason where it may not attest.
  Reached<Standing> standing(Address attester);

  /// Submits a batch. Sending it again is safe.
  Reached<Answer> submit(Submission submission);
}
