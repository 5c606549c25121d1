package io.countersign.core.rating;

import io.countersign.core.base.Bytes;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.ledger.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The names of records, as 128 bits of a hash each, and which of them were used before.
///
/// Names are what the ledger's tags are made of (`formats.md` §4), without a pepper: a file has
/// none. Two names of one hash are taken for one name; nobody finds them in 2^64 tries.
final class RecordNames {
  /// Parts of the names that may be looked through side by side, by the first bits of their hash.
  private static final int PARTS = 16;

  private static final int WEIGHT = 64;

  private RecordNames() {}

  /// Makes hashes. Not thread-safe.
  static final class Hasher {
    private final Sha256.Hasher sha = new Sha256.Hasher();
    private final byte[] message = new byte[1 + 2 * (1 + UsageRecord.MAX_NAME) + 4];
    private final byte[] hash = new byte[32];

    /// Writes the two words of the hash of a name, whose source and id stand in `in`, to `out` from
    /// `at` on.
    void hash(
        Party party,
        byte[] in,
        int sourceFrom,
        int sourceTo,
        int idFrom,
        int idTo,
        long rev,
        long[] out,
        int at) {
      int n = 0;
      message[n++] = (byte) party.code();
      n = name(in, sourceFrom, sourceTo, n);
      n = name(in, idFrom, idTo, n);
      for (int shift = 24; shift >= 0; shift -= 8) {
        message[n++] = (byte) (rev >>> shift);
      }
      sha.update(message, 0, n).finishInto(hash, 0);
      out[at] = word(0);
      out[at + 1] = word(8);
    }

    void hash(Party party, UsageRecord r, long[] out, int at) {
      byte[] in = Bytes.utf8(r.source() + r.id()).toArray();
      int source = r.source().length();
      hash(party, in, 0, source, source, in.length, r.rev(), out, at);
    }

    private int name(byte[] in, int from, int to, int n) {
      message[n] = (byte) (to - from);
      System.arraycopy(in, from, message, n + 1, to - from);
      return n + 1 + to - from;
    }

    private long word(int from) {
      long v = 0;
      for (int i = from; i < from + 8; i++) {
        v = v << 8 | (hash[i] & 0xff);
      }
      return v;
    }
  }

  /// The numbers of the records whose name an earlier one has, ascending.
  ///
  /// @param names by stretch, two words for each record
  /// @param size number of records
  static long[] duplicates(List<long[]> names, long size, Workers workers) {
    long @Nullable [][] found = new long[PARTS][];
    workers.forRange(
        0,
        PARTS * WEIGHT,
        (from, to) -> {
          for (int p = Math.ceilDiv(from, WEIGHT); p * WEIGHT < to; p++) {
            found[p] = duplicates(names, size, p);
          }
        });
    List<Long> out = new ArrayList<>();
    for (long[] part : found) {
      if (part == null) {
        throw new IllegalStateException("a worker left out a part");
      }
      Arrays.stream(part).forEach(out::add);
    }
    return out.stream().mapToLong(Long::longValue).sorted().toArray();
  }

  private static long[] duplicates(List<long[]> names, long size, int part) {
    long[] table = new long[64]; // number + 1, 0 = free
    int used = 0;
    List<Long> out = new ArrayList<>();
    for (long i = 0; i < size; i++) {
      long hi = word(names, i, 0);
      if (hi >>> 60 != part) {
        continue;
      }
      if (2 * used >= table.length) {
        table = grown(names, table);
      }
      int at = slot(names, table, hi, word(names, i, 1));
      if (table[at] == 0) {
        table[at] = i + 1;
        used++;
      } else {
        out.add(i);
      }
    }
    return out.stream().mapToLong(Long::longValue).toArray();
  }

  private static long word(List<long[]> names, long number, int word) {
    return names
        .get((int) (number >>> RecordBlock.LEVEL))[
        2 * (int) (number & (RecordBlock.CAPACITY - 1)) + word];
  }

  /// Where a name stands, or the free place where it would.
  private static int slot(List<long[]> names, long[] table, long hi, long lo) {
    int mask = table.length - 1;
    int at = (int) lo & mask;
    while (table[at] != 0
        && (word(names, table[at] - 1, 0) != hi || word(names, table[at] - 1, 1) != lo)) {
      at = (at + 1) & mask;
    }
    return at;
  }

  private static long[] grown(List<long[]> names, long[] table) {
    long[] out = new long[4 * table.length];
    for (long entry : table) {
      if (entry != 0) {
        long number = entry - 1;
        out[slot(names, out, word(names, number, 0), word(names, number, 1))] = entry;
      }
    }
    return out;
  }
}
