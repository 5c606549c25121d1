package io.countersign.core.rating;

import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Fields;
import io.countersign.core.terms.Line;
import io.countersign.core.terms.Period;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;

/// Does the steps of milestone lines again.
final class MilestoneReplay {
  private static final long WHOLE = Operands.WHOLE.longValueExact();

  private final Registers r;

  MilestoneReplay(Registers r) {
    this.r = r;
  }

  void milestone(Fields f) throws MalformedException {
    f.string("milestone", Line.Item.NAME);
    LocalDate accepted = inPeriod(f);
    long days = Math.max(0, ChronoUnit.DAYS.between(Operands.date(f, "due"), accepted));
    Operands.equalInteger(f, "days", days);
    long most = f.integer("most", 0, WHOLE);
    long pct = Math.min(Math.multiplyExact(days, f.integer("perDay", 0, WHOLE)), most);
    Operands.equalInteger(f, "pct", pct);
    BigInteger amount = f.wide("amount");
    BigInteger withhold = Operands.integer(f, "withhold", 0, WHOLE);
    BigInteger price = Operands.round(f, amount, BigInteger.ONE);
    BigInteger penalty =
        Operands.round(f, amount.multiply(BigInteger.valueOf(pct)), Operands.WHOLE);
    BigInteger holdback = Operands.round(f, amount.multiply(withhold), Operands.WHOLE);
    Operands.equal(f, "price", price);
    Operands.equal(f, "penalty", penalty);
    Operands.equal(f, "holdback", holdback);
    BigInteger out = price.subtract(penalty).subtract(holdback);
    Operands.equal(f, "out", out);
    r.amount = r.amount.add(out);
  }

  void release(Fields f) throws MalformedException {
    f.string("milestone", Line.Item.NAME);
    inPeriod(f);
    BigInteger out = BigInteger.ZERO;
    int last = 0;
    for (Fields item : f.objects("items", 0, 1 << 16)) {
      Period month = Period.parse(item.integer("period", Period.MIN, Period.MAX));
      if (month.yyyymm() < last || month.compareTo(r.period) > 0) {
        throw Operands.fault(item, "period", "months that ascend to " + r.period, month.toString());
      }
      last = month.yyyymm();
      item.string("milestone", Line.Item.NAME);
      out = out.add(Operands.positive(item, "amount"));
      item.end();
    }
    Operands.equal(f, "out", out);
    r.amount = r.amount.add(out);
  }

  private LocalDate inPeriod(Fields f) throws MalformedException {
    LocalDate accepted = Operands.date(f, "accepted");
    if (accepted.getYear() != r.period.year() || accepted.getMonthValue() != r.period.month()) {
      throw Operands.fault(f, "accepted", "a date in " + r.period, accepted.toString());
    }
    return accepted;
  }
}
