package io.countersign.core.ledger;

import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.money.Decimal;
import io.countersign.core.money.Micros;
import io.countersign.core.terms.Currency;
import io.countersign.core.terms.DisputeRules;
import io.countersign.core.terms.Period;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Whether what a dispute contests is enough, or recurs.
///
/// Source: `src/docs/formats.md` §10, Threshold.
final class Threshold {
  private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

  private final LedgerState state;

  Threshold(LedgerState state) {
    this.state = state;
  }

  /// What is below the threshold must recur, and what reaches back must too.
  Optional<Finding> check(Leaf leaf, DisputeEntry d) {
    Map<Period, Set<String>> lines = new TreeMap<>();
    Map<Period, Micros> sums = new HashMap<>();
    for (Claimed.Item i : d.claim().items()) {
      lines.computeIfAbsent(i.period(), k -> new HashSet<>()).add(i.line());
      sums.merge(i.period(), i.contested(), Micros::plus);
    }
    Optional<String> fault = recurs(d, lines, sums);
    boolean reachesBack = lines.keySet().stream().anyMatch(q -> q.compareTo(d.period()) < 0);
    if (reachesBack && fault.isPresent()) {
      return EntryRules.no(leaf, Code.DISPUTE_REPEAT, fault.get(), List.copyOf(lines.keySet()));
    }
    Micros contested = new Micros(d.dispute().contestedMicros());
    return fault.isEmpty() || reached(d.period(), contested)
        ? Optional.empty()
        : EntryRules.no(
            leaf, Code.DISPUTE_THRESHOLD, least(d.period()), money(d.period(), contested));
  }

  /// What a claim that recurs would have and this one lacks; empty if it recurs.
  private Optional<String> recurs(
      DisputeEntry d, Map<Period, Set<String>> lines, Map<Period, Micros> sums) {
    int months = d.rules().repeatMonths();
    if (months < 2) {
      return Optional.of("items of " + d.period() + " only");
    }
    Set<Period> wanted = new HashSet<>();
    Period p = d.period();
    for (int i = 0; i < months; i++) {
      wanted.add(p);
      if (p.yyyymm() > Period.MIN) {
        p = p.previous();
      }
    }
    if (!lines.keySet().equals(wanted)) {
      return Optional.of(
          "items of " + d.period() + " only, or of the " + months + " periods that end with it");
    }
    if (Set.copyOf(lines.values()).size() > 1) {
      return Optional.of("the same lines in each period");
    }
    for (Map.Entry<Period, Micros> sum : sums.entrySet()) {
      if (!sum.getKey().equals(d.period()) && reached(sum.getKey(), sum.getValue())) {
        return Optional.of(
            "of "
                + sum.getKey()
                + " less than what is disputed in its own time, "
                + least(sum.getKey()));
      }
    }
    return Optional.empty();
  }

  private DisputeRules rules(Period period) {
    return History.termsFor(state.versions(), period).orElseThrow().terms().disputes();
  }

  private BigInteger total(Period period) {
    return state.standing(period).orElseThrow().statement().totalMicros();
  }

  /// What reaches the threshold of a period, in its currency.
  private String least(Period period) {
    DisputeRules rules = rules(period);
    String amount = money(period, rules.thresholdAmount());
    String share =
        Decimal.formatFactor(rules.thresholdPercent())
            + " % of "
            + money(period, new Micros(total(period)));
    return rules.thresholdPercent() == 0
        ? "at least " + amount
        : rules.thresholdAmount().isZero()
            ? "at least " + share
            : "at least " + amount + ", or " + share;
  }

  private String money(Period period, Micros amount) {
    Currency currency = History.termsFor(state.versions(), period).orElseThrow().terms().currency();
    return currency.code() + " " + amount.format(currency.exponent());
  }

  private boolean reached(Period period, Micros sum) {
    DisputeRules rules = rules(period);
    Micros amount = rules.thresholdAmount();
    long pct = rules.thresholdPercent();
    boolean byAmount = amount.signum() > 0 && amount.compareTo(sum) <= 0;
    boolean byShare =
        pct > 0
            && total(period)
                    .abs()
                    .multiply(BigInteger.valueOf(pct))
                    .compareTo(sum.value().multiply(MILLION))
                <= 0;
    return byAmount || byShare || (amount.signum() == 0 && pct == 0);
  }
}
