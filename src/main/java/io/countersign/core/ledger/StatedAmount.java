package io.countersign.core.ledger;

import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.core.merkle.MerkleHash;
import io.countersign.core.merkle.Proofs;
import io.countersign.core.money.Micros;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/// What a statement says of one line: the leaf of its results tree.
///
/// Source: `src/docs/statement.md` §5.
///
/// @param amount within int256
/// @param sumRoot root of the line's sum tree; zeros where it has none, as is `sumTotal`
/// @param sumTotal 0 to 2^256-1
public record StatedAmount(Micros amount, Bytes32 sumRoot, BigInteger sumTotal, Bytes32 traceHash) {
  /// Bytes of the leaf: u16 line | int256 amount | 32 sumRoot | u256 sumTotal | 32 traceHash.
  public static final int LEAF_BYTES = 2 + 4 * Bytes32.SIZE;

  public StatedAmount {
    if (amount.value().bitLength() > 255 || sumTotal.signum() < 0 || sumTotal.bitLength() > 256) {
      throw new IllegalArgumentException("beyond 256 bits: " + amount + ", " + sumTotal);
    }
  }

  /// Reads the member `result` of a claim's item.
  static StatedAmount parse(Fields f) throws MalformedException {
    Micros amount = DisputeObjects.int256(f, "amount");
    Bytes32 root = f.bytes32("sumRoot");
    BigInteger total = f.decimal("sumTotal");
    if (total.signum() < 0 || total.bitLength() > 256) {
      throw new MalformedException(
          Code.FIELD_RANGE, f.path("sumTotal"), -1, "0 to 2^256-1", total.toString());
    }
    Bytes32 trace = f.bytes32("traceHash");
    f.end();
    return new StatedAmount(amount, root, total, trace);
  }

  Json toJson() {
    return Json.object()
        .put("amount", amount.value().toString())
        .put("sumRoot", sumRoot.toHex())
        .put("sumTotal", sumTotal.toString())
        .put("traceHash", traceHash.toHex())
        .build();
  }

  /// The bytes of the leaf for line number `index` of the terms.
  public byte[] leaf(int index) {
    ByteBuffer out = ByteBuffer.allocate(LEAF_BYTES);
    out.putShort((short) index);
    out.put(int256(amount.value()));
    out.put(sumRoot.toArray());
    out.put(int256(sumTotal));
    out.put(traceHash.toArray());
    return out.array();
  }

  /// Its hash.
  public Bytes32 leafHash(int index) {
    return MerkleHash.leaf(leaf(index));
  }

  /// Checks that a statement of `lines` lines whose results have `resultsRoot` says this of line
  /// number `index`.
  ///
  /// @throws MalformedException codes of [Proofs#checkInclusion]
  public void check(int index, int lines, List<Bytes32> path, Bytes32 resultsRoot)
      throws MalformedException {
    Proofs.checkInclusion(index, lines, leafHash(index), path, resultsRoot);
  }

  /// Two's complement of 256 bits; a sum below 2^256 fits as an unsigned number.
  private static byte[] int256(BigInteger value) {
    byte[] raw = value.toByteArray();
    int from = Math.max(0, raw.length - Bytes32.SIZE);
    byte[] out = new byte[Bytes32.SIZE];
    Arrays.fill(out, (byte) (value.signum() < 0 ? 0xff : 0));
    int length = raw.length - from;
    System.arraycopy(raw, from, out, Bytes32.SIZE - length, length);
    return out;
  }
}
