package io.countersign.core.prose;

import io.countersign.core.money.Decimal;
import io.countersign.core.money.Micros;
import io.countersign.core.money.Rounding;
import io.countersign.core.terms.Amount;
import io.countersign.core.terms.Effect;
import io.countersign.core.terms.Factor;
import io.countersign.core.terms.Line;
import io.countersign.core.terms.Param;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Terms;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.List;

/// What worked examples are computed and told with: exact fractions, the values of params, and how
/// numbers look.
///
/// Amounts are in micros of the currency; a fraction is a numerator over a positive denominator.
record Work(Terms terms, Scope scope) {
  static final BigInteger FACTOR_ONE = BigInteger.valueOf(10_000);

  /// 100 % in 10^-4 of a percent.
  static final BigInteger WHOLE = BigInteger.valueOf(1_000_000);

  /// The base and sums that examples begin with: 10,000 units of the currency.
  static final Micros SAMPLE = Micros.of(10_000_000_000L);

  private static final int DECIMALS = 6;

  String text(String key, Object... values) {
    return scope.text("ex." + key, values);
  }

  String list(List<String> items) {
    return String.join(scope.text("list"), items);
  }

  String clauses(List<String> items) {
    return String.join(scope.text("semicolon"), items);
  }

  String money(Micros m) {
    return Values.money(scope, m);
  }

  /// An amount without its currency, for formulas.
  String number(Micros m) {
    return Numbers.grouped(m.format(), scope.exponent());
  }

  static String number(BigInteger n) {
    return Numbers.grouped(n, 0, 0);
  }

  static String factor(BigInteger tenThousandths) {
    return Numbers.grouped(tenThousandths, Decimal.FACTOR_SCALE, 0);
  }

  String percent(BigInteger tenThousandths) {
    return scope.text("percent", factor(tenThousandths));
  }

  /// A fraction of micros as units of the currency: all decimals if they are at most six, else six
  /// of them, cut, and an ellipsis.
  String exact(BigInteger n, BigInteger d) {
    BigInteger[] qr = n.divideAndRemainder(d);
    String shown = number(new Micros(qr[0]));
    boolean negative = qr[0].signum() == 0 && n.signum() < 0;
    if (qr[1].signum() == 0) {
      return shown;
    }
    String six = Numbers.grouped(Decimal.format(qr[0], Micros.SCALE), DECIMALS);
    return (negative ? "-" : "") + six + "…";
  }

  /// A fraction as a decimal of at most four decimals, cut, with an ellipsis where more follow.
  static String decimal(BigInteger n, BigInteger d) {
    BigInteger[] qr = n.multiply(FACTOR_ONE).divideAndRemainder(d);
    boolean negative = qr[0].signum() == 0 && n.signum() < 0;
    String shown = (negative ? "-" : "") + factor(qr[0]);
    return qr[1].signum() == 0 ? shown : shown + "…";
  }

  /// A fraction rounded to the minor unit.
  Micros toMinor(BigInteger n, BigInteger d, Rounding mode) {
    return new Micros(mode.toMultiple(n, d, scope.minorUnit().value()));
  }

  /// An amount as it stands, or the param's value on a date.
  Micros amount(Amount a, LocalDate date) {
    return switch (a) {
      case Amount.Literal l -> l.micros();
      case Amount.Param p -> new Micros(param(p.id(), date));
    };
  }

  BigInteger factor(Factor f, LocalDate date) {
    return switch (f) {
      case Factor.Literal l -> BigInteger.valueOf(l.value());
      case Factor.Param p -> param(p.id(), date);
    };
  }

  private BigInteger param(String id, LocalDate date) {
    Param p = terms.param(id).orElseThrow();
    return p.on(
        switch (p.read()) {
          case DATE -> date;
          case PERIOD -> terms.paramDate(Period.of(date));
        });
  }

  /// The first period's date at which params are read.
  LocalDate start() {
    return terms.term().from();
  }

  /// What an effect gives of a base, times 10^6.
  static BigInteger scaled(Effect e, Micros base) {
    return switch (e) {
      case Effect.Percent p -> base.value().multiply(BigInteger.valueOf(p.value()));
      case Effect.Money m -> m.micros().value().multiply(WHOLE);
    };
  }

  /// A figure, record type or line as it is named in the text.
  String name(String sort, String id) {
    return Names.said(scope, sort, id);
  }

  String lines(List<String> ids) {
    return String.join(scope.text("plus"), ids.stream().map(id -> name("line", id)).toList());
  }

  /// What is said first where months in part would come to something else.
  String full(Line.Prorate prorate) {
    return prorate == Line.Prorate.DAYS ? text("full") : "";
  }

  static BigInteger big(long n) {
    return BigInteger.valueOf(n);
  }
}
