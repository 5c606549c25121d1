package io.countersign.core.terms;

/// When a party may erase personal data alone; earlier it needs the other's signature.
///
/// @param nameAfterMonths months after a record's period before its source and id may go; 0 = only
///   together; at most 240
/// @param rowAfterMonths months before the whole row may go; 0 = only together; at most 240
public record ErasureRules(int nameAfterMonths, int rowAfterMonths) {
  public ErasureRules {
    Checks.range("nameAfterMonths", nameAfterMonths, 0, 240);
    Checks.range("rowAfterMonths", rowAfterMonths, 0, 240);
  }
}
