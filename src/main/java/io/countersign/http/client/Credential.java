package io.countersign.http.client;

import io.countersign.http.HttpSignatures;

/// How a client shows who it is.
public sealed interface Credential {
  /// It does not: for capability prefixes, and for submissions, which prove themselves.
  record None() implements Credential {}

  /// By a signature over each request.
  record Signed(HttpSignatures.Signer signer) implements Credential {
    @Override
    public String toString() {
      return "Signed[" + signer.keyId().format() + "]";
    }
  }

  /// By a secret token in each request.
  record Bearer(String token) implements Credential {
    public Bearer {
      if (token.isEmpty() || !token.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
        throw new IllegalArgumentException("a token is printable ASCII without space");
      }
    }

    @Override
    public String toString() {
      return "Bearer[…]";
    }
  }
}
