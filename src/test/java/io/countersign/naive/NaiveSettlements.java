package io.countersign.naive;

import io.countersign.core.encoding.Json;
import java.math.BigInteger;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What disputes came to on a prefix at an instant: money, and the records that it settled. Every
/// entry on a dispute is one that counts. The entries are retold to [NaiveDisputes], which knows
/// the page.
final class NaiveSettlements {
  /// What a dispute posts: index of its entry, month, line, amount in micros.
  record Posted(int index, String dispute, NaiveLedger.Amount amount) {}

  private final List<NaiveLedger.Entry> entries;
  private final NaiveBook book;

  NaiveSettlements(List<NaiveLedger.Entry> prefix, NaiveBook book) {
    this.entries = prefix;
    this.book = book;
  }

  /// In the order of a statement.
  List<Posted> inForce(long t) {
    List<Posted> out = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i) instanceof NaiveLedger.Disputed d) {
        for (String posted : told(d).settlements(entries.size(), t)) {
          String[] words = posted.split(" ", -1);
          if (words[0].equals(Integer.toString(i))) {
            out.add(
                new Posted(
                    i,
                    d.id(),
                    new NaiveLedger.Amount(
                        YearMonth.of(
                            Integer.parseInt(words[2]) / 100, Integer.parseInt(words[2]) % 100),
                        words[1],
                        new BigInteger(words[3]))));
          }
        }
      }
    }
    return out;
  }

  /// The numbers of the records of which no void has an effect any more.
  Set<Long> settledRecords(long t) {
    Set<Long> out = new HashSet<>();
    for (NaiveLedger.Entry e : entries) {
      List<Long> named =
          switch (e) {
            case NaiveLedger.Disputed d -> d.records();
            case NaiveLedger.Resolved r -> r.records();
            case NaiveLedger.Version v -> List.of();
            case NaiveLedger.Batch b -> List.of();
            case NaiveLedger.Voids v -> List.of();
            case NaiveLedger.Accepted a -> List.of();
            case NaiveLedger.Stated s -> List.of();
            case NaiveLedger.Answered a -> List.of();
            case NaiveLedger.Withdrawn w -> List.of();
          };
      for (long n : named) {
        for (NaiveLedger.Entry x : entries) {
          if (x instanceof NaiveLedger.Disputed d && told(d).settled(n, entries.size(), t)) {
            out.add(n);
          }
        }
      }
    }
    return out;
  }

  /// All entries under the dispute rules that govern this one's month, without an arbiter.
  private NaiveDisputes told(NaiveLedger.Disputed of) {
    NaiveDisputes out = new NaiveDisputes(book.governing(of.month()), false);
    for (int i = 0; i < entries.size(); i++) {
      out.accept(event(i, entries.get(i)));
    }
    return out;
  }

  private static NaiveDisputes.Event event(int i, NaiveLedger.Entry entry) {
    Json.Builder fields = Json.object();
    return switch (entry) {
      case NaiveLedger.Version v -> signed(i, v, "agreement", fields, "client provider", i, null);
      case NaiveLedger.Accepted a -> signed(i, a, "milestone", fields, "client provider", i, null);
      case NaiveLedger.Batch b -> signed(i, b, "attestation", fields, "attester", 0, null);
      // What a void comes to is asked of the records, by whoever asks here.
      case NaiveLedger.Voids v -> signed(i, v, "records taken back", fields, "attester", 0, null);
      case NaiveLedger.Stated s ->
          signed(
              i,
              s,
              "statement",
              fields.put("period", yyyymm(s.month())).put("statementHash", s.hash()),
              "provider",
              s.prefix(),
              null);
      case NaiveLedger.Disputed d ->
          signed(
              i,
              d,
              "dispute",
              fields.put("period", yyyymm(d.month())).put("statementHash", d.statement()),
              "client",
              0,
              Json.object()
                  .put("items", d.items().stream().map(NaiveSettlements::item).toList())
                  .put("adjusted", List.of())
                  .put("records", ranges(d.records()))
                  .build());
      case NaiveLedger.Answered a ->
          signed(
              i,
              a,
              "answer",
              fields
                  .put("dispute", a.dispute())
                  .put("answer", List.of("", "accept", "reject", "part").indexOf(a.word())),
              "provider",
              i,
              null);
      case NaiveLedger.Withdrawn w ->
          signed(i, w, "withdrawal", fields.put("dispute", w.dispute()), "client", 0, null);
      case NaiveLedger.Resolved r ->
          signed(
              i,
              r,
              "resolution",
              fields.put("dispute", r.dispute()).put("method", 2),
              "client provider",
              i,
              Json.object()
                  .put("items", r.awarded().stream().map(NaiveSettlements::awarded).toList())
                  .put("records", ranges(r.records()))
                  .build());
    };
  }

  private static NaiveDisputes.Event signed(
      int i,
      NaiveLedger.Entry e,
      String kind,
      Json.Builder fields,
      String roles,
      long shown,
      Json object) {
    String digest = e instanceof NaiveLedger.Disputed d ? d.id() : "";
    return new NaiveDisputes.Event(
        i,
        e.millis(),
        digest,
        kind,
        fields.build(),
        Set.of(roles.split(" ", -1)),
        shown,
        object,
        List.of());
  }

  private static Json item(NaiveLedger.Item i) {
    return Json.object()
        .put("period", yyyymm(i.month()))
        .put("line", i.line())
        .put("claimed", i.claimed().toString())
        .put("result", Json.object().put("amount", i.stated().toString()).build())
        .build();
  }

  private static Json awarded(NaiveLedger.Amount a) {
    return Json.object()
        .put("period", yyyymm(a.month()))
        .put("line", a.line())
        .put("amount", a.micros().toString())
        .build();
  }

  private static List<Json> ranges(List<Long> numbers) {
    return numbers.stream().map(n -> (Json) Json.array(Json.of(n), Json.of(n))).toList();
  }

  private static int yyyymm(YearMonth month) {
    return month.getYear() * 100 + month.getMonthValue();
  }
}
