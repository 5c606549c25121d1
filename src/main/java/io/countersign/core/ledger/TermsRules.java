package io.countersign.core.ledger;

import io.countersign.core.base.Finding;
import io.countersign.core.terms.Terms;
import java.util.List;
import java.util.Optional;

/// What the ledger asks of `core.terms`. Until the static checks of the terms land there, a
/// document that parses is valid and a record's fields are not looked at.
final class TermsRules {
  private TermsRules() {}

  static List<Finding> validity(Terms terms) {
    return List.of();
  }

  static Optional<Finding> record(Terms terms, UsageRecord.Row row) {
    return Optional.empty();
  }
}
