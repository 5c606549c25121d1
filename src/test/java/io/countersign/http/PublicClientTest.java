package io.countersign.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.encoding.NoteSigner;
import io.countersign.core.ledger.Checkpoint;
import io.countersign.sequencer.Answer;
import io.countersign.sequencer.Ledger;
import io.countersign.sequencer.Pending;
import io.countersign.sequencer.Setting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The log read by a public client: the Go project's own (`golang.org/x/mod/sumdb/note` and `tlog`,
/// Debian's `golang-golang-x-mod-dev`), unmodified, driven by `src/test/go/tlogcheck`.
///
/// Skipped where there is no Go; with `CI=true` that fails.
@Timeout(300)
final class PublicClientTest {
  private static final Agreed A = new Agreed("publicly read");
  private static final Map<String, String> NONE = Map.of();

  /// Where Debian puts the sources of Go packages.
  private static final Path GO_SOURCES = Path.of("/usr/share/gocode");

  @TempDir Path folder;

  private Wired wired() {
    Wired w = new Wired(folder.resolve("node"), Limits.STANDARD, List.of());
    assertTrue(w.host.create(A.opening()) instanceof Ledger.Creation.Created);
    return w;
  }

  private static Ledger ledger(Wired w) {
    return w.host.find(A.id()).orElseThrow();
  }

  private static void grow(Wired w, int from, int to) {
    List<Pending> waiting = new ArrayList<>();
    for (int i = from; i < to; i++) {
      waiting.add(ledger(w).enqueue(A.attestation(i, Setting.calls(i, 1))));
    }
    for (Pending p : waiting) {
      Answer answer = p.await();
      assertTrue(answer instanceof Answer.Accepted, answer::toString);
    }
  }

  private static String capability(Wired w) {
    String path = "/v1/ledgers/" + A.id() + "/capabilities";
    Bytes body =
        Bytes.utf8("{\"expires\":" + (w.millis.get() / 1000 + 600) + ",\"name\":\"public\"}");
    Map<String, String> fields = new HashMap<>(w.sign(A.signer("client"), "POST", path, body));
    fields.put("Content-Type", "application/json");
    String text = Wired.text(w.send("POST", path, body, fields));
    int at = text.indexOf("\"prefix\":\"") + 10;
    return text.substring(at, text.indexOf('"', at));
  }

  private record Ran(int exit, String said) {}

  private static Ran run(Map<String, String> env, Path in, String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(in.toFile());
    builder.environment().putAll(env);
    builder.redirectErrorStream(true);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(120, TimeUnit.SECONDS));
    return new Ran(process.exitValue(), said);
  }

  private static boolean hasGo() {
    if (!Files.isDirectory(GO_SOURCES.resolve("src/golang.org/x/mod/sumdb/tlog"))) {
      return false;
    }
    try {
      return run(Map.of(), Path.of("."), "go", "version").exit() == 0;
    } catch (Exception e) {
      return false;
    }
  }

  /// The client, compiled.
  private Path client() throws Exception {
    boolean there = hasGo();
    if (!there && "true".equals(System.getenv("CI"))) {
      throw new AssertionError("no Go with golang.org/x/mod here; .ci/run installs both");
    }
    assumeTrue(there, "no Go with golang.org/x/mod: the public client is not run");
    Path out = folder.resolve("tlogcheck");
    Ran built =
        run(
            Map.of(
                "GO111MODULE",
                "off",
                "GOPATH",
                GO_SOURCES.toString(),
                "GOCACHE",
                Path.of("target", "go-cache").toAbsolutePath().toString(),
                "GOFLAGS",
                "",
                "CGO_ENABLED",
                "0"),
            Path.of("src", "test", "go", "tlogcheck"),
            "go",
            "build",
            "-o",
            out.toString(),
            ".");
    assertEquals(0, built.exit(), built.said());
    return out;
  }

  @Test
  void log_readByThePublicClient_passesWhole_andFailsWhereAByteIsChanged() throws Exception {
    Path client = client();
    try (Wired w = wired()) {
      grow(w, 0, 300);
      String prefix = capability(w);
      HttpResponse<byte[]> older = w.get(prefix + "checkpoint", NONE);
      Path old = Files.write(folder.resolve("old"), older.body());
      grow(w, 300, 600);
      String vkey = ledger(w).log().format();
      Ran whole =
          run(NONE, folder, client.toString(), w.uri(prefix).toString(), vkey, old.toString());
      assertEquals(0, whole.exit(), whole.said());
      assertTrue(whole.said().startsWith("ok 601 "), whole.said());

      String other = A.clientCosigner().vkey().format();
      assertEquals(1, run(NONE, folder, client.toString(), w.uri(prefix).toString(), other).exit());
      try (Liar liar = new Liar(w)) {
        for (String path :
            List.of(
                "checkpoint",
                "tile/0/000",
                "tile/0/001",
                "tile/0/002.p/89",
                "tile/1/000.p/2",
                "tile/entries/001",
                "tile/entries/002.p/89")) {
          liar.about = prefix + path;
          Ran lied = run(NONE, folder, client.toString(), liar.uri(prefix), vkey, old.toString());
          assertEquals(1, lied.exit(), path + ": " + lied.said());
          assertTrue(lied.said().startsWith("BAD: "), path + ": " + lied.said());
          assertTrue(liar.lied, path + " was not asked for");
          liar.lied = false;
        }
        liar.about = "";
        assertEquals(0, run(NONE, folder, client.toString(), liar.uri(prefix), vkey).exit());
      }
      // A checkpoint of another tree, truly signed by the log's key, is no ancestor.
      String text = new Checkpoint(ledger(w).log().name(), 300, Bytes32.ZERO).text();
      Path forked =
          Files.write(
              folder.resolve("forked"),
              NoteSigner.of(ledger(w).log().name(), Setting.LOG).note(text).toBytes().toArray());
      Ran split =
          run(NONE, folder, client.toString(), w.uri(prefix).toString(), vkey, forked.toString());
      assertEquals(1, split.exit(), split.said());
      assertTrue(split.said().contains("consistency"), split.said());
    }
  }

  /// Passes everything on, but for one byte of one answer.
  private static final class Liar implements AutoCloseable {
    private final Wired truth;
    private final HttpServer server;
    private volatile String about = "";
    private volatile boolean lied;

    Liar(Wired truth) throws IOException {
      this.truth = truth;
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext("/", this::handle);
      server.start();
    }

    String uri(String path) {
      return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private void handle(HttpExchange e) throws IOException {
      try (e) {
        String path = e.getRequestURI().getPath();
        HttpResponse<byte[]> answer = truth.get(path, NONE);
        byte[] body = answer.body();
        if (path.equals(about)) {
          body[body.length / 2] ^= 1;
          lied = true;
        }
        e.sendResponseHeaders(answer.statusCode(), body.length);
        e.getResponseBody().write(body);
      }
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
