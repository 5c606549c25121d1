package io.countersign.core.rating;

import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Fields;
import io.countersign.core.terms.Period;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/// The registers of the machine that does a trace again. Source: `src/docs/statement.md` §4.
final class Registers {
  final Period period;

  /// A sum of numerators over a divisor.
  BigInteger n = BigInteger.ZERO;

  BigInteger d = BigInteger.ONE;

  /// Sum of rounded records or tiers.
  BigInteger rounded = BigInteger.ZERO;

  /// Sum of lines, and the part of it before the period.
  BigInteger sum = BigInteger.ZERO;

  BigInteger sumBefore = BigInteger.ZERO;

  /// What percentages are of.
  BigInteger of = BigInteger.ZERO;

  BigInteger lo = BigInteger.ZERO;
  BigInteger hi = BigInteger.ZERO;

  /// Quantity of the window through the period and before it, and the units of its tiers so far.
  BigInteger through = BigInteger.ZERO;

  BigInteger before = BigInteger.ZERO;
  BigInteger units = BigInteger.ZERO;

  /// What the window came to before the period.
  BigInteger carried = BigInteger.ZERO;

  /// The amount so far.
  BigInteger amount = BigInteger.ZERO;

  /// Whether a step went before: only a rated line without records begins with its division.
  boolean divisorKnown;

  /// Whether a roll-over said which quantity is to come.
  boolean rolledOver;

  /// Whether the line came to 0 for good.
  boolean ended;

  /// The last step `tiers`, while it is open whether a `carry` follows.
  private @Nullable Fields tiers;

  private BigInteger tiersQuantity = BigInteger.ZERO;

  Registers(Period period) {
    this.period = period;
  }

  /// The line is 0 and only its de-minimis may follow.
  void end() {
    amount = BigInteger.ZERO;
    ended = true;
  }

  void tiers(Fields step, BigInteger quantity) throws MalformedException {
    tiersDone();
    tiers = step;
    tiersQuantity = quantity;
  }

  /// The tiers that came last were those of the quantity before the period.
  void tiersCarried(Fields carry) throws MalformedException {
    Fields step = tiers;
    if (step == null || before.signum() <= 0) {
      throw Operands.fault(carry, "step", "tiers of what went before", "none");
    }
    agree(step, before);
    tiers = null;
  }

  /// The tiers that came last, if any, are those of the whole quantity.
  void tiersDone() throws MalformedException {
    Fields step = tiers;
    if (step != null) {
      agree(step, through);
      tiers = null;
    }
  }

  private void agree(Fields step, BigInteger wanted) throws MalformedException {
    if (!tiersQuantity.equals(wanted)) {
      throw Operands.fault(step, "qty", wanted.toString(), tiersQuantity.toString());
    }
  }
}
