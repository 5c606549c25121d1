package io.countersign.core.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Ed25519Key;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.NoteSigner;
import io.countersign.core.encoding.SignedNote;
import io.countersign.core.encoding.Vkey;
import io.countersign.core.merkle.MerkleHash;
import io.countersign.core.merkle.MerkleTree;
import io.countersign.testing.Vectors;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Golden vectors of the formats that transparency logs share.
class LogFormatsVectorsTest {
  private static final String OWN = "own";
  private static final String NAME = "log.example/ledger/" + "ab".repeat(32);
  private static final NoteSigner LOG = NoteSigner.of(NAME, key(1));
  private static final NoteSigner CLIENT = NoteSigner.cosigner("client.example", key(2));
  private static final long TIME = 1_767_225_600;

  private final MerkleTree tree = tree(9);
  private final Checkpoint checkpoint = new Checkpoint(NAME, 9, tree.root());

  private static Ed25519Key key(int n) {
    return Ed25519Key.of(Sha256.hash(new byte[] {(byte) n}));
  }

  private static Bytes32 leaf(int i) {
    return MerkleHash.leaf(new byte[] {(byte) i});
  }

  private static MerkleTree tree(int n) {
    MerkleTree t = new MerkleTree();
    for (int i = 0; i < n; i++) {
      t.append(leaf(i));
    }
    return t;
  }

  @Test
  void checkpointText_ofEveryVector_isAsWritten() {
    String good = checkpoint.text();
    String root = good.split("\n", -1)[2];
    Vectors.of("checkpoint")
        .add("happy-path-9", "Nine leaves", OWN, text(good), "")
        .add(
            "happy-path-c2sp",
            "The example of the format",
            "C2SP tlog-checkpoint",
            text(
                "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"),
            "")
        .add(
            "happy-path-empty-tree",
            "No leaves",
            OWN,
            text(new Checkpoint(NAME, 0, MerkleHash.emptyRoot()).text()),
            "")
        .add(
            "happy-path-largest",
            "2^53-1 leaves",
            OWN,
            text(good.replace("\n9\n", "\n9007199254740991\n")),
            "")
        .add(
            "empty-tree-with-root",
            "No leaves, but a root",
            OWN,
            text(good.replace("\n9\n", "\n0\n")),
            "checkpoint-form")
        .add(
            "size-2-to-53",
            "A leaf too many",
            OWN,
            text(good.replace("\n9\n", "\n9007199254740992\n")),
            "checkpoint-form")
        .add(
            "size-leading-zero",
            "A zero in front",
            OWN,
            text(good.replace("\n9\n", "\n09\n")),
            "checkpoint-form")
        .add("size-plus", "A sign", OWN, text(good.replace("\n9\n", "\n+9\n")), "checkpoint-form")
        .add(
            "size-negative",
            "Below zero",
            OWN,
            text(good.replace("\n9\n", "\n-9\n")),
            "checkpoint-form")
        .add("size-missing", "No size", OWN, text(good.replace("\n9\n", "\n\n")), "checkpoint-form")
        .add(
            "size-arabic-digits",
            "Digits of another script",
            OWN,
            text(good.replace("\n9\n", "\n\u0669\n")),
            "checkpoint-form")
        .add(
            "origin-missing",
            "No origin",
            OWN,
            text(good.substring(NAME.length())),
            "checkpoint-form")
        .add(
            "origin-with-space", "A space in the origin", OWN, text("a " + good), "checkpoint-form")
        .add(
            "root-31-bytes",
            "A root too short",
            OWN,
            text(good.replace(root, "A".repeat(42) + "==")),
            "checkpoint-form")
        .add(
            "root-without-padding",
            "The padding is cut off",
            OWN,
            text(good.replace("=\n", "\n")),
            "checkpoint-form")
        .add("extension-line", "A line more", OWN, text(good + "extension\n"), "checkpoint-form")
        .add(
            "line-missing",
            "A line less",
            OWN,
            text(good.replace(root + "\n", "")),
            "checkpoint-form")
        .add(
            "last-newline-missing",
            "Cut by one",
            OWN,
            text(good.substring(0, good.length() - 1)),
            "checkpoint-form")
        .add("empty", "Nothing", OWN, text(""), "checkpoint-form")
        .check(
            in -> {
              Checkpoint c = Checkpoint.parse(Vectors.text(in, "text"));
              assertEquals(Vectors.text(in, "text"), c.text());
              return Json.object()
                  .put("origin", c.origin())
                  .put("size", c.size())
                  .put("root", c.root().toHex())
                  .build();
            });
  }

  private static Json.Obj text(String text) {
    return Json.object().put("text", Vectors.lines(text)).build();
  }

  private static Json.Obj opened(SignedNote note) {
    return Json.object()
        .put("note", Vectors.lines(note.format()))
        .put("log", LOG.vkey().format())
        .put("cosigners", List.of(Json.of(CLIENT.vkey().format())))
        .build();
  }

  @Test
  void cosignature_ofEveryVector_isAsWritten() {
    SignedNote signed = checkpoint.sign(LOG);
    SignedNote good = signed.with(Cosignature.sign(checkpoint, TIME, CLIENT));
    Checkpoint other = new Checkpoint("other.example", 9, tree.root());
    NoteSigner stranger = NoteSigner.cosigner("client.example", key(3));
    Vectors.of("cosignature")
        .add("happy-path-client", "A checkpoint that the client cosigned", OWN, opened(good), "")
        .add("happy-path-log-only", "Not cosigned yet", OWN, opened(signed), "")
        .add(
            "happy-path-twice",
            "Cosigned again a day later",
            OWN,
            opened(good.with(Cosignature.sign(checkpoint, TIME + 86_400, CLIENT))),
            "")
        .add(
            "happy-path-stranger",
            "A cosigner of the same name and another key is unknown",
            OWN,
            opened(signed.with(Cosignature.sign(checkpoint, TIME, stranger))),
            "")
        .add(
            "log-signature-missing",
            "The client's cosignature alone",
            OWN,
            opened(
                new SignedNote(
                    checkpoint.text(), List.of(Cosignature.sign(checkpoint, TIME, CLIENT)))),
            "note-unsigned")
        .add(
            "cosignature-of-other-size",
            "A cosignature moved from another checkpoint",
            OWN,
            opened(
                signed.with(Cosignature.sign(new Checkpoint(NAME, 8, tree.root(8)), TIME, CLIENT))),
            "note-signature-bad")
        .add(
            "origin-other",
            "The log's key under the text of another log",
            OWN,
            opened(LOG.note(other.text())),
            "checkpoint-origin")
        .add(
            "text-other",
            "The log's signature over something that is no checkpoint",
            OWN,
            opened(LOG.note("countersign/refusal/v1\n")),
            "checkpoint-form")
        .check(
            in -> {
              List<Vkey> cosigners = new ArrayList<>();
              for (Json c : in.array("cosigners", 0, 9)) {
                cosigners.add(Vkey.parse(Fields.string(c, "cosigners")));
              }
              Checkpoint.Opened o =
                  Checkpoint.open(
                      SignedNote.parse(Bytes.utf8(Vectors.text(in, "note"))),
                      Vkey.parse(in.string("log")),
                      cosigners);
              return answer(o);
            });
  }

  private static Json.Obj answer(Checkpoint.Opened o) {
    return Json.object()
        .put("size", o.checkpoint().size())
        .put("root", o.checkpoint().root().toHex())
        .put(
            "cosignatures",
            o.cosignatures().stream()
                .map(c -> Json.of(c.cosigner().name() + " at " + c.time()))
                .toList())
        .build();
  }

  private static Json.Obj proof(String file, Bytes32 leaf) {
    return Json.object()
        .put("file", Vectors.lines(file))
        .put("leafHash", leaf.toHex())
        .put("log", LOG.vkey().format())
        .build();
  }

  @Test
  void proofFile_ofEveryVector_isAsWritten() {
    SignedNote note = checkpoint.sign(LOG).with(Cosignature.sign(checkpoint, TIME, CLIENT));
    String good = new TlogProof(Bytes.EMPTY, 4, tree.inclusion(4, 9), note).toBytes().toUtf8();
    String extra =
        new TlogProof(Bytes.utf8("context"), 4, tree.inclusion(4, 9), note).toBytes().toUtf8();
    MerkleTree one = tree(1);
    String single =
        new TlogProof(Bytes.EMPTY, 0, List.of(), new Checkpoint(NAME, 1, one.root()).sign(LOG))
            .toBytes()
            .toUtf8();
    String header = "c2sp.org/tlog-proof@v1\n";
    String firstHash = good.split("\n", -1)[2];
    Vectors.of("tlog-proof")
        .add("happy-path-4-of-9", "A leaf in the middle", OWN, proof(good, leaf(4)), "")
        .add("happy-path-extra", "With a line of extra data", OWN, proof(extra, leaf(4)), "")
        .add("happy-path-single-leaf", "No hashes", OWN, proof(single, leaf(0)), "")
        .add("leaf-other", "Another leaf", OWN, proof(good, leaf(5)), "inclusion-root-mismatch")
        .add(
            "index-plus-1",
            "Another index",
            OWN,
            proof(good.replace("index 4", "index 5"), leaf(4)),
            "inclusion-root-mismatch")
        .add(
            "index-at-size",
            "Beyond the tree",
            OWN,
            proof(good.replace("index 4", "index 9"), leaf(4)),
            "proof-index")
        .add(
            "index-leading-zero",
            "A zero in front",
            OWN,
            proof(good.replace("index 4", "index 04"), leaf(4)),
            "proof-file-form")
        .add(
            "index-missing",
            "No index line",
            OWN,
            proof(good.replace("index 4\n", ""), leaf(4)),
            "proof-file-form")
        .add(
            "index-upper-case",
            "Another word",
            OWN,
            proof(good.replace("index 4", "Index 4"), leaf(4)),
            "proof-file-form")
        .add(
            "header-other-version",
            "Version 2",
            OWN,
            proof(good.replace("@v1", "@v2"), leaf(4)),
            "proof-file-form")
        .add(
            "header-missing",
            "No first line",
            OWN,
            proof(good.substring(header.length()), leaf(4)),
            "proof-file-form")
        .add(
            "extra-empty",
            "Extra data without bytes",
            OWN,
            proof(good.replace(header, header + "extra \n"), leaf(4)),
            "proof-file-form")
        .add(
            "extra-not-base64",
            "Extra data that is no base64",
            OWN,
            proof(good.replace(header, header + "extra ?\n"), leaf(4)),
            "proof-file-form")
        .add(
            "extra-after-index",
            "The lines in another order",
            OWN,
            proof(good.replace("index 4\n", "index 4\nextra AA==\n"), leaf(4)),
            "proof-file-form")
        .add(
            "hash-missing",
            "A hash too few",
            OWN,
            proof(good.replace(firstHash + "\n", ""), leaf(4)),
            "proof-length")
        .add(
            "hash-twice",
            "A hash too many",
            OWN,
            proof(good.replace(firstHash + "\n", firstHash + "\n" + firstHash + "\n"), leaf(4)),
            "proof-length")
        .add(
            "hash-not-base64",
            "A damaged hash",
            OWN,
            proof(good.replace(firstHash, "?" + firstHash.substring(1)), leaf(4)),
            "proof-file-form")
        .add(
            "hashes-64",
            "More than any tree needs",
            OWN,
            proof(good.replace("index 4\n", "index 4\n" + (firstHash + "\n").repeat(64)), leaf(4)),
            "proof-file-form")
        .add(
            "checkpoint-missing",
            "Cut after the hashes",
            OWN,
            proof(good.substring(0, good.indexOf("\n\n") + 2), leaf(4)),
            "note-form")
        .add(
            "empty-line-missing",
            "No division",
            OWN,
            proof(good.replace("\n\n", "\n"), leaf(4)),
            "proof-file-form")
        .add(
            "checkpoint-changed",
            "Another size in the checkpoint",
            OWN,
            proof(good.replace("\n9\n", "\n8\n"), leaf(4)),
            "note-signature-bad")
        .add(
            "trailing-garbage",
            "A line behind the signatures",
            OWN,
            proof(good + "x\n", leaf(4)),
            "note-signature-line")
        .add(
            "carriage-return",
            "A line end of another system",
            OWN,
            hexProof(good.replace("index 4\n", "index 4\r\n"), leaf(4)),
            "proof-file-form")
        .add("empty", "Nothing", OWN, proof("", leaf(4)), "proof-file-form")
        .check(
            in -> {
              Bytes file = in.has("hex") ? in.hex("hex") : Bytes.utf8(Vectors.text(in, "file"));
              TlogProof p = TlogProof.parse(file);
              assertEquals(file, p.toBytes());
              Checkpoint.Opened o =
                  p.check(in.bytes32("leafHash"), Vkey.parse(in.string("log")), List.of());
              return answer(o)
                  .with("index", Json.of(p.index()))
                  .with("extra", Json.of(p.extra().toHex()));
            });
  }

  private static Json.Obj hexProof(String file, Bytes32 leaf) {
    return Json.object()
        .put("hex", Bytes.utf8(file).toHex())
        .put("leafHash", leaf.toHex())
        .put("log", LOG.vkey().format())
        .build();
  }

  @Test
  void proofFile_beyondItsCap_isRefused() {
    MalformedException e =
        assertThrows(MalformedException.class, () -> TlogProof.parse(Bytes.of(new byte[1 << 20])));
    assertEquals(Code.INPUT_TOO_LARGE, e.code());
  }

  @Test
  void entryBundle_ofEveryVector_isAsWritten() throws Exception {
    List<Bytes> entries = List.of(Bytes.utf8("a"), Bytes.EMPTY, Bytes.utf8("entry"));
    String good = EntryBundle.format(entries).toHex();
    Vectors.of("entry-bundle")
        .add("happy-path-3", "Three entries, one of no bytes", OWN, bundle(good, 3), "")
        .add("width-plus-1", "An entry too few", OWN, bundle(good, 4), "entry-bundle-form")
        .add("width-minus-1", "An entry too many", OWN, bundle(good, 2), "entry-bundle-form")
        .add("width-0", "Entries where none are due", OWN, bundle(good, 0), "entry-bundle-form")
        .add(
            "entry-cut",
            "A byte too few",
            OWN,
            bundle(good.substring(0, good.length() - 2), 3),
            "entry-bundle-form")
        .add("length-cut", "Half a length", OWN, bundle(good + "00", 4), "entry-bundle-form")
        .add(
            "length-too-large",
            "A length beyond the end",
            OWN,
            bundle("ffff00", 1),
            "entry-bundle-form")
        .add(
            "trailing-garbage", "A byte too many", OWN, bundle(good + "00", 3), "entry-bundle-form")
        .add("empty", "Nothing", OWN, bundle("", 1), "entry-bundle-form")
        .check(
            in -> {
              List<Bytes> read =
                  EntryBundle.parse(in.hex("bundle"), (int) in.integer("width", 0, 256));
              assertEquals(in.hex("bundle"), EntryBundle.format(read));
              return Json.object()
                  .put("sha256", read.stream().map(b -> Json.of(Sha256.hash(b).toHex())).toList())
                  .build();
            });
    assertThrows(
        IllegalArgumentException.class,
        () -> EntryBundle.format(List.of(Bytes.of(new byte[0x10000]))));
    assertThrows(IllegalArgumentException.class, () -> EntryBundle.format(List.of()));
    List<Bytes> longest = List.of(Bytes.of(new byte[0xffff]));
    assertEquals(longest, EntryBundle.parse(EntryBundle.format(longest), 1));
  }

  private static Json.Obj bundle(String hex, int width) {
    return Json.object().put("bundle", hex).put("width", width).build();
  }

  @Test
  void checkpoint_ofWrongParts_isNotMade() {
    assertThrows(
        IllegalArgumentException.class, () -> new Checkpoint(NAME, -1, MerkleHash.emptyRoot()));
    assertThrows(IllegalArgumentException.class, () -> new Checkpoint(NAME, 0, Bytes32.ZERO));
    assertThrows(IllegalArgumentException.class, () -> new Checkpoint("a b", 1, Bytes32.ZERO));
    assertThrows(
        IllegalArgumentException.class,
        () -> checkpoint.sign(NoteSigner.of("other.example", key(1))));
    assertThrows(IllegalArgumentException.class, () -> new Cosignature(LOG.vkey(), 1));
    assertThrows(IllegalArgumentException.class, () -> new Cosignature(CLIENT.vkey(), 0));
  }
}
