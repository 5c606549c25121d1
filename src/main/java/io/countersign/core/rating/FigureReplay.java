package io.countersign.core.rating;

import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.core.terms.Period;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Does steps that look at figures again.
final class FigureReplay {
  private static final BigInteger ONE = BigInteger.valueOf(10_000);

  private final Registers r;

  /// The score that the last `points` worked out, until a step uses it.
  private @Nullable String scored;

  private BigInteger scoredNum = BigInteger.ZERO;
  private BigInteger scoredDen = BigInteger.ONE;

  FigureReplay(Registers r) {
    this.r = r;
  }

  void points(Fields f) throws MalformedException {
    scored = f.string("on");
    month(f);
    BigInteger num = BigInteger.ZERO;
    BigInteger den = BigInteger.ONE;
    BigInteger weights = BigInteger.ZERO;
    for (Fields i : f.objects("items", 1, 32)) {
      i.string("kpi");
      BigInteger w = BigInteger.valueOf(i.integer("weight", 1, 10_000));
      BigInteger itemDen = Operands.positive(i, "den");
      num = num.multiply(itemDen).add(i.wide("num").multiply(w).multiply(den));
      den = den.multiply(itemDen);
      weights = weights.add(w);
      i.end();
    }
    Operands.equal(f, "num", num);
    Operands.equal(f, "den", den.multiply(weights));
    scoredNum = num;
    scoredDen = den.multiply(weights);
  }

  /// The figure that a step looks at: where it is the score worked out before, with its value.
  private void on(Fields f) throws MalformedException {
    if (f.string("on").equals(scored)) {
      Operands.equal(f, "num", scoredNum);
      Operands.equal(f, "den", scoredDen);
      scored = null;
    }
  }

  void band(Fields f) throws MalformedException {
    on(f);
    f.integer("row", 0, 31);
    if (f.has("from") && !holds(f, f.object("from"))) {
      throw Operands.fault(f, "from", "a bound that holds", "one that does not");
    }
    if (f.has("under") && holds(f, f.object("under"))) {
      throw Operands.fault(f, "under", "a bound that does not hold", "one that does");
    }
    Operands.positive(f, "den");
    f.wide("num");
    f.integer("scale", 1, 1_000_000);
  }

  void gate(Fields f) throws MalformedException {
    on(f);
    month(f);
    boolean pass = f.bool("pass");
    boolean reached = holds(f, f.object("limit"));
    if (f.bool("neutral")) {
      Operands.equal(f, "num", BigInteger.ZERO);
      Operands.equal(f, "den", BigInteger.ONE);
    } else if (pass != reached) {
      throw Operands.fault(f, "pass", Boolean.toString(reached), Boolean.toString(pass));
    }
    if (!pass) {
      r.end();
    }
  }

  void neutral(Fields f) throws MalformedException {
    f.string("on");
    r.end();
  }

  void escalate(Fields f) throws MalformedException {
    f.integer("streak", 0, 1 << 16);
    r.n = r.n.multiply(Operands.integer(f, "x", 0, 99_999_999));
    r.d = r.d.multiply(ONE);
    Operands.equal(f, "n", r.n);
    Operands.equal(f, "d", r.d);
  }

  void linear(Fields f) throws MalformedException {
    on(f);
    BigInteger den = Operands.positive(f, "den");
    BigInteger y =
        f.wide("num")
            .multiply(Operands.integer(f, "scale", 1, 1_000_000))
            .subtract(den.multiply(Operands.integer(f, "target", -Json.MAX_INT, Json.MAX_INT)));
    BigInteger above = f.wide("above");
    BigInteger below = f.wide("below");
    BigInteger effect = y.signum() > 0 ? above : y.signum() < 0 ? below : BigInteger.ZERO;
    BigInteger times = BigInteger.ONE;
    BigInteger over = BigInteger.ONE;
    if (f.has("of")) {
      Operands.equal(f, "of", r.of);
      times = r.of;
      over = Operands.WHOLE;
    }
    BigInteger n = y.multiply(effect).multiply(times);
    BigInteger d = den.multiply(Operands.per(f)).multiply(over);
    BigInteger min = f.wide("min").multiply(times);
    BigInteger max = f.wide("max").multiply(times);
    if (n.multiply(over).compareTo(min.multiply(d)) < 0) {
      n = min;
      d = over;
    }
    if (n.multiply(over).compareTo(max.multiply(d)) > 0) {
      n = max;
      d = over;
    }
    Operands.equal(f, "n", n);
    Operands.equal(f, "d", d);
    r.n = n;
    r.d = d;
  }

  /// The month that the figure is of, in an earn-back: the trace's own or one before.
  private void month(Fields f) throws MalformedException {
    if (f.has("period")) {
      Period month = Period.parse(f.integer("period", Period.MIN, Period.MAX));
      if (month.compareTo(r.period) > 0) {
        throw Operands.fault(f, "period", "at most " + r.period, month.toString());
      }
    }
  }

  /// Whether num·scale / den stands to the bound as `op` says.
  private static boolean holds(Fields f, Fields limit) throws MalformedException {
    BigInteger left = f.wide("num").multiply(BigInteger.valueOf(f.integer("scale", 1, 1_000_000)));
    BigInteger right =
        Operands.positive(f, "den")
            .multiply(BigInteger.valueOf(limit.integer("bound", -Json.MAX_INT, Json.MAX_INT)));
    int c = left.compareTo(right);
    boolean out =
        switch (limit.oneOf("op", List.of("ge", "gt", "le", "lt"))) {
          case "ge" -> c >= 0;
          case "gt" -> c > 0;
          case "le" -> c <= 0;
          default -> c < 0;
        };
    limit.end();
    return out;
  }
}
