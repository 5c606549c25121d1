package io.countersign.http.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.http.HttpSignatures;
import io.countersign.sequencer.Answer;
import io.countersign.sequencer.Setting;
import io.countersign.sequencer.Submission;
import io.countersign.witness.SourceException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// The client against servers that are slow, cut off, endless or wrong.
final class NodeClientTest {
  private static final Duration SOON = Duration.ofMillis(500);

  private static NodeClient client(URI uri, Credential credential) {
    return new NodeClient(
        uri, credential, InstantSource.system(), RandomGenerator.of("L64X128MixRandom"));
  }

  private static NodeClient client(Wire wire) {
    return client(wire.uri(), new Credential.None());
  }

  private static Finding failure(Wire wire, long maxBytes) {
    try (wire;
        NodeClient client = client(wire)) {
      long began = System.nanoTime();
      Finding out =
          assertThrows(SourceException.class, () -> client.get("/x", maxBytes, SOON).mustBeGood())
              .finding();
      assertTrue(System.nanoTime() - began < 20_000_000_000L, "it ends in time");
      return out;
    }
  }

  @Test
  void get_manyInARow_useOneConnection() {
    try (Wire wire = new Wire((r, out) -> out.write(Wire.answer(200, "text/plain", "x")));
        NodeClient client = client(wire)) {
      for (int i = 0; i < 10; i++) {
        assertEquals("x", client.get("/x", 10, Duration.ofSeconds(10)).body().toUtf8());
      }
      assertEquals(1, wire.connections.get());
    }
  }

  @Test
  void get_signedBeforeTheNodeStarted_isSignedAnewOnce() {
    List<String> nonces = new CopyOnWriteArrayList<>();
    String refused = "{\"code\":\"CS-1522\",\"retryAfterMillis\":1,\"where\":\"created\"}";
    try (Wire wire =
            new Wire(
                (r, out) -> {
                  nonces.add(r.replaceAll("(?s).*;nonce=\"([^\"]*)\".*", "$1"));
                  out.write(
                      nonces.size() == 2
                          ? Wire.answer(200, "text/plain", "x")
                          : Wire.answer(401, "application/problem+json", refused));
                });
        NodeClient client =
            client(
                wire.uri(),
                new Credential.Signed(new HttpSignatures.Signer.OfParty(Setting.PROVIDER)))) {
      Duration within = Duration.ofSeconds(10);
      assertEquals("x", client.get("/x", 1_000, within).body().toUtf8());
      assertEquals(2, nonces.stream().distinct().count(), nonces.toString());
      // a node that refuses for good is not asked for ever
      assertEquals(401, client.get("/x", 1_000, within).status());
      assertEquals(4, nonces.size());
    }
  }

  @Test
  void get_bodyBeyondItsCap_isCutThere() {
    Finding f =
        failure(
            new Wire((r, out) -> out.write(Wire.answer(200, "text/plain", "x".repeat(11)))), 10);
    assertEquals(Code.NODE_ANSWER, f.code());
  }

  @Test
  void get_bodyWithoutEnd_isCutAtItsCap() {
    Finding f =
        failure(
            new Wire(
                (r, out) -> {
                  out.write(Wire.bytes("HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n"));
                  byte[] chunk = Wire.bytes("1000\r\n" + "x".repeat(0x1000) + "\r\n");
                  while (true) {
                    out.write(chunk);
                  }
                }),
            1 << 20);
    assertEquals(Code.NODE_ANSWER, f.code());
  }

  @Test
  void get_bodyThatDribbles_endsWithTheDeadline() {
    Finding f =
        failure(
            new Wire(
                (r, out) -> {
                  out.write(Wire.bytes("HTTP/1.1 200 X\r\nContent-Length: 1000\r\n\r\n"));
                  while (true) {
                    out.write('x');
                    out.flush();
                    Thread.sleep(20);
                  }
                }),
            2_000);
    assertEquals(Code.NODE_UNREACHABLE, f.code());
  }

  @Test
  void get_noAnswer_endsWithTheDeadline() {
    assertEquals(
        Code.NODE_UNREACHABLE, failure(new Wire((r, out) -> Thread.sleep(30_000)), 10).code());
  }

  @Test
  void get_headersWithoutEnd_fail() {
    Finding f =
        failure(
            new Wire(
                (r, out) -> {
                  out.write(Wire.bytes("HTTP/1.1 200 X\r\n"));
                  while (true) {
                    out.write(Wire.bytes("A: " + "x".repeat(1_000) + "\r\n"));
                  }
                }),
            10);
    assertEquals(Code.NODE_UNREACHABLE, f.code());
  }

  @Test
  void get_garbage_fails() {
    assertEquals(
        Code.NODE_UNREACHABLE,
        failure(
                new Wire(
                    (r, out) -> {
                      out.write(Wire.bytes("no HTTP at all\r\n\r\n"));
                      throw new IOException("closed");
                    }),
                10)
            .code());
  }

  @Test
  void get_nobodyListens_fails() {
    URI uri;
    try (Wire wire = new Wire((r, out) -> {})) {
      uri = wire.uri();
    }
    try (NodeClient client = client(uri, new Credential.None())) {
      assertEquals(
          Code.NODE_UNREACHABLE,
          assertThrows(SourceException.class, () -> client.get("/x", 10, SOON)).finding().code());
    }
  }

  @Test
  void get_connectionCutOnce_isAskedAgainOnce() {
    try (Wire wire =
            new Wire(
                (r, out) -> {
                  throw new IOException("cut");
                });
        NodeClient client = client(wire)) {
      assertThrows(SourceException.class, () -> client.get("/x", 10, Duration.ofSeconds(10)));
      assertTrue(wire.requests.get() <= 4, wire.requests::toString);
    }
    int[] left = {1};
    try (Wire wire =
            new Wire(
                (r, out) -> {
                  if (left[0]-- > 0) {
                    throw new IOException("cut");
                  }
                  out.write(Wire.answer(200, "text/plain", "x"));
                });
        NodeClient client = client(wire)) {
      assertEquals("x", client.get("/x", 10, Duration.ofSeconds(10)).body().toUtf8());
    }
  }

  @Test
  void get_redirect_isNotFollowed() {
    Finding f =
        failure(
            new Wire(
                (r, out) ->
                    out.write(
                        Wire.bytes(
                            "HTTP/1.1 302 X\r\nLocation: http://127.0.0.1:1/\r\nContent-Length:"
                                + " 0\r\n\r\n"))),
            10);
    assertEquals(Code.NODE_ANSWER, f.code());
  }

  @Test
  void problem_knownCode_isThatFinding() {
    Finding f =
        failure(
            new Wire(
                (r, out) ->
                    out.write(
                        Wire.answer(
                            404,
                            "application/problem+json",
                            "{\"type\":\"t\",\"title\":\"x\",\"status\":404,\"code\":\""
                                + Code.HTTP_NOT_FOUND.id()
                                + "\",\"where\":\"path\",\"expected\":\"a\",\"found\":\"b\"}"))),
            10_000);
    assertEquals(new Finding(Code.HTTP_NOT_FOUND, "path", "a", "b"), f);
  }

  @Test
  void problem_unknownCodeOrNoProblem_saysSo() {
    Finding f =
        failure(
            new Wire(
                (r, out) ->
                    out.write(
                        Wire.answer(
                            400,
                            "application/problem+json",
                            "{\"code\":\"CS-9999\",\"detail\":\"new\"}"))),
            10_000);
    assertEquals(Code.NODE_CODE, f.code());
    assertTrue(f.found().contains("CS-9999"));
    assertEquals(
        Code.NODE_ANSWER,
        failure(new Wire((r, out) -> out.write(Wire.answer(500, "text/html", "<h1>"))), 100)
            .code());
  }

  @Test
  void request_signed_verifiesAtTheOtherEnd() throws Exception {
    List<String> requests = new ArrayList<>();
    try (Wire wire =
            new Wire(
                (r, out) -> {
                  requests.add(r);
                  out.write(Wire.answer(200, "application/json", "{}"));
                });
        NodeClient client =
            client(
                wire.uri(),
                new Credential.Signed(new HttpSignatures.Signer.OfParty(Setting.CLIENT)))) {
      assertTrue(client.get("/v1/a?b=c%20d", 10, SOON).isGood());
      assertTrue(client.post("/v1/a", Bytes.utf8("{}"), "application/json", 10, SOON).isGood());
      assertEquals(
          Setting.address(Setting.CLIENT).toString(), signer(requests.get(0), wire.uri(), false));
      assertEquals(
          Setting.address(Setting.CLIENT).toString(), signer(requests.get(1), wire.uri(), true));
    }
  }

  private static String signer(String request, URI uri, boolean body) throws MalformedException {
    String[] line = request.substring(0, request.indexOf("\r\n")).split(" ", -1);
    String[] target = line[1].split("\\?", 2);
    return HttpSignatures.verify(
            new HttpSignatures.Request(
                line[0], uri.getAuthority(), target[0], target.length > 1 ? target[1] : ""),
            name -> field(request, name),
            body,
            System.currentTimeMillis() / 1_000)
        .key()
        .format();
  }

  private static Optional<String> field(String request, String name) {
    for (String line : request.split("\r\n", -1)) {
      if (line.toLowerCase(Locale.ROOT).startsWith(name + ": ")) {
        return Optional.of(line.substring(name.length() + 2));
      }
    }
    return Optional.empty();
  }

  @Test
  void request_bearer_bearsTheTokenAndNobodyPrintsIt() {
    List<String> requests = new ArrayList<>();
    Credential token = new Credential.Bearer("secret-of-test");
    try (Wire wire =
            new Wire(
                (r, out) -> {
                  requests.add(r);
                  out.write(Wire.answer(200, "text/plain", ""));
                });
        NodeClient client = client(wire.uri(), token)) {
      assertTrue(client.get("/x", 10, SOON).isGood());
    }
    assertEquals(Optional.of("Bearer secret-of-test"), field(requests.getFirst(), "authorization"));
    assertFalse(token.toString().contains("secret"));
    assertThrows(IllegalArgumentException.class, () -> new Credential.Bearer("a\nb"));
  }

  @Test
  void isAddress_takesHttpOnly() {
    assertTrue(NodeClient.isAddress("http://127.0.0.1:8080"));
    assertTrue(NodeClient.isAddress("https://ledger.example/base"));
    for (String bad :
        List.of(
            "", "ledger", "file:///etc", "http://", "http://a?b", "http://u:p@a", "http://a b")) {
      assertFalse(NodeClient.isAddress(bad), bad);
    }
  }

  // Submissions.

  private static Answer submit(String json) {
    try (Wire wire = new Wire((r, out) -> out.write(Wire.answer(200, "application/json", json)));
        NodeClient client = client(wire)) {
      return new LedgerClient(client, Setting.GENESIS.ledgerId())
          .submit(Submission.of(Bytes.utf8("{}")));
    }
  }

  @Test
  void submit_answersThatAreNone_areNoAnswer() {
    for (String json :
        List.of(
            "[]",
            "{}",
            "{\"as_of\":1,\"results\":[]}",
            "{\"as_of\":1,\"results\":[{\"result\":\"fine\"}]}",
            "{\"as_of\":1,\"results\":[{\"result\":\"accepted\"}]}",
            "{\"as_of\":1,\"results\":[{\"result\":\"accepted\",\"receipt\":\"AAAA\"}]}",
            "{\"as_of\":1,\"results\":[{\"result\":\"gap\",\"next\":1,\"findings\":[]}]}",
            "{\"as_of\":1,\"results\":[{\"result\":\"refused\",\"findings\":[]}]}")) {
      SourceException e = assertThrows(SourceException.class, () -> submit(json), json);
      assertEquals(Code.NODE_ANSWER, e.finding().code(), json);
    }
  }

  @Test
  void submit_refused_hasTheFindingsInOrder() {
    Answer.Refused refused =
        assertInstanceOf(
            Answer.Refused.class,
            submit(
                "{\"as_of\":1,\"results\":[{\"result\":\"refused\",\"findings\":["
                    + "{\"code\":\"CS-0601\",\"slug\":\"x\",\"where\":\"entry 1 record"
                    + " 3\",\"expected\":\"a\",\"found\":\"b\"},"
                    + "{\"code\":\"CS-9998\",\"slug\":\"y\",\"where\":\"w\",\"expected\":\"c\",\"found\":\"d\"}]}]}"));
    assertEquals("entry 1 record 3", refused.findings().get(0).where());
    assertEquals("CS-0601", refused.findings().get(0).code().id());
    assertEquals(Code.NODE_CODE, refused.findings().get(1).code());
  }

  @Test
  void submit_busyNode_saysWhenToComeAgain() {
    try (Wire wire =
            new Wire(
                (r, out) ->
                    out.write(
                        Wire.answer(
                            503,
                            "application/problem+json",
                            "{\"code\":\""
                                + Code.SEQUENCER_BUSY.id()
                                + "\",\"retryAfterMillis\":1234}")));
        NodeClient client = client(wire)) {
      Answer.Busy busy =
          assertInstanceOf(
              Answer.Busy.class,
              new LedgerClient(client, Setting.GENESIS.ledgerId())
                  .submit(Submission.of(Bytes.utf8("{}"))));
      assertEquals(1_234, busy.retryAfterMillis());
      assertEquals(Code.SEQUENCER_BUSY, busy.finding().code());
    }
  }

  // The feed.

  private static long await(Wire.Script script) {
    try (Wire wire = new Wire(script);
        NodeClient client = client(wire)) {
      long began = System.nanoTime();
      new LedgerClient(client, Setting.GENESIS.ledgerId()).await(3, Duration.ofMillis(1_500));
      return (System.nanoTime() - began) / 1_000_000;
    }
  }

  @Test
  void await_event_endsAtOnceAndHeartbeatsDoNot() {
    String head = "HTTP/1.1 200 X\r\nContent-Type: text/event-stream\r\n\r\n";
    long event =
        await(
            (r, out) -> {
              out.write(Wire.bytes(head + ": heartbeat\n\nevent: entry\nid: 3\ndata: {}\n\n"));
              out.flush();
              Thread.sleep(5_000);
            });
    assertTrue(event < 1_400, event + " ms");
    long heartbeats =
        await(
            (r, out) -> {
              out.write(Wire.bytes(head));
              for (int i = 0; i < 100; i++) {
                out.write(Wire.bytes(": data:\n\n"));
                out.flush();
                Thread.sleep(50);
              }
            });
    assertTrue(heartbeats >= 1_400 && heartbeats < 4_000, heartbeats + " ms");
  }

  @Test
  void await_streamWithoutEndOrFeedThatIsNone_waitsItsTime() {
    String head = "HTTP/1.1 200 X\r\nContent-Type: text/event-stream\r\n\r\n";
    long flood =
        await(
            (r, out) -> {
              out.write(Wire.bytes(head));
              while (true) {
                out.write(Wire.bytes("x".repeat(10_000)));
              }
            });
    assertTrue(flood >= 1_400 && flood < 8_000, flood + " ms");
    long none = await((r, out) -> out.write(Wire.answer(404, "text/plain", "")));
    assertTrue(none >= 1_400 && none < 4_000, none + " ms");
  }
}
