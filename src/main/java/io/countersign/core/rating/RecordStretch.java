package io.countersign.core.rating;

import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.terms.RecordType;
import io.countersign.core.terms.Side;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The records of one aligned stretch of record numbers of a file: those that count in columns, by
/// period and type, the others with their reason. Filled by one thread at a time.
final class RecordStretch {
  private final RecordRead how;
  private final long number;
  private final Map<Long, RecordBlock> blocks = new HashMap<>(); // by period and type
  private final RecordBlock[] lastBlock; // by type
  private final int[] lastPeriod;
  private final BitSet absent = new BitSet();
  private long[] names = new long[512];
  private int[] absentAt = {}; // by number less the first; made with the first that is absent
  private Code[] codes = {};
  private int size;
  private @Nullable MalformedException fault;

  /// @param number of the stretch
  RecordStretch(RecordRead how, long number) {
    this.how = how;
    this.number = number;
    int types = how.terms().records().size();
    this.lastBlock = new RecordBlock[types];
    this.lastPeriod = new int[types];
    Arrays.fill(lastPeriod, -1);
  }

  /// Reads lines.
  ///
  /// @param ends where each line's LF stands
  /// @param first, last lines [first, last) of `ends`
  void read(byte[] array, int from, int[] ends, int first, int last) {
    RecordScanner scanner = new RecordScanner(how.terms().records());
    RecordNames.Hasher hasher = new RecordNames.Hasher();
    long[] values = new long[RecordType.MAX_FIELDS];
    for (int line = first; line < last && fault == null; line++) {
      int begin = line == 0 ? from : ends[line - 1] + 1;
      if (2 * size == names.length) {
        names = Arrays.copyOf(names, Math.min(2 * names.length, 2 * RecordBlock.CAPACITY));
      }
      if (scanner.scan(array, begin, ends[line], values)) {
        hasher.hash(
            party(scanner.recordType()),
            array,
            scanner.sourceFrom(),
            scanner.sourceTo(),
            scanner.idFrom(),
            scanner.idTo(),
            0,
            names,
            2 * size);
        place(scanner.type(), scanner.at(), values);
      } else {
        general(array, begin, ends[line], hasher, values);
      }
      size++;
    }
  }

  private void general(byte[] array, int from, int to, RecordNames.Hasher hasher, long[] values) {
    UsageRecord record;
    try {
      record = UsageRecord.parse(array, from, to);
    } catch (MalformedException e) {
      long line = first() + size + 1;
      fault =
          new MalformedException(
              e.code(), "line " + line + " " + e.field(), e.offset(), e.expected(), e.found());
      return;
    }
    int t = how.typeOf(record.type());
    hasher.hash(
        t < 0 ? Party.PROVIDER : party(how.terms().records().get(t)), record, names, 2 * size);
    if (record.rev() > 0) {
      absent(size, record.at(), Code.RECORD_REVISION);
      return;
    }
    Optional<Code> code = how.fault(record);
    if (code.isPresent()) {
      absent(size, record.at(), code.get());
    } else if (how.reader(t).read(record.data(), values)) {
      place(t, record.at(), values);
    } else {
      throw new IllegalStateException("two checks disagree on " + record);
    }
  }

  private static Party party(RecordType type) {
    return type.by() == Side.PROVIDER ? Party.PROVIDER : Party.CLIENT;
  }

  private void place(int type, long at, long[] values) {
    if (!how.inTerm(at)) {
      absent(size, at, Code.RECORD_OUTSIDE_TERM);
      return;
    }
    int last = lastPeriod[type];
    if (last < 0 || !how.holds(last, at)) {
      int period = how.periodAt(at);
      lastPeriod[type] = period;
      lastBlock[type] =
          blocks.computeIfAbsent(
              key(period, type),
              k -> new RecordBlock(how.terms().records().get(type), type, number));
    }
    lastBlock[type].add(first() + size, at, values);
  }

  private void absent(int offset, long at, Code code) {
    if (absentAt.length <= offset) {
      absentAt = Arrays.copyOf(absentAt, Math.min(RecordBlock.CAPACITY, 2 * offset + 64));
      codes = Arrays.copyOf(codes, absentAt.length);
    }
    absent.set(offset);
    absentAt[offset] = (int) at;
    codes[offset] = code;
  }

  private static long key(int period, int type) {
    return (long) period << 32 | type;
  }

  private long first() {
    return number << RecordBlock.LEVEL;
  }

  /// How many records there are.
  int size() {
    return size;
  }

  Optional<MalformedException> fault() {
    return Optional.ofNullable(fault);
  }

  /// Two words of the hash of each name.
  long[] names() {
    return names;
  }

  /// Takes records out of the columns: their names were used before.
  ///
  /// @param offsets their numbers, less the first of the stretch
  void remove(BitSet offsets) {
    for (RecordBlock block : blocks.values()) {
      for (int i = 0; i < block.size(); i++) {
        int offset = (int) (block.number(i) - first());
        if (offsets.get(offset)) {
          absent(offset, block.at(i), Code.RECORD_DUPLICATE);
        }
      }
      block.remove(offsets);
    }
    for (int i = offsets.nextSetBit(0); i >= 0; i = offsets.nextSetBit(i + 1)) {
      codes[i] = Code.RECORD_DUPLICATE;
    }
  }

  /// Forgets the names and gives back unused room.
  void trim() {
    names = new long[0];
    blocks.values().forEach(RecordBlock::trim);
  }

  Optional<RecordBlock> block(int period, int type) {
    return Optional.ofNullable(blocks.get(key(period, type))).filter(b -> b.size() > 0);
  }

  /// Hands over the records from instant `from` up to `to` that are absent.
  void absent(long from, long to, Ignored.Collector out) {
    for (int i = absent.nextSetBit(0); i >= 0; i = absent.nextSetBit(i + 1)) {
      long at = Integer.toUnsignedLong(absentAt[i]);
      if (at >= from && at < to) {
        out.add(codes[i], first() + i);
      }
    }
  }
}
