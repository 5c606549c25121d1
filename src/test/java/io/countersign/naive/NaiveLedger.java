package io.countersign.naive;

import io.countersign.core.encoding.Json;
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

  /// What a party calls a record.
  public record Name(String source, String id, long rev) {}

  /// A record: `at` in UTC seconds.
  public record Fact(Name name, long at, String type, Json.Obj data) {}
}
