package io.countersign.http;

import io.countersign.core.base.Bytes32;
import io.countersign.core.crypto.Address;
import java.util.List;
import java.util.Optional;

/// Who sends a request, as far as he proved it. What he may see of a ledger is [Access#grant].
public sealed interface Principal {
  /// Gave no credentials.
  record Nobody() implements Principal {}

  /// Signed the request with a key. Whether any ledger knows the key is another question.
  record Keyed(KeyId key) implements Principal {}

  /// Bears a token, of this node or of an OpenID provider.
  ///
  /// @param name what rates are counted by: the token's id, never the token
  /// @param pass the SHA-256 by which the node keeps its own token; empty for a provider's
  /// @param expires UTC seconds from which on it is void
  record Bearer(String name, Optional<Bytes32> pass, long expires, List<Grant> grants)
      implements Principal {
    public Bearer {
      grants = List.copyOf(grants);
    }
  }

  /// Signed the request with a key that the operator configured as his own.
  record Operator(KeyId key) implements Principal {}

  /// The address with which the request was signed.
  default Optional<Address> address() {
    KeyId signed =
        switch (this) {
          case Keyed k -> k.key();
          case Operator o -> o.key();
          case Nobody n -> null;
          case Bearer b -> null;
        };
    return signed instanceof KeyId.OfAddress a ? Optional.of(a.address()) : Optional.empty();
  }
}
