package io.countersign.core.terms;

import java.time.LocalDate;

/// What a wall clock at the agreement's place shows.
///
/// @param secondOfDay 0 to 86,399
public record WallTime(LocalDate date, int secondOfDay) {
  public WallTime {
    Checks.range("a second of day", secondOfDay, 0, Window.DAY - 1);
  }
}
