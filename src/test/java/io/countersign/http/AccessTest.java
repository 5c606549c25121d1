package io.countersign.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import io.countersign.sequencer.Answer;
import io.countersign.sequencer.Ledger;
import io.countersign.sequencer.Setting;
import io.countersign.sequencer.Submission;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Role x route x ledger: who sees what, and that nobody can tell what he may not see from what is
/// not there.
@Timeout(120)
final class AccessTest {
  private static final Agreed A = new Agreed("first");
  private static final Agreed B = new Agreed("second");
  private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

  @TempDir Path folder;

  private final Routes routes =
      (router, node) -> {
        for (Right right : Right.values()) {
          router
              .route("/v1/ledgers/:ledger/" + right.text())
              .handler(
                  node.on(
                      e -> {
                        Grant g = e.ledger(right).grant();
                        e.answer(200, Json.of(g.role().text()));
                      }));
        }
        router
            .get("/v1/ledgers")
            .handler(
                node.on(
                    e -> {
                      List<Json> out = new ArrayList<>();
                      e.access()
                          .grants(e.principal())
                          .forEach(g -> out.add(Json.of(g.ledger().toHex())));
                      e.answer(200, Json.array(out));
                    }));
      };

  private Wired wired() {
    Wired w = new Wired(folder, Limits.STANDARD, List.of(routes));
    for (Agreed agreed : List.of(A, B)) {
      if (!w.host.list().contains(agreed.id())) {
        assertTrue(w.host.create(agreed.opening()) instanceof Ledger.Creation.Created);
        append(w, agreed, agreed.attester());
        append(w, agreed, agreed.cosignerAdded());
      }
    }
    return w;
  }

  private static void append(Wired w, Agreed agreed, Submission submission) {
    Answer answer = w.host.find(agreed.id()).orElseThrow().submit(submission);
    assertTrue(answer instanceof Answer.Accepted, answer::toString);
  }

  private static Json.Obj json(HttpResponse<byte[]> answer) throws Exception {
    return (Json.Obj) JsonReader.relaxed(Bytes.wrap(answer.body()), 1 << 20);
  }

  private static String member(Json.Obj of, String name) {
    return of.get(name) instanceof Json.Str s ? s.value() : "";
  }

  private static Json.Obj made(
      Wired w, Agreed agreed, String role, String what, String scopes, long life) throws Exception {
    String path = "/v1/ledgers/" + agreed.id() + "/" + what;
    Bytes body =
        Bytes.utf8(
            "{\"name\":\"n\"," + scopes + "\"expires\":" + (w.millis.get() / 1000 + life) + "}");
    HttpResponse<byte[]> answer =
        w.send("POST", path, body, with(w.sign(agreed.signer(role), "POST", path, body), JSON));
    assertEquals(201, answer.statusCode(), Wired.text(answer));
    assertEquals("no-store", answer.headers().firstValue("Cache-Control").orElse(""));
    Json of = json(answer).get(what.equals("tokens") ? "token" : "capability");
    return of instanceof Json.Obj o ? o : Json.object().build();
  }

  private static Map<String, String> with(Map<String, String> a, Map<String, String> b) {
    Map<String, String> out = new HashMap<>(a);
    out.putAll(b);
    return out;
  }

  private static Map<String, String> bearer(String token) {
    return Map.of("Authorization", "Bearer " + token);
  }

  /// Somebody: how he signs a request of a method and path.
  private interface Who extends BiFunction<String, String, Map<String, String>> {}

  private static Who signs(Wired w, Agreed of, String role) {
    return (method, path) -> w.sign(of.signer(role), method, path, Bytes.EMPTY);
  }

  @Test
  void matrix_roleRouteLedger_isAsDocumented() throws Exception {
    try (Wired w = wired()) {
      String readOnly =
          member(made(w, A, "client", "tokens", "\"scopes\":[\"read\"],", 60), "token");
      String streams =
          member(
              made(w, A, "provider", "tokens", "\"scopes\":[\"stream\",\"write\"],", 60), "token");
      String expired = member(made(w, A, "client", "tokens", "\"scopes\":[\"read\"],", 1), "token");
      w.millis.addAndGet(2_000);

      // who, and for each of: read, write, stream, log, tokens; on A
      Map<String, Who> people = new LinkedHashMap<>();
      Map<String, List<Integer>> want = new LinkedHashMap<>();
      people.put("provider", signs(w, A, "provider"));
      want.put("provider", List.of(200, 200, 200, 200, 200));
      people.put("client", signs(w, A, "client"));
      want.put("client", List.of(200, 200, 200, 200, 200));
      people.put("client's cosigner", signs(w, A, "cosigner"));
      want.put("client's cosigner", List.of(200, 200, 200, 200, 200));
      people.put("arbiter", signs(w, A, "arbiter"));
      want.put("arbiter", List.of(200, 200, 200, 200, 200));
      people.put("attester", signs(w, A, "attester"));
      want.put("attester", List.of(403, 200, 403, 403, 403));
      people.put("recovery key", signs(w, A, "client recovery"));
      want.put("recovery key", List.of(403, 200, 403, 403, 403));
      people.put("token to read", (m, p) -> bearer(readOnly));
      want.put("token to read", List.of(200, 403, 403, 200, 200));
      people.put("token to stream and write", (m, p) -> bearer(streams));
      want.put("token to stream and write", List.of(403, 200, 200, 403, 403));
      people.put("expired token", (m, p) -> bearer(expired));
      want.put("expired token", List.of(401, 401, 401, 401, 401));
      people.put("invented token", (m, p) -> bearer("cst_" + "A".repeat(43)));
      want.put("invented token", List.of(401, 401, 401, 401, 401));
      for (Map.Entry<String, Who> outsider : outsiders(w).entrySet()) {
        people.put(outsider.getKey(), outsider.getValue());
        want.put(outsider.getKey(), List.of(404, 404, 404, 404, 404));
      }
      people.forEach(
          (name, who) -> {
            List<Integer> got = new ArrayList<>();
            for (String path : List.of("read", "write", "stream", "log/checkpoint", "tokens")) {
              String full = "/v1/ledgers/" + A.id() + "/" + path;
              got.add(w.get(full, who.apply("GET", full)).statusCode());
            }
            assertEquals(want.get(name), got, name);
          });
    }
  }

  private static Map<String, Who> outsiders(Wired w) {
    Map<String, Who> out = new LinkedHashMap<>();
    out.put("nobody", (m, p) -> Map.of());
    out.put("stranger", signs(w, new Agreed("of no ledger"), "client"));
    out.put("other agreement's client", signs(w, B, "client"));
    out.put("other agreement's attester", signs(w, B, "attester"));
    return out;
  }

  @Test
  void outsiders_onEveryRoute_cannotTellALedgerFromNone() {
    try (Wired w = wired()) {
      List<String> routesOfLedger =
          List.of(
              "GET read",
              "POST write",
              "GET stream",
              "GET log/checkpoint",
              "GET log/tile/0/000",
              "GET log/nonsense",
              "POST log/cosignatures",
              "GET tokens",
              "POST tokens",
              "DELETE tokens/0123456789abcdef",
              "GET capabilities",
              "POST capabilities",
              "DELETE capabilities/0123456789abcdef",
              "GET nonsense");
      for (String route : routesOfLedger) {
        String method = route.substring(0, route.indexOf(' '));
        String rest = route.substring(route.indexOf(' ') + 1);
        outsiders(w)
            .forEach(
                (name, who) -> {
                  HttpResponse<byte[]> there = ask(w, method, A.id(), rest, who);
                  HttpResponse<byte[]> none = ask(w, method, Bytes32.ZERO, rest, who);
                  assertEquals(404, there.statusCode(), route + " " + name);
                  assertEquals(none.statusCode(), there.statusCode());
                  assertArrayEquals(none.body(), there.body(), route + " " + name);
                  assertEquals(fields(none), fields(there), route + " " + name);
                });
      }
    }
  }

  private static HttpResponse<byte[]> ask(
      Wired w, String method, Bytes32 ledger, String rest, Who who) {
    String path = "/v1/ledgers/" + ledger + "/" + rest;
    return w.send(method, path, Bytes.EMPTY, who.apply(method, path));
  }

  private static Map<String, List<String>> fields(HttpResponse<byte[]> answer) {
    Map<String, List<String>> out = new HashMap<>(answer.headers().map());
    assertTrue(out.containsKey("x-request-id"));
    out.remove("x-request-id");
    out.remove("ratelimit");
    return out;
  }

  @Test
  void list_showsOnesOwnLedgersOnly() {
    try (Wired w = wired()) {
      String path = "/v1/ledgers";
      assertEquals("[]", Wired.text(w.get(path, Map.of())));
      assertEquals(
          "[\"" + B.id() + "\"]",
          Wired.text(w.get(path, w.sign(B.signer("client"), "GET", path, Bytes.EMPTY))));
    }
  }

  @Test
  void tokens_listedAndRevoked_areGone() throws Exception {
    try (Wired w = wired()) {
      Json.Obj token = made(w, A, "client", "tokens", "\"scopes\":[\"read\"],", 600);
      String secret = member(token, "token");
      String path = "/v1/ledgers/" + A.id() + "/tokens";
      String read = "/v1/ledgers/" + A.id() + "/read";
      assertEquals(200, w.get(read, bearer(secret)).statusCode());
      HttpResponse<byte[]> list = w.get(path, w.sign(A.signer("client"), "GET", path, Bytes.EMPTY));
      assertTrue(Wired.text(list).contains(member(token, "id")));
      assertFalse(Wired.text(list).contains(secret));
      // the other party neither sees nor revokes it
      HttpResponse<byte[]> theirs =
          w.get(path, w.sign(A.signer("provider"), "GET", path, Bytes.EMPTY));
      assertFalse(Wired.text(theirs).contains(member(token, "id")));
      String one = path + "/" + member(token, "id");
      assertEquals(
          404,
          w.send(
                  "DELETE",
                  one,
                  Bytes.EMPTY,
                  w.sign(A.signer("provider"), "DELETE", one, Bytes.EMPTY))
              .statusCode());
      // a token makes and revokes no tokens
      assertEquals(403, w.send("DELETE", one, Bytes.EMPTY, bearer(secret)).statusCode());
      assertEquals(
          204,
          w.send("DELETE", one, Bytes.EMPTY, w.sign(A.signer("client"), "DELETE", one, Bytes.EMPTY))
              .statusCode());
      assertEquals(401, w.get(read, bearer(secret)).statusCode());
    }
  }

  @Test
  void secrets_areNowhereOnTheDisk_andTokensOutliveTheProcess() throws Exception {
    String token;
    String prefix;
    try (Wired w = wired()) {
      token = member(made(w, A, "client", "tokens", "\"scopes\":[\"read\"],", 600), "token");
      prefix = member(made(w, A, "client", "capabilities", "", 600), "prefix");
    }
    try (var files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String bytes = Bytes.wrap(Files.readAllBytes(file)).toHex();
        for (String secret : List.of(token.substring(4), prefix.substring(5, 48))) {
          assertFalse(bytes.contains(Bytes.utf8(secret).toHex()), file.toString());
        }
      }
    }
    try (Wired w = wired()) {
      assertEquals(200, w.get("/v1/ledgers/" + A.id() + "/read", bearer(token)).statusCode());
      assertEquals(200, w.get(prefix + "checkpoint", Map.of()).statusCode());
    }
  }

  @Test
  void keys_replacedOrRevoked_openNothingFromThenOn() throws Exception {
    try (Wired w = wired()) {
      String token = member(made(w, A, "client", "tokens", "\"scopes\":[\"read\"],", 600), "token");
      String prefix = member(made(w, A, "client", "capabilities", "", 600), "prefix");
      String read = "/v1/ledgers/" + A.id() + "/read";
      String write = "/v1/ledgers/" + A.id() + "/write";
      append(w, A, A.attesterRevoked());
      append(w, A, A.clientReplaced("client's new key"));
      assertEquals(404, w.get(write, signs(w, A, "attester").apply("GET", write)).statusCode());
      assertEquals(404, w.get(read, signs(w, A, "client").apply("GET", read)).statusCode());
      assertEquals(
          200, w.get(read, signs(w, A, "client's new key").apply("GET", read)).statusCode());
      assertEquals(401, w.get(read, bearer(token)).statusCode());
      assertEquals(404, w.get(prefix + "checkpoint", Map.of()).statusCode());
    }
  }

  @Test
  void wishes_notAllowed_areRefused() {
    try (Wired w = wired()) {
      String path = "/v1/ledgers/" + A.id() + "/tokens";
      long now = Setting.NOW / 1000;
      for (String body :
          Arrays.asList(
              "{\"expires\":" + now + ",\"name\":\"\",\"scopes\":[\"read\"]}",
              "{\"expires\":" + (now + 500L * 86_400) + ",\"name\":\"\",\"scopes\":[\"read\"]}",
              "{\"expires\":" + (now + 60) + ",\"name\":\"\",\"scopes\":[]}",
              "{\"expires\":" + (now + 60) + ",\"name\":\"\",\"scopes\":[\"all\"]}",
              "{\"expires\":" + (now + 60) + ",\"name\":\"\",\"scopes\":[\"read\",\"read\"]}",
              "{\"expires\":"
                  + (now + 60)
                  + ",\"name\":\""
                  + "x".repeat(65)
                  + "\",\"scopes\":[\"read\"]}",
              "{\"expires\":" + (now + 60) + ",\"more\":1,\"name\":\"\",\"scopes\":[\"read\"]}")) {
        Bytes bytes = Bytes.utf8(body);
        HttpResponse<byte[]> answer =
            w.send(
                "POST", path, bytes, with(w.sign(A.signer("client"), "POST", path, bytes), JSON));
        assertEquals(400, answer.statusCode(), body + Wired.text(answer));
      }
      Bytes good =
          Bytes.utf8("{\"expires\":" + (now + 60) + ",\"name\":\"\",\"scopes\":[\"read\"]}");
      for (String role : List.of("attester", "arbiter", "cosigner")) {
        assertEquals(
            403,
            w.send("POST", path, good, with(w.sign(A.signer(role), "POST", path, good), JSON))
                .statusCode(),
            role);
      }
    }
  }

  @Test
  void credentials_twoKindsAtOnce_areRefused() {
    try (Wired w = wired()) {
      String read = "/v1/ledgers/" + A.id() + "/read";
      assertEquals(
          401,
          w.get(read, with(signs(w, A, "client").apply("GET", read), bearer("cst_x")))
              .statusCode());
    }
  }
}
