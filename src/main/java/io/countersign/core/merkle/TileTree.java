package io.countersign.core.merkle;

import com.google.errorprone.annotations.CheckReturnValue;
import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.MalformedException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Proofs from tiles that nobody vouches for, without reading all of them.
///
/// Whatever it returns has been checked against the root that it was made with. Cost: for a proof
/// the tiles along two paths, at most 16; each is read once and kept. Not thread-safe.
public final class TileTree {
  private final long size;
  private final Bytes32 root;
  private final Tiles.Source source;
  private final MerkleHash.Nodes nodes = new MerkleHash.Nodes();
  private final Map<TilePath, Bytes> tiles = new HashMap<>();
  private final Subtrees<MalformedException> subtrees = this::subtree;

  /// The tree of `size` leaves with `root`, both from a checkpoint that the caller believes.
  public TileTree(long size, Bytes32 root, Tiles.Source source) {
    if (size < 0) {
      throw new IllegalArgumentException("size " + size);
    }
    this.size = size;
    this.root = Objects.requireNonNull(root);
    this.source = Objects.requireNonNull(source);
  }

  /// The hash of leaf `index`.
  ///
  /// @throws MalformedException `TILE_MISSING`, `TILE_SIZE`, `TILE_MISMATCH`
  @CheckReturnValue
  public Bytes32 leafHash(long index) throws MalformedException {
    Bytes32 leaf = subtree(0, Objects.checkIndex(index, size));
    check(index, leaf, subtrees.inclusionIn(index, size, nodes));
    return leaf;
  }

  /// The proof that leaf `index` is in this tree.
  ///
  /// @throws MalformedException as [#leafHash]
  @CheckReturnValue
  public List<Bytes32> inclusion(long index) throws MalformedException {
    List<Bytes32> proof = subtrees.inclusionIn(index, size, nodes);
    check(index, subtree(0, index), proof);
    return proof;
  }

  /// The root of the first `size1` leaves.
  ///
  /// @throws MalformedException as [#leafHash]
  @CheckReturnValue
  public Bytes32 root(long size1) throws MalformedException {
    Objects.checkIndex(size1, size + 1);
    Bytes32 root1 = subtrees.rootOf(size1, nodes);
    if (size1 > 0) {
      checkPrefix(size1, root1, subtrees.consistencyOf(size1, size, nodes));
    }
    return root1;
  }

  /// The proof that the first `size1` leaves are a prefix of this tree.
  ///
  /// @throws MalformedException as [#leafHash]
  @CheckReturnValue
  public List<Bytes32> consistency(long size1) throws MalformedException {
    List<Bytes32> proof = subtrees.consistencyOf(size1, size, nodes);
    checkPrefix(size1, subtrees.rootOf(size1, nodes), proof);
    return proof;
  }

  private void check(long index, Bytes32 leaf, List<Bytes32> proof) throws MalformedException {
    try {
      Proofs.checkInclusion(index, size, leaf, proof, root);
    } catch (MalformedException e) {
      throw Tiles.mismatch("tiles of leaf " + index, e.expected(), e.found());
    }
  }

  private void checkPrefix(long size1, Bytes32 root1, List<Bytes32> proof)
      throws MalformedException {
    try {
      Proofs.checkConsistency(size1, size, root1, root, proof);
    } catch (MalformedException e) {
      throw Tiles.mismatch("tiles at size " + size1, e.expected(), e.found());
    }
  }

  /// The root of a complete subtree, from the tile that holds it or the 2, 4, ... hashes under it.
  private Bytes32 subtree(int level, long index) throws MalformedException {
    int tileLevel = level / 8;
    int inside = level % 8;
    long first = index << inside;
    long count = size >>> (8 * tileLevel);
    long n = first / TilePath.WIDTH;
    int width = (int) Math.min(TilePath.WIDTH, count - n * TilePath.WIDTH);
    TilePath.Hashes path = new TilePath.Hashes(tileLevel, n, width);
    Bytes tile = tiles.get(path);
    if (tile == null) {
      tile = Tiles.load(source, path);
      tiles.put(path, tile);
    }
    byte[] hashes = tile.toArray();
    int at = (int) (first % TilePath.WIDTH) * Bytes32.SIZE;
    for (int n2 = 1 << inside; n2 > 1; n2 /= 2) {
      for (int i = 0; i < n2 / 2; i++) {
        nodes.node(hashes, at + 2 * i * Bytes32.SIZE, hashes, at + i * Bytes32.SIZE);
      }
    }
    return Bytes32.of(hashes, at);
  }
}
