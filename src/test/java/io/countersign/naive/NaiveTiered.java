package io.countersign.naive;

import static io.countersign.naive.Doc.number;
import static io.countersign.naive.Doc.object;
import static io.countersign.naive.Doc.objects;
import static io.countersign.naive.Doc.text;

import io.countersign.core.encoding.Json;
import java.math.BigInteger;
import java.time.YearMonth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A tiered line in one month: tiers, windows, roll-over. terms.md §9, §13.
final class NaiveTiered {
  private final Json.Obj line;
  private final NaiveMonth in;
  private final NaiveSpan span;
  private final String unit;

  /// What of the quantity enters the tiers.
  private final Num left;

  private final Num before;

  /// Units used in this month of what each earlier month left.
  private final Map<YearMonth, Num> used = new LinkedHashMap<>();

  NaiveTiered(Json.Obj line, NaiveMonth in) {
    this.line = line;
    this.in = in;
    this.span = in.span(line);
    this.unit = Doc.unit(in.terms(), text(line, "measure"));
    this.left = rollOver(in.figures().measure(text(line, "measure")));
    Num sum = Num.ZERO;
    for (YearMonth m : span.before(in.month())) {
      NaiveTiered t = sameWindow(m);
      sum = t == null ? sum : sum.plus(t.left);
    }
    this.before = sum;
  }

  Num amount() {
    return charge(before.plus(left)).minus(charge(before));
  }

  /// The line of an earlier month whose quantity counts in this window: of this id, window and
  /// unit.
  private NaiveTiered sameWindow(YearMonth m) {
    NaiveTiered t = in.book().month(m).tiered(text(line, "id"));
    return t != null && text(t.line, "window").equals(text(line, "window")) && t.unit.equals(unit)
        ? t
        : null;
  }

  /// The line of an earlier month that rolls over to this one: of this id and unit.
  private NaiveTiered sameRollOver(YearMonth m) {
    NaiveTiered t = in.book().month(m).tiered(text(line, "id"));
    return t != null && t.line.has("rollOver") && t.unit.equals(unit) ? t : null;
  }

  private Num rollOver(Num quantity) {
    if (!line.has("rollOver")) {
      return quantity;
    }
    Num rest = quantity.max(Num.ZERO);
    Num taken = Num.ZERO;
    for (YearMonth m = in.firstOfTerm(); m.isBefore(in.month()); m = m.plusMonths(1)) {
      Num use = unusedOf(m).min(rest);
      if (use.isPositive()) {
        used.put(m, use);
        rest = rest.minus(use);
        taken = taken.plus(use);
      }
    }
    return quantity.minus(taken);
  }

  /// What is still there, in this month, of what an earlier one left.
  private Num unusedOf(YearMonth m) {
    NaiveTiered of = sameRollOver(m);
    if (of == null || m.plusMonths(of.leftFor()).isBefore(in.month())) {
      return Num.ZERO;
    }
    Num out = of.leavesBehind();
    for (YearMonth u = m.plusMonths(1); u.isBefore(in.month()); u = u.plusMonths(1)) {
      NaiveTiered user = sameRollOver(u);
      if (user != null) {
        out = out.minus(user.used.getOrDefault(m, Num.ZERO));
      }
    }
    return out;
  }

  private long leftFor() {
    return number(object(line, "rollOver"), "months");
  }

  /// Whole units of the free first tier that are over when its window ends with this month.
  Num leavesBehind() {
    if (!in.month().equals(span.last())) {
      return Num.ZERO;
    }
    Num free = bound(objects(line, "tiers").getFirst());
    Num over = free.minus(before.plus(left).max(Num.ZERO)).max(Num.ZERO);
    return new Num(over.p().divide(over.q()), BigInteger.ONE);
  }

  private Num bound(Json.Obj tier) {
    return Num.of(number(tier, "upTo")).times(share());
  }

  private Num share() {
    return text(line, "prorate").equals("days") ? span.share() : Num.ONE;
  }

  /// F: the charge for a quantity, rounded by itself.
  private Num charge(Num quantity) {
    Num q = quantity.max(Num.ZERO);
    List<Json.Obj> tiers = objects(line, "tiers");
    Num sum = Num.ZERO;
    Num from = Num.ZERO;
    for (Json.Obj tier : tiers) {
      boolean open = tier.get("upTo") instanceof Json.Null;
      Num to = open ? q.max(from) : bound(tier);
      Num units;
      if (text(line, "model").equals("graduated")) {
        units = q.min(to).minus(from).max(Num.ZERO);
      } else {
        units = q.compare(from) > 0 && q.compare(to) <= 0 ? q : Num.ZERO;
      }
      if (units.isPositive()) {
        Num price = in.value(tier.get("price")).times(units).over(Num.of(number(line, "per")));
        Num flat = in.value(tier.get("flat")).times(share());
        Num exact = NaiveRated.signed(line, price.plus(flat));
        sum = sum.plus(NaiveRated.rounded(line, "tier", exact));
      }
      from = to;
    }
    return NaiveRated.rounded(line, "line", sum);
  }
}
