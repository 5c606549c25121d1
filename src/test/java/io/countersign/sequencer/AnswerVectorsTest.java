package io.countersign.sequencer;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Ed25519Key;
import io.countersign.core.encoding.Base64s;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.NoteSigner;
import io.countersign.core.encoding.Vkey;
import io.countersign.core.ledger.Checkpoint;
import io.countersign.store.MemoryLedgerStore;
import io.countersign.testing.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Golden vectors of what the operator hands out: receipts and signed refusals.
class AnswerVectorsTest {
  private static final String SOURCE = "src/docs/formats.md 6";

  private static Json.Obj inputs(Vkey log, String file) {
    return Json.object().put("log", log.format()).put("file", Vectors.lines(file)).build();
  }

  @Test
  void refusals_openAsTheyDid() {
    NoteSigner log = NoteSigner.of("ledger.example/ledger/x", Setting.LOG);
    Refusal refusal =
        new Refusal(Setting.hash("ledger"), Setting.hash("digest"), "CS-0535", 17, 1_767_225_600L);
    String text = refusal.text();
    Vectors v = Vectors.of("refusal");
    v.add(
        "happy-path-gap",
        "A batch whose sequence number is too high",
        SOURCE,
        inputs(log.vkey(), refusal.sign(log).format()),
        "");
    v.add(
        "happy-path-empty-ledger",
        "Size and time zero",
        SOURCE,
        inputs(
            log.vkey(),
            new Refusal(Bytes32.ZERO, Bytes32.ZERO, "CS-0502", 0, 0).sign(log).format()),
        "");
    String[][] mutations = {
      {"header-v2", text.replace("/v1", "/v2"), "field-pattern"},
      {"line-missing", text.replace("CS-0535\n", ""), "field-pattern"},
      {"line-added", text + "more\n", "field-pattern"},
      {"code-as-a-name", text.replace("CS-0535", "attestation-gap"), "field-pattern"},
      {"code-without-prefix", text.replace("CS-0535", "0535"), "field-pattern"},
      {"size-leading-zero", text.replace("\n17\n", "\n017\n"), "field-pattern"},
      {"size-negative", text.replace("\n17\n", "\n-17\n"), "field-pattern"},
      {"time-with-fraction", text.replace("1767225600", "1767225600.0"), "field-pattern"},
      {"time-of-17-digits", text.replace("1767225600", "17672256001234567"), "field-pattern"},
      {"digest-cut", text.replace(refusal.digest().toHex(), "00"), "hex-form"},
      {
        "digest-upper-case",
        text.replace(
            refusal.digest().toHex(), refusal.digest().toHex().toUpperCase(java.util.Locale.ROOT)),
        "hex-form"
      },
    };
    for (String[] m : mutations) {
      v.add(
          m[0],
          "Signed by the log, but no refusal",
          SOURCE,
          inputs(log.vkey(), log.note(m[1]).format()),
          m[2]);
    }
    v.add(
        "signed-by-another-key-of-the-name",
        "Key id of a stranger",
        SOURCE,
        inputs(
            log.vkey(),
            refusal
                .sign(NoteSigner.of(log.vkey().name(), Ed25519Key.of(Setting.hash("other"))))
                .format()),
        "note-unsigned");
    v.add(
        "text-changed-after-signing",
        "The size in the text is another than the signed one",
        SOURCE,
        inputs(log.vkey(), refusal.sign(log).format().replace("\n17\n", "\n18\n")),
        "note-signature-bad");
    v.check(
        inputs -> {
          Refusal opened =
              Refusal.open(
                  Bytes.utf8(Vectors.text(inputs, "file")), Vkey.parse(inputs.string("log")));
          return Json.object()
              .put("ledger", opened.ledger().toHex())
              .put("digest", opened.digest().toHex())
              .put("code", opened.code())
              .put("size", opened.size())
              .put("time", opened.time())
              .build();
        });
  }

  @Test
  void receipts_verifyAsTheyDid() throws Exception {
    Ledger.Creation creation =
        Ledger.create(
            new MemoryLedgerStore(), Setting.opening(), Setting.LOG, Setting.environment());
    Receipt opening = assertInstanceOf(Ledger.Creation.Created.class, creation).receipt();
    List<Receipt> receipts = new ArrayList<>();
    try (Ledger ledger = ((Ledger.Creation.Created) creation).ledger()) {
      for (int i = 0; i < 5; i++) {
        Answer answer =
            ledger.submit(Setting.attestation(Setting.PROVIDER, i, Setting.calls(100 + i, 2)));
        receipts.add(assertInstanceOf(Answer.Accepted.class, answer).receipt());
      }
    }
    Receipt good = receipts.get(4);
    Vkey log = Setting.logVkey();
    Vectors v = Vectors.of("receipt");
    v.add(
        "happy-path-opening",
        "Entry 0 alone in its ledger: no hashes",
        SOURCE,
        inputs(log, opening.toProof().toBytes().toUtf8()),
        "");
    for (int i = 0; i < receipts.size(); i++) {
      v.add(
          "happy-path-entry-" + (i + 1),
          "An attestation, last of its commit",
          SOURCE,
          inputs(log, receipts.get(i).toProof().toBytes().toUtf8()),
          "");
    }
    List<Bytes32> proof = good.proof();
    List<Bytes32> shorter = proof.subList(0, proof.size() - 1);
    List<Bytes32> longer = new ArrayList<>(proof);
    longer.add(Bytes32.ZERO);
    List<Bytes32> other = new ArrayList<>(proof);
    other.set(0, Bytes32.ZERO);
    mutated(v, log, "hash-dropped", good, shorter, "proof-length");
    mutated(v, log, "hash-added", good, longer, "proof-length");
    mutated(v, log, "hash-changed", good, other, "inclusion-root-mismatch");
    String file = good.toProof().toBytes().toUtf8();
    String leaf = Base64s.format(good.leaf().toBytes());
    byte[] flipped = good.leaf().toBytes().toArray();
    flipped[60] ^= 1;
    v.add(
        "leaf-digest-changed",
        "The leaf says another digest",
        SOURCE,
        inputs(log, file.replace(leaf, Base64s.format(Bytes.wrap(flipped)))),
        "inclusion-root-mismatch");
    v.add(
        "leaf-cut",
        "121 bytes",
        SOURCE,
        inputs(
            log,
            file.replace(
                leaf,
                Base64s.format(
                    Bytes.wrap(Arrays.copyOf(good.leaf().toBytes().unsafeArray(), 121))))),
        "leaf-form");
    v.add(
        "leaf-missing",
        "A proof file of somebody else, without the leaf",
        SOURCE,
        inputs(log, file.replace("extra " + leaf + "\n", "")),
        "leaf-form");
    v.add(
        "leaf-of-the-entry-before",
        "Another entry's leaf under this proof",
        SOURCE,
        inputs(log, file.replace(leaf, Base64s.format(receipts.get(3).leaf().toBytes()))),
        "proof-file-form");
    v.add(
        "index-plus-1",
        "The file's index is not the leaf's",
        SOURCE,
        inputs(log, file.replace("\nindex 5\n", "\nindex 6\n")),
        "proof-file-form");
    Checkpoint checkpoint = good.verify(log);
    v.add(
        "checkpoint-of-another-size",
        "Size changed after signing",
        SOURCE,
        inputs(
            log,
            file.replace("\n" + checkpoint.size() + "\n", "\n" + (checkpoint.size() + 1) + "\n")),
        "note-signature-bad");
    v.add(
        "log-of-another-ledger",
        "The right key under another name",
        SOURCE,
        inputs(new Vkey("ledger.example/ledger/y", Vkey.Type.ED25519, log.key()), file),
        "note-unsigned");
    v.check(AnswerVectorsTest::open);
  }

  private static void mutated(
      Vectors v, Vkey log, String name, Receipt good, List<Bytes32> proof, String slug) {
    Receipt bad = new Receipt(good.leaf(), proof, good.checkpoint());
    v.add(
        name,
        "The inclusion proof is not the leaf's",
        SOURCE,
        inputs(log, bad.toProof().toBytes().toUtf8()),
        slug);
  }

  private static Json.Obj open(Fields inputs) throws MalformedException {
    Receipt receipt = Receipt.parse(Bytes.utf8(Vectors.text(inputs, "file")));
    Checkpoint checkpoint = receipt.verify(Vkey.parse(inputs.string("log")));
    return Json.object()
        .put("index", receipt.index())
        .put("leaf", receipt.leaf().toBytes().toHex())
        .put("origin", checkpoint.origin())
        .put("root", checkpoint.root().toHex())
        .put("size", checkpoint.size())
        .build();
  }
}
