package io.countersign.http;

import io.countersign.core.ledger.Party;
import java.util.Locale;
import java.util.Optional;

/// As what somebody sees a ledger.
public enum Role {
  PROVIDER,
  CLIENT,
  /// The arbiter whom Genesis names.
  ARBITER,
  /// A key that attests for one of the parties and signs nothing else.
  PROVIDER_ATTESTER,
  CLIENT_ATTESTER,
  /// The key that takes back what a stolen key of the party did; it signs key entries only.
  PROVIDER_RECOVERY,
  CLIENT_RECOVERY,
  /// Who runs the node: knows which ledgers there are, and reads none.
  OPERATOR;

  static Role of(Party party) {
    return party == Party.PROVIDER ? PROVIDER : CLIENT;
  }

  static Role attesterOf(Party party) {
    return party == Party.PROVIDER ? PROVIDER_ATTESTER : CLIENT_ATTESTER;
  }

  static Role recoveryOf(Party party) {
    return party == Party.PROVIDER ? PROVIDER_RECOVERY : CLIENT_RECOVERY;
  }

  /// The side that somebody of this role stands on.
  public Optional<Party> party() {
    return switch (this) {
      case PROVIDER, PROVIDER_ATTESTER, PROVIDER_RECOVERY -> Optional.of(Party.PROVIDER);
      case CLIENT, CLIENT_ATTESTER, CLIENT_RECOVERY -> Optional.of(Party.CLIENT);
      case ARBITER, OPERATOR -> Optional.empty();
    };
  }

  /// `provider`, `provider-attester`, …
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
