package io.countersign.http.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.countersign.core.base.Bytes;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Secp256k1Key;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.Genesis;
import io.countersign.core.ledger.Workers;
import io.countersign.http.HttpSignatures;
import io.countersign.http.Node;
import io.countersign.http.World;
import io.countersign.sequencer.Ledger;
import io.countersign.sequencer.Setting;
import io.countersign.service.LedgerHost;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A node with the ledger API on a free port, a client of the JDK, and the document by which each
/// answer is judged.
final class Served implements AutoCloseable {
  static final JsonObject DOCUMENT = new JsonObject(NodeRoutes.read().toUtf8());
  static final String LEDGER = "/v1/ledgers/" + Setting.GENESIS.ledgerId();

  private static final Map<String, Schema> SCHEMAS = new ConcurrentHashMap<>();

  final AtomicLong millis = new AtomicLong(Setting.NOW);
  final InstantSource clock = () -> Instant.ofEpochMilli(millis.get());
  final LedgerHost host;
  final Node node;
  @Nullable Router router;
  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicLong nonces = new AtomicLong();

  Served(Path folder) {
    this(folder, g -> true, 1_000);
  }

  Served(Path folder, Predicate<Genesis> opens, int ledgers) {
    this(folder, opens, ledgers, Workers.SEQUENTIAL);
  }

  Served(Path folder, Predicate<Genesis> opens, int ledgers, Workers workers) {
    host =
        LedgerHost.open(
            folder,
            Setting.LOG,
            new Ledger.Environment(
                clock,
                Setting.environment().threads(),
                workers,
                io.countersign.sequencer.Limits.STANDARD));
    World world =
        new World(clock, RandomGenerator.of("L64X128MixRandom"), Thread.ofVirtual().factory());
    Api api =
        new Api(
            new Api.Settings(Setting.OPERATOR, "test", opens, ledgers, true),
            world,
            host.documents(),
            workers);
    try {
      node =
          Node.start(
              Node.Settings.local(0),
              host,
              world,
              List.of(
                  (given, dispatch) -> {
                    router = given;
                    api.mount(given, dispatch);
                  }));
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  /// The same with the ledger of [Setting].
  static Served withLedger(Path folder) {
    Served out = new Served(folder);
    assertInstanceOf(Ledger.Creation.Created.class, out.host.create(Setting.opening()));
    return out;
  }

  Ledger ledger() {
    return host.find(Setting.GENESIS.ledgerId()).orElseThrow();
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + node.port() + path);
  }

  Map<String, String> sign(Secp256k1Key key, String method, String path, Bytes body) {
    URI uri = uri(path);
    String query = uri.getRawQuery();
    return HttpSignatures.sign(
        new HttpSignatures.Request(
            method, uri.getAuthority(), uri.getRawPath(), query == null ? "" : query),
        body,
        new HttpSignatures.Signer.OfParty(key),
        millis.get() / 1000,
        60,
        "nonce-of-test-" + nonces.incrementAndGet());
  }

  HttpResponse<byte[]> send(String method, String path, Bytes body, Map<String, String> fields) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path))
            .method(
                method,
                body.size() == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body.toArray()));
    fields.forEach(request::header);
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  HttpClient client() {
    return client;
  }

  /// A GET by the client's key, whose answer has this status and is as the document says.
  JsonObject get(String operation, String path, int status) {
    return checked(
        operation,
        status,
        send("GET", path, Bytes.EMPTY, sign(Setting.CLIENT, "GET", path, Bytes.EMPTY)));
  }

  /// A POST of JSON by the provider's key.
  JsonObject post(String operation, String path, String body, int status) {
    Bytes bytes = Bytes.utf8(body);
    Map<String, String> fields = new HashMap<>(sign(Setting.PROVIDER, "POST", path, bytes));
    fields.put("Content-Type", "application/json");
    return checked(operation, status, send("POST", path, bytes, fields));
  }

  /// A POST of JSON without a credential.
  JsonObject postOpen(String operation, String path, String body, int status) {
    return checked(
        operation,
        status,
        send("POST", path, Bytes.utf8(body), Map.of("Content-Type", "application/json")));
  }

  static String text(HttpResponse<byte[]> answer) {
    return Bytes.wrap(answer.body()).toUtf8();
  }

  /// Compares an answer with the document: status, media type, header fields, schema.
  static JsonObject checked(String operation, int status, HttpResponse<byte[]> answer) {
    String text = text(answer);
    assertEquals(status, answer.statusCode(), operation + ": " + text);
    JsonObject response =
        operation(operation).getJsonObject("responses").getJsonObject(Integer.toString(status));
    assertTrue(response != null, operation + " does not say " + status);
    String ref = response.getString("$ref");
    if (ref != null) {
      response =
          DOCUMENT
              .getJsonObject("components")
              .getJsonObject("responses")
              .getJsonObject(ref.substring(ref.lastIndexOf('/') + 1));
    }
    for (Map.Entry<String, Object> h : response.getJsonObject("headers", new JsonObject())) {
      if (((JsonObject) h.getValue()).getBoolean("required", false)) {
        assertTrue(
            answer.headers().firstValue(h.getKey()).isPresent(), operation + " " + h.getKey());
      }
    }
    JsonObject content = response.getJsonObject("content");
    if (content == null) {
      assertEquals("", text);
      return new JsonObject();
    }
    String type = answer.headers().firstValue("content-type").orElse("").split(";", 2)[0];
    assertTrue(content.containsKey(type), operation + " " + status + " has " + type);
    if (!type.endsWith("json") || type.endsWith("ndjson")) {
      return new JsonObject();
    }
    valid(content.getJsonObject(type).getJsonObject("schema"), text, operation);
    return new JsonObject(text);
  }

  /// Fails unless `text` is valid under `schema` of the document.
  static void valid(JsonObject schema, String text, String what) {
    Schema compiled =
        SCHEMAS.computeIfAbsent(
            schema.encode(),
            s ->
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(
                        new JsonObject()
                            .put("allOf", new io.vertx.core.json.JsonArray().add(schema))
                            .put(
                                "components",
                                new JsonObject()
                                    .put(
                                        "schemas",
                                        DOCUMENT
                                            .getJsonObject("components")
                                            .getJsonObject("schemas")))
                            .encode(),
                        InputFormat.JSON));
    assertEquals(List.of(), compiled.validate(text, InputFormat.JSON), what + ": " + text);
  }

  static JsonObject schema(String name) {
    return new JsonObject().put("$ref", "#/components/schemas/" + name);
  }

  static JsonObject operation(String id) {
    for (Map.Entry<String, Object> path : DOCUMENT.getJsonObject("paths")) {
      for (Map.Entry<String, Object> method : (JsonObject) path.getValue()) {
        JsonObject o = (JsonObject) method.getValue();
        if (o.getString("operationId").equals(id)) {
          return o;
        }
      }
    }
    throw new AssertionError("no operation " + id);
  }

  /// A submission as the API takes it.
  static Json.Obj json(io.countersign.sequencer.Submission s) {
    Json.Builder out = Json.object().put("envelope", s.envelope().toUtf8());
    if (!s.objects().isEmpty()) {
      out.put("objects", s.objects().stream().map(o -> Json.of(Forms.base64(o))).toList());
    }
    s.payload().ifPresent(p -> out.put("payload", Forms.base64(p)));
    return out.build();
  }

  /// A batch as the stream takes it.
  static String framed(io.countersign.sequencer.Submission s) {
    String payload = s.payload().orElseThrow().toUtf8();
    return Json.object()
            .put("envelope", s.envelope().toUtf8())
            .put("lines", payload.lines().count())
            .build()
            .toText()
        + "\n"
        + payload;
  }

  @Override
  public void close() {
    node.close();
    client.close();
  }
}
