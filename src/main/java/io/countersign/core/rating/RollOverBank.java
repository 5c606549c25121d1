package io.countersign.core.rating;

import io.countersign.core.terms.Line;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Unit;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What earlier months left over of a line's first tier and may still be used.
final class RollOverBank {
  private final TreeMap<Period, BigInteger> units = new TreeMap<>();

  private RollOverBank() {}

  /// The bank of `line` at the beginning of the context's period.
  static RollOverBank of(Line.Tiered line, Unit unit, LineContext in) {
    RollOverBank out = new RollOverBank();
    for (Month month : in.past().months()) {
      if (month.kept(line.id()).orElse(null) instanceof Kept.Units u
          && u.unit() == unit
          && u.rollOver().isPresent()) {
        Kept.RolledOver r = u.rollOver().get();
        r.used().forEach((p, used) -> out.units.merge(p, used.negate(), BigInteger::add));
        boolean usable = in.period().since(month.period()) <= r.months();
        out.units.put(month.period(), usable ? r.left() : BigInteger.ZERO);
      }
    }
    return out;
  }

  /// Uses what there is for `qty`, the oldest first.
  TierStep.RollOver use(BigInteger qty) {
    BigInteger rest = qty.max(BigInteger.ZERO);
    List<TierStep.RollOver.Left> bank = new ArrayList<>();
    for (Map.Entry<Period, BigInteger> e : units.entrySet()) {
      if (e.getValue().signum() > 0) {
        BigInteger used = rest.min(e.getValue());
        bank.add(new TierStep.RollOver.Left(e.getKey(), e.getValue(), used));
        rest = rest.subtract(used);
      }
    }
    BigInteger used =
        bank.stream().map(TierStep.RollOver.Left::used).reduce(BigInteger.ZERO, BigInteger::add);
    return new TierStep.RollOver(qty, bank, qty.subtract(used));
  }

  /// What a step used, by the month that had left it over.
  static Map<Period, BigInteger> used(TierStep.RollOver step) {
    Map<Period, BigInteger> out = new HashMap<>();
    step.bank().forEach(left -> out.put(left.period(), left.used()));
    return out;
  }
}
