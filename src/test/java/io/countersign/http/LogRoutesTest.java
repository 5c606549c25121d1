package io.countersign.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.crypto.Ed25519Key;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.encoding.NoteSigner;
import io.countersign.core.encoding.SignedNote;
import io.countersign.core.ledger.Checkpoint;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.Keys;
import io.countersign.core.ledger.Leaf;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.TlogProof;
import io.countersign.core.merkle.MerkleHash;
import io.countersign.sequencer.Answer;
import io.countersign.sequencer.Ledger;
import io.countersign.sequencer.Pending;
import io.countersign.sequencer.Setting;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class LogRoutesTest {
  private static final Agreed A = new Agreed("logged");
  private static final Map<String, String> NONE = Map.of();

  @TempDir Path folder;

  private Wired wired() {
    Wired w = new Wired(folder, Limits.STANDARD, List.of());
    assertTrue(w.host.create(A.opening()) instanceof Ledger.Creation.Created);
    assertTrue(ledger(w).submit(A.cosignerAdded()) instanceof Answer.Accepted);
    return w;
  }

  private static Ledger ledger(Wired w) {
    return w.host.find(A.id()).orElseThrow();
  }

  private static String capability(Wired w) {
    return capability(w, "");
  }

  private static String capability(Wired w, String more) {
    String path = "/v1/ledgers/" + A.id() + "/capabilities";
    Bytes body =
        Bytes.utf8(
            "{\"expires\":" + (w.millis.get() / 1000 + 600) + ",\"name\":\"mirror\"" + more + "}");
    Map<String, String> fields = new HashMap<>(w.sign(A.signer("client"), "POST", path, body));
    fields.put("Content-Type", "application/json");
    String text = Wired.text(w.send("POST", path, body, fields));
    int at = text.indexOf("\"prefix\":\"") + 10;
    return text.substring(at, text.indexOf('"', at));
  }

  private static final long NOW = Setting.NOW / 1_000;

  @Test
  void cosignature_ofATimeThatCannotBe_isRefused() throws Exception {
    try (Wired w = wired()) {
      String prefix = capability(w);
      SignedNote note = SignedNote.parse(Bytes.wrap(w.get(prefix + "checkpoint", NONE).body()));
      for (long time : new long[] {1, NOW - 61, NOW + 61, Long.MAX_VALUE}) {
        SignedNote given = note.with(A.clientCosigner().cosign(note.text(), time));
        HttpResponse<byte[]> answer =
            w.send("POST", prefix + "cosignatures", given.toBytes(), NONE);
        assertEquals(400, answer.statusCode(), "time " + time);
        assertTrue(Wired.text(answer).contains("CS-1524"), Wired.text(answer));
      }
      for (long time : new long[] {NOW - 60, NOW + 60}) {
        SignedNote given = note.with(A.clientCosigner().cosign(note.text(), time));
        assertEquals(
            204, w.send("POST", prefix + "cosignatures", given.toBytes(), NONE).statusCode());
      }
    }
  }

  /// Marks are cheap entries: a checkpoint of the log itself.
  private static void grow(Wired w, int entries) {
    List<Pending> waiting = new ArrayList<>();
    for (int i = 0; i < entries; i++) {
      waiting.add(ledger(w).enqueue(A.attestation(i, Setting.calls(i, 1))));
    }
    for (Pending p : waiting) {
      Answer answer = p.await();
      assertTrue(answer instanceof Answer.Accepted, answer::toString);
    }
  }

  @Test
  void publicClient_givenPrefixAndVkey_checksTheWholeLog() throws Exception {
    try (Wired w = wired()) {
      grow(w, 600);
      String prefix = capability(w);
      TlogClient client = new TlogClient(w.uri(prefix), ledger(w).log().format());
      List<byte[]> entries = client.readAll();
      assertEquals(602, entries.size());
      assertArrayEquals(ledger(w).store().leaf(601).orElseThrow().toArray(), entries.get(601));
      // it does look: under another key it refuses
      String other =
          NoteSigner.of(ledger(w).log().name(), Ed25519Key.of(Sha256.hash(Bytes.EMPTY)))
              .vkey()
              .format();
      assertThrows(
          IllegalStateException.class, () -> new TlogClient(w.uri(prefix), other).readAll());
    }
  }

  @Test
  void tiles_fullOnes_areImmutable_theRestIsNot() {
    try (Wired w = wired()) {
      grow(w, 300);
      String prefix = capability(w);
      HttpResponse<byte[]> full = w.get(prefix + "tile/0/000", NONE);
      assertEquals(256 * 32, full.body().length);
      assertTrue(field(full, "Cache-Control").contains("immutable"));
      String tag = field(full, "ETag");
      HttpResponse<byte[]> again =
          w.get(prefix + "tile/0/000", Map.of("If-None-Match", "\"x\", W/" + tag));
      assertEquals(304, again.statusCode());
      assertEquals(0, again.body().length);
      for (String path : List.of("checkpoint", "tile/0/001.p/46", "tile/entries/001.p/46")) {
        HttpResponse<byte[]> part = w.get(prefix + path, NONE);
        assertEquals(200, part.statusCode(), path);
        assertEquals("private, max-age=2", field(part, "Cache-Control"), path);
      }
      for (String path :
          List.of(
              "tile/0/001",
              "tile/0/001.p/47",
              "tile/0/000.p/256",
              "tile/0/1",
              "tile/1/001",
              "tile/entries/002.p/1",
              "tile/8/000.p/1",
              "tile/63/000.p/1",
              "nothing",
              "checkpoint/",
              "proof/302",
              "proof/-1",
              "proof/x",
              "")) {
        assertEquals(404, w.get(prefix + path, NONE).statusCode(), path);
      }
    }
  }

  private static String field(HttpResponse<byte[]> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  @Test
  void proof_ofAnEntry_isAPublicProofFile() throws Exception {
    try (Wired w = wired()) {
      grow(w, 5);
      HttpResponse<byte[]> answer = w.get(capability(w) + "proof/3", NONE);
      TlogProof proof = TlogProof.parse(Bytes.wrap(answer.body()));
      Bytes leaf = ledger(w).store().leaf(3).orElseThrow();
      assertEquals(
          7,
          proof
              .check(MerkleHash.leaf(leaf.toArray()), ledger(w).log(), List.of())
              .checkpoint()
              .size());
    }
  }

  @Test
  void capability_inventedOrRevoked_opensNothing() {
    try (Wired w = wired()) {
      String prefix = capability(w);
      assertEquals(200, w.get(prefix + "checkpoint", NONE).statusCode());
      String invented = "/log/" + "A".repeat(43) + "/";
      byte[] want = w.get(invented + "checkpoint", NONE).body();
      assertEquals(404, w.get(invented + "checkpoint", NONE).statusCode());
      w.millis.addAndGet(600_000);
      assertArrayEquals(want, w.get(prefix + "checkpoint", NONE).body());
    }
  }

  @Test
  void capability_showsAsMuchAsItsScope_andNoMore() throws Exception {
    try (Wired w = wired()) {
      grow(w, 2);
      Envelope last =
          Envelope.parse(
              ledger(w)
                  .store()
                  .object(Leaf.parse(ledger(w).store().leaf(3).orElseThrow()).envelope())
                  .orElseThrow());
      Bytes32 root = ((Entry.Attestation) last.entry()).recordsRoot();
      Bytes32 terms = ledger(w).history().versions().getFirst().hash();
      for (Map.Entry<String, List<Integer>> want :
          Map.of(
                  "", List.of(404, 404, 404),
                  ",\"scope\":\"log\"", List.of(404, 404, 404),
                  ",\"scope\":\"objects\"", List.of(200, 404, 404),
                  ",\"scope\":\"payloads\"", List.of(200, 200, 200))
              .entrySet()) {
        String prefix = capability(w, want.getKey());
        assertEquals(200, w.get(prefix + "checkpoint", NONE).statusCode(), want.getKey());
        List<Integer> got = new ArrayList<>();
        for (String path : List.of("objects/" + terms, "payloads/" + root, "pepper")) {
          HttpResponse<byte[]> answer = w.get(prefix + path, NONE);
          got.add(answer.statusCode());
          if (answer.statusCode() == 200 && !path.startsWith("objects")) {
            assertEquals("no-store", field(answer, "Cache-Control"), path);
          }
        }
        assertEquals(want.getValue(), got, want.getKey());
        assertEquals(404, w.get(prefix + "objects/" + root, NONE).statusCode());
        assertEquals(404, w.get(prefix + "objects/..", NONE).statusCode());
      }
    }
  }

  @Test
  void cosignature_ofTheClient_isKeptAndServed() throws Exception {
    try (Wired w = wired()) {
      String prefix = capability(w);
      assertEquals(404, w.get(prefix + "checkpoint/cosigned", NONE).statusCode());
      SignedNote note = SignedNote.parse(Bytes.wrap(w.get(prefix + "checkpoint", NONE).body()));
      SignedNote cosigned = note.with(A.clientCosigner().cosign(note.text(), NOW));
      for (int i = 0; i < 2; i++) {
        HttpResponse<byte[]> answer =
            w.send("POST", prefix + "cosignatures", cosigned.toBytes(), NONE);
        assertEquals(204, answer.statusCode(), Wired.text(answer));
      }
      SignedNote served = SignedNote.parse(Bytes.wrap(w.get(prefix + "checkpoint", NONE).body()));
      assertEquals(cosigned, served);
      assertEquals(
          1,
          Checkpoint.open(served, ledger(w).log(), List.of(A.clientCosigner().vkey()))
              .cosignatures()
              .size());
      grow(w, 3);
      assertArrayEquals(
          cosigned.toBytes().toArray(), w.get(prefix + "checkpoint/cosigned", NONE).body());
      assertEquals(2, ledger(w).store().seen(Party.CLIENT.text()).orElseThrow().size());
    }
  }

  @Test
  void cosignature_byAStrangerOrOverAnotherTree_isRefused() throws Exception {
    try (Wired w = wired()) {
      String prefix = capability(w);
      SignedNote note = SignedNote.parse(Bytes.wrap(w.get(prefix + "checkpoint", NONE).body()));
      NoteSigner stranger =
          NoteSigner.cosigner("stranger.example", Ed25519Key.of(Sha256.hash(Bytes.EMPTY)));
      NoteSigner wrongKey =
          NoteSigner.cosigner(
              Keys.cosignerName(ledger(w).log().name(), Party.CLIENT),
              Ed25519Key.of(Sha256.hash(Bytes.EMPTY)));
      for (NoteSigner by : List.of(stranger, wrongKey)) {
        SignedNote given = note.with(by.cosign(note.text(), NOW));
        assertEquals(
            400, w.send("POST", prefix + "cosignatures", given.toBytes(), NONE).statusCode());
      }
      Checkpoint other = new Checkpoint(ledger(w).log().name(), 2, Bytes32.ZERO);
      SignedNote split =
          new SignedNote(other.text(), List.of(A.clientCosigner().cosign(other.text(), NOW)));
      HttpResponse<byte[]> answer = w.send("POST", prefix + "cosignatures", split.toBytes(), NONE);
      assertEquals(409, answer.statusCode());
      assertTrue(Wired.text(answer).contains("CS-0305"), Wired.text(answer));
    }
  }
}
