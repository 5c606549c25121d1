package io.countersign.naive;

import static io.countersign.naive.Doc.flag;
import static io.countersign.naive.Doc.number;
import static io.countersign.naive.Doc.object;
import static io.countersign.naive.Doc.text;
import static io.countersign.naive.Doc.texts;

import io.countersign.core.encoding.Json;
import java.time.YearMonth;

/// Lines on sums of lines: clamp, minimum, cap, percent. terms.md §9, §13.
final class NaiveSums {
  private NaiveSums() {}

  static Num clamp(Json.Obj line, NaiveMonth in) {
    Num sum = in.sum(texts(line, "of"));
    Num base = in.base(line);
    Num lo = in.minor(NaiveBands.effect(object(line, "lo"), base), line);
    Num hi = in.minor(NaiveBands.effect(object(line, "hi"), base), line);
    return lo.max(hi.min(sum)).minus(sum);
  }

  static Num minimum(Json.Obj line, NaiveMonth in) {
    if (!in.month().equals(in.span(line).last())) {
      return Num.ZERO;
    }
    Num sum = sumBefore(line, in).plus(in.sum(texts(line, "of")));
    return in.minor(amount(line, in).minus(sum).max(Num.ZERO), line);
  }

  static Num cap(Json.Obj line, NaiveMonth in) {
    Num amount = amount(line, in);
    Num before = sumBefore(line, in);
    Num through = before.plus(in.sum(texts(line, "of")));
    return in.minor(amount.minus(through).min(Num.ZERO), line)
        .minus(in.minor(amount.minus(before).min(Num.ZERO), line));
  }

  /// The sum of the lines named over the window's months before this one.
  private static Num sumBefore(Json.Obj line, NaiveMonth in) {
    Num sum = Num.ZERO;
    for (YearMonth m : in.span(line).before(in.month())) {
      sum = sum.plus(in.book().month(m).sum(texts(line, "of")));
    }
    return sum;
  }

  /// What a minimum or cap compares with.
  private static Num amount(Json.Obj line, NaiveMonth in) {
    Num out;
    if (line.get("amount") instanceof Json.Obj share && share.has("measure")) {
      Num quantity = in.figures().measure(text(share, "measure"));
      for (YearMonth m : in.span(line).before(in.month())) {
        quantity = quantity.plus(earlier(line, in, m));
      }
      out =
          quantity
              .percent(in.value(share.get("pct")))
              .times(in.value(share.get("price")))
              .over(Num.of(number(share, "per")));
    } else {
      out = in.value(line.get("amount"));
    }
    return text(line, "prorate").equals("days") ? out.times(in.span(line).share()) : out;
  }

  /// The measure under the minimum of this id, window and unit in an earlier month.
  private static Num earlier(Json.Obj line, NaiveMonth in, YearMonth m) {
    NaiveMonth of = in.book().month(m);
    Json.Obj same = Doc.line(of.terms(), "minimum", text(line, "id"));
    if (same == null
        || !text(same, "window").equals(text(line, "window"))
        || !(same.get("amount") instanceof Json.Obj share && share.has("measure"))) {
      return Num.ZERO;
    }
    String measure = text(object(same, "amount"), "measure");
    String here = text(object(line, "amount"), "measure");
    return Doc.unit(of.terms(), measure).equals(Doc.unit(in.terms(), here))
        ? of.figures().measure(measure)
        : Num.ZERO;
  }

  static Num percent(Json.Obj line, NaiveMonth in) {
    Num pct = in.value(line.get("pct"));
    Num sum = in.sum(texts(line, "of"));
    Num whole = Num.of(100);
    return in.minor(sum.times(pct).over(flag(line, "inclusive") ? whole.plus(pct) : whole), line);
  }
}
