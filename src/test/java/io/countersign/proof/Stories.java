package io.countersign.proof;

import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.naive.NaiveLedger;
import io.countersign.testing.Vectors;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Ledgers made of ledgers, and questions about them.
final class Stories {
  private Stories() {}

  /// The same without anything in which the order of records matters: each name once, no revisions,
  /// no voids.
  static NaiveLedger plain(NaiveLedger story) {
    Set<String> used = new HashSet<>();
    List<NaiveLedger.Entry> out = new ArrayList<>();
    for (NaiveLedger.Entry entry : story.entries()) {
      switch (entry) {
        case NaiveLedger.Batch b -> {
          List<NaiveLedger.Fact> facts = new ArrayList<>();
          for (NaiveLedger.Fact f : b.facts()) {
            if (f.name().rev() == 0 && used.add(b.by() + f.name().id())) {
              facts.add(f);
            }
          }
          if (!facts.isEmpty()) {
            out.add(new NaiveLedger.Batch(b.millis(), b.by(), facts));
          }
        }
        case NaiveLedger.Voids v -> {}
        case NaiveLedger.Version v -> out.add(v);
        case NaiveLedger.Accepted a -> out.add(a);
        case NaiveLedger.Stated s -> out.add(s);
        case NaiveLedger.Disputed d -> out.add(d);
        case NaiveLedger.Answered a -> out.add(a);
        case NaiveLedger.Withdrawn w -> out.add(w);
        case NaiveLedger.Resolved r -> out.add(r);
      }
    }
    return new NaiveLedger(out);
  }

  /// The same with one more calendar in each version: the first one's ends in its second month, so
  /// later months are refused until a version governs whose calendar goes on. Where the ledger has
  /// no amendment, one follows for the fourth month.
  static NaiveLedger calendarEnds(NaiveLedger story) throws MalformedException {
    List<NaiveLedger.Entry> entries = new ArrayList<>(story.entries());
    if (!(entries.getFirst() instanceof NaiveLedger.Version first)) {
      throw new IllegalArgumentException("no terms in the first leaf");
    }
    if (entries.stream().filter(e -> e instanceof NaiveLedger.Version).count() == 1) {
      YearMonth effective = first.effective().plusMonths(3);
      long millis = (effective.atDay(1).toEpochDay() - 5) * 86_400_000L;
      int place = entries.size();
      while (entries.get(place - 1).millis() > millis) {
        place--;
      }
      Json.Obj next = first.terms().with("version", Json.of(2));
      entries.add(place, new NaiveLedger.Version(millis, next, effective));
    }
    Json supersedes = Json.ofNull();
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i) instanceof NaiveLedger.Version v) {
        String until = i == 0 ? v.effective().plusMonths(1).atDay(27).toString() : "2099-12-30";
        Json.Obj terms = withCalendar(v.terms(), until).with("supersedes", supersedes);
        entries.set(i, new NaiveLedger.Version(v.millis(), terms, v.effective()));
        supersedes = Json.of(Stage.terms(terms).hash().toHex());
      }
    }
    return new NaiveLedger(entries);
  }

  private static Json.Obj withCalendar(Json.Obj terms, String coveredTo) {
    Json.Arr none = Json.array(List.of());
    Json.Obj calendar =
        Json.object()
            .put("source", Json.object().put("en", "x").put("zh", "x").build())
            .put("statutory", none)
            .put("off", none)
            .put("work", none)
            .put("coveredTo", coveredTo)
            .build();
    return terms.with(
        "calendars", ((Json.Obj) Vectors.member(terms, "calendars")).with("ends", calendar));
  }

  /// The document that governs a month of the whole ledger.
  static Json.Obj governing(NaiveLedger story, YearMonth month) {
    Json.Obj out = Json.object().build();
    for (NaiveLedger.Entry entry : story.entries()) {
      if (entry instanceof NaiveLedger.Version v && !v.effective().isAfter(month)) {
        out = v.terms();
      }
    }
    return out;
  }

  /// Whether a line can come to something by records only: usage, and what rests on ratios of it.
  static boolean isUsage(Json.Obj terms, String line) {
    for (Json l : ((Json.Arr) Vectors.member(terms, "lines")).items()) {
      Json.Obj of = (Json.Obj) l;
      if (Json.of(line).equals(of.get("id"))) {
        String kind = ((Json.Str) Vectors.member(of, "kind")).value();
        boolean onRatio = of.get("on") instanceof Json.Obj on && !on.has("measure");
        return kind.equals("rated") || kind.equals("tiered") || onRatio;
      }
    }
    throw new IllegalArgumentException(line);
  }
}
