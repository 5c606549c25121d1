package io.countersign.core.terms;

import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.money.Decimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What an amendment changes that its signers may not expect. Not a consensus rule: it may grow
/// with any release.
public final class AmendmentAdvice {
  private final Terms before;
  private final Terms now;
  private final Period effective;
  private final Findings out = new Findings();

  private AmendmentAdvice(Terms before, Terms now, Period effective) {
    this.before = before;
    this.now = now;
    this.effective = effective;
  }

  /// Advice on an amendment: what [OpenWindows#broken] says, with which it would not count, then
  /// codes 12xx; at most 512 findings.
  ///
  /// @param before the version in force, valid, as is `now`
  /// @param effective the first period of `now`
  public static List<Finding> check(Terms before, Terms now, Period effective) {
    AmendmentAdvice a = new AmendmentAdvice(before, now, effective);
    a.params();
    a.records();
    a.calendars();
    a.finality();
    a.term();
    List<Finding> all = new ArrayList<>(OpenWindows.broken(before, now, effective));
    all.addAll(a.out.toList());
    return List.copyOf(all);
  }

  /// An amendment that begins after its own term has ended governs no month with lines.
  private void term() {
    if (effective.compareTo(now.lastPeriod()) > 0) {
      out.add(
          Code.AMENDMENT_AFTER_TERM,
          "term.to",
          "a day of " + effective + " or later",
          now.term().to().toString());
    }
    if (now.looksBack() && before.lastPeriod().next().compareTo(effective) < 0) {
      out.add(
          Code.AMENDMENT_AFTER_GAP,
          "term",
          "no month without lines between " + before.lastPeriod() + " and " + effective,
          "terms that look back over such months");
    }
  }

  private void params() {
    for (Param p : before.params()) {
      if (p.step().isPresent() && now.param(p.id()).filter(n -> n.type() == p.type()).isEmpty()) {
        out.add(
            Code.STEP_LOOSENED,
            "params." + p.id(),
            show(p.step().get()),
            "no such param, so no bound");
      }
    }
    for (Param p : now.params()) {
      Optional<Param> old = before.param(p.id()).filter(o -> o.type() == p.type());
      if (old.isEmpty()) {
        continue;
      }
      old.get().step().ifPresent(s -> step(old.get(), p, s));
      if (!past(old.get()).equals(past(p))) {
        pastChanged("params." + p.id() + ".values");
      }
    }
  }

  private void step(Param old, Param p, Param.Step step) {
    boolean bound =
        p.step().isPresent()
            && p.step().get().minPct() >= step.minPct()
            && p.step().get().maxPct() <= step.maxPct();
    if (!bound) {
      out.add(
          Code.STEP_LOOSENED,
          "params." + p.id() + ".step",
          show(step),
          p.step().map(AmendmentAdvice::show).orElse("none"));
    }
    BigInteger value = old.on(effective.firstDay().minusDays(1));
    for (int i = p.indexOn(effective.firstDay()); i < p.values().size(); i++) {
      BigInteger next = p.values().get(i).value();
      if (!step.allows(value, next)) {
        out.add(
            Code.STEP_BROKEN,
            "params." + p.id() + ".values[" + i + "]",
            show(step) + " on top of " + TermsWriter.paramValue(p.type(), value),
            TermsWriter.paramValue(p.type(), next));
      }
      value = next;
    }
  }

  private static String show(Param.Step s) {
    return Decimal.formatFactor(s.minPct()) + " % to " + Decimal.formatFactor(s.maxPct()) + " %";
  }

  private List<Param.Dated> past(Param p) {
    return p.values().stream().filter(v -> isPast(v.from())).toList();
  }

  private boolean isPast(LocalDate date) {
    return date.isBefore(effective.firstDay());
  }

  private void pastChanged(String place) {
    out.add(
        Code.PAST_CHANGED,
        place,
        "the same as before up to " + effective.firstDay().minusDays(1),
        "a difference");
  }

  private void records() {
    for (RecordType old : before.records()) {
      String place = "records." + old.id();
      Optional<RecordType> type = now.recordType(old.id());
      if (type.isEmpty() || type.get().by() != old.by()) {
        narrowed(
            place,
            "the type, by the " + old.by().text(),
            type.map(t -> "by the " + t.by().text()).orElse("none"));
        continue;
      }
      for (Field f : old.fields()) {
        Optional<Field> field = type.get().field(f.id());
        if (field.isEmpty()) {
          narrowed(place + ".fields." + f.id(), "the field", "none");
        } else {
          field(place + ".fields." + f.id(), f, field.get());
        }
      }
      for (Field f : type.get().fields()) {
        if (old.field(f.id()).isEmpty()) {
          narrowed(place + ".fields." + f.id(), "no field that was not there", "one");
        }
      }
    }
  }

  private void field(String place, Field old, Field field) {
    switch (old) {
      case Field.Int o -> {
        boolean holds =
            field instanceof Field.Int i
                && i.unit() == o.unit()
                && i.min() <= o.min()
                && i.max() >= o.max();
        if (!holds) {
          narrowed(
              place,
              "whole numbers of " + o.unit().text() + " from " + o.min() + " to " + o.max(),
              shape(field));
        }
      }
      case Field.Choice o -> {
        if (!(field instanceof Field.Choice c)) {
          narrowed(place, "enum", shape(field));
        } else {
          for (String value : o.values()) {
            if (!c.values().contains(value)) {
              narrowed(place + ".values", value, "none");
            }
          }
        }
      }
      case Field.Bool o -> {
        if (!(field instanceof Field.Bool)) {
          narrowed(place, "bool", shape(field));
        }
      }
      case Field.Date o -> {
        if (!(field instanceof Field.Date)) {
          narrowed(place, "date", shape(field));
        }
      }
    }
  }

  private static String shape(Field field) {
    return switch (field) {
      case Field.Int i ->
          "whole numbers of " + i.unit().text() + " from " + i.min() + " to " + i.max();
      case Field.Choice c -> "enum";
      case Field.Bool b -> "bool";
      case Field.Date d -> "date";
    };
  }

  private void narrowed(String place, String expected, String found) {
    out.add(Code.RECORDS_NARROWED, place, expected, found);
  }

  private void calendars() {
    for (Calendar c : now.calendars()) {
      Optional<Calendar> old = before.calendar(c.id());
      if (old.isPresent()
          && (!past(old.get().statutory()).equals(past(c.statutory()))
              || !past(old.get().off()).equals(past(c.off()))
              || !past(old.get().work()).equals(past(c.work())))) {
        pastChanged("calendars." + c.id());
      }
    }
  }

  private List<LocalDate> past(List<LocalDate> dates) {
    return dates.stream().filter(this::isPast).toList();
  }

  private void finality() {
    int was = before.cutoff().finalAfterMonths();
    int is = now.cutoff().finalAfterMonths();
    if (was != is) {
      out.add(
          Code.FINAL_MOVED,
          "cutoff.finalAfterMonths",
          was + ": the statement of " + effective + " adjusts from " + reach(was) + " on",
          is + ": from " + reach(is) + " on");
    }
  }

  private Period reach(int months) {
    int most = effective.since(before.firstPeriod());
    return effective.plus(-Math.min(months, Math.max(0, most)));
  }
}
