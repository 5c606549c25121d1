package io.countersign.core.merkle;

import io.countersign.core.base.Bytes32;
import java.math.BigInteger;

/// The top of a sum tree or of a subtree of it: its hash, and the sum of its leaves.
///
/// @param total 0 to 2^256-1
public record SumRoot(Bytes32 hash, BigInteger total) {
  public SumRoot {
    if (total.signum() < 0 || total.bitLength() > 256) {
      throw new IllegalArgumentException("sum outside 0 to 2^256-1: " + total);
    }
  }
}
