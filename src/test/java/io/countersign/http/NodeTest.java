package io.countersign.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.crypto.Secp256k1Key;
import io.countersign.core.encoding.Json;
import io.countersign.sequencer.Answer;
import io.countersign.sequencer.Setting;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class NodeTest {
  @TempDir Path folder;

  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch leave = new CountDownLatch(1);

  private final Routes routes =
      (router, node) -> {
        router.get("/size/:ledger").handler(node.on(this::size));
        router.route(HttpMethod.POST, "/echo").handler(node.on(this::echo));
        router.post("/json").handler(node.on(e -> e.answer(200, e.json(100))));
        router.get("/stream").handler(node.on(this::stream));
        router.post("/count").handler(node.on(this::count));
        router.get("/fault").handler(node.on(e -> fail()));
        router.get("/slow").handler(node.on(this::slow));
        router.get("/query").handler(node.on(this::query));
        router
            .get("/guarded")
            .handler(
                node.on(
                    e -> {
                      e.checkClock();
                      e.answer(204);
                    }));
      };

  private void size(Exchange e) {
    Exchange.Reached reached = e.ledger(Right.READ);
    e.answer(200, Json.object().put("size", reached.ledger().durable()).build());
  }

  private void echo(Exchange e) throws io.countersign.core.base.MalformedException {
    e.answer(200, "application/octet-stream", e.body(1_000));
  }

  private void query(Exchange e) throws io.countersign.core.base.MalformedException {
    e.onlyQueries("n");
    e.answer(200, Json.of(Long.toString(e.query("n", 1, 9, 5))));
  }

  private void stream(Exchange e) {
    try (OutputStream out = e.stream(200, "text/plain")) {
      for (int i = 0; i < 100_000; i++) {
        out.write("0123456789".getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private void count(Exchange e) {
    try (InputStream in = e.bodyStream(10_000_000)) {
      long count = in.transferTo(OutputStream.nullOutputStream());
      e.answer(200, Json.of(Long.toString(count)));
    } catch (IOException broken) {
      if (broken.getCause() instanceof ProblemException p) {
        throw p;
      }
      throw new UncheckedIOException(broken);
    }
  }

  private static void fail() {
    throw new IllegalArgumentException("a fault with a secret in it");
  }

  private void slow(Exchange e) {
    entered.countDown();
    try {
      leave.await();
    } catch (InterruptedException i) {
      throw new AssertionError(i);
    }
    e.answer(200, Json.of("late"));
  }

  private Wired wired() {
    return wired(Limits.STANDARD);
  }

  private Wired wired(Limits limits) {
    Wired wired = new Wired(folder, limits, List.of(routes));
    if (wired.host.list().isEmpty()) {
      assertTrue(
          wired.host.create(Setting.opening())
              instanceof io.countersign.sequencer.Ledger.Creation.Created);
    }
    return wired;
  }

  private static HttpSignatures.Signer party(Secp256k1Key key) {
    return new HttpSignatures.Signer.OfParty(key);
  }

  @Test
  void ledger_toItsParties_isThere() {
    try (Wired w = wired()) {
      String path = "/size/" + Wired.ledger();
      for (Secp256k1Key key : List.of(Setting.PROVIDER, Setting.CLIENT, Setting.key("arbiter"))) {
        HttpResponse<byte[]> answer = w.get(path, w.sign(party(key), "GET", path, Bytes.EMPTY));
        assertEquals(200, answer.statusCode(), Wired.text(answer));
        assertEquals("{\"size\":1}", Wired.text(answer));
      }
    }
  }

  @Test
  void ledger_toOthers_isAnsweredLikeOneThatDoesNotExist() {
    try (Wired w = wired()) {
      String there = "/size/" + Wired.ledger();
      String absent = "/size/" + Bytes32.ZERO;
      byte[] want = w.get(absent, Map.of()).body();
      for (String path : List.of(there, absent, "/size/no-ledger", "/nowhere")) {
        for (Map<String, String> fields :
            List.of(
                Map.<String, String>of(),
                w.sign(party(Setting.STRANGER), "GET", path, Bytes.EMPTY))) {
          HttpResponse<byte[]> answer = w.get(path, fields);
          assertEquals(404, answer.statusCode());
          assertArrayEquals(want, answer.body(), Wired.text(answer));
        }
      }
    }
  }

  @Test
  void answer_thatSaysNothingOfCaches_isForItsAskerOnly() {
    try (Wired w = wired()) {
      String path = "/size/" + Wired.ledger();
      HttpResponse<byte[]> answer =
          w.get(path, w.sign(party(Setting.CLIENT), "GET", path, Bytes.EMPTY));
      assertEquals("private, no-cache", answer.headers().firstValue("Cache-Control").orElse(""));
      assertEquals(
          "Authorization, Signature, Signature-Input, Accept-Language, Accept-Encoding",
          answer.headers().firstValue("Vary").orElse(""));
      assertEquals(
          "no-store", w.get("/nowhere", Map.of()).headers().firstValue("Cache-Control").orElse(""));
    }
  }

  @Test
  void marks_whileTheClockIsAhead_areNotMade() {
    try (Wired w = wired()) {
      w.millis.addAndGet(40L * 86_400_000);
      w.node.noteClock(61);
      w.node.mark();
      assertEquals(1, w.host.find(Wired.ledger()).orElseThrow().size());
      // by whatever way it comes
      Answer direct =
          w.host
              .find(Wired.ledger())
              .orElseThrow()
              .submit(Setting.attestation(Setting.PROVIDER, 0, Setting.calls(1, 2)));
      assertEquals("CS-1520", assertInstanceOf(Answer.Busy.class, direct).finding().code().id());
      assertEquals(1, w.host.find(Wired.ledger()).orElseThrow().size());
      assertEquals(503, w.get("/guarded", Map.of()).statusCode());
      w.node.noteClock(0);
      w.node.mark();
      assertEquals(2, w.host.find(Wired.ledger()).orElseThrow().size());
      assertEquals(204, w.get("/guarded", Map.of()).statusCode());
    }
  }

  @Test
  void request_signedBeforeTheNodeStarted_isRefused() {
    try (Wired w = wired()) {
      String path = "/size/" + Wired.ledger();
      w.millis.addAndGet(-1_000);
      Map<String, String> old = w.sign(party(Setting.CLIENT), "GET", path, Bytes.EMPTY);
      w.millis.addAndGet(1_000);
      HttpResponse<byte[]> answer = w.get(path, old);
      assertEquals(401, answer.statusCode());
      assertTrue(Wired.text(answer).contains("CS-1522"), Wired.text(answer));
      assertEquals("1", answer.headers().firstValue("Retry-After").orElse(""));
      assertEquals(
          200, w.get(path, w.sign(party(Setting.CLIENT), "GET", path, Bytes.EMPTY)).statusCode());
    }
  }

  @Test
  void request_sentTwice_isRefused() {
    try (Wired w = wired()) {
      String path = "/size/" + Wired.ledger();
      Map<String, String> fields = w.sign(party(Setting.CLIENT), "GET", path, Bytes.EMPTY);
      assertEquals(200, w.get(path, fields).statusCode());
      HttpResponse<byte[]> again = w.get(path, fields);
      assertEquals(401, again.statusCode());
      assertTrue(Wired.text(again).contains("CS-1507"), Wired.text(again));
    }
  }

  @Test
  void body_otherThanSigned_isRefused() {
    try (Wired w = wired()) {
      Bytes body = Bytes.utf8("what was signed");
      Map<String, String> fields = w.sign(party(Setting.CLIENT), "POST", "/echo", body);
      HttpResponse<byte[]> other = w.send("POST", "/echo", Bytes.utf8("something else!"), fields);
      assertEquals(400, other.statusCode());
      assertTrue(Wired.text(other).contains("CS-1509"), Wired.text(other));
      Map<String, String> fresh = w.sign(party(Setting.CLIENT), "POST", "/echo", body);
      assertArrayEquals(body.toArray(), w.send("POST", "/echo", body, fresh).body());
    }
  }

  @Test
  void body_tooLarge_isRefusedAndTheConnectionGoesOn() {
    try (Wired w = wired()) {
      HttpResponse<byte[]> answer = w.send("POST", "/echo", Bytes.wrap(new byte[1_001]), Map.of());
      assertEquals(413, answer.statusCode());
      assertEquals(
          413, w.send("POST", "/echo", Bytes.wrap(new byte[900_000]), Map.of()).statusCode());
      assertEquals(
          200, w.send("POST", "/echo", Bytes.wrap(new byte[1_000]), Map.of()).statusCode());
    }
  }

  @Test
  void streams_bothWays_areWhole() {
    try (Wired w = wired()) {
      assertEquals(1_000_000, w.get("/stream", Map.of()).body().length);
      assertEquals(
          "\"5000000\"",
          Wired.text(w.send("POST", "/count", Bytes.wrap(new byte[5_000_000]), Map.of())));
      assertEquals(
          413, w.send("POST", "/count", Bytes.wrap(new byte[11_000_000]), Map.of()).statusCode());
    }
  }

  @Test
  void answer_whereTheClientAccepts_isCompressed() {
    try (Wired w = wired()) {
      HttpResponse<byte[]> answer = w.get("/stream", Map.of("Accept-Encoding", "gzip"));
      assertEquals("gzip", answer.headers().firstValue("Content-Encoding").orElse(""));
      assertTrue(answer.body().length < 100_000);
    }
  }

  @Test
  void fault_isAnsweredWithoutItsText() {
    try (Wired w = wired()) {
      HttpResponse<byte[]> answer = w.get("/fault", Map.of("Accept-Language", "zh-CN,en;q=0.5"));
      assertEquals(500, answer.statusCode());
      assertFalse(Wired.text(answer).contains("secret"));
      assertTrue(Wired.text(answer).contains("节点内部错误"), Wired.text(answer));
      assertEquals(
          "application/problem+json", answer.headers().firstValue("Content-Type").orElse(""));
      assertNotEquals("", answer.headers().firstValue("X-Request-Id").orElse(""));
    }
  }

  @Test
  void input_notAsAsked_isSaidByCode() {
    try (Wired w = wired()) {
      Map<String, String> json = Map.of("Content-Type", "application/json; charset=utf-8");
      assertEquals(
          "{\"a\":1}", Wired.text(w.send("POST", "/json", Bytes.utf8("{ \"a\" : 1 }"), json)));
      assertEquals(415, w.send("POST", "/json", Bytes.utf8("{}"), Map.of()).statusCode());
      assertEquals(400, w.send("POST", "/json", Bytes.utf8("{"), json).statusCode());
      HttpResponse<byte[]> put = w.send("PUT", "/json", Bytes.utf8("{}"), json);
      assertEquals(405, put.statusCode());
      assertEquals("POST", put.headers().firstValue("Allow").orElse(""));
      assertEquals("\"7\"", Wired.text(w.get("/query?n=7", Map.of())));
      for (String query : List.of("n=0", "n=01", "n=x", "n=1&n=2", "m=1")) {
        assertEquals(400, w.get("/query?" + query, Map.of()).statusCode(), query);
      }
    }
  }

  @Test
  void stop_whileARequestRuns_answersIt() throws InterruptedException {
    Wired w = wired();
    AtomicReference<String> got = new AtomicReference<>("");
    Thread asking = Thread.ofVirtual().start(() -> got.set(Wired.text(w.get("/slow", Map.of()))));
    entered.await();
    Thread stopping = Thread.ofVirtual().start(w.node::close);
    Thread.sleep(100);
    assertTrue(stopping.isAlive());
    leave.countDown();
    asking.join();
    stopping.join();
    assertEquals("\"late\"", got.get());
  }

  @Test
  void ledgers_afterARestart_areThere() {
    wired().close();
    try (Wired w = wired()) {
      String path = "/size/" + Wired.ledger();
      assertEquals(
          200, w.get(path, w.sign(party(Setting.CLIENT), "GET", path, Bytes.EMPTY)).statusCode());
    }
  }
}
