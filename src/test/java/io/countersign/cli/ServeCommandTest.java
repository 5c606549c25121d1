package io.countersign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The node as an operator starts it: a process of its own.
@Timeout(120)
final class ServeCommandTest {
  @TempDir private Path home;

  private Process start(String... args) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            "io.countersign.Main",
            "serve",
            "--home",
            home.toString());
    builder.command().addAll(List.of(args));
    builder.environment().put("COUNTERSIGN_PASSWORD", "for the test");
    builder.redirectErrorStream(true);
    return builder.start();
  }

  @Test
  void node_startedAndToldToStop_answersAndEnds() throws Exception {
    Typed typed = Typed.at(home, "for the test");
    assertEquals(0, typed.run("keygen", "log", "--type", "log", "--home", home.toString()).exit());
    Process node = start("--listen", "127.0.0.1:0", "--key", "log", "--lang", "en");
    try (BufferedReader out = node.inputReader(StandardCharsets.UTF_8)) {
      String line = String.valueOf(out.readLine());
      assertTrue(line.startsWith("listening on http://127.0.0.1:"), line);
      URI base = URI.create(line.substring("listening on ".length(), line.indexOf(',')));
      try (HttpClient client = HttpClient.newHttpClient()) {
        HttpResponse<String> answer =
            client.send(
                HttpRequest.newBuilder(base.resolve("/v1/ledgers/none")).build(),
                HttpResponse.BodyHandlers.ofString());
        assertEquals(404, answer.statusCode());
        assertTrue(answer.body().contains("CS-1501"), answer.body());
      }
      assertTrue(node.toHandle().destroy());
      assertTrue(node.waitFor(30, TimeUnit.SECONDS));
      List<String> said = out.lines().toList();
      assertEquals("stopped", said.getLast());
      assertTrue(said.getFirst().startsWith("{\"at\":"), said::toString);
    } finally {
      node.destroyForcibly();
    }
  }

  @Test
  void check_printsWhatIsInForce_andNoSecret() throws IOException {
    Path file = home.resolve("node.json");
    Files.writeString(
        file, "{\"key\":\"log\",\"limits\":{\"requests\":7},\"listen\":\"127.0.0.1:81\"}");
    Typed.Result said =
        Typed.at(home, "for the test")
            .with("COUNTERSIGN_STORE_PASSWORD", "hidden")
            .with("COUNTERSIGN_LIMITS_CONNECTIONS", "9")
            .run("serve", "--config", file.toString(), "--check", "--listen", "127.0.0.1:82");
    assertEquals(0, said.exit(), said.all());
    assertTrue(said.out().contains("\"requests\":7"), said.out());
    assertTrue(said.out().contains("\"connections\":9"), said.out());
    assertTrue(said.out().contains("\"listen\":\"127.0.0.1:82\""), said.out());
    assertFalse(said.all().contains("hidden"));
    assertFalse(said.all().contains("for the test"));
  }

  @Test
  void config_withAnUnknownMember_isRefusedWithItsPlace() throws IOException {
    Path file = home.resolve("node.json");
    Files.writeString(file, "{\"key\":\"log\",\"limits\":{\"request\":7}}");
    Typed.Result said =
        Typed.at(home, "for the test").run("serve", "--config", file.toString(), "--check");
    assertEquals(64, said.exit(), said.all());
    assertTrue(said.all().contains("CS-0112"), said.all());
    assertTrue(said.all().contains("config.limits.request"), said.all());
  }

  @Test
  void address_thatIsNone_isUsage() {
    Typed typed = Typed.at(home, "for the test");
    assertEquals(
        64,
        typed.run("serve", "--home", home.toString(), "--listen", "here", "--key", "log").exit());
  }
}
