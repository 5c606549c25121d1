package io.countersign.http.api;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.countersign.core.base.Bytes;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Secp256k1;
import io.countersign.core.crypto.Secp256k1Key;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.Genesis;
import io.countersign.core.ledger.KeyAction;
import io.countersign.core.ledger.KeyRole;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.Seen;
import io.countersign.core.ledger.Signer;
import io.countersign.core.ledger.Workers;
import io.countersign.core.terms.TermsParser;
import io.countersign.http.Grant;
import io.countersign.http.ProblemException;
import io.countersign.http.Role;
import io.countersign.sequencer.Answer;
import io.countersign.sequencer.Ledger;
import io.countersign.sequencer.Opening;
import io.countersign.sequencer.Setting;
import io.countersign.sequencer.Submission;
import io.countersign.service.Proposal;
import io.countersign.service.Proposals;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What the two sides of a ledger share, and what goes on without its maker.
@Timeout(120)
class SidesTest {
  private static final String FEED = Served.LEDGER + "/feed?from=0";
  private static final String HOOKS = Served.LEDGER + "/webhooks";

  @TempDir Path folder;

  private static Map<String, String> bearer(String token) {
    return Map.of("Authorization", "Bearer " + token);
  }

  private static JsonObject token(Served s, String scopes, long life) {
    String path = Served.LEDGER + "/tokens";
    Bytes body =
        Bytes.utf8(
            "{\"name\":\"t\",\"scopes\":["
                + scopes
                + "],\"expires\":"
                + (s.millis.get() / 1000 + life)
                + "}");
    Map<String, String> fields = new HashMap<>(s.sign(Setting.CLIENT, "POST", path, body));
    fields.put("Content-Type", "application/json");
    return new JsonObject(Served.text(s.send("POST", path, body, fields))).getJsonObject("token");
  }

  private static HttpResponse<InputStream> open(Served s, Map<String, String> fields)
      throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(s.uri(FEED)).GET();
    fields.forEach(request::header);
    return s.client().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
  }

  private static Map<String, String> signed(Served s, Secp256k1Key key) {
    return s.sign(key, "GET", FEED, Bytes.EMPTY);
  }

  private static String toTheEnd(HttpResponse<InputStream> feed) throws Exception {
    assertEquals(200, feed.statusCode());
    return new String(feed.body().readAllBytes(), StandardCharsets.UTF_8);
  }

  /// The client's signer key gives way to another by the recovery key.
  private static Submission replaced() {
    Secp256k1Key next = Setting.key("client 2");
    Entry entry =
        new Entry.Key(
            KeyAction.REPLACE,
            Party.CLIENT,
            KeyRole.SIGNER,
            Secp256k1.best().address(next).toBytes32(),
            Seen.nothing(Setting.NOW / 1000));
    return Submission.of(
        Envelope.of(entry)
            .signed(Signer.KEY, next, Setting.GENESIS.domain())
            .signed(Signer.RECOVERY, Setting.key("client recovery"), Setting.GENESIS.domain())
            .toBytes());
  }

  @Test
  void feed_ofARevokedToken_ends() throws Exception {
    try (Served s = Served.withLedger(folder)) {
      JsonObject token = token(s, "\"stream\"", 600);
      HttpResponse<InputStream> feed = open(s, bearer(token.getString("token")));
      String path = Served.LEDGER + "/tokens/" + token.getString("id");
      assertEquals(
          204,
          s.send("DELETE", path, Bytes.EMPTY, s.sign(Setting.CLIENT, "DELETE", path, Bytes.EMPTY))
              .statusCode());
      assertTrue(toTheEnd(feed).endsWith(": the credentials hold no more\n\n"));
      assertEquals(401, open(s, bearer(token.getString("token"))).statusCode());
    }
  }

  @Test
  void feed_ofAnExpiredToken_ends() throws Exception {
    try (Served s = Served.withLedger(folder)) {
      HttpResponse<InputStream> feed =
          open(s, bearer(token(s, "\"stream\"", 60).getString("token")));
      s.millis.addAndGet(60_000);
      assertTrue(toTheEnd(feed).endsWith(": the credentials hold no more\n\n"));
    }
  }

  @Test
  void feed_ofAReplacedKey_endsBeforeTheEntryThatReplacesIt() throws Exception {
    try (Served s = Served.withLedger(folder)) {
      HttpResponse<InputStream> feed = open(s, signed(s, Setting.CLIENT));
      assertInstanceOf(Answer.Accepted.class, s.ledger().submit(replaced()));
      String all = toTheEnd(feed);
      assertTrue(all.endsWith(": the credentials hold no more\n\n"), all);
      assertTrue(!all.contains("id: 1\n"), all);
      assertEquals(404, open(s, signed(s, Setting.CLIENT)).statusCode());
    }
  }

  @Test
  void feeds_ofOneSide_leaveTheOtherItsOwn() throws Exception {
    try (Served s = Served.withLedger(folder)) {
      List<HttpResponse<InputStream>> mine = new ArrayList<>();
      for (int i = 0; i < FeedRoutes.MAX_FEEDS; i++) {
        mine.add(open(s, signed(s, Setting.CLIENT)));
        assertEquals(200, mine.getLast().statusCode());
      }
      assertEquals(503, open(s, signed(s, Setting.CLIENT)).statusCode());
      HttpResponse<InputStream> theirs = open(s, signed(s, Setting.PROVIDER));
      assertEquals(200, theirs.statusCode());
      mine.add(theirs);
      for (HttpResponse<InputStream> feed : mine) {
        feed.body().close();
      }
    }
  }

  /// Opens a stream of batches and sends nothing yet.
  private static Socket stream(Served s, String authorization) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), s.node.port());
    socket
        .getOutputStream()
        .write(
            ("POST "
                    + Served.LEDGER
                    + "/attestations HTTP/1.1\r\nHost: 127.0.0.1:"
                    + s.node.port()
                    + "\r\nContent-Type: application/x-ndjson\r\n"
                    + authorization
                    + "Transfer-Encoding: chunked\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
    return socket;
  }

  private static String status(Socket socket) throws IOException {
    return new String(socket.getInputStream().readNBytes(12), StandardCharsets.UTF_8);
  }

  private static void send(Socket socket, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    OutputStream out = socket.getOutputStream();
    out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.UTF_8));
    out.write(bytes);
    out.write("\r\n".getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  @Test
  void streams_ofOneSide_andOfStrangers_leaveOthersTheirs() throws Exception {
    List<Socket> open = new ArrayList<>();
    try (Served s = Served.withLedger(folder)) {
      String mine = "Authorization: Bearer " + token(s, "\"write\"", 600).getString("token");
      // Whoever has no permit is told so at once; who has one is waited for.
      String refused = "HTTP/1.1 503";
      for (int i = 0; i <= SubmissionRoutes.SIDE_STREAMS; i++) {
        open.add(stream(s, mine + "\r\n"));
      }
      assertEquals(refused, first(open));
      for (int i = 0; i <= SubmissionRoutes.UNKNOWN_STREAMS; i++) {
        open.add(stream(s, ""));
      }
      assertEquals(refused, first(open));
      String path = Served.LEDGER + "/tokens";
      Bytes body =
          Bytes.utf8(
              "{\"name\":\"t\",\"scopes\":[\"write\"],\"expires\":"
                  + (s.millis.get() / 1000 + 600)
                  + "}");
      Map<String, String> fields = new HashMap<>(s.sign(Setting.PROVIDER, "POST", path, body));
      fields.put("Content-Type", "application/json");
      String theirs =
          new JsonObject(Served.text(s.send("POST", path, body, fields)))
              .getJsonObject("token")
              .getString("token");
      try (Socket provider = stream(s, "Authorization: Bearer " + theirs + "\r\n")) {
        send(
            provider, Served.framed(Setting.attestation(Setting.PROVIDER, 0, Setting.calls(1, 2))));
        assertEquals("HTTP/1.1 200", status(provider));
      }
      for (Socket socket : open) {
        socket.close();
      }
    }
  }

  @Test
  void stream_ofARevokedToken_ends() throws Exception {
    try (Served s = Served.withLedger(folder)) {
      JsonObject token = token(s, "\"write\"", 600);
      try (Socket open = stream(s, "Authorization: Bearer " + token.getString("token") + "\r\n")) {
        send(open, Served.framed(Setting.attestation(Setting.PROVIDER, 0, Setting.calls(1, 2))));
        assertEquals("HTTP/1.1 200", status(open));
        assertEquals(2, s.ledger().awaitBeyond(1, 20_000));
        String path = Served.LEDGER + "/tokens/" + token.getString("id");
        Map<String, String> fields = s.sign(Setting.CLIENT, "DELETE", path, Bytes.EMPTY);
        assertEquals(204, s.send("DELETE", path, Bytes.EMPTY, fields).statusCode());
        send(open, Served.framed(Setting.attestation(Setting.PROVIDER, 1, Setting.calls(3, 2))));
        assertTrue(open.getInputStream().readAllBytes().length > 0);
      }
      assertEquals(2, s.ledger().durable());
    }
  }

  /// The status of the first that is answered.
  private static String first(List<Socket> open) throws IOException {
    while (true) {
      for (Socket socket : open) {
        if (socket.getInputStream().available() >= 12) {
          String status = status(socket);
          socket.close();
          open.remove(socket);
          return status;
        }
      }
      Thread.onSpinWait();
    }
  }

  /// An agreement that `provider` proposes, another for each `number`.
  private static String proposal(Secp256k1Key provider, int number) throws MalformedException {
    Opening opening = Setting.opening();
    Genesis g = Setting.GENESIS;
    Genesis other =
        new Genesis(
            Setting.address(provider),
            g.providerRecovery(),
            g.client(),
            Setting.address(Setting.key("recovery " + number)),
            g.arbiter(),
            g.logKey(),
            g.operator(),
            g.pepper(),
            g.continues(),
            g.nonce());
    Entry.Agreement first = (Entry.Agreement) Envelope.parse(opening.envelope()).entry();
    return new Proposal(
            Envelope.opening(first, other).signed(Signer.PROVIDER, provider, other.domain()),
            TermsParser.parse(opening.terms()),
            opening.operatorName(),
            opening.pepper())
        .toBytes()
        .toUtf8();
  }

  @Test
  void proposals_ofOneProviderOrSender_leaveRoomForOthers() throws Exception {
    try (Served s = new Served(folder)) {
      String path = "/v1/proposals";
      for (int i = 0; i < Proposals.MAX_OF_ONE; i++) {
        s.postOpen("propose", path, proposal(Setting.PROVIDER, i), 201);
      }
      // the same again is none more
      s.postOpen("propose", path, proposal(Setting.PROVIDER, 0), 200);
      s.postOpen("propose", path, proposal(Setting.PROVIDER, 99), 503);
      // nor by the same sender for another provider
      String others = proposal(Setting.STRANGER, 1);
      s.postOpen("propose", path, others, 503);
      Bytes body = Bytes.utf8(others);
      Map<String, String> fields = new HashMap<>(s.sign(Setting.STRANGER, "POST", path, body));
      fields.put("Content-Type", "application/json");
      assertEquals(201, s.send("POST", path, body, fields).statusCode());
      // what nobody signed in time makes room
      s.millis.addAndGet(Proposals.KEPT_SECONDS * 1_000);
      s.postOpen("propose", path, proposal(Setting.PROVIDER, 99), 201);
      assertEquals(1, s.host.documents().list("proposal").size());
    }
  }

  @Test
  void bundles_ofOneSide_areFew() {
    Permits bundles = new Permits("bundles", EntryRoutes.MAX_BUNDLES, EntryRoutes.SIDE_BUNDLES, 1);
    Grant client = new Grant(Setting.GENESIS.ledgerId(), Role.CLIENT, Set.of());
    Grant provider = new Grant(Setting.GENESIS.ledgerId(), Role.PROVIDER, Set.of());
    List<Permits.Permit> held = new ArrayList<>();
    for (int i = 0; i < EntryRoutes.SIDE_BUNDLES; i++) {
      held.add(bundles.take(Optional.of(client)));
    }
    assertThrows(ProblemException.class, () -> bundles.take(Optional.of(client)));
    held.add(bundles.take(Optional.of(provider)));
    held.removeFirst().close();
    held.add(bundles.take(Optional.of(client)));
  }

  @Test
  void trial_ofABatch_readsItsRecordsOnItsOwnThread() {
    Map<Thread, Integer> loops = new ConcurrentHashMap<>();
    Workers noted =
        (from, to, body) -> {
          loops.merge(Thread.currentThread(), 1, Integer::sum);
          body.run(from, to);
        };
    try (Served s = new Served(folder, g -> true, 1_000, noted)) {
      assertInstanceOf(Ledger.Creation.Created.class, s.host.create(Setting.opening()));
      Thread writer = s.ledger().look(state -> Thread.currentThread());
      loops.clear();
      JsonObject answer =
          s.post(
              "checkEntries",
              Served.LEDGER + "/entries/check",
              Served.json(Setting.attestation(Setting.PROVIDER, 0, Setting.calls(1, 3))).toText(),
              200);
      assertEquals(
          "admissible", answer.getJsonArray("results").getJsonObject(0).getString("result"));
      // The writer says whether they may stand beside the others; it does not read them.
      assertEquals(1, loops.getOrDefault(writer, 0));
      assertEquals(2, loops.values().stream().mapToInt(Integer::intValue).sum());
      Submission wrong =
          Submission.attestation(
              Setting.attestation(Setting.PROVIDER, 0, Setting.calls(1, 3)).envelope(),
              Setting.attestation(Setting.PROVIDER, 0, Setting.calls(2, 3))
                  .payload()
                  .orElseThrow());
      answer =
          s.post(
              "checkEntries", Served.LEDGER + "/entries/check", Served.json(wrong).toText(), 200);
      assertEquals("refused", answer.getJsonArray("results").getJsonObject(0).getString("result"));
    }
  }

  @Test
  void ledgers_oneOfThemBroken_areListed() throws Exception {
    try (Served s = Served.withLedger(folder)) {
      s.get("listLedgers", "/v1/ledgers", 200);
      s.ledger().close();
      Path file;
      try (Stream<Path> all = Files.walk(folder)) {
        file =
            all.filter(p -> p.getFileName().toString().equals("ledger.db"))
                .findFirst()
                .orElseThrow();
      }
      Files.writeString(file, "no ledger any more");
      JsonObject item =
          s.get("listLedgers", "/v1/ledgers", 200).getJsonArray("ledgers").getJsonObject(0);
      assertEquals("client", item.getString("role"));
      assertEquals("CS-1517", item.getJsonObject("failure").getString("code"));
    }
  }

  @Test
  void batch_thatTakesTooLongAsAWhole_isGivenUp() {
    AtomicLong clock = new AtomicLong();
    byte[] batch =
        Served.framed(Setting.attestation(Setting.PROVIDER, 0, Setting.calls(1, 2)))
            .getBytes(StandardCharsets.UTF_8);
    InputStream dribbles =
        new InputStream() {
          private int at;

          @Override
          public int read() {
            clock.addAndGet(10);
            return at < batch.length ? batch[at++] & 0xff : -1;
          }

          @Override
          public int read(byte[] to, int from, int length) {
            int b = read();
            to[from] = (byte) b;
            return b < 0 ? -1 : 1;
          }
        };
    IOException slow =
        assertThrows(IOException.class, () -> new BatchReader(dribbles, clock::get, 1_000).next());
    ProblemException problem = assertInstanceOf(ProblemException.class, slow.getCause());
    assertEquals(408, problem.problem().status());
    assertTrue(clock.get() <= 1_020, "given up at " + clock.get());
  }

  @Test
  void webhooks_ofOneSide_areTheirOwn() {
    try (Served s = Served.withLedger(folder)) {
      String body = "{\"url\":\"http://127.0.0.1:9/\"}";
      String first = "";
      for (int i = 0; i < 16; i++) {
        first = s.post("createWebhook", HOOKS, body, 201).getJsonObject("webhook").getString("id");
      }
      assertEquals("CS-1560", s.post("createWebhook", HOOKS, body, 422).getString("code"));
      assertEquals(0, s.get("listWebhooks", HOOKS, 200).getJsonArray("webhooks").size());
      Bytes bytes = Bytes.utf8(body);
      Map<String, String> fields = new HashMap<>(s.sign(Setting.CLIENT, "POST", HOOKS, bytes));
      fields.put("Content-Type", "application/json");
      assertEquals(201, s.send("POST", HOOKS, bytes, fields).statusCode());
      String path = HOOKS + "/" + first;
      assertEquals(
          404,
          s.send("DELETE", path, Bytes.EMPTY, s.sign(Setting.CLIENT, "DELETE", path, Bytes.EMPTY))
              .statusCode());
      assertEquals(
          204,
          s.send("DELETE", path, Bytes.EMPTY, s.sign(Setting.PROVIDER, "DELETE", path, Bytes.EMPTY))
              .statusCode());
    }
  }

  @Test
  void webhook_whoseMakersKeyWasReplaced_isToldNothingMoreAndSaysSo() throws Exception {
    LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
    HttpServer receiver =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/told",
        x -> {
          told.add(new String(x.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          x.sendResponseHeaders(200, -1);
          x.close();
        });
    receiver.start();
    try (Served s = Served.withLedger(folder)) {
      JsonObject token = token(s, "\"stream\"", 600);
      Bytes body =
          Bytes.utf8("{\"url\":\"http://127.0.0.1:" + receiver.getAddress().getPort() + "/told\"}");
      Map<String, String> fields = new HashMap<>(bearer(token.getString("token")));
      fields.put("Content-Type", "application/json");
      assertEquals(201, s.send("POST", HOOKS, body, fields).statusCode());
      assertInstanceOf(
          Answer.Accepted.class,
          s.ledger().submit(Setting.attestation(Setting.PROVIDER, 0, Setting.calls(1, 2))));
      requireNonNull(told.poll(20, TimeUnit.SECONDS));
      assertInstanceOf(Answer.Accepted.class, s.ledger().submit(replaced()));
      JsonObject hook = new JsonObject();
      while (!"stopped".equals(hook.getString("state"))) {
        HttpResponse<byte[]> answer =
            s.send(
                "GET",
                HOOKS,
                Bytes.EMPTY,
                s.sign(Setting.key("client 2"), "GET", HOOKS, Bytes.EMPTY));
        hook =
            Served.checked("listWebhooks", 200, answer).getJsonArray("webhooks").getJsonObject(0);
      }
      assertEquals("CS-1521", hook.getString("code"));
      assertTrue(told.isEmpty(), "told of the entry that ended it");
    } finally {
      receiver.stop(0);
    }
  }
}
