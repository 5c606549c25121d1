package io.countersign.core.rating;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import io.countersign.core.money.Decimal;
import io.countersign.core.money.Micros;
import io.countersign.core.money.Rounding;
import io.countersign.core.terms.Period;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Does the steps of a trace again, one after the other, without knowing terms or records.
///
/// Each step carries its operands; the replayer checks that they are those of the steps before,
/// that the step's own arithmetic holds, and that amounts of earlier lines are what the caller says
/// they are. So whoever believes the cells believes the amount. Not thread-safe. Source:
/// `src/docs/statement.md` §4.
public final class TraceReplayer {
  private static final BigInteger WHOLE = BigInteger.valueOf(1_000_000);
  private static final int MAX_STEPS = 1 << 17;

  private final Map<String, Micros> earlier;

  // The registers of the machine: a sum of numerators over a divisor, a sum of rounded records, the
  // lines' sum, what percentages are of, the bounds, and the amount so far.
  private BigInteger n = BigInteger.ZERO;
  private BigInteger d = BigInteger.ONE;
  private BigInteger rounded = BigInteger.ZERO;
  private BigInteger sum = BigInteger.ZERO;
  private BigInteger of = BigInteger.ZERO;
  private BigInteger lo = BigInteger.ZERO;
  private BigInteger hi = BigInteger.ZERO;
  private BigInteger amount = BigInteger.ZERO;
  private boolean divisorKnown;
  private boolean ended;

  private TraceReplayer(Map<String, Micros> earlier) {
    this.earlier = earlier;
  }

  /// What a replay gives.
  public record Replayed(String line, Period period, Micros amount) {}

  /// Replays the canonical bytes of a trace.
  ///
  /// @param earlier amounts of the lines before this one, by id
  /// @throws MalformedException codes 01xx, `TRACE_FORM`, `TRACE_STEP` with the place of the step
  public static Replayed replay(Bytes trace, Map<String, Micros> earlier)
      throws MalformedException {
    Fields f = Fields.of(JsonReader.canonical(trace, Trace.MAX_BYTES), "");
    f.integer("format", 1, 1);
    String line = f.string("line");
    Period period = Period.parse(f.integer("period", Period.MIN, Period.MAX));
    TraceReplayer replayer = new TraceReplayer(earlier);
    for (Fields step : f.objects("steps", 0, MAX_STEPS)) {
      replayer.step(step);
      replayer.divisorKnown = true;
      step.end();
    }
    f.end();
    return new Replayed(line, period, new Micros(replayer.amount));
  }

  private void step(Fields f) throws MalformedException {
    String kind = f.string("step");
    if (ended && !kind.equals("deMinimis")) {
      throw fault(f, "step", "no step after the line came to 0", kind);
    }
    switch (kind) {
      case "cell" -> cell(f);
      case "cells" -> cells(f);
      case "fixed" -> fixed(f, 1, 1);
      case "prorate" -> fixed(f, f.integer("days", 0, 31), f.integer("of", 28, 31));
      case "amount" -> {
        n = f.decimal("amount");
        d = BigInteger.ONE;
      }
      case "sum" -> {
        sum = sumOfLines(f);
        of = sum;
        equal(f, "out", sum);
      }
      case "base" -> {
        of = sumOfLines(f).max(BigInteger.ZERO);
        equal(f, "out", of);
      }
      case "percent" -> percent(f);
      case "div" -> {
        amount = div(f);
        n = amount;
        d = BigInteger.ONE;
      }
      case "bound" -> {
        BigInteger out = div(f);
        if (f.oneOf("side", List.of("lo", "hi")).equals("lo")) {
          lo = out;
        } else {
          hi = out;
        }
      }
      case "clamp" -> {
        equal(f, "sum", sum);
        equal(f, "lo", lo);
        equal(f, "hi", hi);
        amount = lo.max(hi.min(sum)).subtract(sum);
        equal(f, "out", amount);
      }
      case "points" -> points(f);
      case "band" -> band(f);
      case "gate" -> gate(f);
      case "neutral" -> {
        f.string("on");
        amount = BigInteger.ZERO;
        ended = true;
      }
      case "deMinimis" -> {
        equal(f, "in", amount);
        amount = amount.abs().compareTo(f.decimal("below")) < 0 ? BigInteger.ZERO : amount;
        equal(f, "out", amount);
      }
      default -> throw fault(f, "step", "a step of statement.md §4", kind);
    }
  }

  private void cell(Fields f) throws MalformedException {
    for (Json i : f.array("key", 1, 32)) {
      Fields.integer(i, f.path("key"), 0, 400);
    }
    long records = f.integer("records", 1, 1L << 32);
    long connects = f.integer("connects", 0, records);
    long per = f.integer("per", 1, 1_000_000_000L);
    long sign = f.integer("sign", -1, 1);
    List<Json> factors = f.array("x", 0, 6);
    BigInteger product = BigInteger.TEN.pow(4 * (6 - factors.size()));
    for (Json x : factors) {
      product =
          product.multiply(BigInteger.valueOf(Fields.integer(x, f.path("x"), 0, Json.MAX_INT)));
    }
    BigInteger value =
        f.decimal("qty")
            .multiply(f.decimal("price"))
            .add(
                BigInteger.valueOf(per)
                    .multiply(f.decimal("connect"))
                    .multiply(BigInteger.valueOf(connects)))
            .multiply(product)
            .multiply(BigInteger.valueOf(sign));
    equal(f, "n", value);
    n = n.add(value);
    d = BigInteger.valueOf(per).multiply(BigInteger.TEN.pow(24));
    if (f.has("out")) {
      rounded = rounded.add(f.decimal("out"));
    }
  }

  private void cells(Fields f) throws MalformedException {
    amount = rounded;
    n = rounded;
    d = BigInteger.ONE;
    equal(f, "out", rounded);
  }

  private void fixed(Fields f, long days, long ofDays) throws MalformedException {
    if (f.has("value")) {
      f.integer("value", 0, 400);
    }
    BigInteger value =
        f.decimal("price").multiply(f.decimal("qty")).multiply(BigInteger.valueOf(days));
    equal(f, "n", value);
    n = n.add(value);
    d =
        BigInteger.valueOf(f.integer("per", 1, 1_000_000_000L))
            .multiply(BigInteger.valueOf(ofDays));
  }

  private void percent(Fields f) throws MalformedException {
    equal(f, "of", of);
    BigInteger pct = BigInteger.valueOf(f.integer("pct", -Json.MAX_INT, Json.MAX_INT));
    n = of.multiply(pct);
    equal(f, "n", n);
    d = f.decimal("d");
    if (!d.equals(WHOLE) && !d.equals(WHOLE.add(pct))) {
      throw fault(f, "d", WHOLE + " or " + WHOLE.add(pct), d.toString());
    }
  }

  private BigInteger div(Fields f) throws MalformedException {
    equal(f, "n", n);
    if (divisorKnown) {
      equal(f, "d", d);
    } else {
      d = f.decimal("d"); // a rated line without records: 0 over whatever the terms say
    }
    BigInteger to = f.decimal("to");
    if (to.signum() <= 0 || d.signum() <= 0) {
      throw fault(f, "to", "divisors above 0", to + " and " + d);
    }
    BigInteger out = Rounding.parse(f.string("mode")).toMultiple(n, d, to);
    equal(f, "out", out);
    return out;
  }

  private BigInteger sumOfLines(Fields f) throws MalformedException {
    List<Json> lines = f.array("lines", 0, 256);
    List<Json> amounts = f.array("amounts", lines.size(), lines.size());
    BigInteger out = BigInteger.ZERO;
    for (int i = 0; i < lines.size(); i++) {
      String id = Fields.string(lines.get(i), f.path("lines"));
      Micros known = earlier.get(id);
      BigInteger said =
          new Micros(
                  Decimal.parse(
                      Fields.string(amounts.get(i), f.path("amounts")), Decimal.MAX_DIGITS, 0, 0))
              .value();
      if (known == null || !known.value().equals(said)) {
        throw fault(
            f,
            "amounts[" + i + "]",
            known == null ? "an earlier line" : known.value().toString(),
            known == null ? id : said.toString());
      }
      out = out.add(said);
    }
    return out;
  }

  private static void points(Fields f) throws MalformedException {
    f.string("on");
    BigInteger num = BigInteger.ZERO;
    BigInteger den = BigInteger.ONE;
    BigInteger weights = BigInteger.ZERO;
    for (Fields i : f.objects("items", 1, 32)) {
      i.string("kpi");
      BigInteger w = BigInteger.valueOf(i.integer("weight", 1, 10_000));
      BigInteger itemDen = positive(i, "den");
      num = num.multiply(itemDen).add(i.decimal("num").multiply(w).multiply(den));
      den = den.multiply(itemDen);
      weights = weights.add(w);
      i.end();
    }
    equal(f, "num", num);
    equal(f, "den", den.multiply(weights));
  }

  private static void band(Fields f) throws MalformedException {
    f.string("on");
    f.integer("row", 0, 31);
    if (f.has("from") && !holds(f, f.object("from"))) {
      throw fault(f, "from", "a bound that holds", "one that does not");
    }
    if (f.has("under") && holds(f, f.object("under"))) {
      throw fault(f, "under", "a bound that does not hold", "one that does");
    }
    positive(f, "den");
    f.decimal("num");
    f.integer("scale", 1, 1_000_000);
  }

  private void gate(Fields f) throws MalformedException {
    f.string("on");
    boolean pass = f.bool("pass");
    boolean reached = holds(f, f.object("limit"));
    if (!f.bool("neutral") && pass != reached) {
      throw fault(f, "pass", Boolean.toString(reached), Boolean.toString(pass));
    }
    if (!pass) {
      amount = BigInteger.ZERO;
      ended = true;
    }
  }

  /// Whether num·scale / den stands to the bound as `op` says.
  private static boolean holds(Fields f, Fields limit) throws MalformedException {
    BigInteger left =
        f.decimal("num").multiply(BigInteger.valueOf(f.integer("scale", 1, 1_000_000)));
    BigInteger right =
        positive(f, "den")
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

  private static BigInteger positive(Fields f, String name) throws MalformedException {
    BigInteger value = f.decimal(name);
    if (value.signum() <= 0) {
      throw fault(f, name, "above 0", value.toString());
    }
    return value;
  }

  private static void equal(Fields f, String name, BigInteger wanted) throws MalformedException {
    BigInteger found = f.decimal(name);
    if (!found.equals(wanted)) {
      throw fault(f, name, wanted.toString(), found.toString());
    }
  }

  private static MalformedException fault(Fields f, String name, String expected, String found) {
    return new MalformedException(Code.TRACE_STEP, f.path(name), -1, expected, found);
  }

  /// The amounts of a statement's traces, in document order; each is fed to the next.
  public static List<Replayed> replayAll(List<Bytes> traces) throws MalformedException {
    Map<String, Micros> amounts = new HashMap<>();
    List<Replayed> out = new ArrayList<>();
    for (Bytes trace : traces) {
      Replayed r = replay(trace, amounts);
      if (amounts.put(r.line(), r.amount()) != null) {
        throw new MalformedException(
            Code.TRACE_FORM, "line", -1, "each line once", r.line() + " again");
      }
      out.add(r);
    }
    return out;
  }
}
