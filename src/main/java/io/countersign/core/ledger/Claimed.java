package io.countersign.core.ledger;

import io.countersign.core.money.Micros;
import io.countersign.core.terms.Period;
import java.util.List;

/// What a ledger keeps of a claim: the amounts that rules and statements go on asking. Proofs,
/// evidence, records and note stand in the object alone.
///
/// @param items in the claim's order, as `adjusted`
public record Claimed(List<Item> items, List<Claim.Adjusted> adjusted, Claim.Reason reason) {
  public Claimed {
    items = List.copyOf(items);
    adjusted = List.copyOf(adjusted);
  }

  static Claimed of(Claim claim) {
    return new Claimed(
        claim.items().stream()
            .map(i -> new Item(i.period(), i.line(), i.claimed(), i.result().amount()))
            .toList(),
        claim.adjusted(),
        claim.reason());
  }

  /// What a line of a period should come to.
  ///
  /// @param claimed below `stated`
  /// @param stated what the period's statement said when the dispute came in
  public record Item(Period period, String line, Micros claimed, Micros stated) {
    /// Stated less claimed, above 0.
    public Micros contested() {
      return stated.minus(claimed);
    }

    /// Whether silence may settle it: it forgives a charge and grants no credit.
    boolean grantsNoCredit() {
      return claimed.compareTo(stated.min(Micros.ZERO)) >= 0;
    }
  }

  /// The position of the item of this line of this period; -1 if there is none.
  int find(Period period, String line) {
    for (int i = 0; i < items.size(); i++) {
      Item item = items.get(i);
      if (item.period().equals(period) && item.line().equals(line)) {
        return i;
      }
    }
    return -1;
  }
}
