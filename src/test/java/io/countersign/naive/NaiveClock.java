package io.countersign.naive;

import static io.countersign.naive.Doc.array;
import static io.countersign.naive.Doc.number;
import static io.countersign.naive.Doc.object;
import static io.countersign.naive.Doc.objects;
import static io.countersign.naive.Doc.text;

import io.countersign.core.encoding.Json;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;

/// Local time by one document: dates of instants, beginnings of months, windows. terms.md §3, §4.
final class NaiveClock {
  private static final long DAY = 86_400L;

  private final Json.Obj terms;
  private final List<Json.Obj> offsets;

  NaiveClock(Json.Obj terms) {
    this.terms = terms;
    this.offsets = objects(object(terms, "clock"), "offsets");
  }

  LocalDate day(long at) {
    return LocalDate.ofEpochDay(Math.floorDiv(at + offset(at), DAY));
  }

  YearMonth month(long at) {
    return YearMonth.from(day(at));
  }

  /// The least instant whose local time is at or after the month's first midnight.
  long start(YearMonth month) {
    long midnight = month.atDay(1).toEpochDay() * DAY;
    long best = Long.MAX_VALUE;
    for (int i = 0; i < offsets.size(); i++) {
      long from = i == 0 ? Long.MIN_VALUE : number(offsets.get(i), "fromUtc");
      long until = i + 1 < offsets.size() ? number(offsets.get(i + 1), "fromUtc") : Long.MAX_VALUE;
      long at = Math.max(from, midnight - number(offsets.get(i), "offsetS"));
      if (at < until) {
        best = Math.min(best, at);
      }
    }
    return best;
  }

  boolean inWindow(String id, long at) {
    Json.Obj window = object(object(terms, "windows"), id);
    long second = Math.floorMod(at + offset(at), DAY);
    if (second < number(window, "fromS") || second >= number(window, "toS")) {
      return false;
    }
    LocalDate day = day(at);
    Json.Obj days = object(window, "days");
    if (days.has("weekdays")) {
      return array(days, "weekdays").contains(Json.of((long) day.getDayOfWeek().getValue()));
    }
    Json.Obj calendar = object(object(terms, "calendars"), text(days, "calendar"));
    String dayClass = day.getDayOfWeek().getValue() >= 6 ? "off" : "work";
    for (String listed : List.of("statutory", "off", "work")) {
      if (array(calendar, listed).contains(Json.of(day.toString()))) {
        dayClass = listed;
      }
    }
    return array(days, "classes").contains(Json.of(dayClass));
  }

  private long offset(long at) {
    long out = number(offsets.getFirst(), "offsetS");
    for (Json.Obj o : offsets) {
      if (number(o, "fromUtc") <= at) {
        out = number(o, "offsetS");
      }
    }
    return out;
  }
}
