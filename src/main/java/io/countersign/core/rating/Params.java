package io.countersign.core.rating;

import io.countersign.core.terms.Amount;
import io.countersign.core.terms.Factor;
import io.countersign.core.terms.Param;
import io.countersign.core.terms.Terms;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// Amounts and factors of a document, read for one period.
final class Params {
  private final Terms terms;
  private final PeriodDays days;
  private final LocalDate periodStart;

  /// @param periodStart max(first day of the period, first day of the term)
  Params(Terms terms, PeriodDays days, LocalDate periodStart) {
    this.terms = terms;
    this.days = days;
    this.periodStart = periodStart;
  }

  /// Micros of `amount` on a day of the period.
  ///
  /// @param used receives the index of the dated value, if a param gave it
  BigInteger money(Amount amount, int day, List<Integer> used) {
    return switch (amount) {
      case Amount.Literal a -> a.micros().value();
      case Amount.Param a -> read(param(a.id()), day, used);
    };
  }

  /// The price that `amount` is, or that its param has on `date`; a param of [Param.Read#PERIOD] is
  /// read at the start of the period whatever the date.
  Price price(Amount amount, LocalDate date) {
    return switch (amount) {
      case Amount.Literal a -> new Price(a.micros().value(), Optional.empty());
      case Amount.Param a -> {
        Param param = param(a.id());
        int index =
            param.indexOn(
                switch (param.read()) {
                  case DATE -> date;
                  case PERIOD -> periodStart;
                });
        yield new Price(param.values().get(index).value(), Optional.of(index));
      }
    };
  }

  /// A price in micros.
  ///
  /// @param value index of the dated value of the param that gave it
  record Price(BigInteger micros, Optional<Integer> value) {}

  /// The factor on a day of the period, in 10^-4.
  long factor(Factor factor, int day, List<Integer> used) {
    return switch (factor) {
      case Factor.Literal f -> f.value();
      case Factor.Param f -> read(param(f.id()), day, used).longValueExact();
    };
  }

  /// A factor or percentage of a line that has no day of its own: read at the start of the period.
  long atStart(Factor factor) {
    return switch (factor) {
      case Factor.Literal f -> f.value();
      case Factor.Param f -> param(f.id()).on(periodStart).longValueExact();
    };
  }

  /// The param of `amount` if it is read at each day.
  Optional<Param> dated(Amount amount) {
    return amount instanceof Amount.Param a ? dated(param(a.id())) : Optional.empty();
  }

  Optional<Param> dated(Factor factor) {
    return factor instanceof Factor.Param f ? dated(param(f.id())) : Optional.empty();
  }

  private static Optional<Param> dated(Param param) {
    return param.read() == Param.Read.DATE ? Optional.of(param) : Optional.empty();
  }

  Param param(String id) {
    return terms.param(id).orElseThrow(() -> new IllegalArgumentException("a param: " + id));
  }

  LocalDate periodStart() {
    return periodStart;
  }

  private BigInteger read(Param param, int day, List<Integer> used) {
    LocalDate date =
        switch (param.read()) {
          case DATE -> days.date(day);
          case PERIOD -> periodStart;
        };
    int index = param.indexOn(date);
    used.add(index);
    return param.values().get(index).value();
  }
}
