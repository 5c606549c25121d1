package io.countersign.core.rating;

import io.countersign.core.base.Code;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.HeldRecord;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.Workers;
import io.countersign.core.terms.RecordType;
import io.countersign.core.terms.Side;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The columns of one period's records as a ledger holds them.
///
/// Decides which records count as the reference's [Columns] do.
final class LedgerBlocks {
  private final History prefix;
  private final Plan plan;
  private final Feed feed;
  private final @Nullable Code[] ignored;

  private LedgerBlocks(History prefix, Plan plan, Feed feed) {
    this.prefix = prefix;
    this.plan = plan;
    this.feed = feed;
    this.ignored = new Code[feed.size()];
  }

  /// @param blocks those of each type ascending
  /// @param ignored why records count as absent
  record Result(List<RecordBlock> blocks, List<IgnoredRecords> ignored) {
    Result {
      blocks = List.copyOf(blocks);
      ignored = List.copyOf(ignored);
    }
  }

  static Result of(History prefix, Plan plan, Feed feed, Workers workers) {
    LedgerBlocks all = new LedgerBlocks(prefix, plan, feed);
    int[] starts = all.starts();
    int types = plan.terms().records().size();
    Slot[] slots = new Slot[starts.length];
    Arrays.setAll(slots, s -> new Slot(types));
    workers.forRange(
        0,
        feed.size(),
        (from, to) -> {
          // a part fills the stretches that begin in it
          for (int s = firstAt(starts, from); s < starts.length && starts[s] < to; s++) {
            all.fill(starts[s], s + 1 < starts.length ? starts[s + 1] : feed.size(), slots[s]);
          }
        });
    List<RecordBlock> blocks = new ArrayList<>();
    for (int t = 0; t < types; t++) {
      for (Slot slot : slots) {
        RecordBlock block = slot.blocks[t];
        if (block != null) {
          block.trim();
          blocks.add(block);
        }
      }
    }
    Ignored.Collector codes = new Ignored.Collector();
    for (int i = 0; i < feed.size(); i++) {
      Code code = all.ignored[i];
      if (code != null) {
        codes.add(code, feed.number(i));
      }
    }
    return new Result(blocks, codes.list());
  }

  /// The blocks of one stretch of record numbers, by type.
  private static final class Slot {
    final @Nullable RecordBlock[] blocks;

    Slot(int types) {
      blocks = new RecordBlock[types];
    }
  }

  private static int firstAt(int[] starts, int from) {
    int i = Arrays.binarySearch(starts, from);
    return i >= 0 ? i : -i - 1;
  }

  /// The places at which a stretch of record numbers begins.
  private int[] starts() {
    List<Integer> out = new ArrayList<>();
    long last = -1;
    for (int i = 0; i < feed.size(); i++) {
      long stretch = feed.number(i) >>> RecordBlock.LEVEL;
      if (stretch != last) {
        out.add(i);
        last = stretch;
      }
    }
    return out.stream().mapToInt(Integer::intValue).toArray();
  }

  private void fill(int from, int to, Slot slot) {
    long[] values = new long[plan.maxFields()];
    for (int i = from; i < to; i++) {
      ignored[i] = read(i, slot, values);
    }
  }

  private @Nullable Code read(int i, Slot slot, long[] values) {
    Code absent =
        prefix.absenceByOrder(feed.batch(i), feed.index(i)).map(f -> f.code()).orElse(null);
    if (absent != null) {
      return absent;
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
      return prefix
          .absence(feed.batch(i), feed.index(i))
          .orElseThrow(() -> new IllegalStateException("two checks disagree on " + feed.record(i)))
          .code();
    }
    RecordType type = plan.reader(t).type();
    if ((type.by() == Side.PROVIDER ? Party.PROVIDER : Party.CLIENT) != feed.party(i)) {
      return Code.RECORD_BY_OTHER_PARTY;
    }
    RecordBlock block = slot.blocks[t];
    if (block == null) {
      block = new RecordBlock(type, t, feed.number(i) >>> RecordBlock.LEVEL);
      slot.blocks[t] = block;
    }
    block.add(feed.number(i), at, values);
    return null;
  }
}
