package io.countersign.cli;

import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Address;
import io.countersign.core.crypto.Secp256k1;
import io.countersign.core.crypto.Secp256k1Key;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.HeldRecord;
import io.countersign.core.ledger.LedgerState;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.Payload;
import io.countersign.core.ledger.RecordTag;
import io.countersign.core.ledger.Seen;
import io.countersign.core.ledger.Signer;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.sequencer.Ledger;
import io.countersign.sequencer.Submission;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/// Attests records in batches, in sequence: signs each batch and waits until it is durable.
///
/// A record that the ledger holds already with the same content is passed over, so that work which
/// was interrupted can simply be done again.
final class Recorder {
  private final Session session;
  private final Ledger ledger;
  private final Secp256k1Key key;
  private final Address attester;
  private final Party party;
  private final int size;
  private final InstantSource clock;
  private final LongConsumer progress;
  private final List<UsageRecord> waiting = new ArrayList<>();
  private final Bytes32 pepper;
  private final Bytes32 domain;

  private long batches;
  private long records;
  private long already;

  /// @param size records of a batch, 1 to [Entry#MAX_RECORDS]
  /// @throws CliException `KEY_NOT_OF_PARTY` if nobody lets this key attest
  Recorder(
      Session session,
      Ledger ledger,
      Secp256k1Key key,
      int size,
      InstantSource clock,
      LongConsumer progress) {
    this.session = session;
    this.ledger = ledger;
    this.key = key;
    this.attester = Secp256k1.best().address(key);
    this.size = size;
    this.clock = clock;
    this.progress = progress;
    Optional<Party> found =
        ledger.look(
            s -> s.keys().mayAttest(attester) ? s.keys().partyOf(attester) : Optional.empty());
    this.party =
        found.orElseThrow(
            () ->
                CliException.refused(
                    Code.KEY_NOT_OF_PARTY, "key", "an attester of a party", attester.toString()));
    this.pepper = ledger.look(LedgerState::pepper);
    this.domain = ledger.genesis().domain();
  }

  /// Adds one record; a full batch is attested at once.
  void add(UsageRecord usageRecord) {
    waiting.add(usageRecord);
    if (waiting.size() == size) {
      flush();
    }
  }

  /// Attests what waits.
  ///
  /// @throws CliException where the batch is refused; it is then not in the ledger, and all batches
  ///   before it are
  void flush() {
    List<UsageRecord> fresh = ledger.look(this::fresh);
    already += waiting.size() - fresh.size();
    waiting.clear();
    if (fresh.isEmpty()) {
      return;
    }
    try {
      Payload payload = Payload.of(Bytes32.of(session.host().entropy(Bytes32.SIZE)), fresh);
      Bytes32 root = payload.open(party, pepper, session.host().workers()).root();
      long sequence = ledger.look(s -> s.nextSequence(attester));
      Seen seen = ledger.look(s -> s.seen(Math.floorDiv(clock.millis(), 1000L)));
      Envelope envelope =
          Envelope.of(new Entry.Attestation(attester, sequence, fresh.size(), root, seen))
              .signed(Signer.ATTESTER, key, domain);
      Answers.receipt(ledger.submit(Submission.attestation(envelope.toBytes(), payload.toBytes())));
    } catch (MalformedException e) {
      throw CliException.malformed("batch " + batches, e);
    }
    batches++;
    records += fresh.size();
    progress.accept(records);
  }

  private List<UsageRecord> fresh(LedgerState state) {
    RecordTag tags = RecordTag.under(pepper);
    List<UsageRecord> out = new ArrayList<>();
    for (UsageRecord r : waiting) {
      Optional<HeldRecord> held = state.record(tags.of(party, r));
      if (held.isEmpty() || !held.get().usage().equals(Optional.of(r))) {
        out.add(r);
      }
    }
    return out;
  }

  long batches() {
    return batches;
  }

  /// Records that are in the ledger through this recorder.
  long records() {
    return records;
  }

  /// Records that were there before.
  long already() {
    return already;
  }
}
