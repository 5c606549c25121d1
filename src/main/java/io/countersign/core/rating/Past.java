package io.countersign.core.rating;

import io.countersign.core.terms.Period;
import io.countersign.core.terms.Span;
import io.countersign.core.terms.Terms;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The months before a period, as its version looks back on them.
final class Past {
  private final Terms terms;
  private final Period period;
  private final List<Month> months;

  /// @param months ascending, from the first of the term to the one before `period`; none where the
  ///   version does not look back
  Past(Terms terms, Period period, List<Month> months) {
    this.terms = terms;
    this.period = period;
    this.months = List.copyOf(months);
  }

  /// The window that holds the period.
  Stretch stretch(Span span) {
    return Stretch.of(terms, period, span);
  }

  /// Ascending.
  List<Month> months() {
    return months;
  }

  Optional<Month> month(Period wanted) {
    return months.stream().filter(m -> m.period().equals(wanted)).findFirst();
  }

  /// The months of the window before the period.
  List<Month> inWindow(Span span) {
    Period from = stretch(span).from();
    return months.stream().filter(m -> m.period().compareTo(from) >= 0).toList();
  }

  /// A sum over the months of the window before the period; what a month does not have counts 0.
  BigInteger sum(Span span, Function<Month, Optional<BigInteger>> part) {
    BigInteger sum = BigInteger.ZERO;
    for (Month month : inWindow(span)) {
      sum = sum.add(part.apply(month).orElse(BigInteger.ZERO));
    }
    return sum;
  }

  /// The sum of lines over the months of the window before the period.
  BigInteger sumOf(List<String> lines, Span span) {
    return sum(
        span,
        m -> Optional.of(lines.stream().map(m::amount).reduce(BigInteger.ZERO, BigInteger::add)));
  }
}
