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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class TilesTest {
  private static Map<String, Bytes> serve(MerkleTree tree) {
    Map<String, Bytes> out = new HashMap<>();
    for (TilePath.Hashes path : Tiles.hashTiles(tree.size())) {
      out.put(path.format(), Tiles.compute(tree, path));
    }
    return out;
  }

  private static Tiles.Source source(Map<String, Bytes> tiles) {
    return path -> Optional.ofNullable(tiles.get(path.format()));
  }

  @Test
  void hashTiles_ofTheSpecificationsExample_areTheirs() {
    // Source: C2SP tlog-tiles, "Partial Tiles".
    List<TilePath.Hashes> tiles = Tiles.hashTiles(70_000);
    assertEquals(273, tiles.stream().filter(t -> t.level() == 0 && !t.isPartial()).count());
    assertTrue(tiles.contains(new TilePath.Hashes(0, 273, 112)));
    assertTrue(tiles.contains(new TilePath.Hashes(1, 0, 256)));
    assertTrue(tiles.contains(new TilePath.Hashes(1, 1, 17)));
    assertTrue(tiles.contains(new TilePath.Hashes(2, 0, 1)));
    assertEquals(277, tiles.size());
    assertEquals(
        List.of(new TilePath.Hashes(0, 0, 256), new TilePath.Hashes(1, 0, 1)),
        Tiles.hashTiles(256));
    assertEquals(List.of(), Tiles.hashTiles(0));
    assertEquals(274, Tiles.entryTiles(70_000).size());
  }

  @Test
  void newTiles_ofGrowingTree_addUpToAll() {
    long[] sizes = {0, 1, 1, 5, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 70_000};
    Set<TilePath> served = new HashSet<>();
    for (int i = 1; i < sizes.length; i++) {
      served.addAll(Tiles.hashTiles(sizes[i - 1], sizes[i]));
      served.addAll(Tiles.entryTiles(sizes[i - 1], sizes[i]));
      assertTrue(served.containsAll(Tiles.hashTiles(sizes[i])), "size " + sizes[i]);
      assertTrue(served.containsAll(Tiles.entryTiles(sizes[i])), "size " + sizes[i]);
    }
  }

  @Test
  void tree_readFromItsTiles_isTheSame() throws Exception {
    MerkleTree tree = MerkleTree.of(MerkleTreeTest.leaves(66_000));
    for (int n : new int[] {0, 1, 2, 255, 256, 257, 700, 65_536, 66_000}) {
      MerkleTree part = new MerkleTree();
      for (int i = 0; i < n; i++) {
        part.append(tree.leafHash(i));
      }
      assertEquals(tree.root(n), Tiles.read(n, tree.root(n), source(serve(part))).root(), "" + n);
    }
  }

  @Test
  void tree_readFromTilesThatLackOrDiffer_isRefused() {
    MerkleTree tree = MerkleTree.of(MerkleTreeTest.leaves(700));
    Map<String, Bytes> good = serve(tree);
    assertEquals(4, good.size()); // two full and one partial of level 0, one of level 1
    for (String path : good.keySet()) {
      Map<String, Bytes> without = new HashMap<>(good);
      without.remove(path);
      assertEquals(Code.TILE_MISSING, refusal(tree, without).code(), path);
      Map<String, Bytes> cut = new HashMap<>(good);
      cut.compute(path, (p, b) -> Bytes.of(Arrays.copyOf(b.toArray(), b.size() - 32)));
      assertEquals(Code.TILE_SIZE, refusal(tree, cut).code(), path);
      Map<String, Bytes> flipped = new HashMap<>(good);
      byte[] bytes = good.get(path).toArray();
      bytes[bytes.length - 1] ^= 1;
      flipped.put(path, Bytes.of(bytes));
      assertEquals(Code.TILE_MISMATCH, refusal(tree, flipped).code(), path);
    }
  }

  private static MalformedException refusal(MerkleTree tree, Map<String, Bytes> tiles) {
    return assertThrows(
        MalformedException.class, () -> Tiles.read(tree.size(), tree.root(), source(tiles)));
  }

  @Test
  void tileTree_ofServedTiles_provesTheSame() throws Exception {
    int n = 66_000;
    MerkleTree tree = MerkleTree.of(MerkleTreeTest.leaves(n));
    TileTree tiles = new TileTree(n, tree.root(), source(serve(tree)));
    long seed = Seed.pick();
    RandomGenerator random = Seed.random(seed);
    for (int round = 0; round < 200; round++) {
      long i = random.nextInt(n);
      String at = "seed " + seed + " index " + i;
      assertEquals(tree.leafHash(i), tiles.leafHash(i), at);
      assertEquals(tree.inclusion(i, n), tiles.inclusion(i), at);
      assertEquals(tree.consistency(i + 1, n), tiles.consistency(i + 1), at);
      assertEquals(tree.root(i), tiles.root(i), at);
    }
  }

  @Test
  void tileTree_readsFewTiles() throws Exception {
    int n = 66_000;
    MerkleTree tree = MerkleTree.of(MerkleTreeTest.leaves(n));
    Map<String, Bytes> all = serve(tree);
    List<String> asked = new ArrayList<>();
    TileTree tiles =
        new TileTree(
            n,
            tree.root(),
            path -> {
              asked.add(path.format());
              return Optional.ofNullable(all.get(path.format()));
            });
    assertEquals(tree.inclusion(33_333, n), tiles.inclusion(33_333));
    assertTrue(asked.size() <= 6, asked.toString());
  }

  @Test
  void tileTree_ofFalseTiles_saysNothing() {
    int n = 700;
    MerkleTree tree = MerkleTree.of(MerkleTreeTest.leaves(n));
    MerkleTree other = MerkleTree.of(MerkleTreeTest.leaves(n + 1).subList(1, n + 1));
    TileTree tiles = new TileTree(n, tree.root(), source(serve(other)));
    for (long i : new long[] {0, 255, 256, 511, 512, 699}) {
      assertEquals(Code.TILE_MISMATCH, refused(() -> tiles.leafHash(i)));
      assertEquals(Code.TILE_MISMATCH, refused(() -> tiles.inclusion(i)));
      assertEquals(Code.TILE_MISMATCH, refused(() -> tiles.consistency(i + 1)));
      assertEquals(Code.TILE_MISMATCH, refused(() -> tiles.root(i + 1)));
    }
    TileTree none = new TileTree(n, tree.root(), path -> Optional.empty());
    assertEquals(Code.TILE_MISSING, refused(() -> none.leafHash(3)));
  }

  private static Code refused(Executable subject) {
    return assertThrows(MalformedException.class, subject).code();
  }

  @Test
  void path_ofAnyTile_readsBack() throws Exception {
    long seed = Seed.pick();
    RandomGenerator random = Seed.random(seed);
    for (int i = 0; i < 2000; i++) {
      long index = random.nextLong() >>> (1 + random.nextInt(63));
      int width = random.nextInt(1, 257);
      TilePath path =
          random.nextBoolean()
              ? new TilePath.Hashes(random.nextInt(64), index, width)
              : new TilePath.Entries(index, width);
      assertEquals(path, TilePath.parse(path.format()), "seed " + seed + " " + path);
    }
    // Source: C2SP tlog-tiles, "Merkle Tree".
    assertEquals(
        "tile/0/x001/x234/067", new TilePath.Hashes(0, 1_234_067, TilePath.WIDTH).format());
    assertEquals("tile/entries/000.p/1", new TilePath.Entries(0, 1).format());
    assertEquals(
        new TilePath.Hashes(63, Long.MAX_VALUE, 256),
        TilePath.parse("tile/63/x009/x223/x372/x036/x854/x775/807"));
  }

  @Test
  void path_ofAnyOtherForm_isRefused() {
    for (String bad :
        List.of(
            "",
            "tile",
            "tile/0",
            "tile/0/",
            "tile/0/0",
            "tile/0/00",
            "tile/0/0000",
            "tile/00/000",
            "tile/-1/000",
            "tile/64/000",
            "tile/+1/000",
            "tile/data/000",
            "/tile/0/000",
            "tile/0/000/",
            "tile/0//000",
            "tile/0/x000/000",
            "tile/0/001/000",
            "tile/0/x001",
            "tile/0/x001/x000",
            "tile/0/X001/000",
            "tile/0/x1/000",
            "tile/0/000.p",
            "tile/0/000.p/",
            "tile/0/000.p/0",
            "tile/0/000.p/01",
            "tile/0/000.p/256",
            "tile/0/000.p/999",
            "tile/0/000.p/1/2",
            "tile/0/x000.p/001/1",
            "tile/0/.p/1",
            "tile/0/000.p/-1",
            "tile/0/x009/x223/x372/x036/x854/x775/808",
            "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
            "tile/0/٠٠٠",
            "tile/../000",
            "tile/entries",
            "tile/entries/",
            "tile/entries/0/000")) {
      MalformedException e = assertThrows(MalformedException.class, () -> TilePath.parse(bad), bad);
      assertEquals(Code.TILE_PATH, e.code());
    }
    assertThrows(IllegalArgumentException.class, () -> new TilePath.Hashes(0, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new TilePath.Hashes(0, -1, 1));
    assertThrows(IllegalArgumentException.class, () -> new TilePath.Entries(0, 257));
  }

  @Test
  void tile_ofLevel0_holdsTheLeafHashes() {
    List<Bytes32> leaves = MerkleTreeTest.leaves(300);
    MerkleTree tree = MerkleTree.of(leaves);
    Bytes tile = Tiles.compute(tree, new TilePath.Hashes(0, 1, 44));
    assertEquals(leaves.get(256), Bytes32.of(tile.toArray(), 0));
    assertEquals(leaves.get(299), Bytes32.of(tile.toArray(), 43 * 32));
    Bytes above = Tiles.compute(tree, new TilePath.Hashes(1, 0, 1));
    assertEquals(NaiveTree.mth(leaves.subList(0, 256)), Bytes32.of(above.toArray(), 0));
    assertThrows(
        IndexOutOfBoundsException.class, () -> Tiles.compute(tree, new TilePath.Hashes(0, 1, 45)));
  }
}
