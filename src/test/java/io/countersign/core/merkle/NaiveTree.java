package io.countersign.core.merkle;

import io.countersign.core.base.Bytes32;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/// RFC 9162 2.1.1, 2.1.3.1 and 2.1.4.1 word for word, slow, sharing no code with what it checks.
final class NaiveTree {
  private NaiveTree() {}

  static Bytes32 hash(byte[]... parts) {
    try {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (byte[] part : parts) {
        all.writeBytes(part);
      }
      return Bytes32.of(MessageDigest.getInstance("SHA-256").digest(all.toByteArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /// MTH(D_n) over leaf hashes.
  static Bytes32 mth(List<Bytes32> d) {
    if (d.isEmpty()) {
      return hash();
    }
    if (d.size() == 1) {
      return d.getFirst();
    }
    int k = k(d.size());
    return hash(
        new byte[] {1}, mth(d.subList(0, k)).toArray(), mth(d.subList(k, d.size())).toArray());
  }

  /// PATH(m, D_n).
  static List<Bytes32> path(int m, List<Bytes32> d) {
    List<Bytes32> out = new ArrayList<>();
    if (d.size() > 1) {
      int k = k(d.size());
      if (m < k) {
        out.addAll(path(m, d.subList(0, k)));
        out.add(mth(d.subList(k, d.size())));
      } else {
        out.addAll(path(m - k, d.subList(k, d.size())));
        out.add(mth(d.subList(0, k)));
      }
    }
    return out;
  }

  /// PROOF(m, D_n) = SUBPROOF(m, D_n, true).
  static List<Bytes32> proof(int m, List<Bytes32> d) {
    return subproof(m, d, true);
  }

  private static List<Bytes32> subproof(int m, List<Bytes32> d, boolean b) {
    List<Bytes32> out = new ArrayList<>();
    if (m == d.size()) {
      if (!b) {
        out.add(mth(d));
      }
      return out;
    }
    int k = k(d.size());
    if (m <= k) {
      out.addAll(subproof(m, d.subList(0, k), b));
      out.add(mth(d.subList(k, d.size())));
    } else {
      out.addAll(subproof(m - k, d.subList(k, d.size()), false));
      out.add(mth(d.subList(0, k)));
    }
    return out;
  }

  /// The largest power of two smaller than n.
  private static int k(int n) {
    int k = 1;
    while (2 * k < n) {
      k *= 2;
    }
    return k;
  }
}
