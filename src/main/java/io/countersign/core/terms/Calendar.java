package io.countersign.core.terms;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;

/// A class for each local date, from dated lists that the parties signed.
///
/// @param source where the lists come from, for the reader
/// @param statutory ascending dates without repeats, at most 2,000; so are the other two lists
/// @param coveredTo the last date for which the lists are complete; a period beyond it cannot be
///   rated
public record Calendar(
    String id,
    Text source,
    List<LocalDate> statutory,
    List<LocalDate> off,
    List<LocalDate> work,
    LocalDate coveredTo) {
  /// Cap on each dated list.
  public static final int MAX_DATES = 2000;

  public Calendar {
    Checks.id(id);
    statutory = List.copyOf(statutory);
    off = List.copyOf(off);
    work = List.copyOf(work);
  }

  /// The class of `date`. Cost: a binary search in each list.
  public DayClass classOf(LocalDate date) {
    if (Collections.binarySearch(statutory, date) >= 0) {
      return DayClass.STATUTORY;
    }
    if (Collections.binarySearch(off, date) >= 0) {
      return DayClass.OFF;
    }
    if (Collections.binarySearch(work, date) >= 0) {
      return DayClass.WORK;
    }
    DayOfWeek day = date.getDayOfWeek();
    return day == DayOfWeek.SATURDAY || day == DayOfWeek.SUNDAY ? DayClass.OFF : DayClass.WORK;
  }
}
