package io.countersign.core.prose;

import io.countersign.core.money.Micros;
import io.countersign.core.money.Rounding;
import io.countersign.core.terms.Calendar;
import io.countersign.core.terms.DisputeRules;
import io.countersign.core.terms.Param;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.TermsClock;
import io.countersign.core.terms.Window;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Periods, windows, dated values, thresholds and terms of erasure worked through.
final class TimeExamples {
  private final Work work;

  TimeExamples(Work work) {
    this.work = work;
  }

  /// The first period of the term.
  List<String> cutoff() {
    Terms terms = work.terms();
    TermsClock clock = terms.clock();
    Period first = terms.firstPeriod();
    long late = clock.end(first) + (long) terms.cutoff().lateDays() * Window.DAY;
    return List.of(
        work.text(
            "cutoff",
            first,
            Clocks.instant(clock.start(first)),
            Clocks.instant(clock.end(first)),
            Clocks.instant(late)));
  }

  /// The first day of the term that has the window: its first instant and the one after it.
  List<String> window(Window w) {
    Optional<LocalDate> day = firstDay(w);
    return day.map(
            d ->
                List.of(
                    work.text("window", d, Clocks.time(w.fromSecond()), Clocks.time(w.toSecond()))))
        .orElse(List.of(work.text("window.never")));
  }

  private Optional<LocalDate> firstDay(Window w) {
    Terms terms = work.terms();
    LocalDate end = terms.term().to();
    for (LocalDate d = work.start(); !d.isAfter(end); d = d.plusDays(1)) {
      boolean holds =
          switch (w.days()) {
            case Window.Weekdays days -> days.has(d);
            case Window.Classes c -> {
              Calendar calendar = terms.calendar(c.calendar()).orElseThrow();
              yield c.classes().contains(calendar.classOf(d));
            }
          };
      if (holds) {
        return Optional.of(d);
      }
    }
    return Optional.empty();
  }

  /// The change of a value, where there is one in the term.
  List<String> param(Param p) {
    for (int i = 1; i < p.values().size(); i++) {
      LocalDate at = p.values().get(i).from();
      if (at.isAfter(work.start()) && work.terms().term().contains(at)) {
        return List.of(
            switch (p.read()) {
              case DATE ->
                  work.text(
                      "param.date",
                      at.minusDays(1),
                      value(p, p.on(at.minusDays(1))),
                      at,
                      value(p, p.on(at)));
              case PERIOD -> {
                Period month = Period.of(at);
                LocalDate read = work.terms().paramDate(month);
                yield work.text("param.period", month, read, value(p, p.on(read)));
              }
            });
      }
    }
    return List.of();
  }

  private String value(Param p, BigInteger v) {
    return switch (p.type()) {
      case MONEY -> work.money(new Micros(v));
      case FACTOR -> Work.factor(v);
      case PERCENT -> work.percent(v);
    };
  }

  /// A total of 10,000 units.
  List<String> threshold() {
    DisputeRules d = work.terms().disputes();
    BigInteger n = Work.SAMPLE.value().multiply(Work.big(d.thresholdPercent()));
    BigInteger exact = n.divide(Work.WHOLE);
    BigInteger least = exact.min(d.thresholdAmount().value());
    Micros ground =
        new Micros(
            Rounding.CEIL.toMultiple(least, BigInteger.ONE, work.scope().minorUnit().value()));
    return List.of(
        work.text(
            "threshold",
            work.money(Work.SAMPLE),
            work.money(new Micros(exact)),
            work.money(ground)));
  }

  /// The first period of the term.
  List<String> erasure() {
    Terms terms = work.terms();
    Period first = terms.firstPeriod();
    List<String> out = new ArrayList<>();
    int name = terms.erasure().nameAfterMonths();
    int row = terms.erasure().rowAfterMonths();
    if (name > 0 && first.since(new Period(Period.MAX)) + name < 0) {
      out.add(work.text("erasure.name", first, first.plus(name)));
    }
    if (row > 0 && first.since(new Period(Period.MAX)) + row < 0) {
      out.add(work.text("erasure.row", first, first.plus(row)));
    }
    return out;
  }
}
