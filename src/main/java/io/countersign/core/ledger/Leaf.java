package io.countersign.core.ledger;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.merkle.MerkleHash;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// The 122 bytes that chain an entry to its ledger and commit to it. Source: `src/docs/formats.md`
/// §5.
///
/// @param kind 1 to 255; [Kind#of(int)] tells those that have a meaning
/// @param index place in the ledger, from 0
/// @param time milliseconds since 1970, UTC; never less than the leaf before
/// @param records record numbers given out up to and including this entry, below 2^32
/// @param previous leaf hash of the leaf before; zero at index 0
/// @param digest what the entry's signers signed
/// @param envelope SHA-256 of the envelope object
public record Leaf(
    int kind,
    long index,
    long time,
    long records,
    Bytes32 previous,
    Bytes32 digest,
    Bytes32 envelope) {
  /// Bytes of the binary form.
  public static final int SIZE = 122;

  /// The latest time that any leaf may carry: 2100-01-01 UTC, in milliseconds.
  public static final long MAX_TIME = 4_102_444_800_000L;

  /// Bound on the number of records a ledger holds.
  public static final long MAX_RECORDS = 1L << 32;

  /// Bound on indexes: far beyond use, and exact in JSON.
  public static final long MAX_INDEX = 1L << 48;

  private static final byte VERSION = 1;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  public Leaf {
    String wrong = wrong(kind, index, time, records);
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(wrong);
    }
  }

  private static String wrong(int kind, long index, long time, long records) {
    if (kind < 1 || kind > 255) {
      return "kind " + kind;
    }
    if (index < 0 || index > MAX_INDEX) {
      return "index " + Long.toUnsignedString(index);
    }
    if (time < 0 || time > MAX_TIME) {
      return "time " + Long.toUnsignedString(time);
    }
    return records < 0 || records >= MAX_RECORDS ? "records " + Long.toUnsignedString(records) : "";
  }

  /// Reads the 122 bytes.
  ///
  /// @throws MalformedException `LEAF_FORM`
  public static Leaf parse(Bytes bytes) throws MalformedException {
    byte[] b = bytes.unsafeArray();
    if (b.length != SIZE || b[0] != VERSION) {
      throw new MalformedException(
          Code.LEAF_FORM,
          "leaf",
          0,
          SIZE + " bytes that begin with 01",
          b.length + " bytes" + (b.length > 0 ? ", first " + (b[0] & 0xff) : ""));
    }
    int kind = b[1] & 0xff;
    long index = (long) LONG.get(b, 2);
    long time = (long) LONG.get(b, 10);
    long records = (long) LONG.get(b, 18);
    String wrong = wrong(kind, index, time, records);
    if (!wrong.isEmpty()) {
      throw new MalformedException(
          Code.LEAF_FORM, "leaf", -1, "a value within the bounds of its field", wrong);
    }
    return new Leaf(
        kind, index, time, records, Bytes32.of(b, 26), Bytes32.of(b, 58), Bytes32.of(b, 90));
  }

  /// The 122 bytes.
  public Bytes toBytes() {
    byte[] out = new byte[SIZE];
    out[0] = VERSION;
    out[1] = (byte) kind;
    LONG.set(out, 2, index);
    LONG.set(out, 10, time);
    LONG.set(out, 18, records);
    previous.writeTo(out, 26);
    digest.writeTo(out, 58);
    envelope.writeTo(out, 90);
    return Bytes.wrap(out);
  }

  /// The leaf hash of the ledger's tree: SHA-256(0x00 | the 122 bytes).
  public Bytes32 hash() {
    return MerkleHash.leaf(toBytes().unsafeArray());
  }
}
