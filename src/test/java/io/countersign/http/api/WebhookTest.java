package io.countersign.http.api;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.countersign.core.base.Bytes;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.encoding.Base64s;
import io.countersign.core.encoding.SignedNote;
import io.countersign.core.encoding.Vkey;
import io.countersign.sequencer.Setting;
import io.countersign.service.RefusedException;
import io.countersign.service.Webhooks;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WebhookTest {
  private static final String HOOKS = Served.LEDGER + "/webhooks";

  @TempDir Path folder;

  private record Told(Bytes body, String note) {}

  /// The provider's webhooks.
  private static JsonArray list(Served s) {
    return Served.checked(
            "listWebhooks",
            200,
            s.send("GET", HOOKS, Bytes.EMPTY, s.sign(Setting.PROVIDER, "GET", HOOKS, Bytes.EMPTY)))
        .getJsonArray("webhooks");
  }

  @Test
  void entries_areToldInOrder_signed_untilTaken() throws Exception {
    LinkedBlockingQueue<Told> told = new LinkedBlockingQueue<>();
    LinkedBlockingQueue<Integer> answers = new LinkedBlockingQueue<>(List.of(500, 200, 200, 200));
    HttpServer receiver =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/told",
        x -> {
          Bytes body = Bytes.wrap(x.getRequestBody().readAllBytes());
          told.add(new Told(body, String.valueOf(x.getRequestHeaders().getFirst(Deliveries.NOTE))));
          Integer status = answers.poll();
          x.sendResponseHeaders(status == null ? 200 : status, -1);
          x.close();
        });
    receiver.start();
    try (Served s = Served.withLedger(folder)) {
      String url = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/told";
      JsonObject made =
          s.post(
              "createWebhook", HOOKS, "{\"url\":\"" + url + "\",\"kinds\":[\"attestation\"]}", 201);
      String id = made.getJsonObject("webhook").getString("id");
      assertTrue(
          s.ledger().submit(Setting.attestation(Setting.PROVIDER, 0, Setting.calls(1, 2)))
              instanceof io.countersign.sequencer.Answer.Accepted);
      Told first = requireNonNull(told.poll(20, TimeUnit.SECONDS));
      Served.valid(Served.schema("Delivery"), first.body().toUtf8(), "delivery");
      SignedNote note = SignedNote.parse(Base64s.parse(first.note()));
      assertEquals(
          1,
          note.verify(
                  List.of(new Vkey(Setting.OPERATOR, Vkey.Type.ED25519, Setting.LOG.publicKey())))
              .size());
      assertTrue(
          note.text()
              .startsWith(
                  "countersign/webhook/v1\n"
                      + Setting.GENESIS.ledgerId()
                      + "\n"
                      + id
                      + "\n"
                      + Sha256.hash(first.body())
                      + "\n"));
      while (list(s).getJsonObject(0).getInteger("failures") == 0) {
        Thread.onSpinWait();
      }
      s.millis.addAndGet(10_000);
      Told again = requireNonNull(told.poll(20, TimeUnit.SECONDS));
      assertEquals(first.body(), again.body(), "the same again");
      for (int i = 1; i < 3; i++) {
        assertTrue(
            s.ledger().submit(Setting.attestation(Setting.PROVIDER, i, Setting.calls(1 + i, 2)))
                instanceof io.countersign.sequencer.Answer.Accepted);
      }
      int last = 1;
      while (last < 3) {
        JsonObject body =
            new JsonObject(requireNonNull(told.poll(20, TimeUnit.SECONDS)).body().toUtf8());
        for (Object e : body.getJsonArray("events")) {
          assertEquals(++last, ((JsonObject) e).getInteger("index"));
        }
      }
      assertEquals(
          204,
          s.send(
                  "DELETE",
                  HOOKS + "/" + id,
                  Bytes.EMPTY,
                  s.sign(Setting.PROVIDER, "DELETE", HOOKS + "/" + id, Bytes.EMPTY))
              .statusCode());
      assertEquals(0, list(s).size());
      for (String bad : List.of("http://example.com/", "ftp://127.0.0.1/", "https://u@h/", "x")) {
        s.post("createWebhook", HOOKS, "{\"url\":\"" + bad + "\"}", 422);
      }
    } finally {
      receiver.stop(0);
    }
  }

  @Test
  void addresses_insideANetwork_areNotTold() throws Exception {
    URI name = URI.create("https://hooks.example/");
    for (String at :
        List.of(
            "127.0.0.1",
            "10.0.0.1",
            "172.16.3.4",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "198.18.0.1",
            "192.0.0.1",
            "2001::a00:1",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "64:ff9b::a00:1",
            "2002:a00:1::1",
            "::ffff:10.0.0.1")) {
      assertFalse(Webhooks.mayReach(name, InetAddress.ofLiteral(at), true), at);
    }
    for (String at : List.of("93.184.216.34", "2606:2800:220:1::1")) {
      assertTrue(Webhooks.mayReach(name, InetAddress.ofLiteral(at), false), at);
    }
    URI here = URI.create("http://127.0.0.1:9/");
    assertTrue(Webhooks.mayReach(here, InetAddress.ofLiteral("127.0.0.1"), true));
    assertFalse(Webhooks.mayReach(here, InetAddress.ofLiteral("127.0.0.1"), false));
    for (String bad : List.of("https://hooks.example:0/", "https://hooks.example:65536/")) {
      assertThrows(RefusedException.class, () -> Webhooks.address(bad), bad);
    }
    assertThrows(RefusedException.class, () -> Webhooks.address("http://10.0.0.1/"));
  }
}
