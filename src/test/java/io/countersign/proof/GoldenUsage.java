package io.countersign.proof;

import io.countersign.core.encoding.Json;
import io.countersign.naive.NaiveLedger;
import io.countersign.testing.Vectors;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Made-up usage of a contract, month by month as a centre would send it: three batches a month,
/// some records after the cut-off, some taken back and sent anew. Better and worse months follow
/// each other, so that bands, streaks and tiers come into play.
final class GoldenUsage {
  private static final long DAY = 86_400L;
  private static final int USUAL = 70;

  /// Records a month, where a type is rarer or more frequent than calls.
  private static final Map<String, Integer> COUNTS =
      Map.ofEntries(
          Map.entry("call", 110),
          Map.entry("forecast", 4),
          Map.entry("seat_day", 28),
          Map.entry("complaint", 3),
          Map.entry("check", 24),
          Map.entry("audit", 30),
          Map.entry("letter", 12),
          Map.entry("promise", 40),
          Map.entry("overtime", 9),
          Map.entry("survey", 40));

  /// What an int field is worth about.
  private static final Map<String, Integer> TYPICAL =
      Map.ofEntries(
          Map.entry("talk_s", 240),
          Map.entry("hold_s", 45),
          Map.entry("queue_s", 12),
          Map.entry("wait_s", 12),
          Map.entry("ivr_s", 40),
          Map.entry("acw_s", 50),
          Map.entry("handle_s", 420),
          Map.entry("service_s", 27_000),
          Map.entry("login_s", 30_000),
          Map.entry("work_s", 9_000),
          Map.entry("minutes", 900),
          Map.entry("messages", 12),
          Map.entry("turns", 14),
          Map.entry("seats", 11),
          Map.entry("planned", 11),
          Map.entry("calls", 28),
          Map.entry("contacts", 25),
          Map.entry("points", 88),
          Map.entry("csat", 4),
          Map.entry("cost", 1_850),
          Map.entry("sum", 64_000));

  /// In how many of a hundred records a bool field is true.
  private static final Map<String, Integer> LIKELY =
      Map.ofEntries(
          Map.entry("answered", 90),
          Map.entry("offered", 98),
          Map.entry("resolved", 76),
          Map.entry("urgent", 20),
          Map.entry("critical", 2),
          Map.entry("upheld", 40),
          Map.entry("reopened", 18),
          Map.entry("passed", 97),
          Map.entry("overtime", 15),
          Map.entry("sold", 8),
          Map.entry("retained", 14),
          Map.entry("own_promise", 30),
          Map.entry("booked", 21),
          Map.entry("kept", 58),
          Map.entry("valid", 93));

  private final Dice dice;
  private final Json.Obj terms;
  private final Json.Obj types;
  private final LocalDate from;
  private final LocalDate to;
  private int mood;
  private int made;

  GoldenUsage(long seed, Json.Obj terms) {
    this.dice = new Dice(seed);
    this.terms = terms;
    this.types = object(terms, "records");
    this.from = LocalDate.parse(text(object(terms, "term"), "from"));
    this.to = LocalDate.parse(text(object(terms, "term"), "to"));
  }

  /// The entries of so many months, in order of time.
  List<NaiveLedger.Entry> months(int months) {
    List<NaiveLedger.Entry> out = new ArrayList<>();
    for (int m = 0; m < months; m++) {
      mood = dice.between(-12, 8);
      month(YearMonth.from(from).plusMonths(m), out);
    }
    out.sort((a, b) -> Long.compare(a.millis(), b.millis()));
    return out;
  }

  private void month(YearMonth month, List<NaiveLedger.Entry> out) {
    for (String party : List.of("provider", "client")) {
      List<NaiveLedger.Fact> all = new ArrayList<>();
      for (String type : types.keys()) {
        if (text(object(types, type), "by").equals(party)) {
          int usual = COUNTS.getOrDefault(type, USUAL);
          int n = usual * dice.between(75, 125) / 100;
          for (int i = 0; i < n; i++) {
            NaiveLedger.Fact fact = fact(month, type, i, n);
            if (fact.at() >= epoch(from) && fact.at() < epoch(to)) {
              all.add(fact);
            }
          }
        }
      }
      if (!all.isEmpty()) {
        send(month, party, all, out);
      }
    }
  }

  /// In three batches and a late one; of the late days, something is corrected.
  private void send(
      YearMonth month, String party, List<NaiveLedger.Fact> all, List<NaiveLedger.Entry> out) {
    List<List<NaiveLedger.Fact>> parts =
        List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    long begin = Math.max(epoch(from), epoch(month.atDay(1)));
    long end = epoch(month.plusMonths(1).atDay(1));
    for (NaiveLedger.Fact f : all) {
      int third = (int) Math.min(2, Math.max(0, (f.at() - begin) * 3 / (end - begin)));
      parts.get(dice.oneIn(25) ? 3 : third).add(f);
    }
    long[] sent = {begin + 11 * DAY, begin + 22 * DAY, end + DAY, end + 12 * DAY};
    for (int i = 0; i < sent.length; i++) {
      if (!parts.get(i).isEmpty()) {
        out.add(new NaiveLedger.Batch(sent[i] * 1000, party, parts.get(i)));
      }
    }
    NaiveLedger.Fact wrong = dice.pick(all);
    NaiveLedger.Name name = wrong.name();
    out.add(new NaiveLedger.Voids((end + 14 * DAY) * 1000, party, List.of(name)));
    NaiveLedger.Name next = new NaiveLedger.Name(name.source(), name.id(), 1);
    Json.Obj data = data(object(object(types, wrong.type()), "fields"));
    out.add(
        new NaiveLedger.Batch(
            (end + 15 * DAY) * 1000,
            party,
            List.of(new NaiveLedger.Fact(next, wrong.at(), wrong.type(), data))));
  }

  private NaiveLedger.Fact fact(YearMonth month, String type, int i, int of) {
    Json.Obj fields = object(object(types, type), "fields");
    long offset = number((Json.Obj) list(object(terms, "clock"), "offsets").getFirst(), "offsetS");
    long local =
        epoch(month.atDay(1))
            + (type.equals("seat_day")
                ? Math.min(i, month.lengthOfMonth() - 1L) * DAY
                : (long) i * month.lengthOfMonth() * DAY / of + dice.between(0L, DAY / 2));
    NaiveLedger.Name name = new NaiveLedger.Name("acd", type + "-" + made++, 0);
    return new NaiveLedger.Fact(name, local - offset, type, data(fields));
  }

  private Json.Obj data(Json.Obj fields) {
    Json.Builder out = Json.object();
    for (String name : fields.keys()) {
      Json.Obj field = object(fields, name);
      out.put(
          name,
          switch (text(field, "type")) {
            case "bool" ->
                Json.of(dice.between(1, 100) <= LIKELY.getOrDefault(name, 70) + mood / 2);
            case "enum" -> {
              List<Json> values = list(field, "values");
              yield dice.oneIn(2) ? values.getFirst() : dice.pick(values);
            }
            case "date" -> Json.of("2026-01-15");
            default -> Json.of(number(name, field));
          });
    }
    return out.build();
  }

  private long number(String name, Json.Obj field) {
    long typical = TYPICAL.getOrDefault(name, 10);
    // the worse the month, the longer everything takes
    long v = typical * (dice.between(0, 100) + dice.between(0, 100)) * (100 - 3L * mood) / 10_000;
    if (name.endsWith("_s") && typical < 1000 && dice.oneIn(14)) {
      v = v * 5;
    }
    if (name.equals("points") || name.equals("csat")) {
      v = typical + dice.between(-1L, 1L) * (typical / 6) + mood / 4;
    }
    if (name.equals("seats") || name.equals("planned")) {
      v = typical - (name.equals("seats") ? dice.between(0, mood < 0 ? 3 : 1) : 0);
    }
    if (number(field, "min") < 0 && dice.oneIn(20)) {
      v = -v;
    }
    return Math.max(number(field, "min"), Math.min(number(field, "max"), v));
  }

  private static long epoch(LocalDate date) {
    return date.toEpochDay() * DAY;
  }

  private static List<Json> list(Json.Obj of, String name) {
    return ((Json.Arr) Vectors.member(of, name)).items();
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
