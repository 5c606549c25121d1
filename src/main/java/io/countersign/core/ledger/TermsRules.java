package io.countersign.core.ledger;

import io.countersign.core.base.Finding;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.Validity;
import java.util.ArrayList;
import java.util.List;

/// What the ledger asks of `core.terms`.
final class TermsRules {
  private TermsRules() {}

  /// What keeps a document from being agreed on: its faults, then what this release cannot rate.
  static List<Finding> validity(Terms terms) {
    List<Finding> out = new ArrayList<>(Validity.check(terms));
    if (out.isEmpty()) {
      out.addAll(Validity.notYetRated(terms));
    }
    return out;
  }
}
