package io.countersign.naive;

import static io.countersign.naive.Doc.array;
import static io.countersign.naive.Doc.number;
import static io.countersign.naive.Doc.object;
import static io.countersign.naive.Doc.objects;
import static io.countersign.naive.Doc.text;
import static io.countersign.naive.Doc.texts;

import io.countersign.core.encoding.Json;
import java.time.YearMonth;

/// Lines on figures: tables with their escalation, linear lines, earn-back. terms.md §9.
final class NaiveBands {
  private enum Judged {
    BAD,
    GOOD,
    /// neither breaks a streak nor lengthens it
    NEITHER
  }

  private NaiveBands() {}

  static Num table(Json.Obj line, NaiveMonth in) {
    Num v = in.figures().figure(object(line, "on"));
    if (!gatesPass(line, in, in) || v == null) {
      return Num.ZERO;
    }
    Num effect = effect(objects(line, "bands").get(NaiveFigures.band(line, v)), in.base(line));
    return in.minor(effect.times(escalation(line, in)), line);
  }

  private static Num escalation(Json.Obj line, NaiveMonth in) {
    Num x = Num.ONE;
    if (line.has("escalation")) {
      long streak = streak(text(line, "id"), in);
      for (Json.Obj step : objects(object(line, "escalation"), "steps")) {
        x = number(step, "months") <= streak ? Num.parse(text(step, "x")) : x;
      }
    }
    return x;
  }

  private static long streak(String id, NaiveMonth in) {
    long bad = 0;
    for (YearMonth m = in.month(); !m.isBefore(in.firstOfTerm()); m = m.minusMonths(1)) {
      Judged judged = judged(id, m.equals(in.month()) ? in : in.book().month(m));
      if (judged == Judged.GOOD) {
        return bad;
      }
      bad += judged == Judged.BAD ? 1 : 0;
    }
    return bad;
  }

  private static Judged judged(String id, NaiveMonth in) {
    Json.Obj line = Doc.line(in.terms(), "table", id);
    if (line == null || !line.has("escalation")) {
      return Judged.GOOD;
    }
    Num v = in.figures().figure(object(line, "on"));
    if (v == null || !gatesPass(line, in, in)) {
      return Judged.NEITHER;
    }
    Json band = Json.of((long) NaiveFigures.band(line, v));
    return array(object(line, "escalation"), "bad").contains(band) ? Judged.BAD : Judged.GOOD;
  }

  static Num linear(Json.Obj line, NaiveMonth in) {
    Num v = in.figures().figure(object(line, "on"));
    if (!gatesPass(line, in, in) || v == null) {
      return Num.ZERO;
    }
    Num base = in.base(line);
    Num steps = v.minus(Num.of(number(line, "target"))).over(Num.of(number(line, "per")));
    Json.Obj slope = object(line, steps.isPositive() ? "above" : "below");
    Num exact = steps.times(effect(slope, base));
    Num min = effect(object(line, "min"), base);
    Num max = effect(object(line, "max"), base);
    return in.minor(exact.max(min).min(max), line);
  }

  static Num earnback(Json.Obj line, NaiveMonth in) {
    YearMonth ago = in.month().minusMonths(number(line, "ago"));
    if (ago.isBefore(in.firstOfTerm())) {
      return Num.ZERO;
    }
    for (long back = number(line, "held") - 1; back >= 0; back--) {
      YearMonth m = in.month().minusMonths(back);
      if (!gatesPass(line, in, back == 0 ? in : in.book().month(m))) {
        return Num.ZERO;
      }
    }
    Num malus = Num.ZERO.minus(in.book().month(ago).sum(texts(line, "of"))).max(Num.ZERO);
    return in.minor(malus.percent(Num.parse(text(line, "pct"))), line);
  }

  /// Whether each gate of a line of `in` passes on the figures of the month `of`.
  private static boolean gatesPass(Json.Obj line, NaiveMonth in, NaiveMonth of) {
    for (Json.Obj gate : objects(line, "gates")) {
      Json.Obj on = object(gate, "on");
      Num v = of.figures().value(on);
      boolean pass =
          v == null
              ? text(gate, "whenNeutral").equals("pass")
              : NaiveConditions.within(v.times(in.figures().scale(on)), gate);
      if (!pass) {
        return false;
      }
    }
    return true;
  }

  static Num effect(Json.Obj effect, Num base) {
    return effect.has("pct")
        ? base.percent(Num.parse(text(effect, "pct")))
        : Num.parse(text(effect, "amount"));
  }
}
