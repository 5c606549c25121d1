package io.countersign.http;

import io.countersign.core.base.Bytes32;
import io.countersign.core.ledger.Party;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/// What one caller may do with one ledger. Whoever has a grant knows that the ledger exists.
public record Grant(Bytes32 ledger, Role role, Set<Right> rights) {
  public Grant {
    rights = Set.copyOf(rights);
  }

  static Grant of(Bytes32 ledger, Role role) {
    return new Grant(
        ledger,
        role,
        switch (role) {
          case PROVIDER, CLIENT, ARBITER -> EnumSet.allOf(Right.class);
          case PROVIDER_ATTESTER, CLIENT_ATTESTER, PROVIDER_RECOVERY, CLIENT_RECOVERY ->
              EnumSet.of(Right.WRITE);
          case OPERATOR -> EnumSet.noneOf(Right.class);
        });
  }

  /// The side of the ledger that it is for: what both sides share is counted by it.
  public String side() {
    return ledger + " " + sideText();
  }

  /// `provider`, `client`, `arbiter` or `operator`.
  public String sideText() {
    return role.party().map(Party::text).orElseGet(role::text);
  }

  public boolean may(Right right) {
    return rights.contains(right);
  }

  /// The same with none but those of `only`.
  Grant within(Collection<Right> only) {
    EnumSet<Right> both = EnumSet.noneOf(Right.class);
    both.addAll(rights);
    both.retainAll(only);
    return new Grant(ledger, role, both);
  }
}
