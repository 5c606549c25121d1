package io.countersign.naive;

import static io.countersign.naive.Doc.array;
import static io.countersign.naive.Doc.number;
import static io.countersign.naive.Doc.object;
import static io.countersign.naive.Doc.text;

import io.countersign.core.encoding.Json;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which records of a prefix count, by month: the first of its name, not void, a revision only
/// after the void of the one before, not ahead of its entry, in the term, declared for this party,
/// valid. statement.md §2, formats.md §5.
final class NaiveRecords {
  private static final long AHEAD_MILLIS = 300_000;

  private record Key(String by, NaiveLedger.Name name) {}

  private final Map<Key, NaiveLedger.Fact> standing = new LinkedHashMap<>();
  private final Map<Key, Long> used = new HashMap<>();
  private final Set<Key> voided = new HashSet<>();

  private long numbers;

  private NaiveRecords() {}

  static Map<YearMonth, List<NaiveLedger.Fact>> byMonth(
      List<NaiveLedger.Entry> prefix, NaiveBook book) {
    NaiveRecords all = new NaiveRecords();
    for (int i = 0; i < prefix.size(); i++) {
      if (prefix.get(i) instanceof NaiveLedger.Batch b) {
        b.facts().forEach(f -> all.attest(b, f));
      }
      if (prefix.get(i) instanceof NaiveLedger.Voids v) {
        Set<Long> settled =
            new NaiveSettlements(prefix.subList(0, i), book).settledRecords(v.millis());
        v.names().forEach(n -> all.takeBack(new Key(v.by(), n), settled));
      }
    }
    Map<YearMonth, List<NaiveLedger.Fact>> out = new LinkedHashMap<>();
    all.standing.forEach(
        (key, fact) -> {
          YearMonth month = book.clock().month(fact.at());
          Json.Obj terms = book.governing(month);
          if (terms != null && counts(terms, key.by, fact, book.clock().day(fact.at()))) {
            out.computeIfAbsent(month, m -> new ArrayList<>()).add(fact);
          }
        });
    return out;
  }

  private void attest(NaiveLedger.Batch batch, NaiveLedger.Fact fact) {
    NaiveLedger.Name name = fact.name();
    Key key = new Key(batch.by(), name);
    if (used.putIfAbsent(key, numbers++) != null) {
      return;
    }
    NaiveLedger.Name before = new NaiveLedger.Name(name.source(), name.id(), name.rev() - 1);
    boolean replaces = name.rev() == 0 || voided.contains(new Key(batch.by(), before));
    if (replaces && fact.at() * 1000 <= batch.millis() + AHEAD_MILLIS) {
      standing.put(key, fact);
    }
  }

  /// @param settled numbers of records that were paid for otherwise
  private void takeBack(Key key, Set<Long> settled) {
    if (used.containsKey(key) && !settled.contains(used.get(key))) {
      voided.add(key);
      standing.remove(key);
    }
  }

  private static boolean counts(Json.Obj terms, String by, NaiveLedger.Fact f, LocalDate day) {
    Json.Obj term = object(terms, "term");
    Json.Obj types = object(terms, "records");
    if (day.isBefore(LocalDate.parse(text(term, "from")))
        || day.isAfter(LocalDate.parse(text(term, "to")))
        || !types.has(f.type())) {
      return false;
    }
    Json.Obj type = object(types, f.type());
    Json.Obj fields = object(type, "fields");
    if (!text(type, "by").equals(by) || !fields.keys().equals(f.data().keys())) {
      return false;
    }
    return fields.keys().stream().allMatch(n -> fits(object(fields, n), f.data().get(n)));
  }

  private static boolean fits(Json.Obj field, Json value) {
    return switch (text(field, "type")) {
      case "int" ->
          value instanceof Json.Int i
              && i.value() >= number(field, "min")
              && i.value() <= number(field, "max");
      case "bool" -> value instanceof Json.Bool;
      case "enum" -> value instanceof Json.Str && array(field, "values").contains(value);
      default -> value instanceof Json.Str s && s.value().matches("\\d{4}-\\d{2}-\\d{2}");
    };
  }
}
