package io.countersign.naive;

import static io.countersign.naive.Doc.number;
import static io.countersign.naive.Doc.object;
import static io.countersign.naive.Doc.objects;
import static io.countersign.naive.Doc.text;

import io.countersign.core.encoding.Json;
import java.time.LocalDate;

/// Lines `rated` and `fixed`, and rounding in steps. terms.md §9, §10.
final class NaiveRated {
  private NaiveRated() {}

  static Num amount(Json.Obj line, NaiveMonth in) {
    NaiveClock clock = new NaiveClock(in.terms());
    Num sum = Num.ZERO;
    for (NaiveLedger.Fact f : in.facts()) {
      if (f.type().equals(text(line, "record"))
          && NaiveConditions.holds(object(line, "where"), f, clock)) {
        Num v = signed(line, exact(line, f, in, clock));
        sum = sum.plus(rounded(line, "record", v));
      }
    }
    return rounded(line, "line", sum);
  }

  private static Num exact(Json.Obj line, NaiveLedger.Fact f, NaiveMonth in, NaiveClock clock) {
    Json.Obj qty = object(line, "qty");
    long v =
        qty.has("each")
            ? number(qty, "each")
            : NaiveConditions.step(qty, NaiveConditions.addends(qty, f));
    LocalDate day = clock.day(f.at());
    Num price = choose(object(line, "card"), "price", f, in, clock);
    Num amount = price.times(Num.of(v)).over(Num.of(number(line, "per")));
    if (v > 0) {
      amount = amount.plus(in.value(line.get("connect"), day));
    }
    for (Json.Obj table : objects(line, "factors")) {
      amount = amount.times(choose(table, "x", f, in, clock));
    }
    return amount;
  }

  private static Num choose(
      Json.Obj table, String gives, NaiveLedger.Fact f, NaiveMonth in, NaiveClock clock) {
    Json found = null;
    for (Json.Obj row : objects(table, "rows")) {
      if (NaiveConditions.holds(object(row, "when"), f, clock)) {
        if (found != null) {
          throw new IllegalStateException("two rows match");
        }
        found = row.get(gives);
      }
    }
    return in.value(found == null ? table.get("else") : found, clock.day(f.at()));
  }

  static Num signed(Json.Obj line, Num v) {
    return text(line, "sign").equals("credit") ? Num.ZERO.minus(v) : v;
  }

  /// Rounded by the step `at`, if the line has one.
  static Num rounded(Json.Obj line, String at, Num v) {
    for (Json.Obj r : objects(line, "round")) {
      if (text(r, "at").equals(at)) {
        return v.round(Num.parse(text(r, "to")), text(r, "mode"));
      }
    }
    return v;
  }

  static Num fixed(Json.Obj line, NaiveMonth in) {
    Num days = Num.of(in.month().lengthOfMonth());
    Num units = Num.ONE;
    if (line.has("units")) {
      Json.Obj u = object(line, "units");
      Num per = u.get("per") instanceof Json.Int i ? Num.of(i.value()) : days;
      units = in.figures().measure(text(u, "measure")).over(per);
    }
    Num amount = Num.ZERO;
    if (text(line, "prorate").equals("days")) {
      for (int d = 1; d <= in.month().lengthOfMonth(); d++) {
        LocalDate day = in.month().atDay(d);
        if (!day.isBefore(in.from()) && !day.isAfter(in.to())) {
          amount = amount.plus(in.value(line.get("amount"), day).over(days));
        }
      }
    } else {
      amount = in.value(line.get("amount"));
    }
    return in.minor(amount.times(units), line);
  }
}
