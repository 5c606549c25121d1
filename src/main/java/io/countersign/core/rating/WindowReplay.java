package io.countersign.core.rating;

import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Fields;
import io.countersign.core.terms.Period;
import java.math.BigInteger;

/// Does the steps of minimum, cap and earn-back again.
final class WindowReplay {
  private final Registers r;

  WindowReplay(Registers r) {
    this.r = r;
  }

  void earlier(Fields f) throws MalformedException {
    Operands.earlier(f, "from", r.period);
    r.sumBefore = f.wide("before");
    r.sum = r.sum.add(r.sumBefore);
    r.of = r.sum;
    Operands.equal(f, "out", r.sum);
  }

  void open(Fields f) throws MalformedException {
    Period until = Period.parse(f.integer("until", Period.MIN, Period.MAX));
    if (until.compareTo(r.period) <= 0) {
      throw Operands.fault(f, "until", "a month after " + r.period, until.toString());
    }
    r.end();
  }

  void share(Fields f) throws MalformedException {
    r.n =
        f.wide("qty")
            .multiply(Operands.integer(f, "pct", 1, 99_999_999))
            .multiply(f.wide("price"))
            .multiply(Operands.days(f));
    r.d = Operands.WHOLE.multiply(Operands.per(f)).multiply(Operands.ofDays(f));
    Operands.equal(f, "n", r.n);
  }

  void minimum(Fields f) throws MalformedException {
    Operands.equal(f, "n", r.n);
    Operands.equal(f, "d", r.d);
    Operands.equal(f, "sum", r.sum);
    r.amount = Operands.round(f, distance(r.sum).max(BigInteger.ZERO), r.d);
    Operands.equal(f, "out", r.amount);
  }

  void cap(Fields f) throws MalformedException {
    Operands.equal(f, "n", r.n);
    Operands.equal(f, "d", r.d);
    Operands.equal(f, "sum", r.sum);
    Operands.equal(f, "before", r.sumBefore);
    BigInteger through = Operands.round(f, distance(r.sum).min(BigInteger.ZERO), r.d);
    BigInteger before = Operands.round(f, distance(r.sumBefore).min(BigInteger.ZERO), r.d);
    r.amount = through.subtract(before);
    Operands.equal(f, "out", r.amount);
  }

  /// n/d - sum, over d.
  private BigInteger distance(BigInteger sum) {
    return r.n.subtract(sum.multiply(r.d));
  }

  void noMonth(Fields f) throws MalformedException {
    long month = f.integer("period", 196_901, Period.MAX);
    if (month >= r.period.yyyymm()) {
      throw Operands.fault(f, "period", "a month before " + r.period, Long.toString(month));
    }
    r.end();
  }

  void back(Fields f) throws MalformedException {
    Operands.earlier(f, "period", r.period);
    r.of = Operands.sumOfLines(f, (i, line, amount) -> {}).negate().max(BigInteger.ZERO);
    Operands.equal(f, "out", r.of);
  }
}
