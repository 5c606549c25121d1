package io.countersign.core.ledger;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import java.util.BitSet;
import java.util.function.IntPredicate;

/// Which records of a batch an erasure names: an object of one bit a record.
///
/// Bit i of the batch is bit 7 - (i mod 8) of byte i / 8, in exactly ceil(count / 8) bytes; bits
/// beyond the count are 0 and at least one is 1. Immutable. Source: `src/docs/formats.md` §11.
public final class ErasureBitmap {
  private final int count;
  private final byte[] bits;

  private ErasureBitmap(int count, byte[] bits) {
    this.count = count;
    this.bits = bits;
  }

  /// The records of a batch of `count` for which `named` holds.
  ///
  /// @throws IllegalArgumentException if it holds for none, or `count` is outside 1 to
  ///   [Entry#MAX_RECORDS]
  public static ErasureBitmap of(int count, IntPredicate named) {
    if (count < 1 || count > Entry.MAX_RECORDS) {
      throw new IllegalArgumentException("count outside 1.." + Entry.MAX_RECORDS + ": " + count);
    }
    byte[] bits = new byte[bytes(count)];
    boolean any = false;
    for (int i = 0; i < count; i++) {
      if (named.test(i)) {
        bits[i / 8] |= (byte) (0x80 >> (i % 8));
        any = true;
      }
    }
    if (!any) {
      throw new IllegalArgumentException("an erasure of no record");
    }
    return new ErasureBitmap(count, bits);
  }

  /// Reads the object for a batch of `count` records.
  ///
  /// @throws MalformedException `ERASURE_BITMAP`
  public static ErasureBitmap parse(Bytes bytes, int count) throws MalformedException {
    if (bytes.size() != bytes(count)) {
      throw fault(bytes(count) + " bytes for " + count + " records", bytes.size() + " bytes");
    }
    ErasureBitmap out = new ErasureBitmap(count, bytes.toArray());
    int used = count % 8;
    if (used != 0 && (out.bits[out.bits.length - 1] & (0xff >> used)) != 0) {
      throw fault("0 in each bit beyond record " + (count - 1), "1");
    }
    if (out.cardinality() == 0) {
      throw fault("at least one record", "none");
    }
    return out;
  }

  private static MalformedException fault(String expected, String found) {
    return new MalformedException(Code.ERASURE_BITMAP, "bitmap", -1, expected, found);
  }

  private static int bytes(int count) {
    return Math.ceilDiv(count, 8);
  }

  /// Records of the batch, named or not.
  public int count() {
    return count;
  }

  /// Whether record `i` of the batch is named.
  public boolean names(int i) {
    return (bits[i / 8] & (0x80 >> (i % 8))) != 0;
  }

  /// How many records are named.
  public int cardinality() {
    return BitSet.valueOf(bits).cardinality();
  }

  /// Whether one of the records `from` to `to`, both included, is named.
  boolean namesAny(int from, int to) {
    for (int i = from; i <= to; i++) {
      if (names(i)) {
        return true;
      }
    }
    return false;
  }

  /// The object's bytes.
  public Bytes toBytes() {
    return Bytes.of(bits);
  }

  @Override
  public String toString() {
    return cardinality() + " of " + count + " records";
  }
}
