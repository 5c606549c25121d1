package io.countersign.http.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.Workers;
import io.countersign.core.statement.StatementResult;
import io.countersign.core.statement.Statements;
import io.countersign.core.terms.Period;
import io.countersign.sequencer.Answer;
import io.countersign.sequencer.Pending;
import io.countersign.sequencer.Setting;
import io.countersign.sequencer.Submission;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What streams: batches in, entries out.
@Timeout(120)
class StreamTest {
  private static final String PATH = Served.LEDGER + "/attestations";

  @TempDir Path folder;

  private static Submission batch(long sequence) {
    return Setting.attestation(Setting.PROVIDER, sequence, Setting.calls(sequence + 1, 3));
  }

  private static List<JsonObject> post(Served s, String body) {
    HttpResponse<byte[]> answer =
        s.send("POST", PATH, Bytes.utf8(body), Map.of("Content-Type", "application/x-ndjson"));
    Served.checked("submitAttestations", answer.statusCode(), answer);
    List<JsonObject> out = new ArrayList<>();
    Served.text(answer)
        .lines()
        .forEach(
            line -> {
              if (answer.statusCode() == 200) {
                Served.valid(Served.schema("BatchResult"), line, "batch");
              }
              out.add(new JsonObject(line));
            });
    return out;
  }

  @Test
  void batches_aHundredInOneStream_areAnsweredInOrder() {
    try (Served s = Served.withLedger(folder)) {
      StringBuilder body = new StringBuilder();
      for (int i = 0; i < 100; i++) {
        body.append(Served.framed(batch(i)));
      }
      List<JsonObject> results = post(s, body.toString());
      assertEquals(100, results.size());
      for (int i = 0; i < 100; i++) {
        assertEquals("accepted", results.get(i).getString("result"));
        assertEquals(i, results.get(i).getInteger("batch"));
        assertEquals(i + 1, results.get(i).getInteger("index"));
      }
      List<JsonObject> again = post(s, Served.framed(batch(99)) + Served.framed(batch(120)));
      assertEquals("duplicate", again.get(0).getString("result"));
      assertEquals(results.get(99).getString("receipt"), again.get(0).getString("receipt"));
      assertEquals(100, again.get(1).getInteger("next"));
    }
  }

  @Test
  void batch_isAnsweredBeforeTheNextIsSent() throws Exception {
    try (Served s = Served.withLedger(folder);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), s.node.port())) {
      OutputStream out = socket.getOutputStream();
      out.write(
          ("POST "
                  + PATH
                  + " HTTP/1.1\r\nHost: 127.0.0.1:"
                  + s.node.port()
                  + "\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n")
              .getBytes(StandardCharsets.UTF_8));
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      for (int i = 0; i < 3; i++) {
        byte[] batch = Served.framed(batch(i)).getBytes(StandardCharsets.UTF_8);
        out.write((Integer.toHexString(batch.length) + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.write(batch);
        out.write("\r\n".getBytes(StandardCharsets.UTF_8));
        out.flush();
        String line = lines.readLine();
        while (!line.startsWith("{")) {
          line = lines.readLine();
        }
        assertEquals(i + 1, new JsonObject(line).getInteger("index"));
      }
      out.write("0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      out.flush();
      String line = lines.readLine();
      while (!line.equals("0")) {
        line = lines.readLine();
      }
    }
  }

  @Test
  void stream_wronglyFramed_keepsWhatCameBefore() {
    try (Served s = Served.withLedger(folder)) {
      String good = Served.framed(batch(0));
      for (String bad :
          List.of(
              "{\"envelope\":\"\",\"lines\":1}\n",
              "{\"envelope\":\"\",\"lines\":99999}\n",
              "[]\n",
              "{\"envelope\":\"{}\",\"lines\":3}\n{}\n",
              "no end",
              "{\"envelope\":\"" + "x".repeat(200_000) + "\",\"lines\":2}\n")) {
        List<JsonObject> results = post(s, good + bad);
        assertEquals(2, results.size(), bad.substring(0, Math.min(40, bad.length())));
        assertTrue(List.of("accepted", "duplicate").contains(results.get(0).getString("result")));
        assertEquals("malformed", results.get(1).getString("result"));
        assertEquals(
            "CS-1559", results.get(1).getJsonArray("findings").getJsonObject(0).getString("code"));
      }
      assertEquals(2, s.ledger().size());
    }
  }

  @Test
  void stream_byAStranger_findsNothing() {
    try (Served s = Served.withLedger(folder)) {
      Submission strange = Setting.attestation(Setting.STRANGER, 0, Setting.calls(1, 2));
      for (String body : List.of(Served.framed(strange), "nothing\n", "")) {
        HttpResponse<byte[]> answer =
            s.send("POST", PATH, Bytes.utf8(body), Map.of("Content-Type", "application/x-ndjson"));
        Served.checked("submitAttestations", 404, answer);
      }
      assertEquals(
          415,
          s.send("POST", PATH, Bytes.utf8("x"), Map.of("Content-Type", "text/csv")).statusCode());
    }
  }

  private static BufferedReader feed(Served s, String query, Map<String, String> more)
      throws Exception {
    String path = Served.LEDGER + "/feed" + query;
    HttpRequest.Builder request = HttpRequest.newBuilder(s.uri(path)).GET();
    Map<String, String> fields = new HashMap<>(s.sign(Setting.CLIENT, "GET", path, Bytes.EMPTY));
    fields.putAll(more);
    fields.forEach(request::header);
    HttpResponse<java.io.InputStream> answer =
        s.client().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    assertEquals(200, answer.statusCode());
    assertEquals("text/event-stream", answer.headers().firstValue("content-type").orElse(""));
    return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
  }

  /// The next event, of which the index is returned.
  private static int event(BufferedReader in) throws IOException {
    String id = "";
    while (true) {
      String line = in.readLine();
      if (line == null) {
        throw new AssertionError("the feed ended");
      }
      if (line.startsWith("id: ")) {
        id = line.substring(4);
      } else if (line.startsWith("data: ")) {
        Served.valid(Served.schema("FeedEvent"), line.substring(6), "event");
        assertEquals(id, new JsonObject(line.substring(6)).getInteger("index").toString());
        return Integer.parseInt(id);
      }
    }
  }

  @Test
  void feed_resumed_hasNoGapAndNothingTwice() throws Exception {
    try (Served s = Served.withLedger(folder)) {
      s.ledger().enqueue(batch(0));
      List<Integer> seen = new ArrayList<>();
      try (BufferedReader in = feed(s, "?from=0", Map.of())) {
        seen.add(event(in));
        seen.add(event(in));
        s.ledger().enqueue(batch(1));
        seen.add(event(in));
      }
      s.ledger().enqueue(batch(2));
      s.ledger().enqueue(batch(3));
      try (BufferedReader in = feed(s, "", Map.of("Last-Event-ID", "2"))) {
        seen.add(event(in));
        s.ledger().enqueue(batch(4));
        seen.add(event(in));
        seen.add(event(in));
      }
      assertEquals(List.of(0, 1, 2, 3, 4, 5), seen);
      Map<String, String> ahead =
          new HashMap<>(s.sign(Setting.CLIENT, "GET", Served.LEDGER + "/feed", Bytes.EMPTY));
      ahead.put("Last-Event-ID", "6");
      HttpResponse<byte[]> refused = s.send("GET", Served.LEDGER + "/feed", Bytes.EMPTY, ahead);
      assertEquals("CS-1557", Served.checked("followFeed", 409, refused).getString("code"));
    }
  }

  @Test
  void statement_previewedWhileEntriesComeIn_isThatOfItsPrefix() throws Exception {
    try (Served s = Served.withLedger(folder)) {
      assertTrue(s.ledger().submit(batch(0)) instanceof Answer.Accepted);
      Period period = Period.of(1999, 2);
      History early = s.ledger().history();
      String want = preview(early, period);
      List<CompletableFuture<String>> readers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        readers.add(CompletableFuture.supplyAsync(() -> preview(early, period)));
      }
      List<Pending> written = new ArrayList<>();
      for (int i = 1; i < 60; i++) {
        written.add(s.ledger().enqueue(batch(i)));
      }
      for (CompletableFuture<String> r : readers) {
        assertEquals(want, r.get());
      }
      for (Pending p : written) {
        assertTrue(p.await() instanceof Answer.Accepted);
      }
      assertEquals(want, preview(s.ledger().history().prefix(early.size()), period));
    }
  }

  private static String preview(History history, Period period) {
    return new Statements(history, Workers.SEQUENTIAL).preview(period)
            instanceof StatementResult.Computed c
        ? c.statement().hash().toHex()
        : "";
  }

  @Test
  void requests_thatMeanHarm_areRefusedAsWhatTheyAre() {
    try (Served s = Served.withLedger(folder)) {
      String path = Served.LEDGER + "/entries";
      String deep = "{\"submissions\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
      for (String body :
          List.of(
              deep,
              "{\"submissions\":[]}",
              "{\"submissions\":[{\"envelope\":1e999}]}",
              "{\"submissions\":" + "9".repeat(4_000_000) + "}",
              "{\"envelope\":\"\\ud800\"}",
              "{\"envelope\":\"a\",\"envelope\":\"b\"}",
              "\u0000",
              "[".repeat(10),
              "")) {
        JsonObject answer = s.post("submitEntries", path, body, 400);
        assertTrue(answer.getString("code").startsWith("CS-01"), answer.encode());
      }
      HttpResponse<byte[]> text =
          s.send("POST", path, Bytes.utf8("{}"), Map.of("Content-Type", "text/plain"));
      assertEquals(415, text.statusCode());
      byte[] large = new byte[(64 << 20) + 1];
      java.util.Arrays.fill(large, (byte) ' ');
      try {
        HttpResponse<byte[]> answer =
            s.send("POST", path, Bytes.wrap(large), Map.of("Content-Type", "application/json"));
        Served.checked("submitEntries", 413, answer);
      } catch (java.io.UncheckedIOException e) {
        // The node answered and closed before all was sent; not every client reads the answer then.
      }
      for (String odd :
          List.of(
              "/entries/%ff",
              "/entries/%2e%2e%2f", "/entries/-1", "/entries/1e3", "/objects/%00")) {
        int status =
            s.send(
                    "GET",
                    Served.LEDGER + odd,
                    Bytes.EMPTY,
                    s.sign(Setting.CLIENT, "GET", Served.LEDGER + odd, Bytes.EMPTY))
                .statusCode();
        assertTrue(status == 404 || status == 400, odd + " " + status);
      }
      s.get("listEntries", Served.LEDGER + "/entries?limit=0", 400);
      s.get("listEntries", Served.LEDGER + "/entries?limit=1001", 400);
      s.get("listEntries", Served.LEDGER + "/entries?from=99999999999999999999", 400);
      s.get("listEntries", Served.LEDGER + "/entries?from=1&from=2", 400);
    }
  }
}
