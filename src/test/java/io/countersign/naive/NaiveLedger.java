package io.countersign.naive;

import io.countersign.core.encoding.Json;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;

/// What a ledger says, leaf by leaf: one entry for each, with its time in milliseconds.
public record NaiveLedger(List<Entry> entries) {
  public NaiveLedger {
    entries = List.copyOf(entries);
  }

  /// One leaf.
  public sealed interface Entry {
    long millis();
  }

  /// A version of the terms, as the document itself, and the first month that it governs.
  public record Version(long millis, Json.Obj terms, YearMonth effective) implements Entry {}

  /// Records attested by `provider` or `client`.
  public record Batch(long millis, String by, List<Fact> facts) implements Entry {
    public Batch {
      facts = List.copyOf(facts);
    }
  }

  /// Records that the party who attested them takes back.
  public record Voids(long millis, String by, List<Name> names) implements Entry {
    public Voids {
      names = List.copyOf(names);
    }
  }

  /// The acceptance of a milestone.
  public record Accepted(long millis, String milestone, LocalDate on) implements Entry {}

  /// A statement that the provider signed over a prefix; `hash` tells revisions apart.
  public record Stated(long millis, YearMonth month, String hash, int prefix) implements Entry {}

  /// A dispute on the statement of this hash: what lines should come to, and the numbers of the
  /// records that it rests on.
  public record Disputed(
      long millis,
      String id,
      YearMonth month,
      String statement,
      List<Item> items,
      List<Long> records)
      implements Entry {
    public Disputed {
      items = List.copyOf(items);
      records = List.copyOf(records);
    }
  }

  /// An answer: `accept`, `reject` or `part`.
  public record Answered(long millis, String dispute, String word) implements Entry {}

  /// A dispute that is taken back.
  public record Withdrawn(long millis, String dispute) implements Entry {}

  /// A resolution by both: fixed amounts and the records that they settle, or neither.
  public record Resolved(long millis, String dispute, List<Amount> awarded, List<Long> records)
      implements Entry {
    public Resolved {
      awarded = List.copyOf(awarded);
      records = List.copyOf(records);
    }
  }

  /// Micros of a line of a month.
  public record Amount(YearMonth month, String line, BigInteger micros) {}

  /// What a line of a month was stated as and is claimed to be, in micros.
  public record Item(YearMonth month, String line, BigInteger claimed, BigInteger stated) {}

  /// What a party calls a record.
  public record Name(String source, String id, long rev) {}

  /// A record: `at` in UTC seconds.
  public record Fact(Name name, long at, String type, Json.Obj data) {}
}
