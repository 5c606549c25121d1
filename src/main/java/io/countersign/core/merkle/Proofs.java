package io.countersign.core.merkle;

import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import java.util.List;

/// Checks inclusion and consistency proofs. Each check returns normally or throws: there is no
/// boolean to forget.
///
/// The index is compared with the size first and the whole proof must be used up (sn == 0 at the
/// end): a check that omits either lets one proof serve for another index.
public final class Proofs {
  private Proofs() {}

  /// The root of a tree of `size` leaves that has `leafHash` at `index`, according to `proof`.
  ///
  /// Source: RFC 9162 2.1.3.2.
  ///
  /// @throws MalformedException `PROOF_INDEX` unless 0 <= index < size; `PROOF_LENGTH` if the proof
  ///   has another length than index and size demand
  public static Bytes32 rootOfInclusion(
      long index, long size, Bytes32 leafHash, List<Bytes32> proof) throws MalformedException {
    if (index < 0 || index >= size) {
      throw new MalformedException(
          Code.PROOF_INDEX, "proof.index", -1, "an index below " + size, Long.toString(index));
    }
    MerkleHash.Nodes nodes = new MerkleHash.Nodes();
    long fn = index;
    long sn = size - 1;
    Bytes32 r = leafHash;
    for (Bytes32 p : proof) {
      if (sn == 0) {
        throw length("a shorter proof for index " + index + " of " + size, proof);
      }
      if ((fn & 1) == 1 || fn == sn) {
        r = nodes.node(p, r);
        if ((fn & 1) == 0) {
          int shift = Long.numberOfTrailingZeros(fn); // fn > 0, as fn == sn > 0
          fn >>>= shift;
          sn >>>= shift;
        }
      } else {
        r = nodes.node(r, p);
      }
      fn >>>= 1;
      sn >>>= 1;
    }
    if (sn != 0) {
      throw length("a longer proof for index " + index + " of " + size, proof);
    }
    return r;
  }

  /// Checks that the tree of `size` leaves with `root` has `leafHash` at `index`.
  ///
  /// @throws MalformedException `INCLUSION_ROOT_MISMATCH`, and as [#rootOfInclusion]
  public static void checkInclusion(
      long index, long size, Bytes32 leafHash, List<Bytes32> proof, Bytes32 root)
      throws MalformedException {
    Bytes32 found = rootOfInclusion(index, size, leafHash, proof);
    if (!found.equals(root)) {
      throw new MalformedException(
          Code.INCLUSION_ROOT_MISMATCH, "proof", -1, "root " + root, "root " + found);
    }
  }

  /// Checks that the tree of `size1` leaves with `root1` is a prefix of that of `size2` leaves with
  /// `root2`.
  ///
  /// An empty first tree has no proof: it is a prefix of everything, which says nothing about
  /// `root2`, so a caller that has seen nothing must not ask. Source: RFC 9162 2.1.4.2.
  ///
  /// @throws MalformedException `CONSISTENCY_SIZES` unless 0 < size1 <= size2; `PROOF_LENGTH`;
  ///   `CONSISTENCY_ROOT_MISMATCH` if either root does not follow from the proof
  public static void checkConsistency(
      long size1, long size2, Bytes32 root1, Bytes32 root2, List<Bytes32> proof)
      throws MalformedException {
    if (size1 < 1 || size1 > size2) {
      throw new MalformedException(
          Code.CONSISTENCY_SIZES,
          "proof.sizes",
          -1,
          "sizes from 1 on, the first no larger than the second",
          size1 + " and " + size2);
    }
    if (size1 == size2) {
      if (!proof.isEmpty()) {
        throw length("no hashes between equal sizes", proof);
      }
      match("proof.root2", root1, root2);
      return;
    }
    boolean whole = Long.bitCount(size1) == 1; // then root1 itself is the first node
    if (!whole && proof.isEmpty()) {
      throw length("a longer proof from size " + size1 + " to " + size2, proof);
    }
    MerkleHash.Nodes nodes = new MerkleHash.Nodes();
    int shift = Long.numberOfTrailingZeros(size1);
    long fn = (size1 - 1) >>> shift;
    long sn = (size2 - 1) >>> shift;
    Bytes32 fr = whole ? root1 : proof.getFirst();
    Bytes32 sr = fr;
    for (Bytes32 c : whole ? proof : proof.subList(1, proof.size())) {
      if (sn == 0) {
        throw length("a shorter proof from size " + size1 + " to " + size2, proof);
      }
      if ((fn & 1) == 1 || fn == sn) {
        fr = nodes.node(c, fr);
        sr = nodes.node(c, sr);
        if ((fn & 1) == 0) {
          int up = Long.numberOfTrailingZeros(fn); // fn > 0, as fn == sn > 0
          fn >>>= up;
          sn >>>= up;
        }
      } else {
        sr = nodes.node(sr, c);
      }
      fn >>>= 1;
      sn >>>= 1;
    }
    if (sn != 0) {
      throw length("a longer proof from size " + size1 + " to " + size2, proof);
    }
    match("proof.root1", root1, fr);
    match("proof.root2", root2, sr);
  }

  private static void match(String field, Bytes32 expected, Bytes32 found)
      throws MalformedException {
    if (!expected.equals(found)) {
      throw new MalformedException(
          Code.CONSISTENCY_ROOT_MISMATCH, field, -1, "root " + expected, "root " + found);
    }
  }

  private static MalformedException length(String expected, List<Bytes32> proof) {
    return new MalformedException(
        Code.PROOF_LENGTH, "proof", -1, expected, proof.size() + " hashes");
  }
}
