package io.countersign.http.api;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Secp256k1;
import io.countersign.core.crypto.Secp256k1Key;
import io.countersign.core.encoding.Base64s;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.Genesis;
import io.countersign.core.ledger.KeyAction;
import io.countersign.core.ledger.KeyRole;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.Policy;
import io.countersign.core.ledger.Seen;
import io.countersign.core.ledger.Signer;
import io.countersign.core.ledger.TermsVersion;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.verify.ZipBundle;
import io.countersign.sequencer.Opening;
import io.countersign.sequencer.Receipt;
import io.countersign.sequencer.Setting;
import io.countersign.sequencer.Submission;
import io.countersign.service.Proposal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The ledger API over a socket; every answer is held against the document.
@Timeout(120)
class ApiTest {
  private static final String L = Served.LEDGER;

  @TempDir Path folder;

  private static String submissions(Submission... all) {
    return Json.object()
        .put("submissions", List.of(all).stream().map(Served::json).toList())
        .build()
        .toText();
  }

  private static List<String> results(JsonObject answer) {
    return answer.getJsonArray("results").stream()
        .map(r -> ((JsonObject) r).getString("result"))
        .toList();
  }

  private static void verified(Bytes receipt) throws MalformedException {
    assertTrue(Receipt.parse(receipt).verify(Setting.logVkey()).size() > 0);
  }

  private static Submission batch(long sequence, long seed, int count) {
    return Setting.attestation(Setting.PROVIDER, sequence, Setting.calls(seed, count));
  }

  @Test
  void submissions_eachGetTheirOwnResult() throws Exception {
    try (Served s = Served.withLedger(folder)) {
      Submission first = batch(0, 1, 3);
      Submission stranger = Setting.attestation(Setting.STRANGER, 0, Setting.calls(9, 1));
      JsonObject answer =
          s.post(
              "submitEntries",
              L + "/entries",
              submissions(first, first, batch(0, 2, 3), batch(7, 3, 3), stranger, batch(1, 1, 3)),
              200);
      assertEquals(
          List.of("accepted", "duplicate", "conflict", "gap", "refused", "refused"),
          results(answer));
      assertEquals(2, answer.getLong("as_of"));
      JsonArray all = answer.getJsonArray("results");
      assertEquals(1, all.getJsonObject(3).getLong("next"));
      assertEquals(
          all.getJsonObject(0).getString("receipt"), all.getJsonObject(1).getString("receipt"));
      verified(Base64s.parse(all.getJsonObject(0).getString("receipt")));
      assertTrue(all.getJsonObject(5).getJsonArray("findings").size() >= 3, "every bad record");
      JsonObject malformed =
          s.post("submitEntries", L + "/entries", "{\"envelope\":\"{}\",\"more\":1}", 200);
      assertEquals(List.of("refused"), results(malformed));
    }
  }

  @Test
  void submission_withoutCredential_provesItselfOrFindsNothing() {
    try (Served s = Served.withLedger(folder)) {
      String path = L + "/entries";
      assertEquals(
          List.of("accepted"),
          results(s.postOpen("submitEntries", path, submissions(batch(0, 1, 2)), 200)));
      Submission stranger = Setting.attestation(Setting.STRANGER, 0, Setting.calls(9, 1));
      JsonObject refused = s.postOpen("submitEntries", path, submissions(stranger), 404);
      JsonObject absent =
          s.postOpen(
              "submitEntries",
              "/v1/ledgers/" + "0".repeat(64) + "/entries",
              submissions(stranger),
              404);
      assertEquals(absent, refused);
    }
  }

  private static Submission key(
      KeyAction action, KeyRole role, Secp256k1Key key, Map<Signer, Secp256k1Key> by) {
    Envelope envelope =
        Envelope.of(
            new Entry.Key(
                action,
                Party.PROVIDER,
                role,
                Secp256k1.best().address(key).toBytes32(),
                Seen.nothing(Setting.NOW / 1000)));
    for (Map.Entry<Signer, Secp256k1Key> one : new TreeMap<>(by).entrySet()) {
      envelope = envelope.signed(one.getKey(), one.getValue(), Setting.GENESIS.domain());
    }
    return Submission.of(envelope.toBytes());
  }

  @Test
  void recoveryKey_withoutCredential_takesBackWhatAThiefDid() {
    try (Served s = Served.withLedger(folder)) {
      String path = L + "/entries";
      Secp256k1Key recovery = Setting.key("provider recovery");
      Secp256k1Key attester = Setting.key("an attester");
      Secp256k1Key thief = Setting.key("a thief");
      Map<Signer, Secp256k1Key> alone = Map.of(Signer.RECOVERY, recovery);
      assertEquals(
          List.of("accepted", "accepted"),
          results(
              s.post(
                  "submitEntries",
                  path,
                  submissions(
                      key(
                          KeyAction.ADD,
                          KeyRole.ATTESTER,
                          attester,
                          Map.of(Signer.KEY, attester, Signer.SIGNER, Setting.PROVIDER)),
                      key(
                          KeyAction.REPLACE,
                          KeyRole.SIGNER,
                          thief,
                          Map.of(Signer.KEY, thief, Signer.SIGNER, Setting.PROVIDER))),
                  200)));
      Submission revoked = key(KeyAction.REVOKE, KeyRole.ATTESTER, attester, alone);
      assertEquals(
          List.of("accepted"),
          results(s.postOpen("submitEntries", path, submissions(revoked), 200)));
      JsonObject refused =
          s.postOpen(
              "submitEntries",
              path,
              submissions(key(KeyAction.REVOKE, KeyRole.ATTESTER, Setting.STRANGER, alone)),
              200);
      assertEquals(List.of("refused"), results(refused));
      assertTrue(
          refused.getJsonArray("results").getJsonObject(0).containsKey("refusal"),
          "a signed refusal");
      Secp256k1Key mine = Setting.key("the provider's next");
      assertEquals(
          List.of("accepted"),
          results(
              s.postOpen(
                  "submitEntries",
                  path,
                  submissions(
                      key(
                          KeyAction.REPLACE,
                          KeyRole.SIGNER,
                          mine,
                          Map.of(Signer.KEY, mine, Signer.RECOVERY, recovery))),
                  200)));
    }
  }

  @Test
  void check_writesNothing() {
    try (Served s = Served.withLedger(folder)) {
      JsonObject answer =
          s.post(
              "checkEntries",
              L + "/entries/check",
              submissions(batch(0, 1, 3), batch(3, 1, 3)),
              200);
      assertEquals(List.of("admissible", "refused"), results(answer));
      assertEquals(1, s.ledger().size());
      assertEquals(
          List.of("accepted"),
          results(s.post("submitEntries", L + "/entries", submissions(batch(0, 1, 3)), 200)));
      assertEquals(
          List.of("duplicate"),
          results(s.post("checkEntries", L + "/entries/check", submissions(batch(0, 1, 3)), 200)));
    }
  }

  @Test
  void pages_stayWhileTheLedgerGrows() {
    try (Served s = Served.withLedger(folder)) {
      for (int i = 0; i < 5; i++) {
        s.post("submitEntries", L + "/entries", submissions(batch(i, 10 + i, 4)), 200);
      }
      List<Integer> indexes = new ArrayList<>();
      int from = 0;
      int sequence = 5;
      while (true) {
        JsonObject page = s.get("listEntries", L + "/entries?limit=2&from=" + from, 200);
        page.getJsonArray("entries")
            .forEach(e -> indexes.add(((JsonObject) e).getInteger("index")));
        from = page.getInteger("next");
        if (from == page.getInteger("as_of")) {
          break;
        }
        if (sequence < 7) {
          s.post(
              "submitEntries", L + "/entries", submissions(batch(sequence, 50 + sequence, 1)), 200);
          sequence++;
        }
      }
      assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7), indexes);

      TreeSet<Integer> numbers = new TreeSet<>();
      JsonObject page = s.get("searchRecords", L + "/records?limit=7", 200);
      int asOf = page.getInteger("as_of");
      int found = 0;
      while (true) {
        assertEquals(asOf, page.getInteger("as_of"), "the search stays on its prefix");
        for (Object r : page.getJsonArray("records")) {
          numbers.add(((JsonObject) r).getInteger("number"));
          found++;
        }
        String next = page.getString("next");
        if (next == null) {
          break;
        }
        s.post(
            "submitEntries", L + "/entries", submissions(batch(sequence, 90 + sequence, 1)), 200);
        sequence++;
        page = s.get("searchRecords", L + "/records?limit=7&cursor=" + next, 200);
      }
      assertEquals(22, found);
      assertEquals(22, numbers.size());
    }
  }

  @Test
  void records_areFoundByWhatIsKnownOfThem() {
    try (Served s = Served.withLedger(folder)) {
      List<UsageRecord> calls = Setting.calls(3, 30);
      s.post(
          "submitEntries",
          L + "/entries",
          submissions(Setting.attestation(Setting.PROVIDER, 0, calls)),
          200);
      UsageRecord one = calls.get(17);
      JsonObject byName =
          s.get("searchRecords", L + "/records?source=" + one.source() + "&id=" + one.id(), 200);
      assertEquals(1, byName.getJsonArray("records").size());
      assertEquals(17, byName.getJsonArray("records").getJsonObject(0).getInteger("record"));
      long at = one.at();
      JsonObject byTime =
          s.get("searchRecords", L + "/records?type=call&from=" + at + "&to=" + at, 200);
      assertEquals(
          calls.stream().filter(c -> c.at() == at).count(), byTime.getJsonArray("records").size());
      assertEquals(
          0,
          s.get("searchRecords", L + "/records?party=client", 200).getJsonArray("records").size());
      s.get("searchRecords", L + "/records?id=%20", 400);
      s.get("searchRecords", L + "/records?cursor=9-1", 400);
      s.get("searchRecords", L + "/records?colour=red", 400);
    }
  }

  @Test
  void entries_objectsPayloadsAndProofs_areThere() throws Exception {
    try (Served s = Served.withLedger(folder)) {
      Submission first = batch(0, 1, 3);
      s.post("submitEntries", L + "/entries", submissions(first, batch(1, 2, 3)), 200);
      s.post("submitEntries", L + "/entries", submissions(batch(2, 3, 3)), 200);
      JsonObject entry = s.get("getEntry", L + "/entries/1", 200).getJsonObject("entry");
      assertEquals(first.envelope().toUtf8(), entry.getString("envelope"));
      assertEquals(
          entry,
          s.get("findEntry", L + "/entries/by-digest/" + entry.getString("digest"), 200)
              .getJsonObject("entry"));
      JsonObject proof = s.get("proveEntry", L + "/entries/1/proof", 200);
      assertTrue(proof.containsKey("proof"));
      assertEquals(
          2, s.get("proveEntry", L + "/entries/1/proof?size=3", 200).getJsonArray("path").size());
      s.get("proveEntry", L + "/entries/1/proof?size=9", 400);
      HttpResponse<byte[]> receipt = raw(s, "/entries/1/receipt");
      Served.checked("getReceipt", 200, receipt);
      verified(Bytes.wrap(receipt.body()));
      HttpResponse<byte[]> object = raw(s, "/objects/" + entry.getString("object"));
      Served.checked("getObject", 200, object);
      assertArrayEquals(first.envelope().toArray(), object.body());
      assertTrue(object.headers().firstValue("cache-control").orElse("").contains("immutable"));
      JsonObject fields = new JsonObject(entry.getString("envelope")).getJsonObject("fields");
      HttpResponse<byte[]> payload = raw(s, "/payloads/" + fields.getString("recordsRoot"));
      Served.checked("getPayload", 200, payload);
      assertArrayEquals(first.payload().orElseThrow().toArray(), payload.body());
      assertEquals(
          Setting.PEPPER.toHex(), s.get("getPepper", L + "/pepper", 200).getString("pepper"));
      HttpResponse<byte[]> bundle = raw(s, "/bundle");
      Served.checked("getBundle", 200, bundle);
      assertTrue(
          io.countersign.core.verify.Verifier.verify(
                      ZipBundle.of(ByteBuffer.wrap(bundle.body())),
                      Policy.of(Setting.GENESIS.ledgerId()))
                  .toString()
                  .length()
              > 0);
      for (String path :
          List.of("/entries/9", "/entries/9/receipt", "/objects/" + "0".repeat(64))) {
        assertEquals(404, raw(s, path).statusCode(), path);
      }
    }
  }

  private static HttpResponse<byte[]> raw(Served s, String path) {
    return s.send(
        "GET", L + path, Bytes.EMPTY, s.sign(Setting.CLIENT, "GET", L + path, Bytes.EMPTY));
  }

  @Test
  void ledger_isDescribedAndTagged() {
    try (Served s = Served.withLedger(folder)) {
      s.post("submitEntries", L + "/entries", submissions(batch(0, 1, 3)), 200);
      JsonObject ledger = s.get("getLedger", L, 200);
      assertEquals(2, ledger.getInteger("as_of"));
      assertEquals(1, ledger.getJsonArray("keys").getJsonObject(0).getInteger("nextSequence"));
      String tag = raw(s, "").headers().firstValue("etag").orElseThrow();
      Map<String, String> fields = new HashMap<>(s.sign(Setting.CLIENT, "GET", L, Bytes.EMPTY));
      fields.put("If-None-Match", tag);
      assertEquals(304, s.send("GET", L, Bytes.EMPTY, fields).statusCode());
      assertEquals(1, s.get("listLedgers", "/v1/ledgers", 200).getJsonArray("ledgers").size());
      String path = "/v1/ledgers";
      HttpResponse<byte[]> none =
          s.send("GET", path, Bytes.EMPTY, s.sign(Setting.STRANGER, "GET", path, Bytes.EMPTY));
      assertEquals(0, Served.checked("listLedgers", 200, none).getJsonArray("ledgers").size());
    }
  }

  @Test
  void month_isDraftedSignedStatedAndAccepted() throws Exception {
    try (Served s = Served.withLedger(folder)) {
      s.post("submitEntries", L + "/entries", submissions(batch(0, 1, 60)), 200);
      JsonObject preview = s.get("previewStatement", L + "/statements/199902/preview", 200);
      JsonObject refused =
          s.post("draftEntry", L + "/drafts/statement", "{\"period\":199902}", 422);
      assertEquals("CS-0706", refused.getString("code"));
      s.millis.addAndGet(21 * 86_400_000L);
      draftToRead(s);
      draftAndSubmit(s, "statement", "{\"period\":199902}");
      JsonObject stated = s.get("getStatement", L + "/statements/199902", 200);
      assertEquals(
          preview.getJsonObject("statement").getString("total"),
          stated.getJsonObject("statement").getString("total"));
      JsonObject explained = s.get("explainLine", L + "/statements/199902/lines/vat/explain", 200);
      assertFalse(explained.getBoolean("preview"));
      JsonObject payable = s.get("getPayable", L + "/statements/199902/payable", 200);
      assertEquals("0", payable.getString("contested"));
      assertEquals("open", payable.getString("standing"));
      assertEquals(stated.getJsonObject("entry").getString("total"), payable.getString("payable"));
      s.get("explainLine", L + "/statements/199902/lines/minutes/explain?records=3", 200);
      s.get("explainLine", L + "/statements/199902/lines/none/explain", 404);
      draftAndSubmit(s, "acceptance", "{\"period\":199902,\"except\":[\"vat\"]}");
      JsonObject list = s.get("listStatements", L + "/statements", 200);
      assertEquals(
          new JsonArray().add("vat"),
          list.getJsonArray("statements").getJsonObject(0).getJsonArray("excepted"));
      s.get("getStatement", L + "/statements/199903", 404);
      s.get("previewStatement", L + "/statements/199713/preview", 404);
      assertEquals(0, s.get("listDisputes", L + "/disputes", 200).getJsonArray("disputes").size());
      s.get("getDispute", L + "/disputes/" + "0".repeat(64), 404);
    }
  }

  @Test
  void dispute_goesFromDraftToResolution() throws Exception {
    try (Served s = Served.withLedger(folder)) {
      s.post("submitEntries", L + "/entries", submissions(batch(0, 1, 60)), 200);
      s.millis.addAndGet(21 * 86_400_000L);
      draftAndSubmit(s, "statement", "{\"period\":199902}");
      JsonObject stated = s.get("getStatement", L + "/statements/199902", 200);
      String platform = "";
      for (Object l : stated.getJsonObject("statement").getJsonArray("lines")) {
        if (((JsonObject) l).getString("id").equals("platform")) {
          platform = ((JsonObject) l).getString("amount");
        }
      }
      long amount = Long.parseLong(platform);
      draftAndSubmit(
          s,
          "dispute",
          "{\"period\":199902,\"reason\":\"terms-reading\",\"note\":\"the first half only\","
              + "\"items\":[{\"line\":\"platform\",\"claimed\":\""
              + amount / 2
              + "\"}],\"ranges\":[[0,3]],\"evidence\":[{\"hash\":\""
              + "0".repeat(64)
              + "\",\"label\":\"letter\"}]}");
      JsonObject one =
          s.get("listDisputes", L + "/disputes?period=199902", 200)
              .getJsonArray("disputes")
              .getJsonObject(0);
      assertEquals("open", one.getString("state"));
      String digest = one.getString("digest");
      JsonObject payable = s.get("getPayable", L + "/statements/199902/payable", 200);
      assertEquals(Long.toString(amount - amount / 2), payable.getString("contested"));
      draftAndSubmit(
          s,
          "answer",
          "{\"dispute\":\""
              + digest
              + "\",\"answer\":\"part\",\"items\":[{\"line\":\"platform\",\"period\":199902,"
              + "\"offered\":\""
              + (amount / 2 + 1_000_000)
              + "\"}]}");
      draftAndSubmit(
          s,
          "resolution",
          "{\"dispute\":\""
              + digest
              + "\",\"method\":\"amounts\",\"items\":[{\"line\":\"platform\",\"period\":199902,"
              + "\"amount\":\"-5000000\"}]}");
      JsonObject after =
          s.get("getDispute", L + "/disputes/" + digest, 200).getJsonObject("dispute");
      assertEquals("resolved", after.getString("state"));
      assertEquals("0", after.getString("contested"));
      assertEquals(
          "-5000000", after.getJsonArray("settlements").getJsonObject(0).getString("amount"));
      assertEquals("terms-reading", after.getJsonObject("claim").getString("reason"));
      s.post(
          "draftEntry", L + "/drafts/withdrawal", "{\"dispute\":\"" + "0".repeat(64) + "\"}", 404);
      JsonObject closed =
          s.post("draftEntry", L + "/drafts/escalation", "{\"dispute\":\"" + digest + "\"}", 200);
      assertFalse(closed.getJsonArray("findings").isEmpty());
    }
  }

  /// Who may only read drafts nothing that would need a mark, and appends none.
  private static void draftToRead(Served s) {
    String tokens = L + "/tokens";
    Bytes wish =
        Bytes.utf8(
            "{\"expires\":"
                + (s.millis.get() / 1_000 + 60)
                + ",\"name\":\"\",\"scopes\":[\"read\"]}");
    Map<String, String> fields = new HashMap<>(s.sign(Setting.CLIENT, "POST", tokens, wish));
    fields.put("Content-Type", "application/json");
    String token =
        new JsonObject(Served.text(s.send("POST", tokens, wish, fields)))
            .getJsonObject("token")
            .getString("token");
    long before = s.ledger().size();
    HttpResponse<byte[]> answer =
        s.send(
            "POST",
            L + "/drafts/statement",
            Bytes.utf8("{\"period\":199902}"),
            Map.of("Authorization", "Bearer " + token, "Content-Type", "application/json"));
    assertEquals(422, answer.statusCode(), Served.text(answer));
    assertEquals(before, s.ledger().size());
  }

  private static final Map<Signer, Secp256k1Key> KEYS =
      Map.of(Signer.CLIENT, Setting.CLIENT, Signer.PROVIDER, Setting.PROVIDER);

  private static void draftAndSubmit(Served s, String kind, String request) throws Exception {
    JsonObject draft = s.post("draftEntry", L + "/drafts/" + kind, request, 200);
    assertEquals(new JsonArray(), draft.getJsonArray("findings"));
    Envelope envelope = Envelope.parse(Bytes.utf8(draft.getString("envelope")));
    for (Object role : draft.getJsonArray("signatures").getJsonArray(0)) {
      Signer signer = Signer.of((String) role).orElseThrow();
      envelope =
          envelope.with(
              signer,
              Secp256k1.best()
                  .sign(
                      io.countersign.core.base.Bytes32.parse(draft.getString("digest")),
                      requireNonNull(KEYS.get(signer))));
    }
    List<Bytes> objects = new ArrayList<>();
    for (Object o : draft.getJsonArray("objects")) {
      objects.add(Base64s.parse(((JsonObject) o).getString("bytes")));
    }
    assertEquals(
        List.of("accepted"),
        results(
            s.post(
                "submitEntries",
                L + "/entries",
                submissions(Submission.of(envelope.toBytes(), objects)),
                200)));
  }

  private static String signedByBoth() throws MalformedException {
    Opening opening = Setting.opening();
    return new Proposal(
            Envelope.parse(opening.envelope()),
            io.countersign.core.terms.TermsParser.parse(opening.terms()),
            opening.operatorName(),
            opening.pepper())
        .toBytes()
        .toUtf8();
  }

  @Test
  void agreement_ofStrangersOrBeyondTheLimit_opensNoLedger() throws Exception {
    try (Served s = new Served(folder, g -> g.client().equals(Setting.GENESIS.provider()), 1_000)) {
      s.postOpen("propose", "/v1/proposals", signedByBoth(), 403);
      assertEquals(List.of(), s.host.list());
    }
    try (Served s = new Served(folder, g -> true, 0)) {
      s.postOpen("propose", "/v1/proposals", signedByBoth(), 503);
      assertEquals(List.of(), s.host.list());
    }
    try (Served s = new Served(folder, g -> g.client().equals(Setting.GENESIS.client()), 1)) {
      assertEquals(
          "opened", s.postOpen("propose", "/v1/proposals", signedByBoth(), 201).getString("state"));
    }
  }

  @Test
  void agreement_isSignedByEachInItsOwnTime() throws Exception {
    try (Served s = new Served(folder)) {
      Opening opening = Setting.opening();
      Envelope both = Envelope.parse(opening.envelope());
      Genesis genesis = both.genesis().orElseThrow();
      Envelope half =
          Envelope.opening((io.countersign.core.ledger.Entry.Agreement) both.entry(), genesis)
              .signed(Signer.PROVIDER, Setting.PROVIDER, genesis.domain());
      Proposal proposal =
          new Proposal(
              half,
              io.countersign.core.terms.TermsParser.parse(opening.terms()),
              opening.operatorName(),
              opening.pepper());
      String file = proposal.toBytes().toUtf8();
      assertEquals(
          "proposed", s.postOpen("propose", "/v1/proposals", file, 201).getString("state"));
      s.postOpen("propose", "/v1/proposals", file, 200);
      String path = "/v1/proposals/" + genesis.ledgerId();
      JsonObject read = s.get("getProposal", path, 200);
      Map<String, String> once = s.sign(Setting.CLIENT, "GET", path, Bytes.EMPTY);
      assertEquals(200, s.send("GET", path, Bytes.EMPTY, once).statusCode());
      assertEquals(401, s.send("GET", path, Bytes.EMPTY, once).statusCode());
      assertEquals(new JsonObject(file), read.getJsonObject("proposal"));
      assertEquals(
          404,
          s.send("GET", path, Bytes.EMPTY, s.sign(Setting.STRANGER, "GET", path, Bytes.EMPTY))
              .statusCode());
      String wrong = requireNonNull(both.signatures().get(Signer.PROVIDER)).toString();
      s.postOpen("signProposal", path + "/signatures", "{\"signature\":\"" + wrong + "\"}", 404);
      JsonObject told =
          s.post("signProposal", path + "/signatures", "{\"signature\":\"" + wrong + "\"}", 422);
      assertEquals("CS-1554", told.getString("code"));
      String right =
          "{\"signature\":\"" + requireNonNull(both.signatures().get(Signer.CLIENT)) + "\"}";
      JsonObject opened = s.postOpen("signProposal", path + "/signatures", right, 200);
      assertEquals("opened", opened.getString("state"));
      verified(Base64s.parse(opened.getString("receipt")));
      assertEquals(opened, s.postOpen("signProposal", path + "/signatures", right, 200));
      assertEquals("opened", s.postOpen("propose", "/v1/proposals", file, 200).getString("state"));
      // Who may fetch the whole ledger may have it again, signed by both, pepper included.
      JsonObject again = s.get("getProposal", path, 200);
      assertEquals("opened", again.getString("state"));
      assertEquals(opened.getString("receipt"), again.getString("receipt"));
      assertEquals(
          proposal.with(both).toBytes(),
          Proposal.parse(
                  JsonReader.relaxed(
                          Bytes.utf8(again.getJsonObject("proposal").encode()), Proposal.MAX_BYTES)
                      .toCanonical())
              .toBytes());
      assertEquals(
          403,
          s.send("GET", path, Bytes.EMPTY, s.sign(Setting.RECOVERY, "GET", path, Bytes.EMPTY))
              .statusCode());
      assertEquals(
          404,
          s.send("GET", path, Bytes.EMPTY, s.sign(Setting.STRANGER, "GET", path, Bytes.EMPTY))
              .statusCode());
      assertEquals(1, s.ledger().size());
    }
  }

  @Test
  void offer_signedByOne_waitsForTheOther() throws Exception {
    try (Served s = Served.withLedger(folder)) {
      TermsVersion v = s.ledger().history().versions().getFirst();
      Envelope bare =
          Envelope.of(
              new Entry.Agreement(
                  v.version() + 1,
                  v.hash(),
                  v.hash(),
                  v.effectivePeriod().next(),
                  s.ledger().look(x -> x.seen(Setting.NOW / 1_000))));
      Envelope signed = bare.signed(Signer.PROVIDER, Setting.PROVIDER, Setting.GENESIS.domain());
      Bytes terms = s.ledger().store().object(v.hash()).orElseThrow();
      String digest = signed.digest(Setting.GENESIS.domain()).toHex();
      String path = L + "/offers";
      for (int i = 0; i < 2; i++) {
        JsonObject kept = s.post("bringOffer", path, offer(signed, terms, 1), 200);
        assertEquals(digest, kept.getJsonObject("offer").getString("digest"));
      }
      JsonObject listed = s.get("listOffers", path, 200);
      assertEquals(1, listed.getJsonArray("offers").size());
      assertEquals("provider", listed.getJsonArray("offers").getJsonObject(0).getString("by"));
      JsonObject one = s.get("getOffer", path + "/" + digest, 200);
      assertEquals(signed.toBytes().toUtf8(), one.getJsonObject("file").getString("envelope"));
      s.get("getOffer", path + "/" + "0".repeat(64), 404);
      s.post("bringOffer", path, offer(bare, terms, 1), 422);
      Envelope other = bare.signed(Signer.PROVIDER, Setting.CLIENT, Setting.GENESIS.domain());
      s.post("bringOffer", path, offer(other, terms, 1), 422);
      Envelope both = signed.signed(Signer.CLIENT, Setting.CLIENT, Setting.GENESIS.domain());
      s.post("bringOffer", path, offer(both, terms, 1), 422);
      s.post("bringOffer", path, offer(signed, terms, 2), 400);
      s.millis.addAndGet(91L * 86_400_000);
      assertEquals(0, s.get("listOffers", path, 200).getJsonArray("offers").size());
    }
  }

  private static String offer(Envelope envelope, Bytes terms, int format) {
    return Json.object()
        .put("envelope", envelope.toBytes().toUtf8())
        .put("format", format)
        .put("ledger", Setting.GENESIS.ledgerId().toHex())
        .put("objects", List.of(Json.of(Base64s.format(terms))))
        .build()
        .toText();
  }
}
