package io.countersign.core.rating;

import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Fields;
import io.countersign.core.terms.Line;
import io.countersign.core.terms.Period;
import java.math.BigInteger;

/// Does the steps of tiered lines again.
final class TierReplay {
  private final Registers r;

  TierReplay(Registers r) {
    this.r = r;
  }

  void rollOver(Fields f) throws MalformedException {
    BigInteger quantity = f.wide("qty");
    BigInteger rest = quantity.max(BigInteger.ZERO);
    BigInteger all = BigInteger.ZERO;
    int last = 0;
    for (Fields left : f.objects("bank", 0, 12)) {
      Period month = Operands.earlier(left, "period", r.period);
      if (month.yyyymm() <= last) {
        throw Operands.fault(left, "period", "a month after " + last, month.toString());
      }
      last = month.yyyymm();
      BigInteger used = rest.min(Operands.positive(left, "units"));
      Operands.equal(left, "used", used);
      rest = rest.subtract(used);
      all = all.add(used);
      left.end();
    }
    r.through = quantity.subtract(all);
    r.rolledOver = true;
    Operands.equal(f, "left", r.through);
  }

  void quantity(Fields f) throws MalformedException {
    Period from = Period.parse(f.integer("from", Period.MIN, Period.MAX));
    BigInteger quantity = f.wide("qty");
    if (r.rolledOver) {
      Operands.equal(f, "qty", r.through);
    }
    r.before = f.wide("before");
    int months = r.period.since(from);
    if (months < 0 || (months == 0 && r.before.signum() != 0)) {
      throw Operands.fault(f, "from", "the first month of the window", from.toString());
    }
    r.through = r.before.add(quantity);
    Operands.equal(f, "through", r.through);
  }

  void tier(Fields f) throws MalformedException {
    f.integer("row", 0, Line.MAX_TIERS - 1);
    BigInteger units = Operands.positive(f, "units");
    BigInteger per = Operands.per(f);
    BigInteger days = Operands.days(f);
    BigInteger of = Operands.ofDays(f);
    BigInteger flat =
        per.multiply(days).multiply(f.wide("flat")).multiply(Operands.integer(f, "charged", 1, 1));
    BigInteger n =
        units.multiply(f.wide("price")).add(flat).multiply(Operands.integer(f, "sign", -1, 1));
    Operands.equal(f, "n", n);
    r.n = r.n.add(n);
    r.d = per.multiply(of);
    r.units = r.units.add(units);
    if (f.has("out")) {
      BigInteger out = Operands.round(f, n, r.d);
      Operands.equal(f, "out", out);
      r.rounded = r.rounded.add(out);
    }
  }

  void tiers(Fields f) throws MalformedException {
    BigInteger quantity = f.wide("qty");
    BigInteger units = quantity.max(BigInteger.ZERO).multiply(Operands.ofDays(f));
    if (!units.equals(r.units)) {
      throw Operands.fault(f, "qty", r.units + " units", units.toString());
    }
    r.units = BigInteger.ZERO;
    r.tiers(f, quantity);
    if (f.has("out")) {
      Operands.equal(f, "out", r.rounded);
      r.amount = r.rounded;
      r.n = r.rounded;
      r.d = BigInteger.ONE;
      r.rounded = BigInteger.ZERO;
    }
  }

  void carry(Fields f) throws MalformedException {
    Operands.equal(f, "out", r.amount);
    r.tiersCarried(f);
    r.carried = r.amount;
    r.n = BigInteger.ZERO;
    r.d = BigInteger.ONE;
    r.rounded = BigInteger.ZERO;
    r.amount = BigInteger.ZERO;
  }

  void since(Fields f) throws MalformedException {
    r.tiersDone();
    Operands.equal(f, "through", r.amount);
    Operands.equal(f, "before", r.carried);
    r.amount = r.amount.subtract(r.carried);
    Operands.equal(f, "out", r.amount);
  }
}
