package io.countersign.core.terms;

import io.countersign.core.money.Micros;
import io.countersign.core.money.Rounding;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// One line of every statement: how its amount comes about. Lines refer to earlier lines only.
///
/// What each kind computes is defined in `src/docs/terms.md` §9, exactly, before rounding.
public sealed interface Line {
  /// Cap on the lines that one line names.
  int MAX_OF = 256;

  /// Cap on the rows of a card or factor table.
  int MAX_ROWS = 256;

  /// Cap on the factor tables of a rated line.
  int MAX_FACTORS = 6;

  /// Cap on the tiers of a tiered line.
  int MAX_TIERS = 32;

  /// Cap on the items of a milestone line.
  int MAX_MILESTONES = 64;

  /// Bound of `per` where it is a number.
  long MAX_PER = 1_000_000_000L;

  Head head();

  default String id() {
    return head().id();
  }

  default Text label() {
    return head().label();
  }

  /// The word under `kind` in documents.
  default String kind() {
    return switch (this) {
      case Rated l -> "rated";
      case Tiered l -> "tiered";
      case Fixed l -> "fixed";
      case Milestone l -> "milestone";
      case Table l -> "table";
      case Linear l -> "linear";
      case Earnback l -> "earnback";
      case Clamp l -> "clamp";
      case Minimum l -> "minimum";
      case Cap l -> "cap";
      case Percent l -> "percent";
    };
  }

  /// What every line has.
  ///
  /// @param deMinimis an amount of the line whose absolute value, after rounding, is below this
  ///   becomes 0; zero = no such rule
  record Head(String id, Text label, Optional<Text> note, Micros deMinimis) {
    public Head {
      Checks.id(id);
      Checks.that(deMinimis.signum() >= 0, "a threshold of 0 or more", deMinimis);
    }
  }

  /// Whether a rated or tiered amount is added or taken off. Taken off means: the signed exact
  /// value is negative before it is rounded.
  enum Sign {
    CHARGE("charge"),
    CREDIT("credit");

    private final String text;

    Sign(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }

  /// What of a short first or last month is paid.
  enum Prorate {
    /// The whole.
    NONE("none"),
    /// The share of its days that lie in the term.
    DAYS("days");

    private final String text;

    Prorate(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }

  /// A price for each record that passes: by quantity, card and factors.
  ///
  /// @param per the price is for so many units, 1 to 10^9
  /// @param connect an amount for each record of quantity above 0
  /// @param factors 0 to 6 tables whose factors multiply
  /// @param round one or two steps: `record` first, `line` last
  record Rated(
      Head head,
      String recordType,
      Cond where,
      Quantity quantity,
      long per,
      Amount connect,
      Card card,
      List<FactorTable> factors,
      Sign sign,
      List<RoundStep> round)
      implements Line {
    public Rated {
      Checks.range("per", per, 1, MAX_PER);
      factors = List.copyOf(factors);
      Checks.size("factors", factors.size(), 0, MAX_FACTORS);
      round = List.copyOf(round);
      Checks.size("roundings", round.size(), 1, 2);
    }
  }

  /// Prices by condition; at most one row matches a record.
  ///
  /// @param otherwise the price where none matches; absent where the rows must cover
  record Card(List<Row> rows, Optional<Amount> otherwise) {
    public Card {
      rows = List.copyOf(rows);
      Checks.size("rows", rows.size(), 0, MAX_ROWS);
    }
  }

  /// One row of a card.
  record Row(Cond when, Amount price) {}

  /// Factors by condition; at most one row matches a record.
  ///
  /// @param otherwise the factor where none matches; absent where the rows must cover
  record FactorTable(String id, Text label, List<FactorRow> rows, Optional<Factor> otherwise) {
    public FactorTable {
      Checks.id(id);
      rows = List.copyOf(rows);
      Checks.size("rows", rows.size(), 1, MAX_ROWS);
    }
  }

  /// One row of a factor table; the factor is 0 or more.
  record FactorRow(Cond when, Factor x) {}

  /// A price by tiers of a measure.
  ///
  /// @param rollOver unused units of the first tier, which costs nothing, serve later months
  /// @param round one or two steps: `tier` first, `line` last
  record Tiered(
      Head head,
      String measure,
      long per,
      Model model,
      List<Tier> tiers,
      Span window,
      Prorate prorate,
      Optional<RollOver> rollOver,
      Sign sign,
      List<RoundStep> round)
      implements Line {
    public Tiered {
      Checks.range("per", per, 1, MAX_PER);
      tiers = List.copyOf(tiers);
      Checks.size("tiers", tiers.size(), 1, MAX_TIERS);
      round = List.copyOf(round);
      Checks.size("roundings", round.size(), 1, 2);
    }
  }

  /// How tiers share a measure.
  enum Model {
    /// Each tier prices the units that fall into it.
    GRADUATED("graduated"),
    /// The tier that the whole falls into prices all of it.
    VOLUME("volume");

    private final String text;

    Model(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }

  /// One tier.
  ///
  /// @param upTo the last unit of the tier, included; absent in the last tier only
  /// @param flat charged when the tier holds more than 0 units
  record Tier(Optional<Long> upTo, Amount price, Amount flat) {
    /// Bound of `upTo`.
    public static final long MAX_UP_TO = 1_000_000_000_000_000L;

    public Tier {
      upTo.ifPresent(v -> Checks.range("upTo", v, 1, MAX_UP_TO));
    }
  }

  /// Unused allowance serves later months, oldest first and before theirs.
  ///
  /// @param months it expires after so many, 1 to 12
  record RollOver(int months) {
    public RollOver {
      Checks.range("months", months, 1, 12);
    }
  }

  /// A periodic fee.
  ///
  /// @param units where present, the amount is multiplied by a measure
  record Fixed(Head head, Amount amount, Optional<Units> units, Prorate prorate, Rounding mode)
      implements Line {}

  /// A measure, divided.
  record Units(String measure, Per per) {}

  /// What a measure is divided by.
  sealed interface Per {}

  /// A number of units, 1 to 10^9.
  record PerNumber(long value) implements Per {
    public PerNumber {
      Checks.range("per", value, 1, MAX_PER);
    }
  }

  /// The days of the calendar month: seat-days become seats.
  record PerDaysInPeriod() implements Per {}

  /// Amounts for accepted milestones, once each.
  ///
  /// @param latePercentPerDay penalty for each day after `due`, in 10^-4 of a percent, 0 or more
  /// @param lateCapPercent the most that the penalty takes
  record Milestone(
      Head head,
      List<Item> items,
      long latePercentPerDay,
      long lateCapPercent,
      Optional<Holdback> holdback,
      Rounding mode)
      implements Line {
    public Milestone {
      items = List.copyOf(items);
      Checks.size("items", items.size(), 1, MAX_MILESTONES);
      Checks.range("latePctPerDay", latePercentPerDay, 0, 1_000_000);
      Checks.range("lateCapPct", lateCapPercent, 0, 1_000_000);
    }
  }

  /// One milestone.
  ///
  /// @param name what the acceptance entry names
  record Item(String name, Text label, Micros amount, LocalDate due) {
    /// Names of milestones.
    public static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    public Item {
      Checks.pattern("a milestone", name, NAME);
    }
  }

  /// A share withheld from each milestone until another one, named here only, is accepted; then the
  /// exact sum withheld is paid.
  ///
  /// @param percent in 10^-4 of a percent, above 0, at most 100 %
  record Holdback(long percent, String release) {
    public Holdback {
      Checks.range("a holdback", percent, 1, 1_000_000);
      Checks.pattern("a milestone", release, Item.NAME);
    }
  }

  /// Bonus and malus by bands. Neutral gives 0.
  ///
  /// @param base lines whose sum, not below 0, percentages are of
  /// @param gates all must pass, else the line is 0
  record Table(
      Head head,
      Subject on,
      List<String> base,
      List<Band<Effect>> bands,
      List<Gate> gates,
      Optional<Escalation> escalation,
      Rounding mode)
      implements Line {
    public Table {
      base = List.copyOf(base);
      bands = List.copyOf(bands);
      Checks.size("bands", bands.size(), 1, Band.MAX_BANDS);
      gates = List.copyOf(gates);
      Checks.size("gates", gates.size(), 0, Gate.MAX_GATES);
    }
  }

  /// Repeated bad months weigh more.
  ///
  /// @param bad indexes of the bands that make a month bad, ascending
  /// @param steps by length of the streak of bad months that ends here, ascending; the last step
  ///   reached multiplies the band's effect
  record Escalation(List<Integer> bad, List<EscalationStep> steps) {
    public Escalation {
      bad = List.copyOf(bad);
      Checks.size("bad bands", bad.size(), 1, Band.MAX_BANDS);
      steps = List.copyOf(steps);
      Checks.size("steps", steps.size(), 1, 12);
    }
  }

  /// @param months 2 to 12
  /// @param x the factor, in 10^-4, 0 or more
  record EscalationStep(int months, long x) {
    public EscalationStep {
      Checks.range("months", months, 2, 12);
      Checks.range("x", x, 0, 99_999_999);
    }
  }

  /// Bonus and malus in proportion to the distance from a target. Neutral gives 0.
  ///
  /// Exact value: (ratio x scale - target) / per x (above or below, by its sign), not below `min`
  /// and not above `max`.
  record Linear(
      Head head,
      Subject on,
      List<String> base,
      long target,
      long per,
      Effect above,
      Effect below,
      Effect min,
      Effect max,
      List<Gate> gates,
      Rounding mode)
      implements Line {
    public Linear {
      base = List.copyOf(base);
      Checks.range("target", target, -Band.MAX_BOUND, Band.MAX_BOUND);
      Checks.range("per", per, 1, MAX_PER);
      gates = List.copyOf(gates);
      Checks.size("gates", gates.size(), 0, Gate.MAX_GATES);
    }
  }

  /// Gives back a share of an earlier month's malus once the figures are good again.
  ///
  /// @param of the malus lines and their clamp: what is given back is of max(0, -sum) in that month
  /// @param ago the month is P - ago, 1 to 12, so each month's malus comes back at most once
  /// @param held the gates must pass in each of so many months that end at P, 1 to `ago`
  /// @param percent in 10^-4 of a percent, above 0, at most 100 %
  record Earnback(
      Head head, List<String> of, int ago, int held, List<Gate> gates, long percent, Rounding mode)
      implements Line {
    public Earnback {
      of = List.copyOf(of);
      Checks.range("ago", ago, 1, 12);
      Checks.range("held", held, 1, ago);
      gates = List.copyOf(gates);
      Checks.size("gates", gates.size(), 1, Gate.MAX_GATES);
      Checks.range("pct", percent, 1, 1_000_000);
    }
  }

  /// Keeps the sum of lines within bounds: max(lo, min(hi, sum)) - sum, the bounds rounded first.
  record Clamp(Head head, List<String> of, List<String> base, Effect lo, Effect hi, Rounding mode)
      implements Line {
    public Clamp {
      of = List.copyOf(of);
      base = List.copyOf(base);
    }
  }

  /// Tops the sum of lines up to a minimum: max(0, amount - sum).
  record Minimum(
      Head head, List<String> of, MinimumAmount amount, Span window, Prorate prorate, Rounding mode)
      implements Line {
    public Minimum {
      of = List.copyOf(of);
    }
  }

  /// What is due at least.
  sealed interface MinimumAmount {}

  record MinimumMoney(Amount amount) implements MinimumAmount {}

  /// A share of a measure at a price: 90 % of the forecast calls.
  ///
  /// @param percent in 10^-4 of a percent, above 0
  record MinimumShare(String measure, long percent, Amount price, long per)
      implements MinimumAmount {
    public MinimumShare {
      Checks.range("pct", percent, 1, 99_999_999);
      Checks.range("per", per, 1, MAX_PER);
    }
  }

  /// Takes off what the sum of lines exceeds: min(0, amount - sum).
  record Cap(Head head, List<String> of, Amount amount, Span window, Prorate prorate, Rounding mode)
      implements Line {
    public Cap {
      of = List.copyOf(of);
    }
  }

  /// A percentage of a signed sum of lines: discount, tax.
  ///
  /// @param inclusive the sum holds it already: sum x pct / (100 + pct), a memo line outside the
  ///   total
  record Percent(Head head, List<String> of, Factor percent, boolean inclusive, Rounding mode)
      implements Line {
    public Percent {
      of = List.copyOf(of);
    }
  }
}
