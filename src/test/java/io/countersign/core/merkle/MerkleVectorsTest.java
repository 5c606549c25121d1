package io.countersign.core.merkle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.testing.Vectors;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MerkleVectorsTest {
  private static final String OWN = "own";
  private static final String TWO_TO_256 = BigInteger.TWO.pow(256).toString();

  private final MerkleTree tree = MerkleTree.of(MerkleTreeTest.leaves(13));

  private static Json.Arr hashes(List<Bytes32> hashes) {
    return Json.array(hashes.stream().map(h -> Json.of(h.toHex())).toList());
  }

  private static List<Bytes32> hashes(Fields in, String name) throws MalformedException {
    List<Bytes32> out = new ArrayList<>();
    for (Json h : in.array(name, 0, 100)) {
      out.add(Bytes32.parse(Fields.string(h, name)));
    }
    return out;
  }

  private Json.Obj inclusion(long index, long size) {
    return Json.object()
        .put("index", index)
        .put("size", size)
        .put("leafHash", tree.leafHash(index).toHex())
        .put("proof", hashes(tree.inclusion(index, size)))
        .put("root", tree.root(size).toHex())
        .build();
  }

  private static List<Bytes32> flip(List<Bytes32> proof, int at) {
    List<Bytes32> out = new ArrayList<>(proof);
    byte[] b = out.get(at).toArray();
    b[31] ^= 1;
    out.set(at, Bytes32.of(b));
    return out;
  }

  private static List<Bytes32> plus(List<Bytes32> proof, Bytes32 hash, boolean front) {
    List<Bytes32> out = new ArrayList<>(proof);
    out.add(front ? 0 : out.size(), hash);
    return out;
  }

  @Test
  void inclusion_ofEveryVector_isAsWritten() {
    Json.Obj good = inclusion(6, 13);
    List<Bytes32> proof = tree.inclusion(6, 13);
    Vectors.of("merkle-inclusion")
        .add("happy-path-6-of-13", "A leaf in the middle", OWN, good, "")
        .add("happy-path-0-of-1", "The only leaf: no hashes", OWN, inclusion(0, 1), "")
        .add("happy-path-12-of-13", "The last leaf of an odd tree", OWN, inclusion(12, 13), "")
        .add(
            "happy-path-4-of-5",
            "A path of one hash in a tree of height 3",
            OWN,
            inclusion(4, 5),
            "")
        .add("happy-path-0-of-8", "A full tree", OWN, inclusion(0, 8), "")
        .add(
            "index-4-of-5-claimed-as-1",
            "A check that does not use up the whole proof takes it for another index",
            OWN,
            inclusion(4, 5).with("index", Json.of(1)),
            "proof-length")
        .add(
            "index-plus-1",
            "The next leaf",
            OWN,
            good.with("index", Json.of(7)),
            "inclusion-root-mismatch")
        .add(
            "index-minus-1",
            "The leaf before",
            OWN,
            good.with("index", Json.of(5)),
            "inclusion-root-mismatch")
        .add(
            "index-at-size",
            "One beyond the tree",
            OWN,
            good.with("index", Json.of(13)),
            "proof-index")
        .add(
            "index-negative",
            "Before the tree",
            OWN,
            good.with("index", Json.of(-1)),
            "proof-index")
        .add(
            "size-0",
            "A tree without leaves",
            OWN,
            inclusion(0, 1).with("size", Json.of(0)),
            "proof-index")
        .add("size-halved", "A smaller tree", OWN, good.with("size", Json.of(7)), "proof-length")
        .add("size-doubled", "A larger tree", OWN, good.with("size", Json.of(26)), "proof-length")
        .add(
            "leaf-other",
            "Another leaf",
            OWN,
            good.with("leafHash", Json.of(tree.leafHash(7).toHex())),
            "inclusion-root-mismatch")
        .add(
            "root-other",
            "The root of another size",
            OWN,
            good.with("root", Json.of(tree.root(12).toHex())),
            "inclusion-root-mismatch")
        .add(
            "hash-first-flipped",
            "One bit of the first hash",
            OWN,
            good.with("proof", hashes(flip(proof, 0))),
            "inclusion-root-mismatch")
        .add(
            "hash-last-flipped",
            "One bit of the last hash",
            OWN,
            good.with("proof", hashes(flip(proof, 3))),
            "inclusion-root-mismatch")
        .add(
            "hash-dropped",
            "The last hash left out",
            OWN,
            good.with("proof", hashes(proof.subList(0, 3))),
            "proof-length")
        .add("hashes-none", "No hashes", OWN, good.with("proof", hashes(List.of())), "proof-length")
        .add(
            "hash-added-in-front",
            "The leaf before its path",
            OWN,
            good.with("proof", hashes(plus(proof, tree.leafHash(6), true))),
            "proof-length")
        .add(
            "hash-added-behind",
            "The root behind its path",
            OWN,
            good.with("proof", hashes(plus(proof, tree.root(), false))),
            "proof-length")
        .add(
            "hashes-reversed",
            "From the root downwards",
            OWN,
            good.with("proof", hashes(proof.reversed())),
            "inclusion-root-mismatch")
        .add(
            "hash-31-bytes",
            "A hash too short",
            OWN,
            good.with("proof", Json.array(Json.of("00".repeat(31)))),
            "hex-form")
        .check(
            in -> {
              Proofs.checkInclusion(
                  in.integer("index", -1, 100),
                  in.integer("size", 0, 100),
                  in.bytes32("leafHash"),
                  hashes(in, "proof"),
                  in.bytes32("root"));
              return Json.object().put("included", true).build();
            });
  }

  private Json.Obj consistency(long a, long b) {
    return Json.object()
        .put("size1", a)
        .put("size2", b)
        .put("root1", tree.root(a).toHex())
        .put("root2", tree.root(b).toHex())
        .put("proof", hashes(tree.consistency(a, b)))
        .build();
  }

  @Test
  void consistency_ofEveryVector_isAsWritten() {
    Json.Obj good = consistency(6, 13);
    List<Bytes32> proof = tree.consistency(6, 13);
    Bytes32 garbage = Bytes32.ZERO;
    Vectors.of("merkle-consistency")
        .add("happy-path-6-to-13", "Two odd trees", OWN, good, "")
        .add(
            "happy-path-8-to-13",
            "From a full tree: its root is not in the proof",
            OWN,
            consistency(8, 13),
            "")
        .add("happy-path-1-to-13", "From one leaf", OWN, consistency(1, 13), "")
        .add("happy-path-12-to-13", "By one leaf", OWN, consistency(12, 13), "")
        .add("happy-path-equal", "The same tree: no hashes", OWN, consistency(13, 13), "")
        .add(
            "size1-0",
            "From the empty tree there is no proof",
            OWN,
            good.with("size1", Json.of(0)),
            "consistency-sizes")
        .add(
            "sizes-0",
            "Between empty trees there is no proof",
            OWN,
            good.with("size1", Json.of(0)).with("size2", Json.of(0)),
            "consistency-sizes")
        .add(
            "sizes-swapped",
            "From the larger to the smaller",
            OWN,
            good.with("size1", Json.of(13)).with("size2", Json.of(6)),
            "consistency-sizes")
        .add(
            "size1-plus-1",
            "One leaf more at first",
            OWN,
            good.with("size1", Json.of(7)),
            "proof-length")
        .add(
            "size1-minus-1",
            "One leaf fewer at first",
            OWN,
            good.with("size1", Json.of(5)),
            "proof-length")
        .add(
            "size2-doubled",
            "A larger second tree",
            OWN,
            good.with("size2", Json.of(26)),
            "proof-length")
        .add(
            "root1-other",
            "Another first root",
            OWN,
            good.with("root1", Json.of(garbage.toHex())),
            "consistency-root-mismatch")
        .add(
            "root2-other",
            "Another second root",
            OWN,
            good.with("root2", Json.of(garbage.toHex())),
            "consistency-root-mismatch")
        .add(
            "roots-swapped",
            "The roots in the other order",
            OWN,
            good.with("root1", Json.of(tree.root(13).toHex()))
                .with("root2", Json.of(tree.root(6).toHex())),
            "consistency-root-mismatch")
        .add(
            "equal-but-roots-differ",
            "A split view of one size",
            OWN,
            consistency(13, 13).with("root2", Json.of(garbage.toHex())),
            "consistency-root-mismatch")
        .add(
            "equal-with-hash",
            "A hash where none is due",
            OWN,
            consistency(13, 13).with("proof", hashes(List.of(garbage))),
            "proof-length")
        .add(
            "hash-first-flipped",
            "One bit of the first hash",
            OWN,
            good.with("proof", hashes(flip(proof, 0))),
            "consistency-root-mismatch")
        .add(
            "hash-last-flipped",
            "One bit of the last hash",
            OWN,
            good.with("proof", hashes(flip(proof, proof.size() - 1))),
            "consistency-root-mismatch")
        .add(
            "hash-dropped",
            "The last hash left out",
            OWN,
            good.with("proof", hashes(proof.subList(0, proof.size() - 1))),
            "proof-length")
        .add("hashes-none", "No hashes", OWN, good.with("proof", hashes(List.of())), "proof-length")
        .add(
            "hashes-none-from-full",
            "No hashes from a full tree",
            OWN,
            consistency(8, 13).with("proof", hashes(List.of())),
            "proof-length")
        .add(
            "hash-added-in-front",
            "A hash before",
            OWN,
            good.with("proof", hashes(plus(proof, garbage, true))),
            "proof-length")
        .add(
            "hash-added-behind",
            "A hash behind",
            OWN,
            good.with("proof", hashes(plus(proof, garbage, false))),
            "proof-length")
        .check(
            in -> {
              Proofs.checkConsistency(
                  in.integer("size1", 0, 100),
                  in.integer("size2", 0, 100),
                  in.bytes32("root1"),
                  in.bytes32("root2"),
                  hashes(in, "proof"));
              return Json.object().put("consistent", true).build();
            });
  }

  @Test
  void tile_ofEveryVector_isAsWritten() {
    MerkleTree big = MerkleTree.of(MerkleTreeTest.leaves(260));
    Bytes last = Tiles.compute(big, new TilePath.Hashes(0, 1, 4));
    Json.Obj good =
        Json.object()
            .put("path", "tile/0/001.p/4")
            .put("hashes", last.toHex())
            .put("otherTilesOf", 260)
            .put("root", big.root().toHex())
            .build();
    byte[] flipped = last.toArray();
    flipped[127] ^= 1;
    Vectors.of("tile")
        .add("happy-path-partial", "The last tile of 260 leaves", OWN, good, "")
        .add(
            "happy-path-level-1",
            "The tile above: the root of the full one below",
            OWN,
            good.with("path", Json.of("tile/1/000.p/1"))
                .with("hashes", Json.of(big.subtree(8, 0).toHex())),
            "")
        .add(
            "hash-flipped",
            "One bit of the last hash",
            OWN,
            good.with("hashes", Json.of(Bytes.of(flipped).toHex())),
            "tile-mismatch")
        .add(
            "hash-missing",
            "One hash too few",
            OWN,
            good.with("hashes", Json.of(last.toHex().substring(64))),
            "tile-size")
        .add(
            "hash-cut",
            "A byte too few",
            OWN,
            good.with("hashes", Json.of(last.toHex().substring(2))),
            "tile-size")
        .add("tile-empty", "No bytes", OWN, good.with("hashes", Json.of("")), "tile-size")
        .add(
            "level-1-other",
            "Another hash above",
            OWN,
            good.with("path", Json.of("tile/1/000.p/1"))
                .with("hashes", Json.of(big.leafHash(0).toHex())),
            "tile-mismatch")
        .add(
            "root-other",
            "Another root",
            OWN,
            good.with("root", Json.of(big.root(259).toHex())),
            "tile-mismatch")
        .add(
            "tree-larger",
            "A leaf more than the tiles have",
            OWN,
            good.with("otherTilesOf", Json.of(261)),
            "tile-missing")
        .add(
            "path-width-256",
            "A partial tile of full width",
            OWN,
            good.with("path", Json.of("tile/0/001.p/256")),
            "tile-path")
        .add(
            "path-width-0",
            "A partial tile of no width",
            OWN,
            good.with("path", Json.of("tile/0/001.p/0")),
            "tile-path")
        .add(
            "path-leading-group",
            "A group of zeros in front",
            OWN,
            good.with("path", Json.of("tile/0/x000/001.p/4")),
            "tile-path")
        .add(
            "path-level-64",
            "A level beyond the format",
            OWN,
            good.with("path", Json.of("tile/64/001.p/4")),
            "tile-path")
        .check(
            in -> {
              TilePath path = TilePath.parse(in.string("path"));
              Bytes bytes = in.hex("hashes");
              MerkleTree read =
                  Tiles.read(
                      in.integer("otherTilesOf", 1, 1000),
                      in.bytes32("root"),
                      p ->
                          p.equals(path)
                              ? Optional.of(bytes)
                              : p instanceof TilePath.Hashes h
                                      && h.index() * 256 + h.width() <= 260 >>> (8 * h.level())
                                  ? Optional.of(Tiles.compute(big, h))
                                  : Optional.empty());
              return Json.object()
                  .put("size", read.size())
                  .put("root", read.root().toHex())
                  .build();
            });
  }

  @Test
  void frontier_ofEveryVector_isAsWritten() {
    Frontier f = new Frontier();
    MerkleTreeTest.leaves(13).forEach(f::append);
    String hex = f.toBytes().toHex();
    Vectors.of("frontier")
        .add("happy-path-13", "Three subtrees of 8, 4 and 1", OWN, frontier(hex), "")
        .add("happy-path-empty", "Nothing", OWN, frontier("00".repeat(8)), "")
        .add(
            "size-plus-1",
            "Another size of as many subtrees",
            OWN,
            frontier("000000000000000f" + hex.substring(16)),
            "frontier-form")
        .add(
            "size-negative",
            "A size of 2^63",
            OWN,
            frontier("8000000000000000" + "00".repeat(32)),
            "frontier-form")
        .add(
            "size-2-to-62-plus-1",
            "Beyond the largest tree",
            OWN,
            frontier("4000000000000001" + "00".repeat(64)),
            "frontier-form")
        .add(
            "hash-missing",
            "A subtree left out",
            OWN,
            frontier(hex.substring(0, hex.length() - 64)),
            "frontier-form")
        .add("trailing-garbage", "A byte too many", OWN, frontier(hex + "00"), "frontier-form")
        .add("empty", "No bytes", OWN, frontier(""), "frontier-form")
        .check(
            in -> {
              Frontier read = Frontier.parse(in.hex("frontier"));
              assertEquals(in.hex("frontier"), read.toBytes());
              return Json.object()
                  .put("size", read.size())
                  .put("root", read.root().toHex())
                  .build();
            });
  }

  private static Json.Obj frontier(String hex) {
    return Json.object().put("frontier", hex).build();
  }

  @Test
  void sumRoot_ofEveryVector_isAsWritten() {
    Vectors.of("sum-tree")
        .add("happy-path-none", "No amounts: the constant", OWN, amounts(), "")
        .add("happy-path-zeros", "Zeros are the same as none", OWN, amounts("3", "0"), "")
        .add("happy-path-one", "One amount", OWN, amounts("0", "1"), "")
        .add("happy-path-last", "The last record number", OWN, amounts("4294967295", "7"), "")
        .add(
            "happy-path-neighbours",
            "Two in one pair, one across a boundary",
            OWN,
            amounts("2", "5", "3", "6", "4", "9"),
            "")
        .add(
            "happy-path-wide",
            "Amounts beyond 64 bits",
            OWN,
            amounts("1", "18446744073709551616", "9", BigInteger.TWO.pow(255).toString()),
            "")
        .add(
            "claim-of-neighbour",
            "The amount of the next record",
            OWN,
            amounts("2", "5", "3", "6", "4", "9").with("claim", claim(2, "6")),
            "sum-root-mismatch")
        .add(
            "happy-path-claim",
            "One amount proved alone",
            OWN,
            amounts("2", "5", "3", "6", "4", "9").with("claim", claim(3, "6")),
            "")
        .add(
            "happy-path-claim-zero",
            "An absence proved",
            OWN,
            amounts("2", "5", "3", "6", "4", "9").with("claim", claim(5, "0")),
            "")
        .add(
            "claim-plus-1",
            "One more",
            OWN,
            amounts("2", "5", "3", "6").with("claim", claim(3, "7")),
            "sum-root-mismatch")
        .add(
            "claim-minus-1",
            "One less",
            OWN,
            amounts("2", "5", "3", "6").with("claim", claim(3, "5")),
            "sum-root-mismatch")
        .add(
            "claim-negative",
            "Below zero",
            OWN,
            amounts("2", "5", "3", "6").with("claim", claim(3, "-6")),
            "sum-path-form")
        .add(
            "claim-of-257-bits",
            "Beyond the range",
            OWN,
            amounts("2", "5", "3", "6").with("claim", claim(3, TWO_TO_256)),
            "sum-path-form")
        .add(
            "claim-overflows",
            "The largest amount beside another",
            OWN,
            amounts("2", "5", "3", "6")
                .with(
                    "claim", claim(3, BigInteger.TWO.pow(256).subtract(BigInteger.ONE).toString())),
            "sum-overflow")
        .add(
            "claim-number-2-to-32",
            "Beyond the tree",
            OWN,
            amounts("2", "5", "3", "6").with("claim", claim(1L << 32, "6")),
            "sum-path-form")
        .check(
            in -> {
              SumTree.Builder b = SumTree.builder();
              for (Fields a : in.objects("amounts", 0, 100)) {
                b.add(Long.parseLong(a.string("record")), new BigInteger(a.string("amount")));
              }
              SumTree sums = b.build();
              Json.Builder out =
                  Json.object()
                      .put("hash", sums.root().hash().toHex())
                      .put("total", sums.root().total().toString());
              if (in.has("claim")) {
                Fields c = in.object("claim");
                long k = c.integer("record", 0, 1L << 33);
                List<SumRoot> path = sums.path(k % SumTree.LEAVES);
                SumTree.verifyPath(k, new BigInteger(c.string("amount")), path, sums.root());
                out.put("path", SumTree.formatPath(path).toHex());
              }
              return out.build();
            });
  }

  private static Json.Obj claim(long record, String amount) {
    return Json.object().put("record", record).put("amount", amount).build();
  }

  private static Json.Obj amounts(String... pairs) {
    List<Json> out = new ArrayList<>();
    for (int i = 0; i < pairs.length; i += 2) {
      out.add(Json.object().put("record", pairs[i]).put("amount", pairs[i + 1]).build());
    }
    return Json.object().put("amounts", out).build();
  }
}
