package io.countersign.core.terms;

import io.countersign.core.base.Finding;
import java.util.List;

/// What of the language this release cannot rate: nothing. The hook stays, since agreements and
/// refusals ask it, and a later language may say more than a release rates.
final class NotYetRated {
  private NotYetRated() {}

  /// @param terms valid terms
  static List<Finding> check(Terms terms) {
    return List.of();
  }
}
