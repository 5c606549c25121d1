package io.countersign.core.terms;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Which windows of a document hold together: every set of windows that holds at some second of
/// some local date of the term. Seconds that a change of the clock skips count like all others.
///
/// A set is a mask: bit i is the i-th window in order of ids. Cost: days of the term x windows,
/// plus different days x seconds at which a window begins or ends.
final class WindowMasks {
  private final List<Window> windows;
  private final List<Long> masks;

  private WindowMasks(List<Window> windows, List<Long> masks) {
    this.windows = windows;
    this.masks = masks;
  }

  static WindowMasks of(Terms terms) {
    List<Window> windows = terms.windows();
    Set<Long> days = new HashSet<>();
    for (LocalDate d = terms.term().from(); !d.isAfter(terms.term().to()); d = d.plusDays(1)) {
      days.add(dayMask(terms, d));
    }
    TreeSet<Integer> cuts = new TreeSet<>(List.of(0));
    for (Window w : windows) {
      cuts.add(w.fromSecond());
      cuts.add(w.toSecond());
    }
    cuts.remove(Window.DAY);
    Set<Long> seconds = new HashSet<>();
    for (int s : cuts) {
      long mask = 0;
      for (int i = 0; i < windows.size(); i++) {
        if (windows.get(i).holdsSecond(s)) {
          mask |= 1L << i;
        }
      }
      seconds.add(mask);
    }
    Set<Long> all = new HashSet<>();
    for (long d : days) {
      for (long s : seconds) {
        all.add(d & s);
      }
    }
    return new WindowMasks(windows, sorted(all));
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

  /// The masks that occur, cut down to some of the windows, ascending.
  ///
  /// @param of bits of the windows that matter
  List<Long> within(long of) {
    Set<Long> out = new HashSet<>();
    for (long m : masks) {
      out.add(m & of);
    }
    return sorted(out);
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

  private static List<Long> sorted(Set<Long> masks) {
    return masks.stream().sorted().toList();
  }
}
