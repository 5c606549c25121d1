package io.countersign.core.terms;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Which windows of a document hold together: every set of windows that holds at some second of
/// some local date of the term. Seconds that a change of the clock skips count like all others.
///
/// A set is a mask: bit i is the i-th window in order of ids. On one day, the windows that hold are
/// those of the day and of the second: so the masks of days and those of seconds are kept apart and
/// put together only for the windows asked for. Cost: the dates in calendars x windows; then, for
/// each question, the different days x the seconds at which a window asked for begins or ends.
final class WindowMasks {
  private final List<Window> windows;
  private final LongSet days;
  private final LongSet seconds;

  private WindowMasks(List<Window> windows, LongSet days, LongSet seconds) {
    this.windows = windows;
    this.days = days;
    this.seconds = seconds;
  }

  /// @param steps counts the work
  static WindowMasks of(Terms terms, Steps steps) {
    List<Window> windows = terms.windows();
    LongSet days = new LongSet();
    // Days that no calendar lists differ by their weekday alone.
    Set<LocalDate> listed = new HashSet<>();
    for (Calendar c : terms.calendars()) {
      listed.addAll(c.statutory());
      listed.addAll(c.off());
      listed.addAll(c.work());
    }
    long[] plain = new long[8];
    LocalDate from = terms.term().from();
    LocalDate to = terms.term().to();
    long length = to.toEpochDay() - from.toEpochDay() + 1;
    for (int i = 0; i < Math.min(7, length); i++) {
      plain[from.plusDays(i).getDayOfWeek().getValue()] = (length - i + 6) / 7;
    }
    for (LocalDate d : listed) {
      if (terms.term().contains(d)) {
        plain[d.getDayOfWeek().getValue()]--;
        days.add(dayMask(terms, d));
      }
    }
    steps.add(listed.size());
    int left = 0;
    for (long p : plain) {
      left += p > 0 ? 1 : 0;
    }
    for (LocalDate d = from; left > 0; d = d.plusDays(1)) {
      int weekday = d.getDayOfWeek().getValue();
      if (plain[weekday] > 0 && !listed.contains(d)) {
        plain[weekday] = 0;
        left--;
        days.add(dayMask(terms, d));
      }
      steps.add(1);
    }
    Set<Integer> cuts = new TreeSet<>(List.of(0));
    for (Window w : windows) {
      cuts.add(w.fromSecond());
      cuts.add(w.toSecond());
    }
    cuts.remove(Window.DAY);
    LongSet seconds = new LongSet();
    for (int s : cuts) {
      long mask = 0;
      for (int i = 0; i < windows.size(); i++) {
        if (windows.get(i).holdsSecond(s)) {
          mask |= 1L << i;
        }
      }
      seconds.add(mask);
    }
    return new WindowMasks(windows, days, seconds);
  }

  /// The windows whose days include `date`.
  private static long dayMask(Terms terms, LocalDate date) {
    long mask = 0;
    DayClass[] classes = new DayClass[terms.calendars().size()];
    for (int i = 0; i < terms.windows().size(); i++) {
      boolean holds =
          switch (terms.windows().get(i).days()) {
            case Window.Weekdays d -> d.has(date);
            case Window.Classes c -> {
              int k = index(terms.calendars(), c.calendar());
              if (classes[k] == null) {
                classes[k] = terms.calendars().get(k).classOf(date);
              }
              yield c.classes().contains(classes[k]);
            }
          };
      if (holds) {
        mask |= 1L << i;
      }
    }
    return mask;
  }

  private static int index(List<Calendar> calendars, String id) {
    for (int i = 0; i < calendars.size(); i++) {
      if (calendars.get(i).id().equals(id)) {
        return i;
      }
    }
    throw new IllegalArgumentException("no calendar " + id);
  }

  /// The masks that occur, cut down to some of the windows, in an order that the terms alone
  /// decide; or nothing where there are more than `most`.
  ///
  /// @param of bits of the windows that matter
  /// @param steps counts the work
  Optional<List<Long>> within(long of, int most, Steps steps) {
    LongSet day = days.masked(of);
    LongSet second = seconds.masked(of);
    steps.add(days.size() + seconds.size());
    LongSet out = new LongSet();
    for (int i = 0; i < second.size(); i++) {
      for (int k = 0; k < day.size(); k++) {
        out.add(day.get(k) & second.get(i));
      }
      steps.add(day.size());
      if (out.size() > most) {
        return Optional.empty();
      }
    }
    return Optional.of(out.toList());
  }

  long bit(String window) {
    for (int i = 0; i < windows.size(); i++) {
      if (windows.get(i).id().equals(window)) {
        return 1L << i;
      }
    }
    throw new IllegalArgumentException("no window " + window);
  }

  /// The windows of a mask, for messages.
  String names(long mask) {
    List<String> out = new ArrayList<>();
    for (int i = 0; i < windows.size(); i++) {
      if ((mask & (1L << i)) != 0) {
        out.add(windows.get(i).id());
      }
    }
    return out.isEmpty() ? "no window" : String.join("+", out);
  }
}
