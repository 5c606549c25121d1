package io.countersign.core.merkle;

import com.google.errorprone.annotations.CheckReturnValue;
import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Trees as tiles: which tiles a tree has, what they hold, and a tree read from them. Source: C2SP
/// tlog-tiles.
public final class Tiles {
  /// Levels of the tree in one tile.
  private static final int HEIGHT = 8;

  private Tiles() {}

  /// Where tiles come from: a bundle, a store, a server.
  @FunctionalInterface
  public interface Source {
    /// The bytes under `path`, empty where there are none. Nothing is believed of them.
    Optional<Bytes> tile(TilePath path);
  }

  /// All tiles of hashes of a tree of `size` leaves, by level and index; partial ones last in their
  /// level. A tree of 0 leaves has none.
  public static List<TilePath.Hashes> hashTiles(long size) {
    return hashTiles(0, size);
  }

  /// The tiles of hashes that a tree of `size` leaves has and one of `oldSize` had not, partial
  /// tiles of another width included.
  public static List<TilePath.Hashes> hashTiles(long oldSize, long size) {
    checkSizes(oldSize, size);
    List<TilePath.Hashes> out = new ArrayList<>();
    for (int level = 0; size >>> (HEIGHT * level) > 0; level++) {
      long before = oldSize >>> (HEIGHT * level);
      long now = size >>> (HEIGHT * level);
      if (before == now) {
        continue;
      }
      for (long n = before / TilePath.WIDTH; n < now / TilePath.WIDTH; n++) {
        out.add(new TilePath.Hashes(level, n, TilePath.WIDTH));
      }
      int partial = (int) (now % TilePath.WIDTH);
      if (partial > 0) {
        out.add(new TilePath.Hashes(level, now / TilePath.WIDTH, partial));
      }
    }
    return out;
  }

  /// All bundles of entries of a tree of `size` leaves.
  public static List<TilePath.Entries> entryTiles(long size) {
    return entryTiles(0, size);
  }

  /// The bundles of entries that a tree of `size` leaves has and one of `oldSize` had not.
  public static List<TilePath.Entries> entryTiles(long oldSize, long size) {
    checkSizes(oldSize, size);
    List<TilePath.Entries> out = new ArrayList<>();
    if (oldSize == size) {
      return out;
    }
    for (long n = oldSize / TilePath.WIDTH; n < size / TilePath.WIDTH; n++) {
      out.add(new TilePath.Entries(n, TilePath.WIDTH));
    }
    int partial = (int) (size % TilePath.WIDTH);
    if (partial > 0) {
      out.add(new TilePath.Entries(size / TilePath.WIDTH, partial));
    }
    return out;
  }

  private static void checkSizes(long oldSize, long size) {
    if (oldSize < 0 || oldSize > size) {
      throw new IllegalArgumentException("from size " + oldSize + " to " + size);
    }
  }

  /// The bytes of a tile: 32 for each of its hashes.
  ///
  /// @throws IndexOutOfBoundsException if `tree` is too small to have it
  public static Bytes compute(MerkleTree tree, TilePath.Hashes path) {
    if (path.level() >= 64 / HEIGHT) {
      throw new IndexOutOfBoundsException("level " + path.level() + " of a tree of " + tree.size());
    }
    byte[] out = new byte[path.width() * Bytes32.SIZE];
    for (int i = 0; i < path.width(); i++) {
      tree.subtree(HEIGHT * path.level(), path.index() * TilePath.WIDTH + i)
          .writeTo(out, i * Bytes32.SIZE);
    }
    return Bytes.wrap(out);
  }

  /// Reads the tree of `size` leaves with `root` from its tiles, and checks every tile of it.
  ///
  /// @throws MalformedException `TILE_MISSING`, `TILE_SIZE`; `TILE_MISMATCH` if the leaf hashes do
  ///   not lead to `root` or a tile above does not follow from them
  @CheckReturnValue
  public static MerkleTree read(long size, Bytes32 root, Source source) throws MalformedException {
    MerkleTree tree = new MerkleTree();
    for (TilePath.Hashes path : hashTiles(size)) {
      Bytes bytes = load(source, path);
      if (path.level() == 0) {
        for (int i = 0; i < path.width(); i++) {
          tree.append(Bytes32.of(bytes.unsafeArray(), i * Bytes32.SIZE));
        }
      }
    }
    if (!tree.root().equals(root)) {
      throw mismatch("tile/0", "root " + root, "root " + tree.root());
    }
    for (TilePath.Hashes path : hashTiles(size)) {
      if (path.level() > 0 && !load(source, path).equals(compute(tree, path))) {
        throw mismatch(path.format(), "the hashes that follow from level 0", "others");
      }
    }
    return tree;
  }

  /// The tile's bytes, of the right length.
  static Bytes load(Source source, TilePath.Hashes path) throws MalformedException {
    Optional<Bytes> bytes = source.tile(path);
    if (bytes.isEmpty()) {
      throw new MalformedException(Code.TILE_MISSING, path.format(), -1, "a tile", "nothing");
    }
    int expected = path.width() * Bytes32.SIZE;
    if (bytes.get().size() != expected) {
      throw new MalformedException(
          Code.TILE_SIZE, path.format(), -1, expected + " bytes", bytes.get().size() + " bytes");
    }
    return bytes.get();
  }

  static MalformedException mismatch(String where, String expected, String found) {
    return new MalformedException(Code.TILE_MISMATCH, where, -1, expected, found);
  }
}
