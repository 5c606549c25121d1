package io.countersign.core.verify;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.encoding.SignedNote;
import io.countersign.core.encoding.Vkey;
import io.countersign.core.ledger.Checkpoint;
import io.countersign.core.ledger.EntryBundle;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.Genesis;
import io.countersign.core.ledger.Leaf;
import io.countersign.core.merkle.MerkleHash;
import io.countersign.core.merkle.MerkleTree;
import io.countersign.core.merkle.TilePath;
import io.countersign.core.merkle.Tiles;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The checks of identity, checkpoint and tree, and what they leave for the later ones: the leaves,
/// their tree, Genesis and the pepper.
final class TreeChecks {
  static final String LOG_SUFFIX = "/ledger/";

  private final Parts parts;
  private final Bytes32 ledger;
  private final Report.Builder report;
  private final List<Bytes> leaves = new ArrayList<>();
  private final MerkleTree tree = new MerkleTree();
  private Optional<SignedNote> note = Optional.empty();
  private Optional<Checkpoint> claimed = Optional.empty();
  private Optional<Genesis> genesis = Optional.empty();
  private Optional<Bytes32> pepper = Optional.empty();
  private Optional<Vkey> logKey = Optional.empty();

  /// @param ledger the id that the policy names
  TreeChecks(Parts parts, Bytes32 ledger, Report.Builder report) {
    this.parts = parts;
    this.ledger = ledger;
    this.report = report;
  }

  /// The bytes of the leaves from index 0 on, as far as they can be read.
  List<Bytes> leaves() {
    return leaves;
  }

  /// The tree of [#leaves()].
  MerkleTree tree() {
    return tree;
  }

  /// The checkpoint's note, not verified.
  Optional<SignedNote> note() {
    return note;
  }

  /// The checkpoint's text, whether or not its signature is good.
  Optional<Checkpoint> claimed() {
    return claimed;
  }

  /// Present only if it is that of the ledger that the policy names.
  Optional<Genesis> genesis() {
    return genesis;
  }

  Optional<Bytes32> pepper() {
    return pepper;
  }

  Optional<Vkey> logKey() {
    return logKey;
  }

  void readCheckpoint() {
    Optional<Bytes> bytes = parts.required(Layout.CHECKPOINT);
    if (bytes.isEmpty()) {
      return;
    }
    try {
      note = Optional.of(SignedNote.parse(bytes.get()));
      claimed = Optional.of(Checkpoint.parse(note.get().text()));
    } catch (MalformedException e) {
      report.add(Check.failed(Code.CHECKPOINT_NOTE, Layout.CHECKPOINT, e));
    }
  }

  /// Reads the entry bundles in order, up to the first that is missing or malformed.
  void readLeaves() {
    boolean gap = false;
    for (TilePath.Entries path : parts.entries()) {
      gap |= path.index() * TilePath.WIDTH != leaves.size();
      if (gap) {
        report.add(
            Check.failed(
                Code.TREE_SIZE,
                path.format(),
                "leaves from " + leaves.size() + " on",
                "leaves from " + path.index() * TilePath.WIDTH + " on"));
        continue;
      }
      try {
        Optional<Bytes> bytes = parts.required(path.format());
        if (bytes.isEmpty()) {
          gap = true;
          continue;
        }
        for (Bytes leaf : EntryBundle.parse(bytes.get(), path.width())) {
          leaves.add(leaf);
          tree.append(MerkleHash.leaf(leaf.unsafeArray()));
        }
      } catch (MalformedException e) {
        report.add(Check.failed(Code.TREE_SIZE, path.format(), e));
        gap = true;
      }
    }
  }

  void sizeAndRoot() {
    if (claimed.isEmpty()) {
      notChecked(Code.TREE_SIZE, "the checkpoint's size");
      notChecked(Code.TREE_ROOT, "the checkpoint's root");
      return;
    }
    Checkpoint c = claimed.get();
    compare(Code.TREE_SIZE, Layout.CHECKPOINT, c.size() + " leaves", leaves.size() + " leaves");
    if (c.size() > tree.size()) {
      report.add(
          Check.failed(
              Code.TREE_ROOT,
              Layout.CHECKPOINT,
              "root " + c.root() + " of " + c.size() + " leaves",
              "only " + tree.size() + " leaves"));
    } else {
      compare(Code.TREE_ROOT, Layout.CHECKPOINT, "root " + c.root(), "root " + tree.root(c.size()));
    }
  }

  /// Every tile must be there and hold what the leaves give, and there must be no other.
  void tiles() {
    int failed = 0;
    Set<String> expected = new HashSet<>();
    for (TilePath.Hashes path : Tiles.hashTiles(tree.size())) {
      String name = path.format();
      expected.add(name);
      if (!parts.has(name)) {
        failed++;
        report.add(Check.failed(Code.TILE_CONTENT, name, "this tile", "nothing"));
        continue;
      }
      Optional<Bytes> found = parts.required(name);
      Bytes computed = Tiles.compute(tree, path);
      if (found.isEmpty() || !found.get().equals(computed)) {
        failed++;
        report.add(
            Check.failed(
                Code.TILE_CONTENT,
                name,
                "the " + path.width() + " hashes that the leaves give",
                found.map(b -> firstOther(computed, b)).orElse("nothing readable")));
      }
    }
    for (TilePath.Hashes path : parts.tiles()) {
      if (!expected.contains(path.format())) {
        failed++;
        report.add(
            Check.failed(
                Code.TILE_CONTENT,
                path.format(),
                "no such tile in a tree of " + tree.size() + " leaves",
                "a tile"));
      }
    }
    if (failed == 0) {
      report.add(Check.passed(Code.TILE_CONTENT, "tile/", expected.size() + " tiles"));
    }
  }

  private static String firstOther(Bytes computed, Bytes found) {
    int n = computed.size() / Bytes32.SIZE;
    if (found.size() != computed.size()) {
      return found.size() + " bytes instead of " + computed.size();
    }
    for (int i = 0; i < n; i++) {
      Bytes32 f = Bytes32.of(found.unsafeArray(), i * Bytes32.SIZE);
      if (!f.equals(Bytes32.of(computed.unsafeArray(), i * Bytes32.SIZE))) {
        return "another hash " + i + ": " + f;
      }
    }
    return "the same";
  }

  /// Genesis from entry 0, and whether it is that of the policy's ledger.
  void readGenesis() {
    if (leaves.isEmpty()) {
      notChecked(Code.LEDGER_ID, "entry 0 with Genesis");
      return;
    }
    try {
      Bytes32 hash = Leaf.parse(leaves.getFirst()).envelope();
      Optional<Bytes> envelope = parts.object(hash);
      if (envelope.isEmpty()) {
        report.add(
            Check.failed(
                Code.LEDGER_ID,
                "entry 0",
                "an envelope with Genesis of ledger " + ledger,
                "no object " + hash));
        return;
      }
      Optional<Genesis> found = Envelope.parse(envelope.get()).genesis();
      String id = found.map(g -> "ledger " + g.ledgerId()).orElse("no Genesis");
      compare(Code.LEDGER_ID, "entry 0", "ledger " + ledger, id);
      if (found.isPresent() && found.get().ledgerId().equals(ledger)) {
        genesis = found;
      }
    } catch (MalformedException e) {
      report.add(Check.failed(Code.LEDGER_ID, "entry 0", e));
    }
  }

  /// The origin names the operator that Genesis commits to and the ledger; the log key signed.
  void origin() {
    if (genesis.isEmpty()) {
      notChecked(Code.LOG_OPERATOR, "Genesis of the policy's ledger");
      notChecked(Code.CHECKPOINT_NOTE, "Genesis of the policy's ledger");
      return;
    }
    if (claimed.isEmpty() || note.isEmpty()) {
      notChecked(Code.LOG_OPERATOR, "a checkpoint with an origin");
      return;
    }
    String origin = claimed.get().origin();
    logKey = operator(origin, genesis.get(), ledger, report);
    if (logKey.isEmpty()) {
      notChecked(Code.CHECKPOINT_NOTE, "the name of the log's key");
      return;
    }
    try {
      Checkpoint c = Checkpoint.open(note.get(), logKey.get());
      report.add(
          Check.passed(
              Code.CHECKPOINT_NOTE,
              Layout.CHECKPOINT,
              c.size() + " leaves, signed by " + logKey.get().name()));
    } catch (MalformedException e) {
      report.add(Check.failed(Code.CHECKPOINT_NOTE, Layout.CHECKPOINT, e));
    }
  }

  /// The log's key, if `origin` is `<operator>/ledger/<id>` for the operator of Genesis.
  static Optional<Vkey> operator(
      String origin, Genesis genesis, Bytes32 ledger, Report.Builder report) {
    String suffix = LOG_SUFFIX + ledger.toHex();
    String name =
        origin.endsWith(suffix) ? origin.substring(0, origin.length() - suffix.length()) : "";
    if (name.isEmpty() || !Sha256.hash(Bytes.utf8(name)).equals(genesis.operator())) {
      report.add(
          Check.failed(
              Code.LOG_OPERATOR,
              Layout.CHECKPOINT,
              "<operator>" + suffix + ", the operator's name of SHA-256 " + genesis.operator(),
              MalformedException.show(origin)));
      return Optional.empty();
    }
    report.add(Check.passed(Code.LOG_OPERATOR, Layout.CHECKPOINT, name));
    return Optional.of(new Vkey(origin, Vkey.Type.ED25519, genesis.logKey()));
  }

  void readPepper() {
    if (!parts.has(Layout.PEPPER)) {
      notChecked(Code.PEPPER, "the part " + Layout.PEPPER);
      return;
    }
    Optional<Bytes> bytes = parts.required(Layout.PEPPER);
    if (bytes.isEmpty()) {
      return;
    }
    if (bytes.get().size() != Bytes32.SIZE) {
      report.add(
          Check.failed(Code.PEPPER, Layout.PEPPER, "32 bytes", bytes.get().size() + " bytes"));
      return;
    }
    if (genesis.isEmpty()) {
      notChecked(Code.PEPPER, "Genesis of the policy's ledger");
      return;
    }
    Bytes32 hash = Sha256.hash(bytes.get());
    boolean same = hash.equals(genesis.get().pepper());
    report.add(
        same
            ? Check.passed(Code.PEPPER, Layout.PEPPER, "the pepper that Genesis commits to")
            : Check.failed(
                Code.PEPPER,
                Layout.PEPPER,
                "32 bytes of SHA-256 " + genesis.get().pepper(),
                "SHA-256 " + hash));
    if (same) {
      pepper = Optional.of(Bytes32.of(bytes.get().unsafeArray()));
    }
  }

  private void compare(Code code, String where, String expected, String found) {
    report.add(
        expected.equals(found)
            ? Check.passed(code, where, found)
            : Check.failed(code, where, expected, found));
  }

  private void notChecked(Code code, String missing) {
    report.add(Check.notChecked(code, "bundle", missing, "nothing"));
  }
}
