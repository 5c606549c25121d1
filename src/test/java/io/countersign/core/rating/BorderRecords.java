package io.countersign.core.rating;

import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.terms.Field;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.RecordType;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.TermsClock;
import io.countersign.core.terms.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Seeded records for any terms: values and instants that lie where something changes, and now and
/// then one that does not count.
final class BorderRecords {
  private static final long[] USUAL = {0, 1, 5, 6, 20, 21, 59, 60, 61, 120, 600, 3599, 3600, 3601};

  private BorderRecords() {}

  static List<UsageRecord> of(Terms terms, Period period, Random random, int count) {
    TermsClock clock = terms.clock();
    long start = clock.start(period);
    long end = clock.end(period);
    List<UsageRecord> out = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      RecordType type = terms.records().get(random.nextInt(terms.records().size()));
      Json.Builder data = Json.object();
      type.fields().forEach(f -> data.put(f.id(), value(f, random)));
      long at = Math.clamp(instant(terms, start, end, random), 0, UsageRecord.MAX_AT - 1);
      String id = "r" + (random.nextInt(20) == 0 ? random.nextInt(count) : i);
      String name = random.nextInt(50) == 0 ? "unknown" : type.id();
      out.add(new UsageRecord(at, spoil(data.build(), random), id, 0, "test", name));
    }
    return out;
  }

  private static long instant(Terms terms, long start, long end, Random random) {
    long at = start + (long) (random.nextDouble() * (end - start));
    return switch (random.nextInt(6)) {
      case 0 -> random.nextBoolean() ? start - random.nextInt(3) : end - random.nextInt(3);
      case 1, 2, 3 -> terms.windows().isEmpty() ? at : windowBorder(terms, at, random);
      case 4 -> {
        var change = terms.offsets().get(random.nextInt(terms.offsets().size()));
        yield change.fromUtc() > 0 ? change.fromUtc() - random.nextInt(2) : at;
      }
      default -> at;
    };
  }

  private static long windowBorder(Terms terms, long at, Random random) {
    Window w = terms.windows().get(random.nextInt(terms.windows().size()));
    int offset = terms.clock().offsetAt(at);
    int second = random.nextBoolean() ? w.fromSecond() : w.toSecond();
    return Math.floorDiv(at + offset, (long) Window.DAY) * Window.DAY
        + second
        - offset
        - random.nextInt(2);
  }

  private static Json value(Field field, Random random) {
    return switch (field) {
      case Field.Int f ->
          Json.of(
              switch (random.nextInt(5)) {
                case 0 -> f.min();
                case 1 -> f.max();
                case 2 -> f.min() + (long) (random.nextDouble() * (f.max() - f.min()));
                default -> Math.clamp(USUAL[random.nextInt(USUAL.length)], f.min(), f.max());
              });
      case Field.Choice f -> Json.of(f.values().get(random.nextInt(f.values().size())));
      case Field.Bool f -> Json.of(random.nextInt(4) > 0);
      case Field.Date f -> Json.of("2026-02-2" + random.nextInt(10));
    };
  }

  private static Json.Obj spoil(Json.Obj data, Random random) {
    if (data.size() == 0 || random.nextInt(25) > 0) {
      return data;
    }
    String key = data.key(random.nextInt(data.size()));
    return switch (random.nextInt(4)) {
      case 0 -> data.with(key, Json.of(1_000_000_000_001L));
      case 1 -> data.with(key, Json.of("2026-02-30"));
      case 2 -> data.without(key);
      default -> data.with("zz", Json.of(true));
    };
  }
}
