package io.countersign.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.ledger.Workers;
import io.countersign.recorder.CloudEvents;
import io.countersign.recorder.Recorder;
import io.countersign.recorder.RecorderNode;
import io.countersign.sequencer.Answer;
import io.countersign.sequencer.Setting;
import io.countersign.sequencer.Submission;
import io.countersign.store.SqliteOutbox;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Events over HTTP, as a telephone exchange would send them, while the node is away.
final class RecorderServerTest {
  @TempDir Path folder;

  private SqliteOutbox outbox;
  private RecorderServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  private static final class Away implements RecorderNode {
    @Override
    public Reached<Standing> standing(io.countersign.core.crypto.Address attester) {
      return new Reached.No<>(
          new io.countersign.core.base.Finding(Code.NODE_UNREACHABLE, "node", "one", "none"));
    }

    @Override
    public Reached<Answer> submit(Submission submission) {
      throw new AssertionError("nothing is sent");
    }
  }

  @BeforeEach
  void start() {
    outbox =
        SqliteOutbox.open(
            folder.resolve("outbox.db"),
            Recorder.owner(Setting.GENESIS.ledgerId(), Setting.address(Setting.PROVIDER)));
    Recorder recorder =
        new Recorder(
            outbox,
            new Away(),
            Setting.GENESIS,
            Setting.PEPPER,
            Setting.PROVIDER,
            new Recorder.Settings(10, Duration.ofSeconds(7), 10, 1 << 20),
            new Recorder.World(
                () -> Instant.ofEpochMilli(Setting.NOW),
                RandomGenerator.of("L64X128MixRandom"),
                Workers.SEQUENTIAL));
    server =
        RecorderServer.start(
            "127.0.0.1",
            0,
            recorder,
            new CloudEvents(Map.of(), Map.of()),
            Thread.ofVirtual().factory());
  }

  @AfterEach
  void end() {
    server.close();
    outbox.close();
    client.close();
  }

  private static String event(UsageRecord r) {
    return Json.object()
        .put("specversion", "1.0")
        .put("id", r.id())
        .put("source", r.source())
        .put("type", r.type())
        .put("time", Instant.ofEpochSecond(r.at()).toString())
        .put("data", r.data())
        .build()
        .toText();
  }

  private HttpResponse<String> post(String type, String body, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/events"))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static Json.Obj json(HttpResponse<String> answer) throws Exception {
    return (Json.Obj) JsonReader.relaxed(Bytes.utf8(answer.body()), 1 << 20);
  }

  private static String result(HttpResponse<String> answer, int i) throws Exception {
    Json.Arr all = (Json.Arr) json(answer).get("results");
    return ((Json.Str)
            java.util.Objects.requireNonNull(
                ((Json.Obj) java.util.Objects.requireNonNull(all).items().get(i)).get("result")))
        .value();
  }

  private static List<UsageRecord> calls(int count) {
    return Setting.calls(1, 20).subList(0, count);
  }

  @Test
  void post_event_isTakenThenADuplicate() throws Exception {
    String event = event(calls(1).getFirst());
    assertEquals(202, post(CloudEvents.EVENT, event).statusCode());
    HttpResponse<String> again = post(CloudEvents.EVENT + "; charset=utf-8", event);
    assertEquals(200, again.statusCode());
    assertEquals("duplicate", result(again, 0));
    assertEquals(
        calls(1).getFirst(), UsageRecord.parse(outbox.waiting(10, 1 << 20).getFirst().bytes()));
  }

  @Test
  void post_binaryMode_isTaken() throws Exception {
    UsageRecord r = calls(1).getFirst();
    HttpResponse<String> answer =
        post(
            "application/json",
            r.data().toText(),
            "ce-specversion",
            "1.0",
            "ce-id",
            r.id(),
            "ce-source",
            r.source(),
            "ce-type",
            r.type(),
            "ce-time",
            Instant.ofEpochSecond(r.at()).toString());
    assertEquals(202, answer.statusCode(), answer.body());
    assertEquals(r, UsageRecord.parse(outbox.waiting(10, 1 << 20).getFirst().bytes()));
  }

  @Test
  void post_batch_answersEachRecordByItself() throws Exception {
    assertEquals(202, post(CloudEvents.EVENT, event(calls(1).getFirst())).statusCode());
    HttpResponse<String> answer =
        post(
            CloudEvents.BATCH,
            "[" + event(calls(2).get(0)) + ",{\"id\":\"x\"}," + event(calls(2).get(1)) + "]");
    assertEquals(200, answer.statusCode());
    List<String> results = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      results.add(result(answer, i));
    }
    assertEquals(List.of("duplicate", "refused", "taken"), results);
  }

  @Test
  void post_fullQueue_is503AndTakesNothing() throws Exception {
    List<String> events = new ArrayList<>();
    calls(11).forEach(r -> events.add(event(r)));
    HttpResponse<String> answer = post(CloudEvents.BATCH, "[" + String.join(",", events) + "]");
    assertEquals(503, answer.statusCode());
    assertEquals("7", answer.headers().firstValue("Retry-After").orElseThrow());
    assertEquals(0, outbox.load().waiting());
    assertEquals(
        200,
        post(CloudEvents.BATCH, "[" + String.join(",", events.subList(0, 10)) + "]").statusCode());
    assertEquals(503, post(CloudEvents.EVENT, events.get(10)).statusCode());
  }

  @Test
  void post_whatIsNoEvent_isRefusedWithItsStatus() throws Exception {
    assertEquals(400, post(CloudEvents.EVENT, "{").statusCode());
    assertEquals(422, post(CloudEvents.EVENT, "{\"specversion\":\"1.0\"}").statusCode());
    assertEquals(415, post("text/plain", event(calls(1).getFirst())).statusCode());
    assertEquals(415, post("application/json", event(calls(1).getFirst())).statusCode());
    assertEquals(400, post(CloudEvents.BATCH, "{}").statusCode());
    assertEquals(0, outbox.load().waiting());
  }

  @Test
  void post_bodyBeyondTheCap_isCut() {
    String huge = "x".repeat(CloudEvents.MAX_BATCH_BYTES + 1);
    assertThrows(java.io.IOException.class, () -> post(CloudEvents.BATCH, huge));
  }

  @Test
  void get_state_saysHowThingsStand() throws Exception {
    assertEquals(202, post(CloudEvents.EVENT, event(calls(1).getFirst())).statusCode());
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/state"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertEquals(new Json.Int(1), json(answer).get("waiting"));
    HttpResponse<String> other =
        client.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/")).build(),
            HttpResponse.BodyHandlers.ofString());
    assertEquals(404, other.statusCode());
  }

  @Test
  void start_anAddressOfTheNetwork_isRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            RecorderServer.start(
                "0.0.0.0",
                0,
                assertInstanceOf(
                    Recorder.class,
                    new Recorder(
                        outbox,
                        new Away(),
                        Setting.GENESIS,
                        Setting.PEPPER,
                        Setting.PROVIDER,
                        Recorder.Settings.STANDARD,
                        new Recorder.World(
                            () -> Instant.EPOCH,
                            RandomGenerator.of("L64X128MixRandom"),
                            Workers.SEQUENTIAL))),
                new CloudEvents(Map.of(), Map.of()),
                Thread.ofVirtual().factory()));
    assertTrue(RecorderServer.isLoopback("localhost"));
  }
}
