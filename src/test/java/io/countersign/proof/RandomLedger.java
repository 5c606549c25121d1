package io.countersign.proof;

import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.naive.NaiveLedger;
import io.countersign.testing.Vectors;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Seeded ledgers over a contract: several months of records, late ones, some of everything that
/// must not count, voids, new revisions, acceptances, amendments in the middle.
public final class RandomLedger {
  private static final long DAY = 86_400L;

  private final Dice dice;
  private final int size;
  private final LocalDate from;
  private final LocalDate to;
  private final long opened;
  private final List<NaiveLedger.Version> versions = new ArrayList<>();
  private final List<NaiveLedger.Name> attested = new ArrayList<>();
  private final List<String> by = new ArrayList<>();
  private int made;

  /// What happens at a time, worked out when its turn comes.
  private record Event(long second, int kind, YearMonth month) {}

  private RandomLedger(Dice dice, Json.Obj document, int size) {
    this.dice = dice;
    this.size = size;
    this.from = date(document, "from");
    this.to = date(document, "to");
    this.opened = epoch(from) + (dice.oneIn(4) ? 40 : -20) * DAY + dice.between(0, 86_399);
    versions.add(new NaiveLedger.Version(opened * 1000, document, YearMonth.from(from)));
  }

  /// @param size from 1: how many months and records about
  public static NaiveLedger of(Dice dice, Json.Obj document, int size) throws MalformedException {
    return new RandomLedger(dice, document, size).ledger();
  }

  /// How many months from the first a ledger of this size fills.
  static int months(int size) {
    return size + 1;
  }

  private NaiveLedger ledger() throws MalformedException {
    YearMonth first = YearMonth.from(from);
    int months =
        Math.min(months(size), (int) first.until(YearMonth.from(to), ChronoUnit.MONTHS) + 1);
    List<Event> events = new ArrayList<>();
    for (int m = 0; m < months; m++) {
      YearMonth month = first.plusMonths(m);
      int batches = dice.between(0, 2);
      for (int b = 0; b < batches; b++) {
        events.add(new Event(time(month, 3, 50), 0, month));
      }
      if (dice.oneIn(2)) {
        events.add(new Event(time(month, 1, 60), 1, month));
      }
      if (m > 0 && dice.oneIn(months)) {
        events.add(new Event(epoch(month.atDay(1)) - dice.between(3, 20) * DAY, 2, month));
      }
    }
    events.sort(Comparator.comparingLong(Event::second));
    List<NaiveLedger.Entry> out = new ArrayList<>();
    out.add(versions.getFirst());
    for (Event e : events) {
      if (e.second <= opened) {
        continue;
      }
      switch (e.kind) {
        case 0 -> out.add(batch(e));
        case 1 -> voids(e, out);
        default -> amend(e, out);
      }
    }
    acceptances(first, months, out);
    return new NaiveLedger(out);
  }

  private long time(YearMonth month, int fromDay, int toDay) {
    long at = epoch(month.atDay(1)) + dice.between(fromDay, toDay) * DAY;
    return Math.max(opened + 1, at + dice.between(0, 86_399));
  }

  private NaiveLedger.Batch batch(Event e) {
    Json.Obj terms = versions.get(dice.between(0, versions.size() - 1)).terms();
    Json.Obj types = object(terms, "records");
    String party = dice.oneIn(3) ? "client" : "provider";
    List<NaiveLedger.Fact> facts = new ArrayList<>();
    int n = dice.between(1, 2 + 2 * size);
    for (int i = 0; i < n; i++) {
      List<String> ours = new ArrayList<>(types.keys());
      ours.removeIf(t -> !text(object(types, t), "by").equals(party) && !dice.oneIn(20));
      if (ours.isEmpty()) {
        ours.add("unknown");
      }
      String type = dice.pick(ours);
      Json.Obj data =
          types.has(type)
              ? new RandomRecord(dice, terms).data(object(object(types, type), "fields"))
              : Json.object().put("x", 1).build();
      facts.add(new NaiveLedger.Fact(name(party), at(e), type, data));
    }
    return new NaiveLedger.Batch(e.second * 1000, party, facts);
  }

  private NaiveLedger.Name name(String party) {
    NaiveLedger.Name name = new NaiveLedger.Name("s", "r" + made++, dice.oneIn(40) ? 1 : 0);
    if (!attested.isEmpty() && dice.oneIn(10)) {
      NaiveLedger.Name old = dice.pick(attested);
      name = dice.oneIn(3) ? old : new NaiveLedger.Name("s", old.id(), old.rev() + 1);
    }
    attested.add(name);
    by.add(party);
    return name;
  }

  /// An instant of the month or of an earlier one, often on its very border; now and then outside
  /// the term or ahead of its entry.
  private long at(Event e) {
    YearMonth first = YearMonth.from(from);
    YearMonth month =
        dice.oneIn(4) && e.month.isAfter(first)
            ? first.plusMonths(dice.between(0, (int) first.until(e.month, ChronoUnit.MONTHS)))
            : e.month;
    long start = epoch(month.atDay(1));
    if (dice.oneIn(6)) {
      Json.Obj clock = object(versions.getFirst().terms(), "clock");
      Json.Obj offset = (Json.Obj) ((Json.Arr) Vectors.member(clock, "offsets")).items().getFirst();
      long midnight = dice.oneIn(3) ? epoch(from) : start;
      return midnight - number(offset, "offsetS") + dice.between(-1, 1);
    }
    if (dice.oneIn(60)) {
      return epoch(dice.oneIn(2) ? from : to) + dice.between(-3, 3) * DAY;
    }
    long end = dice.oneIn(30) ? start + 31 * DAY : Math.min(start + 31 * DAY, e.second);
    long at = start + (end > start ? dice.between(0L, end - start) : 0);
    return dice.oneIn(3) ? at / 3600 * 3600 : at;
  }

  private void voids(Event e, List<NaiveLedger.Entry> out) {
    if (attested.isEmpty()) {
      return;
    }
    int first = dice.between(0, attested.size() - 1);
    String party = dice.oneIn(12) ? dice.pick("provider", "client") : by.get(first);
    Set<NaiveLedger.Name> names = new TreeSet<>(Comparator.comparing(Object::toString));
    names.add(attested.get(first));
    int more = dice.between(0, 3);
    for (int i = 0; i < more; i++) {
      int other = dice.between(0, attested.size() - 1);
      if (by.get(other).equals(party)) {
        names.add(attested.get(other));
      }
    }
    out.add(new NaiveLedger.Voids(e.second * 1000, party, List.copyOf(names)));
  }

  private void amend(Event e, List<NaiveLedger.Entry> out) throws MalformedException {
    Json.Obj next = MutatedTerms.amendment(dice, versions.getLast().terms(), e.month);
    NaiveLedger.Version v = new NaiveLedger.Version(e.second * 1000, next, e.month);
    versions.add(v);
    out.add(v);
  }

  /// Puts acceptances of milestones where their time is.
  private void acceptances(YearMonth first, int months, List<NaiveLedger.Entry> out) {
    Set<String> names = new TreeSet<>();
    versions.forEach(v -> milestones(v.terms(), names));
    for (String name : names) {
      if (dice.oneIn(5)) {
        continue;
      }
      LocalDate on = first.atDay(1).plusDays(dice.between(0, 31 * months));
      long second = epoch(on) + dice.between(-2, dice.oneIn(3) ? 90 : 5) * DAY;
      long millis = Math.max(opened, second) * 1000;
      int place = out.size();
      while (out.get(place - 1).millis() > millis) {
        place--;
      }
      out.add(place, new NaiveLedger.Accepted(millis, name, on));
    }
  }

  private static void milestones(Json value, Set<String> out) {
    switch (value) {
      case Json.Obj o -> {
        for (String key : o.keys()) {
          boolean names = key.equals("milestone") || key.equals("release");
          if (names && o.get(key) instanceof Json.Str s) {
            out.add(s.value());
          } else {
            milestones(Vectors.member(o, key), out);
          }
        }
      }
      case Json.Arr a -> a.items().forEach(i -> milestones(i, out));
      default -> {}
    }
  }

  private static LocalDate date(Json.Obj document, String name) {
    return LocalDate.parse(text(object(document, "term"), name));
  }

  private static long epoch(LocalDate date) {
    return date.toEpochDay() * DAY;
  }

  private static Json.Obj object(Json.Obj of, String name) {
    return (Json.Obj) Vectors.member(of, name);
  }

  private static String text(Json.Obj of, String name) {
    return ((Json.Str) Vectors.member(of, name)).value();
  }

  private static long number(Json.Obj of, String name) {
    return ((Json.Int) Vectors.member(of, name)).value();
  }
}
