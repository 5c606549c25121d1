package io.countersign.core.terms;

import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import java.time.LocalDate;

/// One local calendar month, the unit of statements. In JSON and structs the integer yyyymm; as
/// text `2026-03`.
///
/// @param yyyymm 197001 to 209912
public record Period(int yyyymm) implements Comparable<Period> {
  /// The first and the last period of the format.
  public static final int MIN = 197_001;

  public static final int MAX = 209_912;

  public Period {
    Checks.range("a period", yyyymm, MIN, MAX);
    Checks.range("a month", yyyymm % 100, 1, 12);
  }

  public static Period of(int year, int month) {
    return new Period(year * 100 + month);
  }

  /// The period that `date` lies in.
  public static Period of(LocalDate date) {
    return of(date.getYear(), date.getMonthValue());
  }

  /// Reads yyyymm.
  ///
  /// @throws MalformedException `FIELD_RANGE`
  public static Period parse(long yyyymm) throws MalformedException {
    if (yyyymm < MIN || yyyymm > MAX || yyyymm % 100 < 1 || yyyymm % 100 > 12) {
      throw new MalformedException(
          Code.FIELD_RANGE,
          "period",
          -1,
          "yyyymm from " + MIN + " to " + MAX,
          Long.toString(yyyymm));
    }
    return new Period((int) yyyymm);
  }

  /// Reads `2026-03` or `202603`.
  ///
  /// @throws MalformedException `FIELD_PATTERN`, `FIELD_RANGE`
  public static Period parse(String text) throws MalformedException {
    boolean digits = text.matches("[0-9]{6}|[0-9]{4}-[0-9]{2}");
    if (!digits) {
      throw new MalformedException(
          Code.FIELD_PATTERN, "period", -1, "yyyy-mm or yyyymm", MalformedException.show(text));
    }
    return parse(Long.parseLong(text.replace("-", "")));
  }

  public int year() {
    return yyyymm / 100;
  }

  public int month() {
    return yyyymm % 100;
  }

  public LocalDate firstDay() {
    return LocalDate.of(year(), month(), 1);
  }

  public LocalDate lastDay() {
    return LocalDate.of(year(), month(), days());
  }

  /// Days of the calendar month, 28 to 31.
  public int days() {
    return firstDay().lengthOfMonth();
  }

  /// @throws IllegalArgumentException after 2099-12
  public Period next() {
    return plus(1);
  }

  /// @throws IllegalArgumentException before 1970-01
  public Period previous() {
    return plus(-1);
  }

  /// The period `months` later.
  ///
  /// @throws IllegalArgumentException outside 1970-01 to 2099-12
  public Period plus(int months) {
    int n = year() * 12 + month() - 1 + months;
    return of(Math.floorDiv(n, 12), Math.floorMod(n, 12) + 1);
  }

  /// Months from `earlier` to this one.
  public int since(Period earlier) {
    return (year() - earlier.year()) * 12 + month() - earlier.month();
  }

  @Override
  public int compareTo(Period other) {
    return Integer.compare(yyyymm, other.yyyymm);
  }

  /// `2026-03`.
  @Override
  public String toString() {
    String digits = Integer.toString(yyyymm);
    return digits.substring(0, 4) + "-" + digits.substring(4);
  }
}
