package io.countersign.core.terms;

import java.time.LocalDate;

/// The days an agreement covers, both included, as local dates of its clock.
public record Term(LocalDate from, LocalDate to) {
  /// The first date that a document may name.
  public static final LocalDate MIN = LocalDate.of(1970, 1, 2);

  /// The last date that a document may name.
  public static final LocalDate MAX = LocalDate.of(2099, 12, 30);

  public Term {
    Checks.that(!to.isBefore(from), "a last day not before " + from, to);
  }

  public boolean contains(LocalDate date) {
    return !date.isBefore(from) && !date.isAfter(to);
  }
}
