package io.countersign.naive;

import static io.countersign.naive.Doc.object;
import static io.countersign.naive.Doc.objects;
import static io.countersign.naive.Doc.text;

import io.countersign.core.encoding.Json;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;

/// A milestone line in one month. terms.md §9.
final class NaiveMilestones {
  private final Json.Obj line;
  private final NaiveMonth in;
  private Num billed = Num.ZERO;
  private Num withheld = Num.ZERO;

  NaiveMilestones(Json.Obj line, NaiveMonth in) {
    this.line = line;
    this.in = in;
    for (Json.Obj item : objects(line, "items")) {
      NaiveBook.Acceptance a = in.book().acceptance(text(item, "milestone"));
      if (a != null && billsHere(a)) {
        bill(item, a);
      }
    }
  }

  private void bill(Json.Obj item, NaiveBook.Acceptance a) {
    Num amount = Num.parse(text(item, "amount"));
    LocalDate due = LocalDate.parse(text(item, "due"));
    Num late = Num.of(Math.max(0, due.until(a.on(), ChronoUnit.DAYS)));
    Num pct =
        late.times(Num.parse(text(line, "latePctPerDay"))).min(Num.parse(text(line, "lateCapPct")));
    Num held = Num.ZERO;
    if (line.has("holdback")) {
      Json.Obj holdback = object(line, "holdback");
      NaiveBook.Acceptance release = in.book().acceptance(text(holdback, "release"));
      if (release == null || !release.before(a)) {
        held = in.minor(amount.percent(Num.parse(text(holdback, "pct"))), line);
      }
    }
    billed =
        billed.plus(in.minor(amount, line)).minus(in.minor(amount.percent(pct), line)).minus(held);
    withheld = withheld.plus(held);
  }

  Num amount() {
    if (!releases()) {
      return billed;
    }
    Num paid = withheld;
    for (YearMonth m = in.month().minusMonths(1);
        !m.isBefore(in.firstOfTerm());
        m = m.minusMonths(1)) {
      NaiveMilestones earlier = in.book().month(m).milestones(text(line, "id"));
      if (earlier != null && earlier.releases()) {
        break;
      }
      paid = earlier == null ? paid : paid.plus(earlier.withheld);
    }
    return billed.plus(paid);
  }

  /// Whether what was withheld is paid in this month.
  private boolean releases() {
    if (!line.has("holdback")) {
      return false;
    }
    NaiveBook.Acceptance release = in.book().acceptance(text(object(line, "holdback"), "release"));
    return release != null && billsHere(release);
  }

  private boolean billsHere(NaiveBook.Acceptance a) {
    return YearMonth.from(a.on()).equals(in.month())
        && !a.on().isBefore(in.from())
        && !a.on().isAfter(in.to());
  }
}
