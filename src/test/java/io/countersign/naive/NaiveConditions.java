package io.countersign.naive;

import static io.countersign.naive.Doc.array;
import static io.countersign.naive.Doc.number;
import static io.countersign.naive.Doc.object;
import static io.countersign.naive.Doc.objects;
import static io.countersign.naive.Doc.text;

import io.countersign.core.encoding.Json;

/// Conditions and increments. terms.md §7, §8.
final class NaiveConditions {
  private NaiveConditions() {}

  static boolean holds(Json.Obj c, NaiveLedger.Fact f, NaiveClock clock) {
    if (c.has("always")) {
      return true;
    }
    if (c.has("all")) {
      return array(c, "all").stream().allMatch(p -> holds((Json.Obj) p, f, clock));
    }
    if (c.has("any")) {
      return array(c, "any").stream().anyMatch(p -> holds((Json.Obj) p, f, clock));
    }
    if (c.has("not")) {
      return !holds(object(c, "not"), f, clock);
    }
    if (c.has("window")) {
      return clock.inWindow(text(c, "window"), f.at());
    }
    Json value = f.data().get(text(c, "f"));
    if (c.has("is")) {
      return value.equals(c.get("is"));
    }
    if (c.has("in")) {
      return array(c, "in").contains(value);
    }
    return within(Num.of(((Json.Int) value).value()), c)
        && (!c.has("eq") || ((Json.Int) value).value() == number(c, "eq"));
  }

  /// Whether a figure keeps the bounds `ge`, `gt`, `le`, `lt` that stand in `of`.
  static boolean within(Num v, Json.Obj of) {
    return (!of.has("ge") || v.compare(Num.of(number(of, "ge"))) >= 0)
        && (!of.has("gt") || v.compare(Num.of(number(of, "gt"))) > 0)
        && (!of.has("le") || v.compare(Num.of(number(of, "le"))) <= 0)
        && (!of.has("lt") || v.compare(Num.of(number(of, "lt"))) < 0);
  }

  /// The sum of the addends of a record.
  static long addends(Json.Obj quantity, NaiveLedger.Fact f) {
    long out = 0;
    for (Json.Obj addend : objects(quantity, "sum")) {
      long v = ((Json.Int) f.data().get(text(addend, "field"))).value();
      if (addend.has("cap") && v > number(addend, "cap")) {
        v = number(addend, "cap");
      }
      out += step(addend, v);
    }
    return out;
  }

  /// Billing steps, if `of` has any, counted one by one.
  static long step(Json.Obj of, long v) {
    if (!of.has("increment") || v == 0) {
      return v;
    }
    Json.Obj i = object(of, "increment");
    long step = number(i, "step");
    long billed = number(i, "first");
    // a long way at once where there are many steps, the rest one by one
    billed += Math.max(0, (v - billed) / step - 2) * step;
    while (billed < v) {
      billed += step;
    }
    return billed;
  }
}
