package io.countersign.core.ledger;

import java.util.Locale;
import java.util.Optional;

/// In which role a signature stands in an envelope.
///
/// In alphabetical order, which is the order of the canonical envelope.
public enum Signer {
  /// The arbiter that Genesis names.
  ARBITER,
  /// The key that attests, or that voids what it attested.
  ATTESTER,
  /// A signer key of the client.
  CLIENT,
  /// The key that a key entry registers: it proves that somebody holds it.
  KEY,
  /// A signer key of the provider.
  PROVIDER,
  /// The recovery key of the party that a key entry is about.
  RECOVERY,
  /// A signer key of the party that a key entry is about.
  SIGNER;

  /// The key in the envelope's `signatures`.
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The role of this word.
  public static Optional<Signer> of(String text) {
    for (Signer s : values()) {
      if (s.text().equals(text)) {
        return Optional.of(s);
      }
    }
    return Optional.empty();
  }

  /// The role in which a signer key of `party` signs for it.
  public static Signer of(Party party) {
    return party == Party.PROVIDER ? PROVIDER : CLIENT;
  }
}
