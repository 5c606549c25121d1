package io.countersign.naive;

import static io.countersign.naive.Doc.number;
import static io.countersign.naive.Doc.object;
import static io.countersign.naive.Doc.text;

import io.countersign.core.encoding.Json;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/// What disputes came to on a prefix at an instant: money, and the records that it settled. Every
/// entry on a dispute is one that counts. formats.md §10.
final class NaiveSettlements {
  private static final long DAY_MILLIS = 86_400_000L;

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
        NaiveLedger.Resolved by = resolution(d);
        List<NaiveLedger.Amount> amounts = List.of();
        if (by != null) {
          amounts = by.awarded();
        } else if (isSettled(i, d, t)) {
          amounts =
              d.contested().stream()
                  .map(c -> new NaiveLedger.Amount(c.month(), c.line(), c.micros().negate()))
                  .toList();
        }
        for (NaiveLedger.Amount a : amounts) {
          if (!a.micros().equals(BigInteger.ZERO)) {
            out.add(new Posted(i, d.id(), a));
          }
        }
      }
    }
    return out;
  }

  /// The numbers of the records of which no void has an effect any more.
  Set<Long> settledRecords(long t) {
    Set<Long> out = new HashSet<>();
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i) instanceof NaiveLedger.Disputed d) {
        NaiveLedger.Resolved by = resolution(d);
        if (by != null) {
          out.addAll(by.records());
        } else if (isSettled(i, d, t)) {
          out.addAll(d.records());
        }
      }
    }
    return out;
  }

  private NaiveLedger.Resolved resolution(NaiveLedger.Disputed d) {
    for (NaiveLedger.Entry e : entries) {
      if (e instanceof NaiveLedger.Resolved r && r.dispute().equals(d.id())) {
        return r;
      }
    }
    return null;
  }

  /// Accepted, or not answered in time where that means so; and not withdrawn or replaced before.
  private boolean isSettled(int index, NaiveLedger.Disputed d, long t) {
    long until = t;
    for (int i = index + 1; i < entries.size(); i++) {
      NaiveLedger.Entry e = entries.get(i);
      if (e instanceof NaiveLedger.Withdrawn w && w.dispute().equals(d.id())) {
        return false;
      }
      if (e instanceof NaiveLedger.Answered a && a.dispute().equals(d.id())) {
        return a.word().equals("accept");
      }
      if (e instanceof NaiveLedger.Stated s
          && s.month().equals(d.month())
          && !s.hash().equals(d.statement())) {
        until = Math.min(until, s.millis());
      }
    }
    Json.Obj rules = object(book.governing(d.month()), "disputes");
    OptionalLong seen = providerSaw(index);
    return text(object(rules, "silence"), "dispute").equals("accepted")
        && seen.isPresent()
        && until > seen.getAsLong() + number(rules, "answerDays") * DAY_MILLIS;
  }

  /// When the provider first signed something that shows that it had seen the entry.
  private OptionalLong providerSaw(int index) {
    for (int j = index + 1; j < entries.size(); j++) {
      int seen =
          switch (entries.get(j)) {
            case NaiveLedger.Version v -> j;
            case NaiveLedger.Accepted a -> j;
            case NaiveLedger.Answered a -> j;
            case NaiveLedger.Resolved r -> j;
            case NaiveLedger.Stated s -> s.prefix();
            case NaiveLedger.Batch b -> 0;
            case NaiveLedger.Voids v -> 0;
            case NaiveLedger.Disputed d -> 0;
            case NaiveLedger.Withdrawn w -> 0;
          };
      if (seen > index) {
        return OptionalLong.of(entries.get(j).millis());
      }
    }
    return OptionalLong.empty();
  }
}
