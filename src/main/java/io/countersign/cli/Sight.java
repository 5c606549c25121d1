package io.countersign.cli;

import io.countersign.core.base.Code;
import io.countersign.core.crypto.Address;
import io.countersign.core.crypto.Secp256k1;
import io.countersign.core.crypto.Secp256k1Key;
import io.countersign.core.ledger.LedgerState;
import io.countersign.core.ledger.ObjectSource;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.TermsVersion;

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
}
