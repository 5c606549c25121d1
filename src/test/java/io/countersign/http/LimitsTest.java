package io.countersign.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import io.countersign.sequencer.Ledger;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Each limit, reached.
@Timeout(60)
final class LimitsTest {
  @TempDir Path folder;

  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch both = new CountDownLatch(2);
  private final CountDownLatch leave = new CountDownLatch(1);

  private final Routes routes =
      (router, node) -> {
        router.get("/fast").handler(node.on(e -> e.answer(204)));
        router.get("/slow").handler(node.on(this::slow));
        router.post("/echo").handler(node.on(e -> e.answer(200, "text/plain", e.body(1 << 20))));
        router.get("/endless").handler(node.on(this::endless));
      };

  private final CountDownLatch gaveUp = new CountDownLatch(1);

  private void slow(Exchange e) {
    entered.countDown();
    both.countDown();
    try {
      leave.await();
    } catch (InterruptedException x) {
      throw new AssertionError(x);
    }
    e.answer(204);
  }

  private void endless(Exchange e) {
    try (OutputStream out = e.stream(200, "text/plain")) {
      while (true) {
        out.write(new byte[1 << 16]);
      }
    } catch (IOException x) {
      gaveUp.countDown();
    }
  }

  private Wired with(String limits) {
    try {
      return new Wired(
          folder,
          Limits.parse(Fields.of(JsonReader.relaxed(Bytes.utf8(limits), 1_000), "limits")),
          List.of(routes));
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  private static HttpResponse<byte[]> fast(Wired w) {
    return w.get("/fast", Map.of());
  }

  @Test
  void body_asAWhole_isCapped() {
    try (Wired w = with("{\"bodyBytes\":10}")) {
      assertEquals(200, w.send("POST", "/echo", Bytes.wrap(new byte[10]), Map.of()).statusCode());
      assertEquals(413, w.send("POST", "/echo", Bytes.wrap(new byte[11]), Map.of()).statusCode());
    }
  }

  @Test
  void lineAndHeader_areCapped() {
    try (Wired w = with("{\"headerBytes\":1000,\"lineBytes\":500}")) {
      assertEquals(414, w.get("/fast?" + "x".repeat(500), Map.of()).statusCode());
      HttpResponse<byte[]> answer = w.get("/fast", Map.of("X-Long", "x".repeat(1_000)));
      assertEquals(431, answer.statusCode());
      assertTrue(Wired.text(answer).contains("CS-1518"), Wired.text(answer));
    }
  }

  @Test
  void rate_ofOneAddress_is429UntilItHasRefilled() {
    try (Wired w = with("{\"rateBurst\":3,\"ratePerSecond\":2}")) {
      assertTrue(w.host.create(KNOWN.opening()) instanceof Ledger.Creation.Created);
      for (int i = 2; i >= 0; i--) {
        HttpResponse<byte[]> answer = fast(w);
        assertEquals(204, answer.statusCode());
        assertEquals(
            "\"default\";r=" + i + ";t=0", answer.headers().firstValue("RateLimit").orElse(""));
      }
      HttpResponse<byte[]> beyond = fast(w);
      assertEquals(429, beyond.statusCode());
      assertEquals("1", beyond.headers().firstValue("Retry-After").orElse(""));
      assertTrue(Wired.text(beyond).contains("\"retryAfterMillis\":500"), Wired.text(beyond));
      // whose key a ledger knows is counted apart, also the first time
      assertEquals(204, signed(w, KNOWN, "client"));
      w.millis.addAndGet(500);
      assertEquals(204, fast(w).statusCode());
      assertEquals(429, fast(w).statusCode());
    }
  }

  private static final Agreed KNOWN = new Agreed("known here");

  private static int signed(Wired w, Agreed agreed, String role) {
    return w.get("/fast", w.sign(agreed.signer(role), "GET", "/fast", Bytes.EMPTY)).statusCode();
  }

  /// A request that says that it is of a key and is signed by another.
  private static int forged(Wired w, Agreed agreed, String role) {
    Map<String, String> fields =
        new HashMap<>(w.sign(new Agreed("forger").signer("client"), "GET", "/fast", Bytes.EMPTY));
    fields.computeIfPresent(
        "Signature-Input",
        (k, v) -> v.replaceAll("keyid=\"[^\"]*\"", "keyid=\"" + id(agreed, role) + "\""));
    return w.get("/fast", fields).statusCode();
  }

  private static String id(Agreed agreed, String role) {
    return agreed.signer(role).keyId().format();
  }

  @Test
  void rate_ofStrangersKeys_isThatOfTheirAddress() {
    try (Wired w = with("{\"rateBurst\":3,\"ratePerSecond\":1}")) {
      assertTrue(w.host.create(KNOWN.opening()) instanceof Ledger.Creation.Created);
      for (int i = 0; i < 3; i++) {
        assertEquals(204, signed(w, new Agreed("stranger " + i), "client"));
      }
      assertEquals(429, signed(w, new Agreed("stranger 3"), "client"));
      w.millis.addAndGet(3_000);
      for (int i = 0; i < 3; i++) {
        assertEquals(401, forged(w, new Agreed("stranger"), "client"));
      }
      // credentials are not even looked at any more
      assertEquals(429, forged(w, new Agreed("stranger"), "client"));
      assertEquals(429, signed(w, new Agreed("stranger 4"), "client"));
      // without any they are counted apart
      assertEquals(204, fast(w).statusCode());
    }
  }

  @Test
  void rate_ofAKeyLetInLately_isNotUsedUpByOthersAtItsAddress() {
    try (Wired w = with("{\"rateBurst\":3,\"ratePerSecond\":1}")) {
      assertTrue(w.host.create(KNOWN.opening()) instanceof Ledger.Creation.Created);
      assertEquals(204, signed(w, KNOWN, "client"));
      for (int i = 0; i < 3; i++) {
        assertEquals(401, forged(w, new Agreed("stranger"), "client"));
      }
      assertEquals(429, signed(w, KNOWN, "provider"));
      assertEquals(204, signed(w, KNOWN, "client"));
      // what says that it is of the key and is not has a rate of its own, and tells nothing
      for (int i = 0; i < 4; i++) {
        assertEquals(429, forged(w, KNOWN, "client"));
      }
      // its own rate is looked at before its signature
      w.millis.addAndGet(3_000);
      for (int i = 0; i < 3; i++) {
        assertEquals(204, signed(w, KNOWN, "client"));
      }
      assertEquals(429, signed(w, KNOWN, "client"));
      assertEquals(429, forged(w, KNOWN, "client"));
    }
  }

  @Test
  void networks_ofIpv6_areTheirFirstHalf() {
    assertEquals("192.0.2.1", Senders.network("192.0.2.1"));
    assertEquals(Senders.network("2001:db8::1"), Senders.network("2001:db8:0:0:ffff::2%eth0"));
    assertNotEquals(Senders.network("2001:db8::1"), Senders.network("2001:db8:0:1::1"));
  }

  @Test
  void requests_ofOneSender_leaveOthersHalf() throws InterruptedException {
    try (Wired w = with("{\"requests\":4}")) {
      assertTrue(w.host.create(KNOWN.opening()) instanceof Ledger.Creation.Created);
      List<Thread> asking = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        asking.add(Thread.ofVirtual().start(() -> w.get("/slow", Map.of())));
      }
      both.await();
      assertEquals(503, fast(w).statusCode());
      assertEquals(204, signed(w, KNOWN, "client"));
      leave.countDown();
      for (Thread t : asking) {
        t.join();
      }
    }
  }

  @Test
  void bodyThatNobodyWants_dribbled_isNotWaitedForLongerThanOnePiece() throws IOException {
    try (Wired w = with("{\"readMillis\":90000}");
        Socket slow = connect(w)) {
      OutputStream out = slow.getOutputStream();
      out.write(
          "GET /fast HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n"
              .getBytes(StandardCharsets.UTF_8));
      while (slow.getInputStream().available() == 0) {
        w.millis.addAndGet(90_001);
        out.write('x');
        Thread.onSpinWait();
      }
      byte[] line = slow.getInputStream().readNBytes(12);
      assertEquals("HTTP/1.1 204", new String(line, StandardCharsets.UTF_8));
    }
  }

  @Test
  void rates_clockGoingBack_fillAgain() {
    Rates rates = new Rates(1, 2, 10);
    assertEquals(0, rates.take("a", 100_000).retryMillis());
    assertEquals(0, rates.take("a", 100_000).retryMillis());
    assertEquals(1_000, rates.take("a", 50_000).retryMillis());
    assertEquals(0, rates.take("a", 51_000).retryMillis());
  }

  @Test
  void rates_beyondTheirNames_forgetTheLongestSilent() {
    Rates rates = new Rates(1, 1, 2);
    for (String name : List.of("a", "b", "c")) {
      assertEquals(0, rates.take(name, 0).retryMillis());
    }
    assertEquals(1_000, rates.take("c", 0).retryMillis());
    assertEquals(0, rates.take("a", 0).retryMillis());
  }

  private static HttpSignatures.Proof proof(String key, int nonce, long until) {
    return new HttpSignatures.Proof(
        new Agreed(key).signer("client").keyId(), "nonce-" + nonce, until, until, Optional.empty());
  }

  @Test
  void nonces_ofOneKey_leaveOthersTheirShare() throws MalformedException {
    Nonces nonces = new Nonces(16);
    for (int i = 0; i < 8; i++) {
      nonces.use(proof("a", i, 100), 50);
    }
    ProblemException mine =
        assertThrows(ProblemException.class, () -> nonces.use(proof("a", 8, 100), 50));
    assertEquals(429, mine.problem().status());
    for (int i = 0; i < 4; i++) {
      nonces.use(proof("b", i, 120), 50);
    }
    assertThrows(ProblemException.class, () -> nonces.use(proof("b", 4, 120), 50));
    nonces.use(proof("c", 0, 130), 50);
    // what is over makes room; what still counts is still known
    nonces.use(proof("a", 9, 200), 101);
    assertThrows(MalformedException.class, () -> nonces.use(proof("b", 0, 120), 101));
    nonces.use(proof("b", 0, 200), 121);
  }

  @Test
  void requests_beyondTheirNumber_are503() throws InterruptedException {
    try (Wired w = with("{\"requests\":1}")) {
      Thread asking = Thread.ofVirtual().start(() -> w.get("/slow", Map.of()));
      entered.await();
      HttpResponse<byte[]> answer = fast(w);
      assertEquals(503, answer.statusCode());
      assertTrue(Wired.text(answer).contains("CS-1512"), Wired.text(answer));
      assertEquals("1", answer.headers().firstValue("Retry-After").orElse(""));
      leave.countDown();
      asking.join();
      assertEquals(204, fast(w).statusCode());
    }
  }

  private static Socket connect(Wired w) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), w.node.port());
  }

  private static int readOne(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read();
    } catch (java.net.SocketException e) {
      return -1;
    }
  }

  @Test
  void connections_beyondTheirNumber_areClosed() throws IOException {
    for (String limit : List.of("connections", "addressConnections")) {
      try (Wired w = with("{\"" + limit + "\":1}");
          Socket first = connect(w)) {
        first.getOutputStream().write(get("/fast"));
        assertEquals('H', readOne(first));
        try (Socket second = connect(w)) {
          assertEquals(-1, readOne(second), limit);
        }
      }
    }
  }

  private static byte[] get(String path) {
    return ("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void connection_thatBringsNoWholeRequest_isClosed() throws IOException {
    try (Wired w = with("{\"idleMillis\":5000}");
        Socket dribbles = connect(w)) {
      dribbles
          .getOutputStream()
          .write("GET /fast HTTP/1.1\r\nX: ".getBytes(StandardCharsets.UTF_8));
      assertEquals(204, fast(w).statusCode());
      w.millis.addAndGet(5_001);
      dribbles.getOutputStream().write('y');
      assertEquals(-1, readOne(dribbles));
    }
  }

  @Test
  void body_thatDoesNotCome_is408() throws IOException {
    try (Wired w = with("{\"readMillis\":200}");
        Socket slow = connect(w)) {
      slow.getOutputStream()
          .write(
              "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab"
                  .getBytes(StandardCharsets.UTF_8));
      byte[] line = slow.getInputStream().readNBytes(12);
      assertEquals("HTTP/1.1 408", new String(line, StandardCharsets.UTF_8));
    }
  }

  @Test
  void body_thatComesTooSlowlyAsAWhole_is408() throws IOException, InterruptedException {
    try (Wired w = with("{\"bodyMillis\":1000}");
        Socket slow = connect(w)) {
      OutputStream out = slow.getOutputStream();
      out.write(
          "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\nab"
              .getBytes(StandardCharsets.UTF_8));
      Thread.sleep(300);
      w.millis.addAndGet(1_001);
      out.write("c".getBytes(StandardCharsets.UTF_8));
      byte[] line = slow.getInputStream().readNBytes(12);
      assertEquals("HTTP/1.1 408", new String(line, StandardCharsets.UTF_8));
    }
  }

  @Test
  void reader_thatTakesNothing_isGivenUp() throws IOException, InterruptedException {
    try (Wired w = with("{\"writeMillis\":300}");
        Socket lazy = connect(w)) {
      lazy.getOutputStream().write(get("/endless"));
      gaveUp.await();
      InputStream in = lazy.getInputStream();
      long read = 0;
      try {
        for (int n = in.read(new byte[1 << 16]); n >= 0; n = in.read(new byte[1 << 16])) {
          read += n;
        }
      } catch (java.net.SocketException e) {
        read++;
      }
      assertTrue(read > 0);
    }
  }

  @Test
  void limits_printed_readTheSame() throws MalformedException {
    Json.Obj json = Limits.STANDARD.toJson();
    assertEquals(Limits.STANDARD, Limits.parse(Fields.of(json, "limits")));
    assertEquals(Limits.names().size(), json.size());
  }
}
