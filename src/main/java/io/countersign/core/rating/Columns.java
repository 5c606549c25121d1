package io.countersign.core.rating;

import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.HeldRecord;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.Party;
import io.countersign.core.terms.Field;
import io.countersign.core.terms.RecordType;
import io.countersign.core.terms.Side;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What every measure and every rated line takes from each record of a period: one array each.
///
/// Filled in parts that may run side by side: record i writes only place i.
final class Columns {
  private final History prefix;
  private final Plan plan;
  private final Feed feed;
  private final long[][] quantities;
  private final long[][] cells;
  private final long[][] ratedQuantities;
  private final @Nullable Code[] ignored;
  private final Map<String, int[]> segments = new HashMap<>();
  private final int[][] measuresOf;
  private final int[][] ratedOf;

  Columns(History prefix, Plan plan, Feed feed) {
    this.prefix = prefix;
    this.plan = plan;
    this.feed = feed;
    int n = feed.size();
    this.quantities = new long[plan.measures().size()][n];
    this.cells = new long[plan.rated().size()][n];
    this.ratedQuantities = new long[plan.rated().size()][n];
    this.ignored = new Code[n];
    int types = plan.terms().records().size();
    this.measuresOf = new int[types][];
    this.ratedOf = new int[types][];
    for (int t = 0; t < types; t++) {
      RecordType type = plan.terms().records().get(t);
      measuresOf[t] =
          IntStream.range(0, plan.measures().size())
              .filter(m -> plan.measures().get(m).type().equals(type))
              .toArray();
      ratedOf[t] =
          IntStream.range(0, plan.rated().size())
              .filter(l -> plan.rated().get(l).type().equals(type))
              .toArray();
    }
  }

  /// Keeps, for each record whose type has the enum field `field`, the index of its value; -1 for
  /// others.
  void keepSegments(String field) {
    int[] column = new int[feed.size()];
    Arrays.fill(column, -1);
    segments.put(field, column);
  }

  /// Reads records [from, to).
  void fill(int from, int to) {
    long[] values = new long[plan.maxFields()];
    for (int i = from; i < to; i++) {
      for (long[] column : cells) {
        column[i] = -1;
      }
      ignored[i] = read(i, values);
    }
  }

  private @Nullable Code read(int i, long[] values) {
    Optional<Finding> absent = prefix.absenceByOrder(feed.batch(i), feed.index(i));
    if (absent.isPresent()) {
      return absent.get().code();
    }
    long at;
    Json.Obj data;
    String typeId;
    switch (feed.record(i)) {
      case HeldRecord.Full r -> {
        at = r.record().at();
        data = r.record().data();
        typeId = r.record().type();
      }
      case HeldRecord.Nameless r -> {
        at = r.kept().at();
        data = r.kept().data();
        typeId = r.kept().type();
      }
      case HeldRecord.Rowless r -> throw new IllegalStateException("a record without its row");
    }
    int t = plan.typeOf(typeId);
    if (t < 0
        || !plan.clock().within(plan.terms().term(), at)
        || !plan.reader(t).read(data, values)) {
      return fault(i);
    }
    RecordReader reader = plan.reader(t);
    if (side(reader.type()) != feed.party(i)) {
      return Code.RECORD_BY_OTHER_PARTY;
    }
    long windows = plan.days().windowsAt(at);
    for (int m : measuresOf[t]) {
      quantities[m][i] = plan.measures().get(m).of(values, windows);
    }
    if (ratedOf[t].length > 0) {
      int day = plan.days().dayOf(at);
      for (int l : ratedOf[t]) {
        RatedPlan line = plan.rated().get(l);
        long cell = line.cellOf(values, windows, day);
        cells[l][i] = cell;
        if (cell >= 0) {
          ratedQuantities[l][i] = line.quantityOf(values);
        }
      }
    }
    for (Map.Entry<String, int[]> e : segments.entrySet()) {
      if (reader.type().field(e.getKey()).orElse(null) instanceof Field.Choice) {
        e.getValue()[i] = (int) values[RecordReader.indexOf(reader.type(), e.getKey())];
      }
    }
    return null;
  }

  /// The code that the ledger's view has for a record which the reader did not take.
  private Code fault(int i) {
    return prefix
        .absence(feed.batch(i), feed.index(i))
        .orElseThrow(() -> new IllegalStateException("two checks disagree on " + feed.record(i)))
        .code();
  }

  private static Party side(RecordType type) {
    return type.by() == Side.PROVIDER ? Party.PROVIDER : Party.CLIENT;
  }

  Feed feed() {
    return feed;
  }

  /// What measure plan `m` counts of each record.
  long[] quantities(int m) {
    return quantities[m];
  }

  /// The cell of each record in rated line `l`, -1 where the line does not take it.
  long[] cells(int l) {
    return cells[l];
  }

  long[] ratedQuantities(int l) {
    return ratedQuantities[l];
  }

  int[] segments(String field) {
    int[] column = segments.get(field);
    if (column == null) {
      throw new IllegalStateException("segments that nobody kept: " + field);
    }
    return column;
  }

  /// Why record `i` counts as absent.
  Optional<Code> ignored(int i) {
    return Optional.ofNullable(ignored[i]);
  }
}
