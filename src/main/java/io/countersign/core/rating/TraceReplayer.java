package io.countersign.core.rating;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import io.countersign.core.money.Micros;
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
  private static final int MAX_STEPS = 1 << 17;

  private final Map<String, Micros> earlier;
  private final Registers r;
  private final FigureReplay figures;
  private final TierReplay tiers;
  private final WindowReplay windows;
  private final MilestoneReplay milestones;

  private TraceReplayer(Map<String, Micros> earlier, Period period) {
    this.earlier = earlier;
    this.r = new Registers(period);
    this.figures = new FigureReplay(r);
    this.tiers = new TierReplay(r);
    this.windows = new WindowReplay(r);
    this.milestones = new MilestoneReplay(r);
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
    TraceReplayer replayer = new TraceReplayer(earlier, period);
    for (Fields step : f.objects("steps", 0, MAX_STEPS)) {
      replayer.step(step);
      replayer.r.divisorKnown = true;
      step.end();
    }
    replayer.r.tiersDone();
    f.end();
    return new Replayed(line, period, new Micros(replayer.r.amount));
  }

  private void step(Fields f) throws MalformedException {
    String kind = f.string("step");
    if (r.ended && !kind.equals("deMinimis")) {
      throw Operands.fault(f, "step", "no step after the line came to 0", kind);
    }
    switch (kind) {
      case "cell" -> cell(f);
      case "cells" -> cells(f);
      case "fixed" -> fixed(f, BigInteger.ONE, BigInteger.ONE);
      case "prorate" -> fixed(f, Operands.days(f), Operands.ofDays(f));
      case "amount" -> {
        r.n = f.wide("amount");
        r.d = BigInteger.ONE;
      }
      case "sum" -> {
        r.sum = sumOfLines(f);
        r.of = r.sum;
        Operands.equal(f, "out", r.sum);
      }
      case "base" -> {
        r.of = sumOfLines(f).max(BigInteger.ZERO);
        Operands.equal(f, "out", r.of);
      }
      case "percent" -> percent(f);
      case "div" -> {
        r.amount = div(f);
        r.n = r.amount;
        r.d = BigInteger.ONE;
      }
      case "bound" -> {
        BigInteger out = div(f);
        if (f.oneOf("side", List.of("lo", "hi")).equals("lo")) {
          r.lo = out;
        } else {
          r.hi = out;
        }
      }
      case "clamp" -> {
        Operands.equal(f, "sum", r.sum);
        Operands.equal(f, "lo", r.lo);
        Operands.equal(f, "hi", r.hi);
        r.amount = r.lo.max(r.hi.min(r.sum)).subtract(r.sum);
        Operands.equal(f, "out", r.amount);
      }
      case "points" -> figures.points(f);
      case "band" -> figures.band(f);
      case "gate" -> figures.gate(f);
      case "neutral" -> figures.neutral(f);
      case "escalate" -> figures.escalate(f);
      case "linear" -> figures.linear(f);
      case "rollOver" -> tiers.rollOver(f);
      case "quantity" -> tiers.quantity(f);
      case "tier" -> tiers.tier(f);
      case "tiers" -> tiers.tiers(f);
      case "carry" -> tiers.carry(f);
      case "since" -> tiers.since(f);
      case "earlier" -> windows.earlier(f);
      case "open" -> windows.open(f);
      case "share" -> windows.share(f);
      case "minimum" -> windows.minimum(f);
      case "cap" -> windows.cap(f);
      case "noMonth" -> windows.noMonth(f);
      case "back" -> windows.back(f);
      case "milestone" -> milestones.milestone(f);
      case "release" -> milestones.release(f);
      case "deMinimis" -> {
        Operands.equal(f, "in", r.amount);
        r.amount = r.amount.abs().compareTo(f.wide("below")) < 0 ? BigInteger.ZERO : r.amount;
        Operands.equal(f, "out", r.amount);
      }
      default -> throw Operands.fault(f, "step", "a step of statement.md §4", kind);
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
        f.wide("qty")
            .multiply(f.wide("price"))
            .add(
                BigInteger.valueOf(per)
                    .multiply(f.wide("connect"))
                    .multiply(BigInteger.valueOf(connects)))
            .multiply(product)
            .multiply(BigInteger.valueOf(sign));
    Operands.equal(f, "n", value);
    r.n = r.n.add(value);
    r.d = BigInteger.valueOf(per).multiply(BigInteger.TEN.pow(24));
    if (f.has("out")) {
      r.rounded = r.rounded.add(f.wide("out"));
    }
  }

  private void cells(Fields f) throws MalformedException {
    r.amount = r.rounded;
    r.n = r.rounded;
    r.d = BigInteger.ONE;
    Operands.equal(f, "out", r.rounded);
  }

  private void fixed(Fields f, BigInteger days, BigInteger ofDays) throws MalformedException {
    if (f.has("value")) {
      f.integer("value", 0, 400);
    }
    BigInteger value = f.wide("price").multiply(f.wide("qty")).multiply(days);
    Operands.equal(f, "n", value);
    r.n = r.n.add(value);
    r.d = Operands.per(f).multiply(ofDays);
  }

  private void percent(Fields f) throws MalformedException {
    Operands.equal(f, "of", r.of);
    BigInteger pct = BigInteger.valueOf(f.integer("pct", -Json.MAX_INT, Json.MAX_INT));
    r.n = r.of.multiply(pct);
    Operands.equal(f, "n", r.n);
    r.d = f.wide("d");
    if (!r.d.equals(Operands.WHOLE) && !r.d.equals(Operands.WHOLE.add(pct))) {
      throw Operands.fault(
          f, "d", Operands.WHOLE + " or " + Operands.WHOLE.add(pct), r.d.toString());
    }
  }

  private BigInteger div(Fields f) throws MalformedException {
    Operands.equal(f, "n", r.n);
    if (r.divisorKnown) {
      Operands.equal(f, "d", r.d);
    } else {
      r.d = f.wide("d"); // a rated line without records: 0 over whatever the terms say
    }
    BigInteger out = Operands.round(f, r.n, r.d);
    Operands.equal(f, "out", out);
    return out;
  }

  private BigInteger sumOfLines(Fields f) throws MalformedException {
    return Operands.sumOfLines(
        f,
        (i, id, said) -> {
          Micros known = earlier.get(id);
          if (known == null || !known.equals(said)) {
            throw Operands.fault(
                f,
                "amounts[" + i + "]",
                known == null ? "an earlier line" : known.value().toString(),
                known == null ? id : said.value().toString());
          }
        });
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
