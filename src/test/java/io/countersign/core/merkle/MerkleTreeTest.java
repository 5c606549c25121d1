package io.countersign.core.merkle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.testing.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class MerkleTreeTest {
  private static final int SMALL = 70; // every size and index below it

  static List<Bytes32> leaves(int n) {
    List<Bytes32> out = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      out.add(MerkleHash.leaf(new byte[] {(byte) (i >>> 8), (byte) i}));
    }
    return out;
  }

  @Test
  void root_ofEverySmallSize_isTheLiteralOne() {
    List<Bytes32> leaves = leaves(SMALL);
    MerkleTree tree = MerkleTree.of(leaves);
    Frontier frontier = new Frontier();
    for (int n = 0; n <= SMALL; n++) {
      Bytes32 expected = NaiveTree.mth(leaves.subList(0, n));
      assertEquals(expected, tree.root(n), "size " + n);
      assertEquals(expected, frontier.root(), "frontier of size " + n);
      assertEquals(n, frontier.size());
      if (n < SMALL) {
        frontier.append(leaves.get(n));
      }
    }
    assertEquals(NaiveTree.mth(leaves), tree.root());
  }

  @Test
  void inclusion_ofEverySmallSizeAndIndex_isTheLiteralOneAndPasses() throws Exception {
    List<Bytes32> leaves = leaves(SMALL);
    MerkleTree tree = MerkleTree.of(leaves);
    for (int n = 1; n <= SMALL; n++) {
      for (int i = 0; i < n; i++) {
        List<Bytes32> proof = tree.inclusion(i, n);
        assertEquals(NaiveTree.path(i, leaves.subList(0, n)), proof, i + " of " + n);
        Proofs.checkInclusion(i, n, leaves.get(i), proof, tree.root(n));
      }
    }
  }

  @Test
  void consistency_ofEverySmallPair_isTheLiteralOneAndPasses() throws Exception {
    List<Bytes32> leaves = leaves(SMALL);
    MerkleTree tree = MerkleTree.of(leaves);
    for (int b = 1; b <= SMALL; b++) {
      for (int a = 1; a <= b; a++) {
        List<Bytes32> proof = tree.consistency(a, b);
        assertEquals(NaiveTree.proof(a, leaves.subList(0, b)), proof, a + " to " + b);
        Proofs.checkConsistency(a, b, tree.root(a), tree.root(b), proof);
      }
    }
  }

  @Test
  void inclusionProof_underAnyOtherIndex_isRefused() {
    // Of the same size: a size is pinned by its checkpoint, not by a root.
    int max = 40;
    MerkleTree tree = MerkleTree.of(leaves(max));
    for (int n = 1; n <= max; n++) {
      for (int i = 0; i < n; i++) {
        List<Bytes32> proof = tree.inclusion(i, n);
        for (int other = -1; other <= n + 1; other++) {
          if (other != i) {
            int index = other;
            int size = n;
            Bytes32 leaf = tree.leafHash(i);
            assertThrows(
                MalformedException.class,
                () -> Proofs.checkInclusion(index, size, leaf, proof, tree.root(size)),
                i + " of " + n + " as " + other);
          }
        }
      }
    }
  }

  @Test
  void inclusionProof_ofIndex4Of5ClaimedAs1_isRefused() throws Exception {
    // The path of the last leaf of 5 has one hash; a check that does not require sn == 0 takes it
    // for a path of leaf 1.
    MerkleTree tree = MerkleTree.of(leaves(5));
    List<Bytes32> proof = tree.inclusion(4, 5);
    assertEquals(1, proof.size());
    assertEquals(
        Code.PROOF_LENGTH, refusal(() -> check(tree, 1, 5, tree.leafHash(4), proof)).code());
    assertEquals(
        Code.PROOF_INDEX, refusal(() -> check(tree, 5, 5, tree.leafHash(4), proof)).code());
    assertEquals(
        Code.PROOF_INDEX, refusal(() -> check(tree, -1, 5, tree.leafHash(4), proof)).code());
    check(tree, 4, 5, tree.leafHash(4), proof);
  }

  private static void check(
      MerkleTree tree, long index, long size, Bytes32 leaf, List<Bytes32> proof)
      throws MalformedException {
    Proofs.checkInclusion(index, size, leaf, proof, tree.root());
  }

  @Test
  void proofs_withAnyHashChangedDroppedOrAdded_areRefused() throws Exception {
    int n = 23;
    MerkleTree tree = MerkleTree.of(leaves(n));
    Bytes32 garbage = MerkleHash.leaf(new byte[] {9, 9, 9});
    for (int i = 0; i < n; i++) {
      int index = i;
      for (List<Bytes32> bad : mutations(tree.inclusion(i, n), garbage)) {
        assertThrows(
            MalformedException.class, () -> check(tree, index, n, tree.leafHash(index), bad));
      }
      assertThrows(
          MalformedException.class, () -> check(tree, index, n, garbage, tree.inclusion(index, n)));
      if (i > 0) {
        for (List<Bytes32> bad : mutations(tree.consistency(i, n), garbage)) {
          assertThrows(
              MalformedException.class,
              () -> Proofs.checkConsistency(index, n, tree.root(index), tree.root(n), bad),
              i + " with " + bad);
        }
        List<Bytes32> good = tree.consistency(i, n);
        assertThrows(
            MalformedException.class,
            () -> Proofs.checkConsistency(index, n, garbage, tree.root(n), good));
        assertThrows(
            MalformedException.class,
            () -> Proofs.checkConsistency(index, n, tree.root(index), garbage, good));
      }
    }
  }

  private static List<List<Bytes32>> mutations(List<Bytes32> proof, Bytes32 garbage) {
    List<List<Bytes32>> out = new ArrayList<>();
    for (int i = 0; i <= proof.size(); i++) {
      List<Bytes32> added = new ArrayList<>(proof);
      added.add(i, garbage);
      out.add(added);
      if (i < proof.size()) {
        List<Bytes32> changed = new ArrayList<>(proof);
        changed.set(i, garbage);
        out.add(changed);
        List<Bytes32> dropped = new ArrayList<>(proof);
        dropped.remove(i);
        out.add(dropped);
      }
      if (i + 1 < proof.size()) {
        List<Bytes32> swapped = new ArrayList<>(proof);
        swapped.set(i, proof.get(i + 1));
        swapped.set(i + 1, proof.get(i));
        out.add(swapped);
      }
    }
    return out;
  }

  @Test
  void tree_ofManyBlocks_agreesWithFrontierAndItsProofsPass() throws Exception {
    int n = 3 * 256 * 5 + 77;
    long seed = Seed.pick();
    RandomGenerator random = Seed.random(seed);
    MerkleTree tree = new MerkleTree();
    Frontier frontier = new Frontier();
    byte[] buffer = new byte[40];
    for (Bytes32 leaf : leaves(n)) {
      assertEquals(frontier.size(), tree.append(leaf));
      leaf.writeTo(buffer, 8);
      frontier.append(buffer, 8);
    }
    assertEquals(frontier.root(), tree.root());
    for (int round = 0; round < 300; round++) {
      long b = random.nextLong(1, n + 1L);
      long a = 1 + random.nextLong(b);
      Proofs.checkInclusion(a - 1, b, tree.leafHash(a - 1), tree.inclusion(a - 1, b), tree.root(b));
      Proofs.checkConsistency(a, b, tree.root(a), tree.root(b), tree.consistency(a, b));
    }
  }

  @Test
  void tree_askedBeyondItsSize_throws() {
    MerkleTree tree = MerkleTree.of(leaves(5));
    assertThrows(IndexOutOfBoundsException.class, () -> tree.root(6));
    assertThrows(IndexOutOfBoundsException.class, () -> tree.root(-1));
    assertThrows(IndexOutOfBoundsException.class, () -> tree.leafHash(5));
    assertThrows(IndexOutOfBoundsException.class, () -> tree.inclusion(5, 5));
    assertThrows(IndexOutOfBoundsException.class, () -> tree.inclusion(0, 6));
    assertThrows(IndexOutOfBoundsException.class, () -> tree.consistency(0, 5));
    assertThrows(IndexOutOfBoundsException.class, () -> tree.consistency(4, 3));
    assertThrows(IndexOutOfBoundsException.class, () -> tree.subtree(2, 1));
  }

  @Test
  void frontier_writtenAndReadAtAnySize_goesOnTheSame() throws Exception {
    List<Bytes32> leaves = leaves(40);
    for (int n = 0; n <= leaves.size(); n++) {
      Frontier f = new Frontier();
      leaves.subList(0, n).forEach(f::append);
      Bytes bytes = f.toBytes();
      assertEquals(8 + 32 * Integer.bitCount(n), bytes.size());
      Frontier read = Frontier.parse(bytes);
      assertEquals(bytes, read.toBytes());
      Frontier copy = f.copy();
      for (Bytes32 leaf : leaves.subList(n, leaves.size())) {
        read.append(leaf);
        copy.append(leaf);
      }
      assertEquals(NaiveTree.mth(leaves), read.root());
      assertEquals(NaiveTree.mth(leaves), copy.root());
      assertEquals(bytes, f.toBytes());
      f.clear();
      assertEquals(MerkleHash.emptyRoot(), f.root());
    }
  }

  @Test
  void frontier_ofWrongBytes_isRefused() {
    Frontier f = new Frontier();
    leaves(5).forEach(f::append);
    byte[] good = f.toBytes().toArray();
    byte[] negative = good.clone();
    negative[0] = (byte) 0x80;
    byte[] huge = good.clone();
    huge[0] = 0x40;
    byte[] other = good.clone();
    other[7] = 7;
    for (byte[] bad :
        new byte[][] {
          new byte[0],
          new byte[7],
          Arrays.copyOf(good, good.length - 1),
          Arrays.copyOf(good, good.length + 1),
          negative,
          huge,
          other
        }) {
      assertEquals(Code.FRONTIER_FORM, refusal(() -> Frontier.parse(Bytes.of(bad))).code());
    }
  }

  private static MalformedException refusal(Executable subject) {
    return assertThrows(MalformedException.class, subject);
  }

  @Test
  void root_readWhileTheTreeGrows_isThatOfItsSize() throws Exception {
    int count = 40_000;
    List<Bytes32> leaves = leaves(count);
    Bytes32[] roots = new Bytes32[count + 1];
    Frontier frontier = new Frontier();
    for (int n = 0; n <= count; n++) {
      roots[n] = frontier.root();
      if (n < count) {
        frontier.append(leaves.get(n));
      }
    }
    MerkleTree tree = new MerkleTree();
    Callable<Long> reader =
        () -> {
          RandomGenerator random = RandomGenerator.getDefault();
          long reads = 0;
          for (long seen = 0; seen < count; ) {
            seen = tree.size();
            long size = seen == 0 ? 0 : seen - random.nextLong(Math.min(seen, 600));
            assertEquals(roots[(int) size], tree.root(size), "size " + size + " of " + seen);
            if (size > 0) {
              long index = random.nextLong(size);
              Proofs.checkInclusion(
                  index,
                  size,
                  leaves.get((int) index),
                  tree.inclusion(index, size),
                  roots[(int) size]);
            }
            reads++;
          }
          return reads;
        };
    try (ExecutorService pool = Executors.newFixedThreadPool(3)) {
      List<Future<Long>> readers = List.of(pool.submit(reader), pool.submit(reader));
      leaves.forEach(tree::append);
      for (Future<Long> f : readers) {
        assertTrue(f.get() > 0);
      }
    }
    assertEquals(roots[count], tree.root());
  }
}
