package io.countersign.core.merkle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.testing.Seed;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class SumTreeTest {
  private static final BigInteger MAX = BigInteger.TWO.pow(256).subtract(BigInteger.ONE);

  /// The definition word for word, over a map, without any code of what it checks.
  private static SumRoot naive(SortedMap<Long, BigInteger> amounts, long from, int level) {
    if (level == 0) {
      BigInteger v = amounts.getOrDefault(from, BigInteger.ZERO);
      return new SumRoot(NaiveTree.hash(new byte[] {0x10}, u256(v)), v);
    }
    long half = 1L << (level - 1);
    SumRoot l = side(amounts, from, half, level - 1);
    SumRoot r = side(amounts, from + half, half, level - 1);
    return parent(l, r);
  }

  private static SumRoot side(
      SortedMap<Long, BigInteger> amounts, long from, long count, int level) {
    return amounts.subMap(from, from + count).isEmpty() ? zero(level) : naive(amounts, from, level);
  }

  private static SumRoot zero(int level) {
    SumRoot z =
        new SumRoot(NaiveTree.hash(new byte[] {0x10}, u256(BigInteger.ZERO)), BigInteger.ZERO);
    for (int i = 0; i < level; i++) {
      z = parent(z, z);
    }
    return z;
  }

  private static SumRoot parent(SumRoot l, SumRoot r) {
    return new SumRoot(
        NaiveTree.hash(
            new byte[] {0x11},
            l.hash().toArray(),
            u256(l.total()),
            r.hash().toArray(),
            u256(r.total())),
        l.total().add(r.total()));
  }

  private static byte[] u256(BigInteger v) {
    byte[] out = new byte[32];
    for (int i = 0; i < 32; i++) {
      out[31 - i] = v.shiftRight(8 * i).byteValue();
    }
    return out;
  }

  private static SumTree tree(SortedMap<Long, BigInteger> amounts) {
    SumTree.Builder b = SumTree.builder();
    for (Map.Entry<Long, BigInteger> e : amounts.entrySet()) {
      if (e.getValue().bitLength() < 64 && e.getKey() % 2 == 0) {
        b.add(e.getKey(), e.getValue().longValueExact());
      } else {
        b.add(e.getKey(), e.getValue());
      }
    }
    return b.build();
  }

  @Test
  void root_withoutAmounts_isTheConstant() {
    assertEquals(zero(32), SumTree.builder().root());
    assertEquals(zero(32), SumTree.builder().add(0, 0).add(17, BigInteger.ZERO).root());
  }

  @Test
  void root_ofEdgeNumbers_isTheLiteralOne() {
    long last = SumTree.LEAVES - 1;
    for (List<Long> numbers :
        List.of(
            List.of(0L),
            List.of(1L),
            List.of(last),
            List.of(0L, last),
            List.of(0L, 1L),
            List.of(1L, 2L),
            List.of(3L, 4L),
            List.of(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L),
            List.of((1L << 31) - 1, 1L << 31),
            List.of(last - 1, last))) {
      SortedMap<Long, BigInteger> amounts = new TreeMap<>();
      numbers.forEach(k -> amounts.put(k, BigInteger.valueOf(k % 1000 + 1)));
      assertEquals(naive(amounts, 0, 32), tree(amounts).root(), numbers.toString());
    }
  }

  @Test
  void rootAndPaths_ofRandomAmounts_areTheLiteralOnes() throws Exception {
    long seed = Seed.pick();
    RandomGenerator random = Seed.random(seed);
    for (int round = 0; round < 40; round++) {
      SortedMap<Long, BigInteger> amounts = new TreeMap<>();
      int n = random.nextInt(1, 60);
      long spread = random.nextBoolean() ? 100 : SumTree.LEAVES;
      for (int i = 0; i < n; i++) {
        int bits = random.nextInt(4) == 0 ? 249 : 40;
        amounts.put(random.nextLong(spread), new BigInteger(bits, new Random(seed + i)));
      }
      SumTree tree = tree(amounts);
      String at = "seed " + seed + " round " + round;
      assertEquals(naive(amounts, 0, 32), tree.root(), at);
      List<Long> asked = new ArrayList<>(amounts.keySet());
      asked.add(random.nextLong(SumTree.LEAVES));
      for (long k : asked) {
        BigInteger v = amounts.getOrDefault(k, BigInteger.ZERO);
        assertEquals(v, tree.amount(k), at);
        List<SumRoot> path = tree.path(k);
        SumTree.verifyPath(k, v, path, tree.root());
        assertEquals(path, SumTree.parsePath(SumTree.formatPath(path)), at);
        long other = k ^ 1;
        assertThrows(
            MalformedException.class,
            () -> SumTree.verifyPath(k, v.add(BigInteger.ONE), path, tree.root()),
            at);
        if (!tree.amount(other).equals(v)) {
          assertThrows(
              MalformedException.class, () -> SumTree.verifyPath(other, v, path, tree.root()), at);
        }
      }
    }
  }

  @Test
  void root_withOneAmountLess_hasAnotherHashAndTotal() {
    SumRoot all = SumTree.builder().add(3, 5).add(4, 7).add(9, 1).root();
    SumRoot less = SumTree.builder().add(3, 5).add(9, 1).root();
    SumRoot moved = SumTree.builder().add(3, 5).add(5, 7).add(9, 1).root();
    assertEquals(BigInteger.valueOf(13), all.total());
    assertEquals(BigInteger.valueOf(6), less.total());
    assertEquals(all.total(), moved.total());
    assertNotEquals(all.hash(), moved.hash());
  }

  @Test
  void sum_at2To256_overflows() throws Exception {
    assertEquals(MAX, SumTree.builder().add(0, MAX).add(1, 0).root().total());
    SumTree.Builder over = SumTree.builder().add(0, MAX).add(1, 1);
    assertThrows(ArithmeticException.class, over::build);
    assertThrows(
        IllegalArgumentException.class, () -> SumTree.builder().add(0, MAX.add(BigInteger.ONE)));
    SumTree max = SumTree.builder().add(0, MAX).build();
    List<SumRoot> path = new ArrayList<>(max.path(0));
    path.set(5, new SumRoot(path.get(5).hash(), BigInteger.ONE));
    MalformedException e =
        assertThrows(MalformedException.class, () -> SumTree.rootOfPath(0, MAX, path));
    assertEquals(Code.SUM_OVERFLOW, e.code());
    assertEquals("sum.path[5]", e.field());
  }

  @Test
  void add_outOfOrderOrRange_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> SumTree.builder().add(3, 1).add(3, 1));
    assertThrows(IllegalArgumentException.class, () -> SumTree.builder().add(3, 0).add(2, 1));
    assertThrows(IllegalArgumentException.class, () -> SumTree.builder().add(-1, 1));
    assertThrows(IllegalArgumentException.class, () -> SumTree.builder().add(SumTree.LEAVES, 1));
    assertThrows(IllegalArgumentException.class, () -> SumTree.builder().add(0, -1));
    assertThrows(
        IllegalArgumentException.class, () -> SumTree.builder().add(0, BigInteger.ONE.negate()));
  }

  @Test
  void path_ofWrongForm_isRefused() {
    SumTree tree = SumTree.builder().add(7, 100).build();
    List<SumRoot> path = tree.path(7);
    BigInteger v = BigInteger.valueOf(100);
    for (Executable bad :
        List.<Executable>of(
            () -> SumTree.verifyPath(7, v, path.subList(0, 31), tree.root()),
            () -> SumTree.verifyPath(-1, v, path, tree.root()),
            () -> SumTree.verifyPath(SumTree.LEAVES + 7, v, path, tree.root()),
            () -> SumTree.verifyPath(7, v.negate(), path, tree.root()),
            () -> SumTree.verifyPath(7, MAX.add(BigInteger.ONE), path, tree.root()),
            () -> SumTree.parsePath(Bytes.of(new byte[2047])))) {
      assertEquals(Code.SUM_PATH_FORM, assertThrows(MalformedException.class, bad).code());
    }
    MalformedException e =
        assertThrows(
            MalformedException.class,
            () -> SumTree.verifyPath(7, v, path, new SumRoot(Bytes32.ZERO, v)));
    assertEquals(Code.SUM_ROOT_MISMATCH, e.code());
  }
}
