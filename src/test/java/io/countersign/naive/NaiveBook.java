package io.countersign.naive;

import static io.countersign.naive.Doc.object;
import static io.countersign.naive.Doc.objects;
import static io.countersign.naive.Doc.text;

import io.countersign.core.encoding.Json;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A prefix of a ledger and its months, each rated once: what a later month brings in of an earlier
/// one is read from the earlier month as its own version rates it. terms.md §13.
final class NaiveBook {
  /// An acceptance and the index of its entry, which orders those of one day.
  record Acceptance(String milestone, LocalDate on, int index) {
    boolean before(Acceptance o) {
      return on.isBefore(o.on) || (on.equals(o.on) && index < o.index);
    }
  }

  private final List<NaiveLedger.Version> versions = new ArrayList<>();
  private final Map<String, Acceptance> accepted = new HashMap<>();
  private final Map<YearMonth, List<NaiveLedger.Fact>> facts;
  private final Map<YearMonth, NaiveMonth> months = new HashMap<>();
  private final NaiveClock clock;

  NaiveBook(List<NaiveLedger.Entry> prefix) {
    for (int i = 0; i < prefix.size(); i++) {
      if (prefix.get(i) instanceof NaiveLedger.Version v) {
        versions.add(v);
      }
      if (prefix.get(i) instanceof NaiveLedger.Accepted a) {
        accepted.putIfAbsent(a.milestone(), new Acceptance(a.milestone(), a.on(), i));
      }
    }
    // an amendment leaves the clock before its beginning as it was, so the last one knows it all
    clock = new NaiveClock(versions.getLast().terms());
    facts = NaiveRecords.byMonth(prefix, this);
  }

  NaiveClock clock() {
    return clock;
  }

  /// The document that governs a month, null before the term.
  Json.Obj governing(YearMonth month) {
    Json.Obj out = null;
    for (NaiveLedger.Version v : versions) {
      out = v.effective().isAfter(month) ? out : v.terms();
    }
    return out;
  }

  /// The acceptance of a milestone, null if there is none.
  Acceptance acceptance(String milestone) {
    return accepted.get(milestone);
  }

  List<NaiveLedger.Fact> facts(YearMonth month) {
    return facts.getOrDefault(month, List.of());
  }

  NaiveMonth month(YearMonth month) {
    NaiveMonth held = months.get(month);
    if (held == null) {
      held = new NaiveMonth(this, governing(month), month);
      months.put(month, held);
    }
    return held;
  }

  /// The code of the refusal of a month, null if it is rated.
  String refusal(YearMonth month) {
    Json.Obj terms = governing(month);
    if (terms == null) {
      return "CS-0701";
    }
    String own = ownRefusal(month, terms);
    if (own != null || !looksBack(terms)) {
      return own;
    }
    YearMonth first = YearMonth.from(LocalDate.parse(text(object(terms, "term"), "from")));
    for (YearMonth m = first; m.isBefore(month); m = m.plusMonths(1)) {
      Json.Obj earlier = governing(m);
      String refused = earlier == null ? null : ownRefusal(m, earlier);
      if (refused != null) {
        return refused;
      }
    }
    return null;
  }

  /// Whether the month's own document says that the agreement does not run in it.
  boolean isOver(YearMonth month) {
    return "CS-0702".equals(ownRefusal(month, governing(month)));
  }

  private static String ownRefusal(YearMonth month, Json.Obj terms) {
    Json.Obj term = object(terms, "term");
    LocalDate from = LocalDate.parse(text(term, "from"));
    LocalDate to = LocalDate.parse(text(term, "to"));
    if (month.atEndOfMonth().isBefore(from) || month.atDay(1).isAfter(to)) {
      return "CS-0702";
    }
    LocalDate last = month.atEndOfMonth().isBefore(to) ? month.atEndOfMonth() : to;
    Json.Obj calendars = object(terms, "calendars");
    for (String id : calendars.keys()) {
      if (LocalDate.parse(text(object(calendars, id), "coveredTo")).isBefore(last)) {
        return "CS-0704";
      }
    }
    return null;
  }

  /// Whether a document rests on earlier months.
  static boolean looksBack(Json.Obj terms) {
    return objects(terms, "kpis").stream().anyMatch(k -> !text(k, "window").equals("period"))
        || objects(terms, "lines").stream()
            .anyMatch(
                l ->
                    (l.has("window") && !text(l, "window").equals("period"))
                        || l.has("rollOver")
                        || l.has("escalation")
                        || l.has("holdback")
                        || text(l, "kind").equals("earnback"));
  }
}
