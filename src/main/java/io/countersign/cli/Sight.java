package io.countersign.cli;

import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.crypto.Address;
import io.countersign.core.crypto.Secp256k1;
import io.countersign.core.crypto.Secp256k1Key;
import io.countersign.core.ledger.Admission;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.KeyAction;
import io.countersign.core.ledger.KeyRole;
import io.countersign.core.ledger.Keys;
import io.countersign.core.ledger.LedgerState;
import io.countersign.core.ledger.ObjectSource;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.Signer;
import io.countersign.core.ledger.TermsVersion;
import java.util.List;
import java.util.Optional;

/// The ledger as somebody sees it who is about to sign: the state, and the objects behind it.
record Sight(LedgerState state, ObjectSource objects) {
  /// The terms in force last.
  TermsVersion latest() {
    return state.history().versions().getLast();
  }

  /// The party for which `key` signs.
  ///
  /// @throws CliException `KEY_NOT_OF_PARTY` if it is a signer key of neither
  Party partyOf(Secp256k1Key key) {
    Address by = Secp256k1.best().address(key);
    for (Party party : Party.values()) {
      if (state.keys().signers(party).contains(by)) {
        return party;
      }
    }
    throw CliException.refused(
        Code.KEY_NOT_OF_PARTY, "--key", "a signer key of a party", by.toString());
  }

  /// The party whose keys `by` may change so.
  ///
  /// @throws CliException `KEY_NOT_OF_PARTY` if it may not
  Party keyParty(Address by, KeyAction action, KeyRole role) {
    for (Party party : Party.values()) {
      if (keySigner(by, action, party, role).isPresent()) {
        return party;
      }
    }
    boolean rotates = action == KeyAction.REPLACE && role == KeyRole.ATTESTER;
    throw CliException.refused(
        Code.KEY_NOT_OF_PARTY,
        "--key",
        rotates
            ? "the attester key that gives way"
            : role == KeyRole.RECOVERY
                ? "the recovery key of a party"
                : "a signer key or the recovery key of a party",
        by.toString());
  }

  /// In which role `by` signs the change of keys.
  ///
  /// @throws CliException `KEY_NOT_OF_PARTY` if in none
  Signer keySigner(Address by, Entry.Key entry) {
    return entry.action() != KeyAction.REVOKE && entry.key().equals(by.toBytes32())
        ? Signer.KEY
        : keySigner(by, entry.action(), entry.party(), entry.role())
            .orElseThrow(
                () ->
                    CliException.refused(
                        Code.KEY_NOT_OF_PARTY,
                        "--key",
                        "the new key, or one of the " + entry.party().text() + " that may add it",
                        by.toString()));
  }

  private Optional<Signer> keySigner(Address by, KeyAction action, Party party, KeyRole role) {
    Keys keys = state.keys();
    if (action == KeyAction.REPLACE && role == KeyRole.ATTESTER) {
      return keys.attesters(party).contains(by) ? Optional.of(Signer.ATTESTER) : Optional.empty();
    }
    if (keys.recovery(party).equals(by)) {
      return Optional.of(Signer.RECOVERY);
    }
    return role != KeyRole.RECOVERY && keys.signers(party).contains(by)
        ? Optional.of(Signer.SIGNER)
        : Optional.empty();
  }

  /// Whether the ledger would take `envelope` as its next entry; nothing is written.
  ///
  /// @throws CliException with what was found, where it would not take it
  void mustAdmit(Envelope envelope, long now, ObjectSource with) {
    switch (state.admit(envelope.toBytes(), now, with, root -> Optional.empty())) {
      case Admission.Admitted a -> {}
      case Admission.Repeated r ->
          throw CliException.refused(
              Code.ENTRY_REPEATED, "entry", "one that is not in the ledger", "entry " + r.index());
      case Admission.Refused r -> throw CliException.refused(r.findings());
    }
  }

  /// The same for an entry that not all have signed yet.
  void mustBeAdmissible(Entry entry, long now, ObjectSource with) {
    List<Finding> wrong = state.foresee(entry, now, with);
    if (!wrong.isEmpty()) {
      throw CliException.refused(wrong);
    }
  }
}
