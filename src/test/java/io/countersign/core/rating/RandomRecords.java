package io.countersign.core.rating;

import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.UsageRecord;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// Seeded records around one month: good ones, and some of everything that must not count.
final class RandomRecords {
  private final Random random;
  private final long start;
  private final List<UsageRecord> made = new ArrayList<>();
  private final List<Party> by = new ArrayList<>();

  RandomRecords(Random random, int month) {
    this.random = random;
    this.start = LocalDate.of(RandomTerms.YEAR, month, 1).toEpochDay() * 86_400;
  }

  /// Appends batches and voids to `ledger`.
  void fill(TestLedger ledger) {
    long late = LocalDate.of(RandomTerms.YEAR + 1, 3, 1).toEpochDay() * 86_400_000L;
    int batches = random.nextInt(0, 5);
    for (int b = 0; b < batches; b++) {
      Party party = random.nextInt(4) == 0 ? Party.CLIENT : Party.PROVIDER;
      List<UsageRecord> batch = new ArrayList<>();
      int size = random.nextInt(1, 25);
      for (int i = 0; i < size; i++) {
        batch.add(record(party));
      }
      ledger.attest(late, party, batch);
    }
    Set<Integer> voided = new HashSet<>();
    if (!made.isEmpty() && random.nextBoolean()) {
      for (int i = 0; i < 3; i++) {
        int at = random.nextInt(made.size());
        if (first(at) && voided.add(at)) {
          ledger.voids(late, by.get(at), made.get(at));
        }
      }
    }
  }

  private boolean first(int at) {
    for (int i = 0; i < at; i++) {
      if (made.get(i).id().equals(made.get(at).id()) && by.get(i) == by.get(at)) {
        return false;
      }
    }
    return true;
  }

  UsageRecord record(Party party) {
    UsageRecord out = make(party);
    made.add(out);
    by.add(party);
    return out;
  }

  private UsageRecord make(Party party) {
    boolean client = party == Party.CLIENT;
    String type =
        client && random.nextInt(4) > 0 ? "survey" : random.nextBoolean() ? "call" : "shift";
    String id =
        random.nextInt(12) == 0 && !made.isEmpty()
            ? made.get(random.nextInt(made.size())).id()
            : "r" + made.size() + "-" + random.nextInt(1 << 30);
    // two days before the month to two days after it, often on a full hour or its last second
    long at = start - 2 * 86_400 + random.nextInt(35 * 86_400);
    if (random.nextBoolean()) {
      at = at / 3600 * 3600 - random.nextInt(2);
    }
    Json.Obj data =
        switch (type) {
          case "call" ->
              Json.object()
                  .put("answered", random.nextInt(5) > 0)
                  .put("skill", skill())
                  .put("talk_s", amount(7200))
                  .put("wait_s", amount(600))
                  .build();
          case "shift" ->
              Json.object()
                  .put("moved_s", random.nextInt(-500, 501))
                  .put("skill", skill())
                  .put("work_s", amount(86_400))
                  .build();
          default -> Json.object().put("points", random.nextInt(1, 6)).build();
        };
    return new UsageRecord(at, spoil(data), id, 0, "test", spoilType(type));
  }

  private String skill() {
    return RandomTerms.SKILLS.get(random.nextInt(3));
  }

  private long amount(int max) {
    return switch (random.nextInt(5)) {
      case 0 -> 0;
      case 1 -> List.of(1L, 59L, 60L, 61L, 119L, 120L, 121L, (long) max).get(random.nextInt(8));
      default -> random.nextInt(max + 1);
    };
  }

  private String spoilType(String type) {
    return random.nextInt(60) == 0 ? "unknown" : type;
  }

  /// Now and then a field out of range, of another kind, missing, or one too many.
  private Json.Obj spoil(Json.Obj data) {
    String first = data.key(random.nextInt(data.size()));
    return switch (random.nextInt(80)) {
      case 0 -> data.with(first, Json.of(-1L));
      case 1 -> data.with(first, Json.of("nothing"));
      case 2 -> data.without(first);
      case 3 -> data.with("extra", Json.of(1L));
      case 4 -> data.with(first, Json.of(1_000_000L));
      default -> data;
    };
  }
}
