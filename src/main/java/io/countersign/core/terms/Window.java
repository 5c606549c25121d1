package io.countersign.core.terms;

import java.time.LocalDate;
import java.util.List;
import java.util.Set;

/// A stretch of certain days: from a second of the local day up to, but not including, another. A
/// night is two windows.
///
/// @param fromSecond 0 to 86,399
/// @param toSecond above `fromSecond`, at most 86,400
public record Window(String id, Text label, Days days, int fromSecond, int toSecond) {
  /// Seconds in a local day; a day of 23 or 25 hours has instants that lie outside or twice inside,
  /// which is what a wall clock shows.
  public static final int DAY = 86_400;

  public Window {
    Checks.id(id);
    Checks.range("a first second", fromSecond, 0, DAY - 1);
    Checks.range("an end second", toSecond, fromSecond + 1L, DAY);
  }

  /// Whether a local second of day lies in the stretch, whatever the day.
  public boolean holdsSecond(int secondOfDay) {
    return secondOfDay >= fromSecond && secondOfDay < toSecond;
  }

  /// Which days a window has.
  public sealed interface Days {}

  /// Days of certain classes of one calendar.
  public record Classes(String calendar, Set<DayClass> classes) implements Days {
    public Classes {
      classes = Set.copyOf(classes);
      Checks.size("classes", classes.size(), 1, 3);
    }
  }

  /// Certain days of the week, 1 = Monday to 7 = Sunday, ascending.
  public record Weekdays(List<Integer> days) implements Days {
    public Weekdays {
      days = List.copyOf(days);
      Checks.size("weekdays", days.size(), 1, 7);
      Checks.unique("a weekday", days);
    }

    public boolean has(LocalDate date) {
      return days.contains(date.getDayOfWeek().getValue());
    }
  }
}
