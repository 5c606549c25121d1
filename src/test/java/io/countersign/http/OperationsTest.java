package io.countersign.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.LoggerContext;
import com.sun.net.httpserver.HttpServer;
import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.sequencer.Answer;
import io.countersign.sequencer.Ledger;
import io.countersign.sequencer.Setting;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// Health, figures, logs, tokens of an OpenID provider.
@Timeout(60)
final class OperationsTest {
  private static final Agreed A = new Agreed("operated");

  @TempDir Path folder;

  private final Routes routes =
      (router, node) -> {
        router
            .get("/v1/ledgers/:ledger/read")
            .handler(
                node.on(e -> e.answer(200, Json.of(e.ledger(Right.READ).grant().role().text()))));
        router
            .post("/v1/ledgers/:ledger/write")
            .handler(
                node.on(
                    e -> {
                      e.ledger(Right.WRITE);
                      e.answer(204);
                    }));
        router.get("/fault/:what").handler(node.on(e -> fault(e.parameter("what"))));
      };

  private static void fault(String what) {
    throw new IllegalArgumentException(what);
  }

  private Wired wired(Optional<Config.Jwt> jwt, String jwks) {
    Config local = Node.Settings.local(0).config();
    Config config =
        new Config(
            local.listen(),
            "",
            "log",
            "127.0.0.1:0",
            List.of(),
            List.of(),
            Config.Openers.ANYBODY,
            false,
            List.of(),
            "",
            false,
            "info",
            Optional.empty(),
            jwt,
            Limits.STANDARD);
    Wired w = new Wired(folder, new Node.Settings(config, 1, jwks), List.of(routes));
    assertTrue(w.host.create(A.opening()) instanceof Ledger.Creation.Created);
    return w;
  }

  private static HttpResponse<String> figures(Wired w, String path)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + w.node.metricsPort() + path))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  @Test
  void figures_onTheirOwnPort_nameNoLedger() throws Exception {
    try (Wired w = wired(Optional.empty(), "")) {
      String read = "/v1/ledgers/" + A.id() + "/read";
      assertEquals(
          200, w.get(read, w.sign(A.signer("client"), "GET", read, Bytes.EMPTY)).statusCode());
      assertEquals(404, w.get("/metrics", Map.of()).statusCode());
      String text = figures(w, "/metrics").body();
      assertTrue(text.contains("countersign_ledgers 1.0"), text);
      assertTrue(text.contains("countersign_entries 1.0"), text);
      assertTrue(
          text.contains(
              "countersign_requests_seconds_count{method=\"GET\",route=\"/v1/ledgers/:ledger/read\",status=\"200\"} 1"),
          text);
      assertFalse(text.contains(A.id().toHex()));
      assertEquals(200, figures(w, "/health/live").statusCode());
    }
  }

  @Test
  void ready_whileOneLedgerCannotBeUsed_holds_andTheFiguresNameIt() throws Exception {
    String other = "00".repeat(32);
    Files.createDirectories(folder.resolve(other));
    Files.writeString(folder.resolve(other).resolve("ledger.db"), "no ledger at all");
    try (Wired w = wired(Optional.empty(), "")) {
      HttpResponse<byte[]> ready = w.get("/health/ready", Map.of());
      assertEquals(200, ready.statusCode());
      assertEquals(
          "{\"clockAheadSeconds\":0,\"ledgers\":2,\"ready\":true,\"unusable\":1}",
          Wired.text(ready));
      assertEquals(200, w.get("/health/live", Map.of()).statusCode());
      String figures = figures(w, "/metrics").body();
      assertTrue(
          figures.contains("countersign_ledger_unusable{code=\"CS-0909\",ledger=\"" + other),
          figures);
      // the others go on
      String read = "/v1/ledgers/" + A.id() + "/read";
      assertEquals(
          200, w.get(read, w.sign(A.signer("client"), "GET", read, Bytes.EMPTY)).statusCode());
    }
  }

  @Test
  void clock_tooFarAhead_stopsWritingAlone() {
    ClockWatch clock = new ClockWatch(f -> {});
    clock.note(60);
    clock.check();
    clock.note(61);
    assertTrue(clock.isAhead());
    ProblemException e = assertThrows(ProblemException.class, clock::check);
    assertEquals("CS-1520", e.problem().code().id());
    clock.note(-10_000);
    clock.check();
  }

  @Test
  void logs_ofAFullRun_holdNoSecretAndNobodysData() throws Exception {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Wired w = wired(Optional.empty(), "")) {
      Logs.to(out, "debug");
      String read = "/v1/ledgers/" + A.id() + "/read";
      Map<String, String> signed = w.sign(A.signer("client"), "GET", read, Bytes.EMPTY);
      assertEquals(200, w.get(read, signed).statusCode());
      assertEquals(
          404, w.get("/v1/ledgers/" + A.id() + "/read?record=call-4711", Map.of()).statusCode());
      assertEquals(401, w.get(read, Map.of("Authorization", "Bearer cst_geheim")).statusCode());
      assertEquals(500, w.get("/fault/call-4711", Map.of()).statusCode());
      String tokens = "/v1/ledgers/" + A.id() + "/tokens";
      Bytes body =
          Bytes.utf8(
              "{\"expires\":"
                  + (w.millis.get() / 1000 + 60)
                  + ",\"name\":\"Lisa\",\"scopes\":[\"read\"]}");
      Map<String, String> fields = new HashMap<>(w.sign(A.signer("client"), "POST", tokens, body));
      fields.put("Content-Type", "application/json");
      String made = Wired.text(w.send("POST", tokens, body, fields));
      String secret = made.substring(made.indexOf("cst_"), made.indexOf("cst_") + 47);
      assertEquals(200, w.get(read, Map.of("Authorization", "Bearer " + secret)).statusCode());
      Thread.sleep(200);
      String log = out.toString(StandardCharsets.UTF_8);
      assertTrue(log.lines().count() >= 6, log);
      assertTrue(log.contains("\"route\":\"/v1/ledgers/:ledger/read\""), log);
      assertTrue(log.contains("java.lang.IllegalArgumentException"), log);
      for (String line : log.lines().toList()) {
        assertTrue(line.startsWith("{\"at\":") && line.endsWith("}"), line);
      }
      for (String never :
          List.of(
              A.id().toHex(),
              "call-4711",
              "geheim",
              secret,
              "Lisa",
              "127.0.0.1",
              signed.get("Signature"),
              A.signer("client").keyId().format())) {
        assertFalse(log.contains(never), never + " in " + log);
      }
    } finally {
      context.reset();
      context.getLogger("ROOT").setLevel(ch.qos.logback.classic.Level.OFF);
    }
  }

  @Test
  void mark_atACutOff_isAppendedOnce() {
    try (Wired w = wired(Optional.empty(), "")) {
      Ledger ledger = w.host.find(A.id()).orElseThrow();
      // the writer's clock stands at 2000-01-10; the agreement's months are over
      io.countersign.service.Marks later =
          new io.countersign.service.Marks(
              () -> Instant.ofEpochMilli(Setting.NOW + 40L * 86_400_000));
      Optional<Answer> first = later.markIfDue(ledger);
      assertTrue(first.orElseThrow() instanceof Answer.Accepted, first::toString);
      assertEquals(1, ledger.history().marks().size());
    }
  }

  /// A key pair of a provider: the public half as a JWK, the private one as PEM.
  private record Pair(JsonObject jwk, String pem) {
    static Pair fresh(String kid) throws Exception {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair pair = generator.generateKeyPair();
      ECPublicKey key = (ECPublicKey) pair.getPublic();
      JsonObject jwk =
          new JsonObject()
              .put("kty", "EC")
              .put("crv", "P-256")
              .put("alg", "ES256")
              .put("kid", kid)
              .put("x", coordinate(key.getW().getAffineX().toByteArray()))
              .put("y", coordinate(key.getW().getAffineY().toByteArray()));
      return new Pair(
          jwk,
          "-----BEGIN PRIVATE KEY-----\n"
              + Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded())
              + "\n-----END PRIVATE KEY-----\n");
    }

    JWTAuth issuer(Vertx vertx) {
      return JWTAuth.create(
          vertx,
          new JWTAuthOptions()
              .addPubSecKey(
                  new PubSecKeyOptions()
                      .setId(jwk.getString("kid"))
                      .setAlgorithm("ES256")
                      .setBuffer(pem)));
    }
  }

  @Test
  void jwt_ofADiscoveredProvider_holdsAlsoAfterItsKeysChanged() throws Exception {
    Pair first = Pair.fresh("one");
    Pair second = Pair.fresh("two");
    AtomicReference<Pair> published = new AtomicReference<>(first);
    AtomicReference<String> named = new AtomicReference<>("");
    AtomicInteger asked = new AtomicInteger();
    HttpServer provider =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    String issuer = "http://127.0.0.1:" + provider.getAddress().getPort();
    named.set(issuer);
    provider.createContext(
        "/",
        x -> {
          boolean keys = x.getRequestURI().getPath().equals("/keys");
          asked.addAndGet(keys ? 1 : 0);
          byte[] body =
              (keys
                      ? new JsonObject().put("keys", new JsonArray().add(published.get().jwk()))
                      : new JsonObject()
                          .put("issuer", named.get())
                          .put("jwks_uri", issuer + "/keys"))
                  .encode()
                  .getBytes(StandardCharsets.UTF_8);
          x.sendResponseHeaders(200, body.length);
          x.getResponseBody().write(body);
          x.close();
        });
    provider.start();
    Vertx vertx = Vertx.vertx();
    Config.Jwt config =
        new Config.Jwt(issuer, "countersign", List.of("ES256"), "", "countersign", 3_600);
    JsonObject body =
        new JsonObject()
            .put("sub", "somebody")
            .put("countersign", new JsonArray().add(A.id() + "/client/read"));
    JWTOptions options =
        new JWTOptions()
            .setAlgorithm("ES256")
            .setIssuer(issuer)
            .setAudience(List.of("countersign"))
            .setExpiresInSeconds(600);
    try (Wired w = wired(Optional.of(config), "")) {
      w.millis.set(System.currentTimeMillis());
      assertEquals(1, asked.get());
      // the keys are from the year 2000: they are asked for again
      String old = first.issuer(vertx).generateToken(body.copy(), options);
      assertEquals(200, read(w, A.id(), old).statusCode());
      assertEquals(2, asked.get());
      published.set(second);
      w.millis.addAndGet(JwtKeys.PAUSE_MILLIS);
      String fresh = second.issuer(vertx).generateToken(body.copy(), options);
      assertEquals(200, read(w, A.id(), fresh).statusCode());
      assertEquals(401, read(w, A.id(), old).statusCode());
      // a key that nobody publishes does not make the node ask each time
      int before = asked.get();
      String unknown = Pair.fresh("three").issuer(vertx).generateToken(body.copy(), options);
      for (int i = 0; i < 5; i++) {
        assertEquals(401, read(w, A.id(), unknown).statusCode());
      }
      assertEquals(before, asked.get());
      w.millis.addAndGet(JwtKeys.PAUSE_MILLIS);
      assertEquals(401, read(w, A.id(), unknown).statusCode());
      assertEquals(before + 1, asked.get());
    }
    named.set("https://another.example");
    MalformedException other =
        assertThrows(
            MalformedException.class,
            () -> new JwtKeys(vertx, config, "", () -> Instant.ofEpochMilli(0)).close());
    assertEquals("CS-1525", other.code().id());
    for (String bad : List.of("http://id.example", "ftp://127.0.0.1", "https://u@id.example")) {
      assertThrows(MalformedException.class, () -> Discovery.address(bad, "issuer"), bad);
    }
    provider.stop(0);
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void jwt_ofTheProvider_opensWhatItsClaimSays() throws Exception {
    Pair pair = Pair.fresh("one");
    JsonObject jwk = pair.jwk();
    Vertx vertx = Vertx.vertx();
    Config.Jwt config =
        new Config.Jwt(
            "https://id.example", "countersign", List.of("ES256"), "", "countersign", 3_600);
    try (Wired w =
        wired(
            Optional.of(config), new JsonObject().put("keys", new JsonArray().add(jwk)).encode())) {
      w.millis.set(System.currentTimeMillis());
      JWTAuth issuer = pair.issuer(vertx);
      JsonArray claim =
          new JsonArray().add(A.id() + "/client/read+stream").add(Bytes32.ZERO + "/provider/read");
      JWTOptions good =
          new JWTOptions()
              .setAlgorithm("ES256")
              .setIssuer("https://id.example")
              .setAudience(List.of("countersign"))
              .setExpiresInSeconds(60);
      JsonObject body = new JsonObject().put("sub", "somebody").put("countersign", claim);
      String token = issuer.generateToken(body.copy(), good);
      assertEquals(200, read(w, A.id(), token).statusCode(), token);
      assertEquals("\"client\"", Wired.text(read(w, A.id(), token)));
      assertEquals(404, read(w, Bytes32.ZERO, token).statusCode());
      assertEquals(
          403,
          w.send(
                  "POST",
                  "/v1/ledgers/" + A.id() + "/write",
                  Bytes.EMPTY,
                  Map.of("Authorization", "Bearer " + token))
              .statusCode());
      String[] parts = token.split("\\.", -1);
      for (String bad :
          List.of(
              issuer.generateToken(body.copy(), new JWTOptions(good).setIssuer("https://other")),
              issuer.generateToken(body.copy(), new JWTOptions(good).setAudience(List.of("x"))),
              issuer.generateToken(
                  body.copy().put("exp", w.millis.get() / 1000 - 3_600),
                  new JWTOptions(good).setExpiresInSeconds(0)),
              issuer.generateToken(body.copy(), new JWTOptions(good).setExpiresInSeconds(3_700)),
              issuer.generateToken(body.copy(), new JWTOptions(good).setNoTimestamp(true)),
              issuer.generateToken(
                  body.copy().put("iat", w.millis.get() / 1000 + 100),
                  new JWTOptions(good).setNoTimestamp(true)),
              issuer.generateToken(
                  body.copy().put("nbf", w.millis.get() / 1000 + 100), new JWTOptions(good)),
              part("{\"alg\":\"none\"}") + "." + parts[1] + ".",
              part("{\"alg\":\"HS256\"}") + "." + parts[1] + "." + parts[2],
              parts[0]
                  + "."
                  + parts[1]
                  + "."
                  + parts[2].replaceFirst("^.", parts[2].startsWith("A") ? "B" : "A"),
              "no.token.atall",
              "x")) {
        assertEquals(401, read(w, A.id(), bad).statusCode(), bad);
      }
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  private static String part(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String coordinate(byte[] number) {
    byte[] out = new byte[32];
    int skip = Math.max(0, number.length - 32);
    System.arraycopy(number, skip, out, 32 - (number.length - skip), number.length - skip);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(out);
  }

  private static HttpResponse<byte[]> read(Wired w, Bytes32 ledger, String token) {
    return w.get("/v1/ledgers/" + ledger + "/read", Map.of("Authorization", "Bearer " + token));
  }
}
