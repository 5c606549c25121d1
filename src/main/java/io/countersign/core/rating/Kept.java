package io.countersign.core.rating;

import io.countersign.core.terms.Period;
import io.countersign.core.terms.Span;
import io.countersign.core.terms.Unit;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a line leaves for later months, beside its amount.
sealed interface Kept {
  /// The units of a tiered line.
  ///
  /// @param quantity what entered the tiers in this month, after the roll-over
  /// @param rollOver what was left over and used; empty where the line has no roll-over
  record Units(Unit unit, Span window, BigInteger quantity, Optional<RolledOver> rollOver)
      implements Kept {}

  /// @param left whole units that the first tier left over at the end of the window, else 0
  /// @param months in which they may be used
  /// @param used units that earlier months had left over, by month
  record RolledOver(BigInteger left, int months, Map<Period, BigInteger> used) {
    public RolledOver {
      used = Map.copyOf(used);
    }
  }

  /// How a table with an escalation judged the month.
  enum Judged implements Kept {
    BAD,
    GOOD,
    /// The figure is neutral or a gate is shut: the month counts neither way.
    NEITHER
  }

  /// What a milestone line held back.
  ///
  /// @param items in document order, amounts above 0
  /// @param released whether it paid what it had held back so far
  record Withheld(List<MilestoneStep.Release.Held> items, boolean released) implements Kept {
    public Withheld {
      items = List.copyOf(items);
    }
  }
}
