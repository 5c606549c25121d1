package io.countersign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.Main;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.http.client.ShownLedger;
import io.countersign.recorder.CloudEvents;
import io.countersign.sequencer.Answer;
import io.countersign.sequencer.Ledger;
import io.countersign.sequencer.Setting;
import io.countersign.store.MemoryLedgerStore;
import io.countersign.testing.Child;
import io.countersign.testing.Seed;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `record --listen` and `watch` as processes of their own, beside a ledger behind the published
/// interface.
final class RecordCommandTest {
  private static final long PATIENCE_MILLIS = 60_000;

  @TempDir Path folder;

  private final Ledger ledger =
      assertInstanceOf(
              Ledger.Creation.Created.class,
              Ledger.create(
                  new MemoryLedgerStore(), Setting.opening(), Setting.LOG, Setting.environment()))
          .ledger();
  private final ShownLedger node = new ShownLedger(ledger, Setting.PEPPER);
  private final String id = Setting.GENESIS.ledgerId().toHex();
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeEach
  void keys() throws Exception {
    Files.writeString(folder.resolve("password"), "secret");
    Path keys = Files.createDirectories(folder.resolve("home").resolve("keys"));
    KeyFile key =
        KeyFile.lock(
            Setting.PROVIDER,
            "secret".toCharArray(),
            KeyFile.Strength.LIGHT,
            Seed.random(Seed.pick()));
    Files.write(keys.resolve("recorder.json"), key.toBytes().toArray());
  }

  @AfterEach
  void end() {
    client.close();
    node.close();
    ledger.close();
  }

  private Child start(String command, String... more) throws Exception {
    List<String> args = new ArrayList<>(List.of(command, "--node", node.uri().toString()));
    args.addAll(List.of("--ledger", id, "--home", folder.resolve("home").toString()));
    args.addAll(List.of(more));
    return Child.start(Main.class, args.toArray(new String[0]));
  }

  private Child recorder() throws Exception {
    return start(
        "record",
        "--key",
        "recorder",
        "--password-file",
        folder.resolve("password").toString(),
        "--listen",
        "127.0.0.1:0",
        "--every",
        "0",
        "--batch",
        "10");
  }

  private int post(String url, List<UsageRecord> records) throws Exception {
    List<Json> events = new ArrayList<>();
    for (UsageRecord r : records) {
      events.add(
          Json.object()
              .put("specversion", "1.0")
              .put("id", r.id())
              .put("source", r.source())
              .put("type", r.type())
              .put("time", Instant.ofEpochSecond(r.at()).toString())
              .put("data", r.data())
              .build());
    }
    StringBuilder body = new StringBuilder();
    events.forEach(e -> body.append(body.isEmpty() ? "[" : ",").append(e.toText()));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", CloudEvents.BATCH)
            .POST(HttpRequest.BodyPublishers.ofString(body + "]"))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
  }

  private long records() {
    return ledger.history().batches().stream().mapToLong(b -> b.records().size()).sum();
  }

  private void await(long count) throws InterruptedException {
    long until = System.currentTimeMillis() + PATIENCE_MILLIS;
    while (records() < count && System.currentTimeMillis() < until) {
      Thread.sleep(50);
    }
    assertEquals(count, records());
  }

  private static String url(Child child) throws Exception {
    String line = child.line();
    assertTrue(line.contains("http://127.0.0.1:"), line);
    return line.substring(line.indexOf("http://"));
  }

  @Test
  void record_listening_deliversAndGoesOnAfterAKill() throws Exception {
    List<UsageRecord> calls = Setting.calls(1, 60);
    try (Child child = recorder()) {
      String url = url(child);
      assertEquals(200, post(url, calls.subList(0, 30)));
      child.kill();
    }
    try (Child child = recorder()) {
      String url = url(child);
      await(30);
      assertEquals(200, post(url, calls)); // its sender does not know what arrived
      await(60);
      child.kill();
    }
  }

  @Test
  void watch_following_takesOverWhatComes() throws Exception {
    try (Child child = start("watch", "--every", "1")) {
      assertTrue(child.line().startsWith("1 of 1 "));
      assertInstanceOf(
          Answer.Accepted.class,
          ledger.submit(Setting.attestation(Setting.PROVIDER, 0, Setting.calls(1, 5))));
      assertTrue(child.line().startsWith("2 of 2 "));
      Typed reader = Typed.at(folder.resolve("home"), "secret");
      Typed.Result shown = reader.type("show");
      assertEquals(Exit.PASSED, shown.exit(), shown.all());
      child.kill();
    }
    Typed.Result after = Typed.at(folder.resolve("home"), "secret").type("show");
    assertEquals(Exit.PASSED, after.exit(), after.all());
  }
}
